import Households
import Learning
import NumericKernels
import Statistics
import TestSupport
import Testing

/// The small scenario where it is dangerous: 900 EUR before the eighth month, bills of 1200 ± 300, now and then an
/// emergency of 700.
@Suite("Lookahead")
struct DecisionLookaheadTests {
    static let drawn = Allocation(invest: 0.5, save: 0.2, consume: 0.3)
    static let mean = Allocation(invest: 0.25, save: 0.65, consume: 0.1)

    /// An executor whose critic tells states apart, and what it takes to look ahead and to check it.
    private struct Subject {
        let scenario: Scenario
        let executor: BudgetExecutor
        let lookahead: DecisionLookahead
        let potential: CashPotential

        init(
            emergencies: Double = 0.05, pairs: Int = 4, sampling: ShockSampling = .independent,
            critic: (inout Tensor) -> Void = { _ in }
        ) throws {
            var scenario = Scenario.small
            scenario.environment.variableExpenseStd = 300
            scenario.environment.emergencyProbability = emergencies
            scenario.training.shockPairs = pairs
            scenario.training.shockSampling = sampling
            scenario.training.gammaLow = 0.9
            self.scenario = scenario
            executor = BudgetExecutor(scenario: scenario, seed: 1)
            var tensors = ActorCritic.arbitrary(inputs: BudgetExecutor.inputs, hidden: scenario.training.hidden).tensors
            for index in tensors.indices { critic(&tensors[index]) }
            try executor.network.load(tensors)
            potential = CashPotential(calendar: scenario.calendar)
            lookahead = DecisionLookahead(
                scenario: scenario, calendar: scenario.calendar, potential: potential, seed: 1, executor: executor)
        }

        func household(monthsDone: Int = 7, cash: Double = 900) -> TestEpisode {
            TestEpisode(calendar: scenario.calendar, monthsDone: monthsDone, cash: cash, portfolio: 2000)
        }

        func compare(_ household: TestEpisode, mean: Allocation = mean, episode: UInt64 = 3)
            -> DecisionComparison
        {
            lookahead.compare(
                Decision(
                    household: household.state, drawn: drawn, mean: mean, effectiveTarget: 0.3, episode: episode))
        }

        /// The training reward of one month, and γ times the value of what follows; nothing follows the end.
        func live(
            _ household: TestEpisode, _ allocation: Allocation, _ critic: ReferenceNetwork, expense: Double,
            emergency: Double
        ) -> (reward: Double, value: Double) {
            var next = household
            let outcome = next.step(
                allocation, shock: Shock(expense: expense, investmentReturn: 1, emergency: emergency))
            // A twentieth of alpha·y0/1000 = 20 for all of the income.
            var reward = outcome.reward - abs(allocation.invest - 0.3)
            reward -= potential(monthsDone: household.monthsDone, cash: household.cash)
            guard !outcome.isLast else { return (reward, 0) }
            reward += 0.9 * potential(monthsDone: next.monthsDone, cash: next.cash)
            var features = [Float](repeating: .nan, count: BudgetExecutor.inputs)
            executor.observe(next.observation, into: &features)
            let stake = potential.stake(monthsDone: next.monthsDone)
            return (reward, 0.9 * stake * critic(features.map { Double($0) })[0])
        }
    }

    @Test func equalActionsAreWorthTheSame() throws {
        let subject = try Subject()
        for cash in [700.0, 900, 9000] {
            let comparison = subject.compare(subject.household(cash: cash), mean: Self.drawn)
            #expect(comparison.drawnReward == comparison.meanReward)
            #expect(comparison.drawnValue == comparison.meanValue)
            #expect(comparison.drawnReward != 0 && comparison.drawnValue != 0)
        }
    }

    /// Both actions under the same shocks: ±ε, each with and without an emergency, weighed by its probability.
    @Test(arguments: [0, 0.05, 0.3, 1], [1, 4, 6, 32])
    func agreesWithBruteForce(emergencies: Double, pairs: Int) throws {
        let subject = try Subject(emergencies: emergencies, pairs: pairs)
        let critic = subject.executor.network.referenceCritic
        let random = CounterRandom(seed: 1, purpose: .lookaheadShock)
        let household = subject.household()
        let comparison = subject.compare(household)
        for (allocation, reward, value) in [
            (Self.drawn, comparison.drawnReward, comparison.drawnValue),
            (Self.mean, comparison.meanReward, comparison.meanValue),
        ] {
            var expected = (reward: 0.0, value: 0.0)
            for pair in 0..<pairs {
                let epsilon = random.normals(index: 3, counter: UInt32(7 * 8 + pair / 4))[pair % 4]
                for expense in [epsilon, -epsilon] {
                    // Numbers below and not below the probability; u is never 1.
                    for (emergency, weight) in [(0.0, emergencies), (1, 1 - emergencies)] {
                        let month = subject.live(household, allocation, critic, expense: expense, emergency: emergency)
                        expected.reward += weight * month.reward / Double(2 * pairs)
                        expected.value += weight * month.value / Double(2 * pairs)
                    }
                }
            }
            #expect(abs(reward - expected.reward) < 1e-9 * max(1, abs(expected.reward)))
            #expect(abs(value - expected.value) < 5e-6)
        }
    }

    /// What is rare and weighs most is not left to chance: whatever the shocks, a month goes on with the probability
    /// with which its bills leave something.
    @Test(arguments: [0, 0.05, 1], [1, 4])
    func insolvencyWeighsWhatItIsProbable(emergencies: Double, pairs: Int) throws {
        let subject = try Subject(emergencies: emergencies, pairs: pairs, sampling: .stratified) { tensor in
            if tensor.name == "critic.4.weight" { tensor.values = tensor.values.map { _ in 0 } }
            if tensor.name == "critic.4.bias" { tensor.values = [1] }
        }
        let calendar = subject.scenario.calendar
        let month = calendar.months[7]
        let stake = subject.potential.stake(monthsDone: 8)
        for cash in stride(from: -600.0, through: 2000, by: 130) {
            for episode in [3, 4, 5] as [UInt64] {
                let comparison = subject.compare(subject.household(cash: cash), episode: episode)
                for (allocation, value) in [
                    (Self.drawn, comparison.drawnValue), (Self.mean, comparison.meanValue),
                ] {
                    let left = cash + allocation.save * month.income - month.fixedExpenses
                    func goesOn(_ left: Double) -> Double {
                        left < 0
                            ? 0
                            : StandardNormal.distribution((left - month.variableExpenseMean) / month.variableExpenseStd)
                    }
                    let probability =
                        (1 - emergencies) * goesOn(left) + emergencies * goesOn(left - month.emergencyCost)
                    #expect(abs(value / (0.9 * stake) - probability) < 1e-6)
                }
            }
        }
    }

    @Test func emergenciesAreWeighedByTheirProbability() throws {
        let rewards = try [0, 0.25, 1].map { emergencies in
            let subject = try Subject(emergencies: emergencies)
            // The potential expects emergencies, too; without it only the month itself is compared.
            let household = subject.household(cash: 5000)
            let shaping =
                subject.potential(monthsDone: 7, cash: 5000) - 0.9 * subject.potential(monthsDone: 8, cash: 0)
            return subject.compare(household).drawnReward + shaping
        }
        #expect(rewards[2] < rewards[0])
        #expect(abs(rewards[1] - (0.75 * rewards[0] + 0.25 * rewards[2])) < 1e-9)
    }

    @Test func nothingFollowsTheLastMonthNorInsolvency() throws {
        let subject = try Subject()
        for household in [subject.household(monthsDone: 23, cash: 9000), subject.household(cash: -5000)] {
            let comparison = subject.compare(household)
            #expect(comparison.drawnValue == 0 && comparison.meanValue == 0)
            #expect(comparison.drawnReward != comparison.meanReward)
        }
        #expect(subject.compare(subject.household(monthsDone: 22, cash: 9000)).drawnValue != 0)
    }

    @Test func shocksAreThoseOfTheEpisode() throws {
        let subject = try Subject()
        let first = subject.compare(subject.household())
        #expect(subject.compare(subject.household()) == first)
        #expect(subject.compare(subject.household(), episode: 4) != first)
    }

    /// Months as they are lived, with plain random numbers, and lookaheads of many episodes have the same mean.
    @Test func agreesWithPlainRandomMonths() throws {
        let subject = try Subject()
        let critic = subject.executor.network.referenceCritic
        let random = CounterRandom(seed: 9, purpose: .trainingShock)
        let household = subject.household()
        let months = (0..<40_000).map { index in
            let chance = random.normalsAndUniform(index: UInt64(index), counter: 0)
            return [Self.drawn, Self.mean].map { allocation in
                let month = subject.live(
                    household, allocation, critic, expense: chance.normals.0, emergency: chance.uniform)
                return month.reward + month.value
            }
        }
        let comparisons = (0..<2000).map { subject.compare(household, episode: $0) }
        for (plain, compared) in [
            (months.map { $0[0] }, comparisons.map { $0.drawnReward + $0.drawnValue }),
            (months.map { $0[1] }, comparisons.map { $0.meanReward + $0.meanValue }),
            (
                months.map { $0[0] - $0[1] },
                comparisons.map { $0.drawnReward + $0.drawnValue - $0.meanReward - $0.meanValue }
            ),
        ] {
            let (expected, actual) = (meanAndError(plain), meanAndError(compared))
            let error = (expected.error * expected.error + actual.error * actual.error).squareRoot()
            #expect(abs(actual.mean - expected.mean) < 4 * error)
            // Eight months each, in antithetic pairs, tell more than as many plain ones.
            #expect(actual.error * Double(2000 * 8).squareRoot() < expected.error * Double(40_000).squareRoot())
        }
    }

    private func meanAndError(_ values: [Double]) -> (mean: Double, error: Double) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / (count - 1) / count).squareRoot())
    }
}

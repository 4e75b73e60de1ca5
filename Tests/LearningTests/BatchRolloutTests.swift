import Foundation
import Households
import Learning
import NumericKernels
import TestSupport
import Testing

/// Goals every 5 months, segments of 10 months, T = 24.
@Suite("Batch rollout")
struct BatchRolloutTests {
    /// Of this test alone: tests run side by side, and a team does one thing at a time.
    let team = WorkerTeam(count: 2)

    /// The small scenario with so much cash that every episode lasts to the end.
    private var lasting: Scenario {
        var scenario = Scenario.small
        scenario.environment.initialCash = 100_000
        scenario.training.gammaLow = 0.9
        scenario.training.gammaHigh = 0.8
        scenario.training.exploringStarts = 0
        return scenario
    }

    /// A rollout of 5 episodes and the agents that live it.
    private struct Subject {
        let strategist: FinancialStrategist
        let executor: BudgetExecutor
        let levels: (low: AgentLevel, high: AgentLevel)
        let rollout: BatchRollout
        var low: RolloutBuffer { levels.low.buffer }
        var high: RolloutBuffer { levels.high.buffer }

        init(_ scenario: Scenario) {
            strategist = FinancialStrategist(scenario: scenario, seed: 1)
            executor = BudgetExecutor(scenario: scenario, seed: 1)
            let counters = TrainerCounters()
            levels = (
                AgentLevel(
                    .executor, network: executor.network, scenario: scenario, seed: 1, counters: counters.low),
                AgentLevel(
                    .strategist, network: strategist.network, scenario: scenario, seed: 1, counters: counters.high)
            )
            rollout = BatchRollout(
                scenario: scenario, seed: 1, strategist: strategist, executor: executor, low: levels.low,
                high: levels.high, threads: 2)
            rollout.begin(first: 0, count: 5)
        }

        /// Of the decisions of a track, in order.
        func discounts(_ buffer: RolloutBuffer, track: Int) -> [Double] {
            (0..<buffer.lengths[track]).map { buffer.discounts[buffer.row(track: track, step: $0)] }
        }
    }

    @Test func monthsAreDiscountedAndTheLastEndsAll() {
        let subject = Subject(lasting)
        for (months, expected) in [
            (0..<10, Array(repeating: 0.9, count: 10)), (10..<20, Array(repeating: 0.9, count: 10)),
            (20..<24, [0.9, 0.9, 0.9, 0]),
        ] {
            subject.rollout.collect(months: months, team: team)
            for track in 0..<5 { #expect(subject.discounts(subject.low, track: track) == expected) }
            #expect(subject.low.lengths[5] == 0)
        }
        #expect(!subject.rollout.anyAlive && subject.rollout.metrics.count == 5)
    }

    /// Decisions count by their months: γ⁵ four times, and nothing after the last, which is of four months.
    @Test func periodsAreDiscountedByTheirMonths() {
        let subject = Subject(lasting)
        for months in [0..<10, 10..<20, 20..<24] { subject.rollout.collect(months: months, team: team) }
        for track in 0..<5 {
            let discounts = subject.discounts(subject.high, track: track)
            #expect(discounts.count == 5 && discounts.last == 0)
            for discount in discounts.dropLast() { #expect(abs(discount - pow(0.8, 5)) < 1e-12) }
        }
    }

    /// Beside each episode there is a life that begins anew every two goals, every 10 months, half of them a goal
    /// before the others: what it leads to is cut off there, the strategist learns nothing from it, and no figure tells
    /// of it.
    @Test func exploringLivesTeachTheExecutorAlone() {
        var scenario = lasting
        scenario.training.exploringStarts = 1
        scenario.training.segment = 20
        let subject = Subject(scenario)
        subject.rollout.collect(months: 0..<20, team: team)
        #expect(subject.low.episodes == 5 && subject.rollout.metrics.count == 5)
        var whole: Set<Int> = []
        for track in 5..<10 {
            let discounts = subject.discounts(subject.low, track: track)
            #expect(discounts.count <= 20 && subject.high.lengths[track] == 0)
            let lastOfLife = track % 2 == 0 ? 9 : 4
            // One that went bankrupt begins anew, too.
            guard discounts.count == 20, discounts[..<lastOfLife].allSatisfy({ $0 == 0.9 }) else { continue }
            whole.insert(track % 2)
            #expect(discounts[lastOfLife] == 0)
        }
        #expect(whole == [0, 1])
        // The logarithm of what each has: no two begin with the same, as episodes do.
        let balances = (0..<10).map { subject.low.observations[subject.low.row(track: $0) * subject.low.inputs + 6] }
        #expect(Set(balances[..<5]).count == 1 && Set(balances[5...]).count == 5)
    }

    /// Beside episodes with 1500 EUR, S being 3000: at the edge, out to 7·S, or up to twice what the episode has.
    @Test func exploringLivesBeginNearAndFar() {
        var scenario = Scenario.small
        scenario.environment.variableExpenseStd = 1
        let calendar = scenario.calendar
        let starts = ExploringStarts(scenario: scenario, calendar: calendar, seed: 1)
        #expect((0..<24).filter { starts.begins(before: $0, track: 6) } == [0, 10, 20])
        #expect((0..<24).filter { starts.begins(before: $0, track: 7) } == [0, 5, 15])
        var (nothing, edge, near, far) = (0, 0, 0, 0)
        for episode in 0..<2000 {
            let life = Life(episode: UInt64(episode), calendar: calendar)
            let start = starts.life(beside: life, month: 0)
            #expect(start.household.monthsDone == 0 && start.episode != life.episode && start.isAlive)
            switch start.household.cash {
            case 0: nothing += 1
            case ..<3: edge += 1
            case ...3000: near += 1
            case ...(3000 * (exp(2.1) - 1)): far += 1
            default: Issue.record("\(start.household.cash)")
            }
        }
        // One of four at the edge, half of them with nothing; 15 of a hundred out to 21,499 EUR, of which
        // ln(1 + 1)/2.1 = .33 lie below 3000; the rest are near.
        #expect(abs(nothing - 250) < 60 && abs(edge - 251) < 60 && abs(far - 201) < 60)
        #expect(nothing + edge + near + far == 2000)
    }

    @Test func withoutComparisonsNothingIsExplored() {
        var scenario = lasting
        scenario.training.exploringStarts = 1
        scenario.training.shockPairs = 0
        let subject = Subject(scenario)
        subject.rollout.collect(months: 0..<10, team: team)
        #expect(scenario.training.exploringLives == 0 && subject.low.tracks == 16 && subject.low.lengths[5] == 0)
    }

    @Test func insolvencyEndsBothLevels() {
        var scenario = lasting
        scenario.environment.initialCash = 0
        scenario.environment.fixedExpenses = 3000
        let subject = Subject(scenario)
        subject.rollout.collect(months: 0..<10, team: team)
        for track in 0..<5 {
            #expect(subject.discounts(subject.low, track: track) == [0])
            #expect(subject.discounts(subject.high, track: track) == [0])
        }
        #expect(!subject.rollout.anyAlive)
    }

    /// ΣR of an episode is what both agents are paid, but for the executor's penalty for leaving its target, the
    /// potential of its start, and the strategist's wealth and months with cash.
    @Test(arguments: [100_000.0, 0])
    func rewardsAddUpToThoseOfTheEpisodes(initialCash: Double) {
        var scenario = lasting
        scenario.environment.initialCash = initialCash
        scenario.environment.variableExpenseStd = 400
        scenario.training.gammaLow = 1
        scenario.training.intrinsicWeight = 0
        scenario.training.adherenceWeight = 0
        scenario.reward.lambda = 0
        scenario.reward.mu = 0
        let subject = Subject(scenario)
        var low = [Double](repeating: 0, count: 5)
        func sum(_ buffer: RolloutBuffer, track: Int) -> Double {
            (0..<buffer.lengths[track]).reduce(0) { $0 + buffer.rewards[buffer.row(track: track, step: $1)] }
        }
        for months in [0..<10, 10..<20, 20..<24] {
            subject.rollout.collect(months: months, team: team)
            for track in 0..<5 { low[track] += sum(subject.low, track: track) }
        }
        let start = CashPotential(calendar: scenario.calendar)(monthsDone: 0, cash: initialCash)
        for (track, metrics) in subject.rollout.metrics.enumerated() {
            #expect(abs(low[track] - (metrics.reward - start)) < 1e-9)
            #expect(abs(sum(subject.high, track: track) - metrics.reward) < 1e-9)
        }
        // Without cash to start from some are insolvent before long.
        #expect(subject.rollout.metrics.contains(where: \.insolvent) == (initialCash == 0))
    }

    /// The strategist pays for what is invested beside its goals: as much as every |a0 − g0| of the episode.
    @Test func goalsThatAreNotKeptAreBooked() {
        var (kept, free) = (lasting, lasting)
        kept.training.adherenceWeight = 2
        free.training.adherenceWeight = 0
        let (first, second) = (Subject(kept), Subject(free))
        for subject in [first, second] {
            for months in [0..<10, 10..<20, 20..<24] { subject.rollout.collect(months: months, team: team) }
        }
        for (track, metrics) in first.rollout.metrics.enumerated() {
            let price = (0..<first.high.lengths[track]).reduce(0.0) { sum, step in
                let row = first.high.row(track: track, step: step)
                return sum + second.high.rewards[row] - first.high.rewards[row]
            }
            let perMonth = 2 * kept.reward.alpha * kept.environment.income / 1000
            #expect(abs(price - perMonth * metrics.goalAdherence * Double(metrics.length)) < 1e-9)
            #expect(price > 0)
        }
    }

    /// At month 10 the episodes go on: the row after the last decision holds what follows, and its value.
    @Test func bootstrapsFromWhatFollows() {
        let subject = Subject(lasting)
        let (rollout, low, critic) = (subject.rollout, subject.low, subject.executor.network.referenceCritic)
        func observation(track: Int, step: Int) -> [Double] {
            let row = low.row(track: track, step: step)
            return (0..<10).map { Double(low.observations[row * 10 + $0]) }
        }
        rollout.collect(months: 0..<10, team: team)
        let ahead = (0..<5).map { observation(track: $0, step: 10) }
        // What the critic says is in shares of what is at stake.
        let stake = CashPotential(calendar: lasting.calendar).stake(monthsDone: 10)
        #expect(stake < 0.9)
        for track in 0..<5 {
            let row = low.row(track: track, step: 10)
            #expect(abs(Double(low.valueScales[row]) - stake) < 1e-6)
            #expect(abs(Double(low.values[row]) - stake * critic(ahead[track])[0]) < 2e-6)
            #expect(ahead[track] != observation(track: track, step: 9))
            // The goal of months 6 to 10 is in force until the next month is lived.
            #expect(subject.high.lengths[track] == 1)
        }
        rollout.collect(months: 10..<20, team: team)
        #expect((0..<5).map { observation(track: $0, step: 0) } == ahead)
        for track in 0..<5 { #expect(subject.high.lengths[track] == 3) }
    }

    /// A household without chance: what decisions bring on average is what they brought.
    @Test func comparisonsAreOfTheDecisionsThatWereMade() {
        var scenario = lasting
        scenario.environment.variableExpenseStd = 0
        scenario.environment.emergencyProbability = 0
        let subject = Subject(scenario)
        let buffer = subject.low
        for months in [0..<10, 10..<20, 20..<24] {
            subject.rollout.collect(months: months, team: team)
            for row in buffer.samples.map({ Int($0) }) {
                let comparison = buffer.comparisons[row]
                #expect(abs(comparison.drawnReward - buffer.rewards[row]) < 1e-9)
                let value = buffer.discounts[row] == 0 ? 0 : 0.9 * Double(buffer.values[row + 1])
                #expect(abs(comparison.drawnValue - value) < 1e-6)
                #expect(comparison.meanReward != comparison.drawnReward)
            }
        }
    }

    @Test func withoutPairsOfShocksNothingIsCompared() {
        var scenario = lasting
        scenario.training.shockPairs = 0
        let subject = Subject(scenario)
        subject.rollout.collect(months: 0..<10, team: team)
        #expect(subject.low.comparisons.allSatisfy { $0 == DecisionComparison() })
    }

    /// Without exploration the training's households are those of an evaluation on the same stream of shocks.
    @Test func rolloutAndEvaluationLiveTheSameShocks() {
        var scenario = lasting
        scenario.training.logStdLow = -30
        scenario.training.logStdHigh = -30
        let subject = Subject(scenario)
        for months in [0..<10, 10..<20, 20..<24] { subject.rollout.collect(months: months, team: team) }
        let evaluated = EvaluationRun(scenario: scenario, episodes: 5, seed: 1, purpose: .trainingShock)
            .play(HierarchicalPolicy(untrained: scenario, seed: 1))
        #expect(Set(evaluated.map(\.reward)).count == 5)
        for (lived, expected) in zip(subject.rollout.metrics, evaluated) {
            #expect(abs(lived.reward - expected.reward) < 1e-6 * abs(expected.reward))
            #expect(abs(lived.finalWealth - expected.finalWealth) < 1e-6 * expected.finalWealth)
        }
    }

    /// What is stored beside an action is its log-probability under the policy that drew it.
    @Test func logProbabilitiesAreThoseOfThePolicy() {
        let subject = Subject(lasting)
        subject.rollout.collect(months: 0..<10, team: team)
        for (network, buffer) in [
            (subject.executor.network, subject.low), (subject.strategist.network, subject.high),
        ] {
            let (actor, logStd) = (network.referenceActor, network.referenceLogStd)
            for row in buffer.samples.map({ Int($0) }) {
                let observation = (0..<buffer.inputs).map { Double(buffer.observations[row * buffer.inputs + $0]) }
                let mean = actor(observation)
                let action = (0..<3).map { Double(buffer.actions[3 * row + $0]) }
                let expected = ReferenceLoss.logProbability(action, mean: mean, logStd: logStd)
                #expect(abs(Double(buffer.logProbabilities[row]) - expected) < 1e-5)
            }
        }
    }
}

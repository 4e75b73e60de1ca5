import Foundation
import Households
import NumericKernels
import ScenarioFiles
import TestSupport
import Testing

@Suite("Optimal policy")
struct OptimalPolicyTests {
    /// V0 as an independent program computed it, on a coarser grid.
    static let values: [(name: String, value: Double)] = [
        ("bologna_coppia", 1220.0), ("roma_famiglia", 386.2), ("milano_junior", 279.1), ("milano_senior", 1005.7),
        ("torino_single", 379.9), ("conservative", 585.6), ("balanced", 791.5), ("aggressive", 1080.2),
        ("bologna_shocks", 884.4), ("freelancer", 1573.0), ("young_saver", 4575.1),
    ]

    @Test(arguments: values.indices)
    func valuesAgreeWithAnIndependentProgram(index: Int) throws {
        let (name, expected) = Self.values[index]
        let value = try #require(try calendar(of: name).optimum).value
        #expect(abs(value - expected) < 0.0015 * expected, "\(name): \(value)")
    }

    @Test(arguments: values.indices)
    func aFinerGridHardlyChangesTheValue(index: Int) throws {
        let calendar = try calendar(of: Self.values[index].name)
        let policy = try #require(calendar.optimum)
        let finer = OptimalPolicy(
            calendar: calendar, weights: try shippedScenario(Self.values[index].name).reward, pointsPerDeviation: 16)
        #expect(finer.spacing < 0.7 * policy.spacing)
        #expect(abs(finer.value - policy.value) < 0.0002 * abs(policy.value), "\(policy.value), finer \(finer.value)")
    }

    /// Bills that vary by more than anyone earns must not blow the grid up.
    @Test(arguments: [1e5, 1e9])
    func wildBillsAreComputedToo(deviation: Double) throws {
        var environment = try calendar(of: "bologna_shocks").environment
        environment.variableExpenseStd = deviation
        let policy = OptimalPolicy(
            calendar: HouseholdCalendar(environment: environment, reward: RewardWeights()), weights: RewardWeights())
        #expect(policy.value.isFinite)
        #expect(policy.spacing >= deviation / 250)
    }

    /// Figures far from each other: balances, thresholds, emergencies and bills of many times the income, and incomes
    /// that grow or fall by orders of magnitude.
    @Test(arguments: [
        ("environment.income_growth=1", "environment.max_months=600"),
        ("environment.income_growth=0.2", "environment.max_months=1200"),
        ("environment.income_growth=0.1", "environment.max_months=1200"),
        ("environment.income_growth=0.5", "environment.max_months=120"),
        ("environment.income_growth=-0.3", "environment.max_months=240"),
        ("environment.safety_threshold=1000000", ""), ("environment.safety_threshold=100000000", ""),
        ("environment.initial_cash=1000000000", ""),
        ("environment.emergency_cost=1000000000", "environment.emergency_probability=0.01"),
        ("environment.inflation=1", "environment.variable_expense_std=0"),
    ])
    func awkwardHouseholdsHaveAnOptimumToo(first: String, second: String) throws {
        let overrides = [first, second].compactMap(ScenarioOverride.init)
        let scenario = try shippedScenario("bologna_coppia").overriding(overrides)
        let calendar = scenario.calendar
        let policy = try #require(calendar.optimum)
        let rewards = play(calendar, episodes: 400) { policy.allocation($0) }
        let worst = mean(play(calendar, episodes: 400) { SimpleRule.allCash.allocation($0, in: calendar) })
        // What a coarse grid costs is small beside what there is to win.
        let tolerance = 4 * standardError(rewards) + 0.02 * abs(mean(rewards) - worst)
        #expect(abs(mean(rewards) - policy.value) < tolerance, "\(mean(rewards)), computed \(policy.value)")
        for rule in [SimpleRule.equalThirds, .allCash, .fiftyThirtyTwenty, .threshold] {
            let others = play(calendar, episodes: 400) { rule.allocation($0, in: calendar) }
            let differences = zip(rewards, others).map { $0 - $1 }
            #expect(mean(differences) > -4 * standardError(differences), "\(rule): \(mean(differences))")
        }
    }

    @Test(arguments: ["bologna_coppia", "freelancer", "bologna_shocks"])
    func livingByItEarnsItsValue(name: String) throws {
        let calendar = try calendar(of: name)
        let policy = try #require(calendar.optimum)
        let rewards = play(calendar, episodes: 4000) { policy.allocation($0) }
        let (mean, error) = (mean(rewards), standardError(rewards))
        #expect(error < 0.01 * policy.value)
        #expect(abs(mean - policy.value) < 3 * error, "\(mean) ± \(error), computed \(policy.value)")
    }

    @Test(arguments: ["bologna_coppia", "roma_famiglia", "aggressive", "freelancer"])
    func noRuleEarnsMoreOnTheSameEpisodes(name: String) throws {
        let calendar = try calendar(of: name)
        let policy = try #require(calendar.optimum)
        let best = play(calendar, episodes: 400) { policy.allocation($0) }
        let rules: [SimpleRule] =
            [.equalThirds, .allCash, .fiftyThirtyTwenty, .threshold]
            + SimpleRule.tunedCandidates(safetyThreshold: calendar.environment.safetyThreshold)
        for rule in rules {
            let differences = zip(best, play(calendar, episodes: 400) { rule.allocation($0, in: calendar) }).map {
                $0 - $1
            }
            #expect(mean(differences) > 0, "\(rule): \(mean(differences)) ± \(standardError(differences))")
        }
    }

    /// Where money loses value, the best is to hoard and to invest at the end: the value as an independent program has
    /// it.
    @Test func negativeReturnsAreHoardedAgainst() throws {
        let scenario = try household("negative_return")
        let policy = try #require(scenario.calendar.optimum)
        #expect(abs(policy.value - 1022.0) < 0.001 * 1022, "\(policy.value)")
        let rewards = play(scenario.calendar, episodes: 400) { policy.allocation($0) }
        #expect(abs(mean(rewards) - policy.value) < 4 * standardError(rewards), "\(mean(rewards))")
    }

    /// Households of all kinds, at random: no rule is better than the best on the same lives, and the best is what it
    /// was computed to be.
    @Test(arguments: 0..<60)
    func noRuleBeatsTheOptimumOfARandomHousehold(seed: UInt64) throws {
        let environment = Self.randomHousehold(seed: seed)
        let calendar = HouseholdCalendar(environment: environment, reward: RewardWeights())
        let policy = try #require(calendar.optimum)
        let best = play(calendar, episodes: 120) { policy.allocation($0) }
        let random = play(calendar, episodes: 120) { SimpleRule.equalThirds.allocation($0, in: calendar) }
        let scale = abs(policy.value - mean(random))
        #expect(
            abs(mean(best) - policy.value) < 4.5 * standardError(best) + 0.003 * scale,
            "\(mean(best)), computed \(policy.value): \(environment)")
        let buffers = [0.5, 1, 2].map { SimpleRule.tuned(consumeShare: 0.06, buffer: $0 * environment.safetyThreshold) }
        for rule in [SimpleRule.equalThirds, .allCash, .fiftyThirtyTwenty, .threshold] + buffers {
            let others = play(calendar, episodes: 120) { rule.allocation($0, in: calendar) }
            let differences = zip(best, others).map { $0 - $1 }
            #expect(
                mean(differences) > -4.5 * standardError(differences) - 1e-4 * scale,
                "\(rule): \(mean(differences)): \(environment)")
        }
    }

    /// Incomes with and without growth, bills below and above them, returns that gain and lose, prices that rise and
    /// fall.
    private static func randomHousehold(seed: UInt64) -> EnvironmentParameters {
        let random = CounterRandom(seed: seed, purpose: .evaluationRandomPolicy)
        let (a, b, c, d) = (
            random.uniforms(index: 1, counter: 0), random.uniforms(index: 2, counter: 0),
            random.uniforms(index: 3, counter: 0), random.uniforms(index: 4, counter: 0)
        )
        let income = 500 + 5000 * a[0]
        var environment = EnvironmentParameters(
            income: income, fixedExpenses: income * (0.1 + 0.7 * a[1]), variableExpenseMean: income * 0.4 * a[2],
            variableExpenseStd: income * 0.15 * b[0], inflation: -0.02 + 0.08 * b[1],
            safetyThreshold: income * 6 * b[2], maxMonths: 6 + Int(150 * c[0]), initialCash: income * 30 * c[1] * c[1],
            riskTolerance: 0.5)
        environment.incomeGrowth = -0.03 + 0.08 * c[2]
        environment.investmentReturnMean = -0.006 + 0.014 * d[0]
        if d[1] < 0.4 { (environment.emergencyProbability, environment.emergencyCost) = (0.05, income * 3 * d[2]) }
        return environment
    }

    /// What each month's deviation costs adds up to what the policy falls short of the optimum (the performance
    /// difference lemma, Kakade & Langford 2002).
    @Test(arguments: ["bologna_coppia", "freelancer", "bologna_shocks"])
    func regretsAddUpToTheLoss(name: String) throws {
        let calendar = try calendar(of: name)
        let policy = try #require(calendar.optimum)
        let rule = SimpleRule.tuned(consumeShare: 0.06, buffer: 2 * calendar.environment.safetyThreshold)
        var regrets: [Double] = []
        var regret = 0.0
        let rewards = play(calendar, episodes: 3000) { household in
            if household == HouseholdState(startOf: calendar) {
                regrets.append(regret)
                regret = 0
            }
            let allocation = rule.allocation(household, in: calendar)
            regret += policy.regret(of: allocation, in: household)
            return allocation
        }
        regrets.append(regret)
        let loss = policy.value - mean(rewards)
        let sum = mean(Array(regrets.dropFirst()))
        #expect(sum > 0 && abs(sum - loss) < 3 * standardError(rewards) + 0.01 * sum, "\(sum) and \(loss)")
    }

    /// Of all divisions of the income, in steps of a fiftieth, none is better than the optimum by more than a
    /// thousandth of what the income is worth; and the optimum regrets as little.
    @Test(arguments: ["bologna_coppia", "bologna_shocks"])
    func noDivisionIsBetter(name: String) throws {
        let calendar = try shippedScenario(name).calendar
        let policy = try #require(calendar.optimum)
        for month in [0, 60, 119] {
            let worth = calendar.months[month].income * calendar.potentialOfEuro(in: calendar.months[month])
            for cash in [0.0, 333, 3111, 9999] {
                let household = HouseholdState(in: calendar, monthsDone: month, cash: cash, portfolio: 0)
                let own = policy.regret(of: policy.allocation(household), in: household)
                var least = own
                for invest in 0...50 {
                    for consume in 0...(50 - invest) {
                        let allocation = Allocation(
                            invest: Double(invest) / 50, save: Double(50 - invest - consume) / 50,
                            consume: Double(consume) / 50)
                        least = min(least, policy.regret(of: allocation, in: household))
                    }
                }
                #expect(own <= least + 0.001 * worth, "\(month), \(cash): \(own), \(least)")
                #expect(own < 0.001 * worth)
                let spender = Allocation(invest: 0, save: 0.4, consume: 0.6)
                #expect(policy.regret(of: spender, in: household) > 0.01 * worth)
            }
        }
    }

    @Test func allocationsAreShares() throws {
        let calendar = try calendar(of: "bologna_shocks")
        let policy = try #require(calendar.optimum)
        for month in [0, 1, 59, 118, 119] {
            for cash in stride(from: 0.0, through: 60_000, by: 750) {
                let household = HouseholdState(in: calendar, monthsDone: month, cash: cash, portfolio: 0)
                let allocation = policy.allocation(household)
                #expect(min(allocation.invest, allocation.save, allocation.consume) >= -1e-12)
                #expect(abs(allocation.invest + allocation.save + allocation.consume - 1) < 1e-12)
            }
        }
    }

    /// One month without chance: of 1000 EUR, 500 are left after the bills. A euro kept up to the threshold of 100 is
    /// worth alpha + beta = 10.1, one invested 10, one consumed 30/(1 + c/50), which is 10 at c = 100: so 100 are kept,
    /// 100 consumed, 300 invested. R = (10·300 + 30·50·log 3 + 10·100)/1000.
    @Test func aSingleMonthIsSolvedByHand() throws {
        let calendar = HouseholdCalendar(environment: certainMonth(income: 1000), reward: RewardWeights())
        let policy = try #require(calendar.optimum)
        #expect(abs(policy.value - (4 + 1.5 * log(3))) < 1e-9)
        let household = HouseholdState(startOf: calendar)
        let allocation = policy.allocation(household)
        #expect(abs(allocation.invest - 0.3) < 1e-6)
        #expect(abs(allocation.save - 0.6) < 1e-6)
        #expect(abs(allocation.consume - 0.1) < 1e-6)
    }

    /// Bills of 500 and an income of 450: each euro that is missing costs beta + delta = 20.1, one consumed gamma = 5
    /// more, and even the first gives only 20. R = −(0.1·150 + 20·50 + 20·0.1·450·12)/1000.
    @Test func aBankruptcyThatCannotBeAvoidedIsKeptSmall() throws {
        var weights = RewardWeights()
        weights.kappa = 20
        let calendar = HouseholdCalendar(environment: certainMonth(income: 450), reward: weights)
        let policy = try #require(calendar.optimum)
        #expect(abs(policy.value - -(15 + 1000 + 10_800) / 1000) < 1e-9)
        #expect(policy.allocation(HouseholdState(startOf: calendar)).save == 1)
    }

    /// One month in which nothing pays but staying solvent: bills of 500 + N(500, 100), and 300 more in an emergency,
    /// out of 1000. The balance is N(−e, 100): R = −delta·(what is missing + .1·1000·12)/1000 where it is below 0.
    @Test(arguments: [0.0, 0.1])
    func theRiskOfInsolvencyIsExact(emergencyProbability: Double) throws {
        var environment = certainMonth(income: 1000)
        environment.fixedExpenses = 500
        environment.variableExpenseMean = 500
        environment.variableExpenseStd = 100
        environment.emergencyProbability = emergencyProbability
        environment.emergencyCost = 300
        environment.safetyThreshold = 0
        var weights = RewardWeights()
        (weights.alpha, weights.kappa, weights.beta, weights.gamma) = (0, 0, 0, 0)
        func loss(emergency: Double) -> Double {
            let z = emergency / 100
            let probability = 0.5 * erfc(-z / 2.0.squareRoot())
            let missing = 100 * exp(-0.5 * z * z) / (2 * Double.pi).squareRoot() + emergency * probability
            return 20 * (missing + 1200 * probability) / 1000
        }
        let expected =
            -(1 - emergencyProbability) * loss(emergency: 0) - emergencyProbability * loss(emergency: 300)
        let value = try #require(HouseholdCalendar(environment: environment, reward: weights).optimum).value
        #expect(abs(value - expected) < 1e-5 * abs(expected))
    }

    private func certainMonth(income: Double) -> EnvironmentParameters {
        EnvironmentParameters(
            income: income, fixedExpenses: 300, variableExpenseMean: 200, variableExpenseStd: 0, inflation: 0,
            safetyThreshold: 100, maxMonths: 1, initialCash: 0, riskTolerance: 0.5)
    }

    private func calendar(of name: String) throws -> HouseholdCalendar {
        try shippedScenario(name).calendar
    }

    /// ΣR of each episode; an episode's shocks are the same whoever lives it.
    private func play(
        _ calendar: HouseholdCalendar, episodes: Int, _ allocation: (HouseholdState) -> Allocation
    ) -> [Double] {
        let shocks = HouseholdShocks(seed: 1, purpose: .evaluationShock)
        return (0..<episodes).map { episode in
            var household = TestEpisode(calendar: calendar)
            var total = 0.0
            while !household.isOver {
                let shock = shocks.shock(episode: UInt64(episode), month: household.monthsDone)
                total += household.step(allocation(household.state), shock: shock).reward
            }
            return total
        }
    }
}

private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
}

private func standardError(_ values: [Double]) -> Double {
    let (mean, count) = (mean(values), Double(values.count))
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count).squareRoot()
}

/// A scenario of the folder `scenarios`.
func shippedScenario(_ name: String) throws -> Scenario {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../scenarios/\(name).yaml")
    return try ScenarioReader.read(Array(Data(contentsOf: file)), file: name)
}

/// A household of the folder `Tests/Fixtures/households`.
func household(_ name: String) throws -> Scenario {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/households/\(name).yaml")
    return try ScenarioReader.read(Array(Data(contentsOf: file)), file: name)
}

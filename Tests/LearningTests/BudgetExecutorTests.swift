import Foundation
import Households
import Learning
import Testing

/// The small scenario: y0 = 2000, S = 3000, s0 = .4, c0 = .4·s0 = .16, U = alpha·y0/1000 = 20.
@Suite("Budget executor")
struct BudgetExecutorTests {
    let executor = BudgetExecutor(scenario: .small, seed: 1)
    let goal = Goal(targetInvestRatio: 0.3, safetyBuffer: 4500, aggressiveness: 0.6)

    private func features(_ household: HouseholdEnvironment) -> [Float] {
        var features = [Float](repeating: .nan, count: BudgetExecutor.inputs)
        executor.observe(household.observation, goal: goal, into: &features)
        return features
    }

    @Test func featuresOfTheFirstMonth() {
        let expected = [0, 0.4, 0.2, 1500.0 / 3000 - 1, 0.2, 0.4, 1, 0.6, 1.5, 0.6]
        let actual = features(HouseholdEnvironment(calendar: Scenario.small.calendar))
        for (value, number) in zip(actual, expected) { #expect(abs(Double(value) - number) < 1e-6) }
    }

    /// After 13 months: an income that has grown by 10 %, prices by 13 months, the last bill at those of month 13.
    @Test func featuresOfALaterMonth() {
        var household = HouseholdEnvironment(
            calendar: Scenario.small.calendar, monthsDone: 12, cash: 5000, portfolio: 100)
        let outcome = household.step(
            Allocation(invest: 0, save: 1, consume: 0), shock: Shock(expense: 2, investmentReturn: 0, emergency: 1))
        let expected = [
            0.1, 0.4 * pow(1.02, 13.0 / 12), 0.3 * 1.02, outcome.cash / 3000 - 1, 0.2, 0.4, 2 * 11.0 / 24 - 1, 0.6,
            1.5, 0.6,
        ]
        #expect(abs(outcome.cash - (5000 + 2200 - 816 - 612)) < 1e-9)
        for (value, number) in zip(features(household), expected) { #expect(abs(Double(value) - number) < 1e-6) }
    }

    @Test func cashIsClipped() {
        let calendar = Scenario.small.calendar
        for (cash, expected) in [(1e6, 4), (-1e6, -3), (15_000, 4), (14_000, 14.0 / 3 - 1)] {
            let household = HouseholdEnvironment(calendar: calendar, monthsDone: 3, cash: cash, portfolio: 0)
            #expect(abs(Double(features(household)[3]) - expected) < 1e-6)
        }
    }

    static let targets: [(target: Double, shares: [Double])] = [
        (0.1, [0.1, 0.74, 0.16]), (0.3, [0.3, 0.54, 0.16]), (0.9, [0.9, 0.05, 0.16]), (2, [0.95, 0.05, 0.16]),
        (0, [0.005, 0.835, 0.16]),
    ]

    @Test(arguments: targets)
    func theMeanStartsFromTheSharesThatTheTargetSuggests(target: Double, shares: [Double]) {
        #expect(executor.logitOffset(effectiveTarget: target).isClose(to: shares.map { log($0) }))
    }

    @Test func aTightHouseholdStillStartsWithSomeConsumption() {
        var scenario = Scenario.small
        scenario.environment.fixedExpenses = 1900
        let offset = BudgetExecutor(scenario: scenario, seed: 1).logitOffset(effectiveTarget: 0.1)
        #expect(offset.isClose(to: [log(0.1), log(0.9 - 0.016), log(0.016)]))
    }

    @Test func logitsBecomeShares() {
        let allocation = executor.allocation(SIMD3(Float(log(0.2)), Float(log(0.7)), Float(log(0.1))))
        #expect(abs(allocation.invest - 0.2) < 1e-7)
        #expect(abs(allocation.save - 0.7) < 1e-7)
        #expect(abs(allocation.consume - 0.1) < 1e-7)
        let extreme = executor.allocation(SIMD3(1000, -1000, 0))
        let total = exp(10.0) + exp(-10.0) + 1
        #expect(abs(extreme.invest - exp(10.0) / total) < 1e-12)
        #expect(abs(extreme.save - exp(-10.0) / total) < 1e-12)
        #expect(abs(extreme.consume - 1 / total) < 1e-12)
    }

    @Test func leavingTheTargetCosts() {
        var household = HouseholdEnvironment(calendar: Scenario.small.calendar)
        let outcome = household.step(
            Allocation(invest: 0.2, save: 0.8, consume: 0), shock: Shock(expense: 0, investmentReturn: 0, emergency: 1))
        #expect(executor.trainingReward(outcome, effectiveTarget: 0.2) == outcome.reward)
        for target in [0.35, 0.05] {
            #expect(abs(executor.trainingReward(outcome, effectiveTarget: target) - (outcome.reward - 1.5)) < 1e-12)
        }
    }
}

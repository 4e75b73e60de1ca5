import Foundation
import Households
import Learning
import Testing

/// The small scenario: y0 = 2000, S = 3000, s0 = .4, c0 = .4·s0 = .16, U = alpha·y0/1000 = 20 and
/// a tenth of it for leaving the target by all of the income.
@Suite("Budget executor")
struct BudgetExecutorTests {
    let executor = BudgetExecutor(scenario: .small, seed: 1)

    private func features(_ household: HouseholdEnvironment) -> [Float] {
        var features = [Float](repeating: .nan, count: BudgetExecutor.inputs)
        executor.observe(household.observation, into: &features)
        return features
    }

    @Test func featuresOfTheFirstMonth() {
        // Half of S: twice of a quarter, and more than a quarter of it, where the finest scale ends.
        let expected = [0, 0.4, 0.2, -0.5, 0, 1, log(1.75) - 1, 0.4, 1, 1]
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
            0.1, 0.4 * pow(1.02, 13.0 / 12), 0.3 * 1.02, 5772.0 / 3000 - 1, 1, 1, log(1 + 5772.0 / 2000) - 1, 0.4,
            2 * 11.0 / 24 - 1, 2 * 11.0 / 12 - 1,
        ]
        #expect(abs(outcome.cash - (5000 + 2200 - 816 - 612)) < 1e-9)
        for (value, number) in zip(features(household), expected) { #expect(abs(Double(value) - number) < 1e-6) }
    }

    /// Cash in shares of S, of a quarter and of a sixteenth of it, and its logarithm.
    static let balances: [(cash: Double, features: [Double])] = [
        (1e6, [4, 1, 1, log(501.0) - 1]), (15_000, [4, 1, 1, log(8.5) - 1]),
        (14_000, [14.0 / 3 - 1, 1, 1, log(8.0) - 1]), (2400, [-0.2, 0.6, 1, log(2.2) - 1]),
        (600, [-0.8, -0.6, 0.6, log(1.3) - 1]), (150, [-0.95, -0.9, -0.6, log(1.075) - 1]), (0, [-1, -1, -1, -1]),
        (-1500, [-1.5, -1, -1, -1]), (-1e6, [-3, -1, -1, -1]),
    ]

    @Test(arguments: balances)
    func cashIsSeenAtFourScales(cash: Double, expected: [Double]) {
        let household = HouseholdEnvironment(
            calendar: Scenario.small.calendar, monthsDone: 3, cash: cash, portfolio: 0)
        for (value, number) in zip(features(household)[3...6], expected) { #expect(abs(Double(value) - number) < 1e-6) }
    }

    /// Of 24 months: all that are left, and those of the last year.
    static let times: [(monthsDone: Int, features: [Double])] = [
        (0, [1, 1]), (6, [0.5, 1]), (12, [0, 1]), (18, [-0.5, 0]), (23, [-11.0 / 12, -5.0 / 6]),
    ]

    @Test(arguments: times)
    func timeIsSeenAtTwoScales(monthsDone: Int, expected: [Double]) {
        let household = HouseholdEnvironment(
            calendar: Scenario.small.calendar, monthsDone: monthsDone, cash: 100, portfolio: 0)
        for (value, number) in zip(features(household)[8...9], expected) { #expect(abs(Double(value) - number) < 1e-6) }
    }

    static let targets: [(target: Double, shares: [Double])] = [
        (0.1, [0.1, 0.74, 0.16]), (0.3, [0.3, 0.54, 0.16]), (0.9, [0.9, 0.05, 0.16]), (2, [0.95, 0.05, 0.16]),
        (0, [0.005, 0.835, 0.16]),
    ]

    @Test(arguments: targets)
    func theMeanStartsFromTheSharesThatTheTargetSuggests(target: Double, shares: [Double]) {
        let expected = [log(shares[0]), log(shares[1]), log(shares[2] / (1 - shares[2]))]
        #expect(executor.logitOffset(effectiveTarget: target).isClose(to: expected))
    }

    @Test func aTightHouseholdStillStartsWithSomeConsumption() {
        var scenario = Scenario.small
        scenario.environment.fixedExpenses = 1900
        let offset = BudgetExecutor(scenario: scenario, seed: 1).logitOffset(effectiveTarget: 0.1)
        #expect(offset.isClose(to: [log(0.1), log(0.9 - 0.016), log(0.016 / 0.984)]))
    }

    /// A tenth is consumed; of the rest two ninths are invested.
    @Test func logitsBecomeShares() {
        let allocation = executor.allocation(SIMD3(Float(log(2.0)), Float(log(7.0)), Float(-log(9.0))))
        #expect(abs(allocation.invest - 0.2) < 1e-7)
        #expect(abs(allocation.save - 0.7) < 1e-7)
        #expect(abs(allocation.consume - 0.1) < 1e-7)
        // Only the difference of the first two counts.
        let shifted = executor.allocation(SIMD3(Float(log(2.0)) - 3, Float(log(7.0)) - 3, Float(-log(9.0))))
        #expect(abs(shifted.invest - 0.2) < 1e-7 && abs(shifted.save - 0.7) < 1e-7)
    }

    @Test func logitsAreClipped() {
        let extreme = executor.allocation(SIMD3(1000, -1000, 1000))
        let (consume, invest) = (1 / (1 + exp(-10.0)), 1 / (1 + exp(-20.0)))
        #expect(abs(extreme.consume - consume) < 1e-12)
        #expect(abs(extreme.invest - (1 - consume) * invest) < 1e-15)
        #expect(extreme.save > 0 && abs(extreme.save - (1 - consume) * (1 - invest)) < 1e-15)
        #expect(executor.allocation(SIMD3(10, -10, 10)) == extreme)
    }

    /// What is consumed does not depend on what is invested.
    @Test func consumptionIsALogitOfItsOwn() {
        let shares = [(-8, 3), (0, 0), (5, -20)].map { executor.allocation(SIMD3($0.0, $0.1, -1.5)) }
        #expect(Set(shares.map(\.consume)).count == 1 && Set(shares.map(\.invest)).count == 3)
        for share in shares { #expect(share.invest + share.save + share.consume == 1) }
    }

    @Test func leavingTheTargetCosts() {
        var household = HouseholdEnvironment(calendar: Scenario.small.calendar)
        let outcome = household.step(
            Allocation(invest: 0.2, save: 0.8, consume: 0), shock: Shock(expense: 0, investmentReturn: 0, emergency: 1))
        #expect(executor.trainingReward(outcome, effectiveTarget: 0.2) == outcome.reward)
        for target in [0.35, 0.05] {
            #expect(abs(executor.trainingReward(outcome, effectiveTarget: target) - (outcome.reward - 0.3)) < 1e-12)
        }
    }
}

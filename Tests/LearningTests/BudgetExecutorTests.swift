import Foundation
import Households
import Learning
import TestSupport
import Testing

/// The small scenario: y0 = 2000, S = 3000, s0 = .4, c0 = .3·s0 = .12, U = alpha·y0/1000 = 20 and
/// a twentieth of it for leaving the target by all of the income.
@Suite("Budget executor")
struct BudgetExecutorTests {
    let executor = BudgetExecutor(scenario: .small, seed: 1)

    private func features(_ household: TestEpisode) -> [Float] {
        var features = [Float](repeating: .nan, count: BudgetExecutor.inputs)
        executor.observe(household.observation, into: &features)
        return features
    }

    @Test func featuresOfTheFirstMonth() {
        // Half of S: twice of a quarter, and more than a quarter of it, where the finest scale ends.
        let expected = [0, 0.4, 0.2, -0.5, 0, 1, log(1.75) - 1, 0.4, 1, 1]
        let actual = features(TestEpisode(calendar: Scenario.small.calendar))
        for (value, number) in zip(actual, expected) { #expect(abs(Double(value) - number) < 1e-6) }
    }

    /// After 13 months: an income that has grown by 10 %, prices by 13 months, the last bill at those of month 13.
    @Test func featuresOfALaterMonth() {
        var household = TestEpisode(
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
        let household = TestEpisode(
            calendar: Scenario.small.calendar, monthsDone: 3, cash: cash, portfolio: 0)
        for (value, number) in zip(features(household)[3...6], expected) { #expect(abs(Double(value) - number) < 1e-6) }
    }

    /// Of 24 months: all that are left, and those of the last year.
    static let times: [(monthsDone: Int, features: [Double])] = [
        (0, [1, 1]), (6, [0.5, 1]), (12, [0, 1]), (18, [-0.5, 0]), (23, [-11.0 / 12, -5.0 / 6]),
    ]

    @Test(arguments: times)
    func timeIsSeenAtTwoScales(monthsDone: Int, expected: [Double]) {
        let household = TestEpisode(
            calendar: Scenario.small.calendar, monthsDone: monthsDone, cash: 100, portfolio: 0)
        for (value, number) in zip(features(household)[8...9], expected) { #expect(abs(Double(value) - number) < 1e-6) }
    }

    /// Without outputs but for .16 to consume, the target is invested as far as there is income.
    @Test(arguments: [(0.1, 0.1), (0.84, 0.84), (0.9, 0.84), (2, 0.84), (0, 0)])
    func theTargetIsInvestedUnlessTheNetworkSaysOtherwise(target: Double, invest: Double) {
        let allocation = executor.allocation(SIMD3(0, 0, Float(log(0.16 / 0.84))), effectiveTarget: target)
        #expect(abs(allocation.invest - invest) < 1e-7)
        #expect(abs(allocation.consume - 0.16) < 1e-7)
    }

    /// c0 = max(.3·s0, .01); with 1900 of 2000 for fixed bills, s0 is .04.
    @Test(arguments: [(800, 0.12), (1900, 0.012)])
    func anUntrainedNetworkConsumesThreeTenthsOfWhatIsFree(fixedExpenses: Double, share: Double) {
        var scenario = Scenario.small
        scenario.environment.fixedExpenses = fixedExpenses
        let actor = BudgetExecutor(scenario: scenario, seed: 1).network.actor
        let bias = (0..<3).map { Double(actor.parameters[actor.layout.bias3 + $0]) }
        #expect(bias[0] == 0 && bias[1] == 0)
        #expect(abs(bias[2] - log(share / (1 - share))) < 1e-6)
    }

    /// A quarter of income for each unit of the difference of the first two outputs.
    @Test func outputsAreDifferencesToTheTarget() {
        let allocation = executor.allocation(SIMD3(0.5, -0.1, Float(-log(9.0))), effectiveTarget: 0.2)
        #expect(abs(allocation.invest - 0.35) < 1e-7)
        #expect(abs(allocation.consume - 0.1) < 1e-7)
        #expect(abs(allocation.save - 0.55) < 1e-7)
        // Only the difference of the first two counts.
        let shifted = executor.allocation(SIMD3(-2.5, -3.1, Float(-log(9.0))), effectiveTarget: 0.2)
        #expect(abs(shifted.invest - 0.35) < 1e-7)
    }

    /// Whatever the outputs are, the shares are a division of income.
    @Test(arguments: [SIMD3<Float>(1000, -1000, 1000), [-1000, 1000, -1000], [1000, -1000, -1000], [3, 3, 0]])
    func sharesAreOfTheSimplex(outputs: SIMD3<Float>) {
        for target in [0, 0.3, 1] {
            let share = executor.allocation(outputs, effectiveTarget: target)
            #expect(min(share.invest, share.save, share.consume) >= 0)
            #expect(abs(share.invest + share.save + share.consume - 1) < 1e-15)
            #expect(share.consume >= 1 / (1 + exp(10.0)) - 1e-15 && share.consume <= 1 / (1 + exp(-10.0)) + 1e-15)
        }
        #expect(
            executor.allocation([10, -10, 10], effectiveTarget: 0)
                == executor.allocation([1000, -1000, 1000], effectiveTarget: 0))
    }

    /// What is consumed does not depend on what is invested.
    @Test func consumptionIsAnOutputOfItsOwn() {
        let shares = [(-0.2, 0.3), (0, 0), (0.5, -0.2)].map {
            executor.allocation(SIMD3($0.0, $0.1, -1.5), effectiveTarget: 0.3)
        }
        #expect(Set(shares.map(\.consume)).count == 1 && Set(shares.map(\.invest)).count == 3)
    }

    @Test func leavingTheTargetCosts() {
        var household = TestEpisode(calendar: Scenario.small.calendar)
        let outcome = household.step(
            Allocation(invest: 0.2, save: 0.8, consume: 0), shock: Shock(expense: 0, investmentReturn: 0, emergency: 1))
        #expect(executor.trainingReward(outcome, effectiveTarget: 0.2) == outcome.reward)
        for target in [0.35, 0.05] {
            #expect(abs(executor.trainingReward(outcome, effectiveTarget: target) - (outcome.reward - 0.15)) < 1e-12)
        }
    }
}

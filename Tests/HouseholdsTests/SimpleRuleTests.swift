import Households
import TestSupport
import Testing

/// The rules' formulas, worked out by hand for a household whose bills are expected to be b = 1400 + 700 + .1·500 =
/// 2150 out of an income of 3200.
@Suite("Simple rules")
struct SimpleRuleTests {
    struct Expectation: Sendable {
        let rule: SimpleRule
        let cash, invest, consume: Double
    }

    static let expectations = [
        Expectation(rule: .equalThirds, cash: 0, invest: 1.0 / 3, consume: 1.0 / 3),
        Expectation(rule: .allCash, cash: 9000, invest: 0, consume: 0),
        // 127.5 + 3200 − 2150 − 640 = 537.5 = b/4: just enough; .3·1050/3200 is less than .3.
        Expectation(rule: .fiftyThirtyTwenty, cash: 127.5, invest: 0.2, consume: 0.0984375),
        Expectation(rule: .fiftyThirtyTwenty, cash: 127, invest: 0, consume: 0.0984375),
        // (500 + 3200 − 2150 − 1000)/3200.
        Expectation(rule: .threshold, cash: 500, invest: 0.171875, consume: 0),
        Expectation(rule: .threshold, cash: -100, invest: 0, consume: 0),
        Expectation(rule: .threshold, cash: 90_000, invest: 1, consume: 0),
        // (2000 + 3200 − 2150 − 1500)/3200 − .04.
        Expectation(rule: .tuned(consumeShare: 0.04, buffer: 1500), cash: 2000, invest: 0.444375, consume: 0.04),
        Expectation(rule: .tuned(consumeShare: 0.04, buffer: 1500), cash: 0, invest: 0, consume: 0.04),
        Expectation(rule: .tuned(consumeShare: 0.2, buffer: 0), cash: 90_000, invest: 0.8, consume: 0.2),
    ]

    @Test(arguments: expectations)
    func formulas(expectation: Expectation) {
        let allocation = allocation(expectation.rule, cash: expectation.cash)
        #expect(abs(allocation.invest - expectation.invest) < 1e-12)
        #expect(abs(allocation.consume - expectation.consume) < 1e-12)
        #expect(abs(allocation.save - (1 - expectation.invest - expectation.consume)) < 1e-12)
    }

    @Test func nothingIsConsumedWhereBillsExceedTheIncome() {
        var environment = environment
        environment.fixedExpenses = 3000
        let allocation = allocation(.fiftyThirtyTwenty, environment, cash: 0)
        #expect(allocation == Allocation(invest: 0, save: 1, consume: 0))
    }

    @Test func laterMonthsHaveTheirOwnPrices() {
        var environment = environment
        environment.inflation = 0.1
        // Bills of 2365 in the thirteenth month: (500 + 3200 − 2365 − 1000)/3200.
        let allocation = allocation(.threshold, environment, monthsDone: 12, cash: 500)
        #expect(abs(allocation.invest - 335.0 / 3200) < 1e-12)
    }

    @Test func settingsToTryCoverTheTable() {
        let candidates = SimpleRule.tunedCandidates(safetyThreshold: 1000)
        #expect(candidates.count == 55)
        var shares: Set<Int> = []
        var buffers: Set<Double> = []
        for case .tuned(let share, let buffer) in candidates {
            shares.insert(Int((share * 100).rounded()))
            buffers.insert(buffer)
        }
        #expect(shares == Set(stride(from: 0, through: 20, by: 2)))
        #expect(buffers == [500, 1000, 1500, 2000, 3000])
    }

    private var environment: EnvironmentParameters {
        var environment = EnvironmentParameters.balanced()
        environment.inflation = 0
        environment.emergencyProbability = 0.1
        environment.emergencyCost = 500
        return environment
    }

    private func allocation(
        _ rule: SimpleRule, _ environment: EnvironmentParameters? = nil, monthsDone: Int = 0, cash: Double
    ) -> Allocation {
        let calendar = HouseholdCalendar(environment: environment ?? self.environment, reward: RewardWeights())
        return rule.allocation(
            HouseholdState(in: calendar, monthsDone: monthsDone, cash: cash, portfolio: 0), in: calendar)
    }
}

import Households
import Testing

/// Against the dynamic programme solved again with dearer bills.
@Suite("Losses in euros a month")
struct MonthlyCostTests {
    /// A household whose optimum is what it is worth with bills that are so much higher loses just that.
    @Test(arguments: ["bologna_coppia", "bologna_shocks", "conservative"], [2.0, 17, 150])
    func billsThatRiseCostTheirRise(name: String, rise: Double) throws {
        let scenario = try shippedScenario(name)
        var dearer = scenario
        dearer.environment.fixedExpenses += rise
        let loss = try #require(scenario.calendar.optimum).value - (try #require(dearer.calendar.optimum)).value
        var cost = try #require(MonthlyCost(scenario))
        let found = try #require(cost(loss: loss))
        #expect(abs(found - rise) < 0.03 * rise, "\(found)")
    }

    /// More than half of the income, up to which the points double.
    @Test func muchCanBeSaidRoughly() throws {
        let scenario = try shippedScenario("conservative")
        var dearer = scenario
        dearer.environment.fixedExpenses += 2400
        let loss = try #require(scenario.calendar.optimum).value - (try #require(dearer.calendar.optimum)).value
        var cost = try #require(MonthlyCost(scenario))
        let found = try #require(cost(loss: loss))
        #expect(abs(found - 2400) < 0.1 * 2400, "\(found)")
    }

    /// A curve that somebody else wrote may lack its first point, or all.
    @Test func aCurveWithoutABeginningTellsNothing() {
        #expect(CostCurve(points: [])(loss: 1) == nil)
        #expect(CostCurve(points: [.init(rise: 0, loss: 5)])(loss: 3) == nil)
    }

    @Test func nothingCostsNothingAndTooMuchCannotBeSaid() throws {
        var cost = try #require(MonthlyCost(try shippedScenario("conservative")))
        #expect(cost(loss: 0) == 0)
        #expect(cost(loss: -3) == 0)
        #expect(cost(loss: 1e9) == nil)
        let (small, large) = (try #require(cost(loss: 1)), try #require(cost(loss: 2)))
        #expect(small > 0 && large > 1.9 * small && large < 2.1 * small)
    }
}

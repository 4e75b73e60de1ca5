import Households
import Learning
import TestSupport
import Testing

@Suite("Period summaries")
struct PeriodSummaryTests {
    @Test func beforeTheFirstMonthThereIsTheInitialCash() {
        let period = PeriodSummary(HouseholdState(startOf: Scenario.small.calendar))
        #expect(period.meanCash == 1500 && period.wealth == 1500)
        #expect(period.meanWealthChange == 0 && period.expenseSlope == 0 && period.rewards == 0)
        #expect(period.months == 0 && period.monthsDone == 0 && period.monthsWithCash == 0)
    }

    @Test(arguments: [1, 2, 5])
    func agreesWithADirectComputation(months: Int) {
        var household = TestEpisode(calendar: Scenario.small.calendar)
        _ = household.step(Allocation(invest: 0.1, save: 0.9, consume: 0), shock: shock(0.5))
        let before = household.wealth
        var period = PeriodSummary(household.state)
        var numbers = TestNumbers(8)
        let outcomes = (0..<months).map { _ in
            let outcome = household.step(Allocation(invest: 0.2, save: 0.7, consume: 0.1), shock: shock(numbers.next()))
            period.record(outcome, targetInvestRatio: 0.25)
            return outcome
        }
        let count = Double(months)
        #expect(period.months == months && period.monthsDone == months + 1)
        #expect(abs(period.departure - 0.05 * count) < 1e-12)
        #expect(abs(period.rewards - outcomes.reduce(0) { $0 + $1.reward }) < 1e-9)
        #expect(abs(period.meanCash - outcomes.reduce(0) { $0 + $1.cash } / count) < 1e-9)
        #expect(abs(period.wealthChange - (household.wealth - before)) < 1e-9)
        #expect(abs(period.meanWealthChange - (household.wealth - before) / count) < 1e-9)
        #expect(period.wealth == household.wealth && period.monthsWithCash == months)
        #expect(abs(period.expenseSlope - slope(outcomes.map(\.variableExpense))) < 1e-9)
    }

    /// By the definition: Σ(x − x̄)(v − v̄)/Σ(x − x̄)².
    private func slope(_ values: [Double]) -> Double {
        let count = Double(values.count)
        let (meanPlace, mean) = ((count - 1) / 2, values.reduce(0, +) / count)
        let spread = values.indices.reduce(0) { $0 + (Double($1) - meanPlace) * (Double($1) - meanPlace) }
        return spread > 0
            ? values.indices.reduce(0) { $0 + (Double($1) - meanPlace) * (values[$1] - mean) } / spread : 0
    }

    @Test func monthsWithoutCashAreNotCounted() {
        var household = TestEpisode(calendar: Scenario.small.calendar)
        var period = PeriodSummary(household.state)
        let outcome = household.step(Allocation(invest: 1, save: 0, consume: 0), shock: shock(8))
        period.record(outcome, targetInvestRatio: 1)
        #expect(outcome.insolvent && period.monthsWithCash == 0 && period.months == 1)
    }

    @Test func steadyMonthsLeaveEverythingAsItIs() {
        let household = TestEpisode(
            calendar: Scenario.small.calendar, monthsDone: 10, cash: 700, portfolio: 50)
        let period = PeriodSummary(household.state, steadyMonths: 5, wealthChange: 1000)
        #expect(period.meanCash == 700 && period.wealth == 750 && period.monthsDone == 10)
        #expect(period.meanWealthChange == 200 && period.expenseSlope == 0)
    }

    private func shock(_ expense: Double) -> Shock {
        Shock(expense: expense, investmentReturn: 1, emergency: 0.9)
    }
}

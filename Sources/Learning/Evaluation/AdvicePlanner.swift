import Households
import Statistics

/// Asks the trained policy what it would do, for a range of cash balances at a few months of the horizon.
struct AdvicePlanner {
    let scenario: Scenario
    let policy: HierarchicalPolicy
    /// What was seen before the advised months in the evaluation.
    let starts: [MonthStart]
    /// What the advice is measured by; nil without one.
    let optimum: OptimalPolicy?

    /// Balances, in shares of the safety threshold or, where that is small, of the income.
    private static let shares = [0.0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5]

    /// One table for each month that any household lived to see.
    var tables: [AdviceTable] {
        let calendar = scenario.calendar
        return starts.map { start in
            let figures = calendar.months[start.month - 1]
            let unit = max(scenario.environment.safetyThreshold, scenario.environment.income)
            let range = (start.balances.quantile(0.01), start.balances.quantile(0.99))
            // The usual balance of that month is among them, to the euro; so a euro beyond what was seen is still seen.
            let usual = max(0, start.balances.quantile(0.5).rounded())
            let balances = Set(Self.shares.map { $0 * unit } + [usual]).sorted()
            let rows = balances.map { cash -> AdviceTable.Row in
                let household = HouseholdState(
                    in: calendar, monthsDone: start.month - 1, cash: cash, portfolio: start.portfolio)
                let allocation = allocation(household, start, calendar)
                let worthOfEuro = calendar.potentialOfEuro(in: figures)
                return AdviceTable.Row(
                    cash: cash, invest: allocation.invest * figures.income, save: allocation.save * figures.income,
                    spend: allocation.consume * figures.income, unseen: cash < range.0 - 1 || cash > range.1 + 1,
                    regret: worthOfEuro > 0
                        ? optimum.map { $0.regret(of: allocation, in: household) / worthOfEuro } : nil)
            }
            return AdviceTable(
                month: start.month, income: figures.income,
                expectedBills: figures.expectedBills(
                    emergencyProbability: scenario.environment.emergencyProbability), usualCash: usual, rows: rows)
        }
    }

    /// What the policy does with `household` when all else is as usual in that month.
    private func allocation(
        _ household: HouseholdState, _ start: MonthStart, _ calendar: HouseholdCalendar
    ) -> Allocation {
        let months = min(scenario.training.highPeriod, start.month - 1)
        let period = PeriodSummary(
            household, steadyMonths: months, wealthChange: Double(months) * start.wealthChange)
        var lives = [Life(household: household, period: period, calendar: calendar)]
        var policy = policy
        policy.decide(&lives)
        return lives[0].allocation
    }
}

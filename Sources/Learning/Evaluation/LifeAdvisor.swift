import Households
import NumericKernels

/// Asks the agents of a household that lives for utility what they would do.
package struct LifeAdvisor {
    let calendar: LifeCalendar
    let agents: LifeAgents

    /// Balances, in months of bills, and multiples of the usual portfolio.
    private static let cashMonths = [0.0, 1, 3, 6, 12]

    /// What the agents do now, and in a few months of the horizon, as the household usually stands then and otherwise.
    func advice(_ recorder: LifeMonthRecorder) -> [LifeAdvice] {
        let (horizon, period) = (calendar.horizon, calendar.scenario.training.highPeriod)
        let months = Set([0, horizon / 4, horizon / 2, 3 * horizon / 4].map { $0 / period * period })
        return months.sorted().compactMap { month in
            let usual =
                month == 0
                ? (
                    cash: calendar.scenario.environment.initialCash,
                    portfolio: calendar.scenario.environment.initialInvestment, loan: calendar.scenario.debt.loan
                ) : recorder.usual(after: month)
            return usual.map { LifeAdvice(month: month + 1, priceLevel: price(month), rows: rows(month, usual: $0)) }
        }
    }

    private func price(_ month: Int) -> Double { calendar.months[month].priceLevel }

    private func rows(_ month: Int, usual: (cash: Double, portfolio: Double, loan: Double)) -> [LifeAdvice.Row] {
        let bills = calendar.scales.bills * price(month)
        let cash = usual.cash.rounded(), portfolio = usual.portfolio.rounded(), loan = usual.loan.rounded()
        let others = Self.cashMonths.map { ($0 * bills / 100).rounded() * 100 }.filter { abs($0 - cash) > 50 }
        var rows = ([cash] + others).sorted().map { balance in
            row(month, cash: balance, portfolio: portfolio, loan: loan, isUsual: balance == cash)
        }
        for factor in [0.5, 2] where portfolio >= 100 {
            rows.append(row(month, cash: cash, portfolio: (factor * portfolio).rounded(), loan: loan))
        }
        let away = calendar.work.firstOutOfWork
        if !calendar.months[month].isRetired, let away {
            rows.append(row(month, cash: cash, portfolio: portfolio, loan: loan, work: away))
        }
        return rows
    }

    private func row(
        _ month: Int, cash: Double, portfolio: Double, loan: Double, work: Int? = nil, isUsual: Bool = false
    ) -> LifeAdvice.Row {
        let household = HouseholdState(
            in: calendar, monthsDone: month, cash: cash, portfolio: portfolio, loan: loan,
            work: work ?? calendar.work.first)
        return advice(for: household, isUsual: isUsual)
    }

    /// What the agents do with a household, a goal set anew.
    func advice(for household: HouseholdState, isUsual: Bool = false) -> LifeAdvice.Row {
        let opening = household.opening(in: calendar)
        let figures = calendar.months[household.monthsDone]
        let done = opening.carriedOut(
            LifePolicy(agents).decision(household, opening), monthsDone: household.monthsDone, in: calendar)
        return LifeAdvice.Row(
            isUsual: isUsual, isOutOfWork: !figures.isRetired && !calendar.work.isAtWork[household.work],
            cash: household.cash, portfolio: household.portfolio, loan: household.loan, income: opening.income,
            bills: figures.fixedExpenses + figures.ordinaryBills + opening.instalment, consume: done.consume,
            trade: done.trade, prepay: done.prepay)
    }
}

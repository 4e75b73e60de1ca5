/// What of a decision can be done in a month, and how the month stands before chance comes in. EUR.
package struct LifeAction: Sendable, Equatable {
    package let consumed, bought, sold, prepaid: Double
    /// x_t, EUR of month 1.
    package let consumption: Double
    /// U(x_t), and what a goal that is due is worth.
    package let utility: Double
    /// What is left of the money for the month's ordinary bills and emergencies, of the portfolio, and of the loan.
    package let money, portfolio, loan: Double
}

extension LifeOpening {
    /// What of a decision can be done (`LifeCalendar.middle`).
    ///
    /// - Parameter monthsDone: before the month.
    package func action(_ decision: LifeDecision, monthsDone: Int, in calendar: LifeCalendar) -> LifeAction {
        let middle = calendar.middle(
            monthsDone: monthsDone, money: money, portfolio: portfolio, loan: loan, goalUtility: goalUtility,
            consume: decision.consume, trade: decision.trade, prepay: decision.prepay)
        return LifeAction(
            consumed: middle.consumed, bought: middle.bought, sold: middle.sold, prepaid: middle.prepaid,
            consumption: middle.consumption, utility: middle.utility, money: middle.money,
            portfolio: middle.portfolio, loan: middle.loan)
    }

    /// A decision as far as it can be done.
    ///
    /// - Parameter monthsDone: before the month.
    package func carriedOut(_ decision: LifeDecision, monthsDone: Int, in calendar: LifeCalendar) -> LifeDecision {
        let action = action(decision, monthsDone: monthsDone, in: calendar)
        return LifeDecision(consume: action.consumed, trade: action.bought - action.sold, prepay: action.prepaid)
    }
}

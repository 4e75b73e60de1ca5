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
    /// What of a decision can be done, in this order, each cut down to what is left: sale, consumption, prepayment,
    /// purchase, which there is none of in a month with a sale. What ordinary bills will take is set aside.
    ///
    /// - Parameter monthsDone: before the month.
    package func action(_ decision: LifeDecision, monthsDone: Int, in calendar: LifeCalendar) -> LifeAction {
        let ordinaryBills = calendar.months[monthsDone].ordinaryBills
        let priceLevel = calendar.months[monthsDone].priceLevel
        let (yield, cost) = (calendar.saleYield, calendar.prepaymentCost)
        let sold = min(max(-decision.trade, 0), portfolio)
        var free = max(0, money - ordinaryBills + yield * sold)
        let consumed = min(max(decision.consume, 0), free)
        free -= consumed
        let prepaid = loan > 0 ? min(max(decision.prepay, 0), min(loan, free / cost)) : 0
        free -= prepaid * cost
        let bought = sold > 0 ? 0 : min(max(decision.trade, 0), free)
        let consumption = calendar.necessities + consumed / priceLevel
        return LifeAction(
            consumed: consumed, bought: bought, sold: sold, prepaid: prepaid, consumption: consumption,
            utility: calendar.utility(consumption) + goalUtility,
            money: money + yield * sold - bought - consumed - prepaid * cost, portfolio: portfolio - sold + bought,
            loan: loan - prepaid)
    }

    /// A decision as far as it can be done.
    ///
    /// - Parameter monthsDone: before the month.
    package func carriedOut(_ decision: LifeDecision, monthsDone: Int, in calendar: LifeCalendar) -> LifeDecision {
        let action = action(decision, monthsDone: monthsDone, in: calendar)
        return LifeDecision(consume: action.consumed, trade: action.bought - action.sold, prepay: action.prepaid)
    }
}

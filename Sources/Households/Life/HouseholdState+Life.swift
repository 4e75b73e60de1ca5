/// A month as the household decides in it: income in, fixed bills and instalment out, a goal that is due paid. EUR.
package struct LifeOpening: Sendable, Equatable {
    /// M.
    package var money: Double
    /// P.
    package var portfolio: Double
    /// L.
    package var loan: Double
    package var income: Double
    package var instalment: Double
    /// Fixed bills and the instalment.
    package var bills: Double
    /// Of a goal that is due: what it is worth for the rest of the life.
    package var goalUtility = 0.0
    /// Of a goal that is due: which share of it was paid; nan where none is.
    package var goalShare = Double.nan
}

/// What a household wants to do in a month, EUR: nothing that can be asked for is invalid.
package struct LifeDecision: Sendable, Equatable {
    /// Beside the bills.
    package var consume: Double
    /// Bought where positive, sold where negative.
    package var trade: Double
    /// Of the loan.
    package var prepay: Double

    package init(consume: Double, trade: Double, prepay: Double = 0) {
        self.consume = consume
        self.trade = trade
        self.prepay = prepay
    }
}

/// What one month of a life brought. EUR.
package struct LifeOutcome: Sendable, Equatable {
    /// As carried out.
    package var consumed, bought, sold, prepaid: Double
    /// v and e.
    package var variableExpense, emergencyExpense: Double
    /// What a euro of portfolio became.
    package var portfolioReturn: Double
    /// Portfolio that had to be sold at the end.
    package var forcedSale: Double
    package var ruined: Bool
    /// Whether the life ended with the month.
    package var isLast: Bool
    /// x_t, EUR of month 1.
    package var consumption: Double
    /// U(x_t), what a goal is worth, and what ruin or the months after the horizon are: R_t as seen from the month, not
    /// discounted to the first.
    package var reward: Double
}

extension HouseholdState {
    /// A household at the start of its life.
    package init(startOf calendar: LifeCalendar) {
        let scenario = calendar.scenario
        self.init(
            in: calendar, monthsDone: 0, cash: scenario.environment.initialCash,
            portfolio: scenario.environment.initialInvestment, loan: scenario.debt.loan, work: calendar.work.first)
    }

    /// A household in the middle of its life.
    ///
    /// - Precondition: `monthsDone` is less than the horizon.
    package init(
        in calendar: LifeCalendar, monthsDone: Int, cash: Double, portfolio: Double, loan: Double = 0, work: Int,
        incomeFactor: Double = 1
    ) {
        self.init(
            monthsDone: monthsDone, cash: cash, portfolio: portfolio,
            lastVariableExpense: calendar.months[max(0, monthsDone - 1)].ordinaryBills)
        self.loan = loan
        self.work = work
        self.incomeFactor = incomeFactor
    }

    /// Whether a household of this life can stand so before a month.
    package func isPossible(in calendar: LifeCalendar) -> Bool {
        let amounts = [cash, portfolio, loan, lastVariableExpense, incomeFactor]
        return !isOver && (0..<calendar.horizon).contains(monthsDone) && (0..<calendar.work.count).contains(work)
            && amounts.allSatisfy(\.isFinite) && portfolio >= 0 && loan >= 0 && incomeFactor >= 0
    }

    /// How the month begins before which the household stands.
    ///
    /// - Precondition: the life is not over.
    package func opening(in calendar: LifeCalendar) -> LifeOpening {
        let income = calendar.income(monthsDone: monthsDone, work: work, factor: incomeFactor)
        let start = calendar.start(
            monthsDone: monthsDone, cash: cash, portfolio: portfolio, loan: loan, income: income)
        return LifeOpening(
            money: start.money, portfolio: start.portfolio, loan: start.loan, income: income,
            instalment: start.instalment, bills: calendar.months[monthsDone].fixedExpenses + start.instalment,
            goalUtility: start.goalUtility, goalShare: start.goalShare)
    }

    /// Lives through the next month.
    ///
    /// All chance comes in as the shock. Both ways a life can end, the horizon and ruin, are terminations.
    ///
    /// - Precondition: the life is not over; `opening` is the one of this state.
    package mutating func step(
        _ decision: LifeDecision, from opening: LifeOpening, shock: LifeShock, in calendar: LifeCalendar
    ) -> LifeOutcome {
        let action = opening.action(decision, monthsDone: monthsDone, in: calendar)
        return step(action, calendar.chance(shock, monthsDone: monthsDone, work: work), in: calendar)
    }

    /// Lives through the next month with what is done and what chance makes of it known apart: several decisions meet
    /// the same chance, and one decision meets several.
    ///
    /// - Precondition: the life is not over; `action` and `chance` are of this state.
    package mutating func step(_ action: LifeAction, _ chance: LifeChance, in calendar: LifeCalendar) -> LifeOutcome {
        precondition(!isOver, "the life is over")
        let end = calendar.end(
            monthsDone: monthsDone, money: action.money, portfolio: action.portfolio, loan: action.loan,
            utility: action.utility, variableExpense: chance.variableExpense,
            emergencyExpense: chance.emergencyExpense, portfolioReturn: chance.portfolioReturn)
        cash = end.cash
        portfolio = end.portfolio
        loan = action.loan
        lastVariableExpense = chance.variableExpense
        work = chance.work
        incomeFactor = chance.incomeFactor
        monthsDone += 1
        isOver = end.isRuined || monthsDone == calendar.horizon
        return LifeOutcome(
            consumed: action.consumed, bought: action.bought, sold: action.sold, prepaid: action.prepaid,
            variableExpense: chance.variableExpense, emergencyExpense: chance.emergencyExpense,
            portfolioReturn: chance.portfolioReturn, forcedSale: end.forcedSale, ruined: end.isRuined, isLast: isOver,
            consumption: action.consumption, reward: end.reward)
    }
}

extension Allocation {
    /// What became of a month's income and of what was sold: bought, consumed beside the bills, and the rest. Where
    /// more than came in was used, shares of what was used.
    package init(_ outcome: LifeOutcome, of income: Double) {
        let used = outcome.bought + outcome.consumed
        let whole = max(income + outcome.sold, used)
        let (invest, consume) = whole > 0 ? (outcome.bought / whole, outcome.consumed / whole) : (0, 0)
        self.init(invest: invest, save: 1 - invest - consume, consume: consume)
    }
}

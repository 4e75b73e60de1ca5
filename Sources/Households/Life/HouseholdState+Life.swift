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
        let (base, bills) = (calendar.months[monthsDone].baseIncome, calendar.months[monthsDone].fixedExpenses)
        let isRetired = calendar.months[monthsDone].isRetired
        let income = isRetired ? base : base * calendar.work.factors[work] * incomeFactor
        let owed = loan * calendar.loanGrowth
        let instalment = min(calendar.loanInstalment, owed)
        let opening = LifeOpening(
            money: cash + income - bills - instalment, portfolio: portfolio, loan: owed - instalment,
            income: income, instalment: instalment, bills: bills + instalment)
        return calendar.months[monthsDone].goalPrice > 0
            ? opening.payingGoal(of: calendar.months[monthsDone], in: calendar) : opening
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
        return step(action, chance(shock, in: calendar), in: calendar)
    }

    /// Lives through the next month with what is done and what chance makes of it known apart: several decisions meet
    /// the same chance, and one decision meets several.
    ///
    /// - Precondition: the life is not over; `action` and `chance` are of this state.
    package mutating func step(_ action: LifeAction, _ chance: LifeChance, in calendar: LifeCalendar) -> LifeOutcome {
        precondition(!isOver, "the life is over")
        let yield = calendar.saleYield
        var left = action.money - chance.variableExpense - chance.emergencyExpense
        left *= left >= 0 ? calendar.cashGrowth : calendar.overdraftGrowth
        var invested = action.portfolio * chance.portfolioReturn
        let missing = max(0, -calendar.overdraftLimit - left)
        let ruined = missing > yield * invested + 1e-9
        var forcedSale = 0.0
        if missing > 0 {
            forcedSale = min(invested, missing / yield)
            left = ruined ? left + yield * invested : -calendar.overdraftLimit
            invested -= forcedSale
        }
        let isLastMonth = monthsDone + 1 == calendar.horizon
        var reward = action.utility
        if ruined {
            reward += calendar.discount * calendar.months[monthsDone].ruinValue
        } else if isLastMonth {
            reward += calendar.discount * calendar.valueAfter(left + yield * invested - action.loan)
        }
        cash = left
        portfolio = invested
        loan = action.loan
        lastVariableExpense = chance.variableExpense
        work = chance.work
        incomeFactor = chance.incomeFactor
        monthsDone += 1
        isOver = ruined || isLastMonth
        return LifeOutcome(
            consumed: action.consumed, bought: action.bought, sold: action.sold, prepaid: action.prepaid,
            variableExpense: chance.variableExpense, emergencyExpense: chance.emergencyExpense,
            portfolioReturn: chance.portfolioReturn, forcedSale: forcedSale, ruined: ruined, isLast: isOver,
            consumption: action.consumption, reward: reward)
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

extension LifeOpening {
    /// Pays for the goal that is due, as far as there is money: first out of what is above bills and threshold, then by
    /// sales.
    fileprivate func payingGoal(of month: LifeMonth, in calendar: LifeCalendar) -> LifeOpening {
        let yield = calendar.saleYield
        let spare = money - month.goalReserve
        let paid = min(max(spare + yield * portfolio, 0), month.goalPrice)
        let inCash = max(0, min(paid, spare))
        var opening = self
        opening.money -= inCash
        opening.portfolio -= min(portfolio, (paid - inCash) / yield)
        opening.goalShare = paid / month.goalPrice
        opening.goalUtility =
            month.weight * calendar.utility(calendar.utility.reference + month.goalWorth * opening.goalShare)
        return opening
    }
}

import Foundation

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
        opening(calendar.months[monthsDone], in: calendar)
    }

    private func opening(_ month: LifeMonth, in calendar: LifeCalendar) -> LifeOpening {
        let income = month.isRetired ? month.baseIncome : month.baseIncome * calendar.work.factors[work] * incomeFactor
        let owed = loan * calendar.loanGrowth
        let instalment = min(calendar.loanInstalment, owed)
        var opening = LifeOpening(
            money: cash + income - month.fixedExpenses - instalment, portfolio: portfolio, loan: owed - instalment,
            income: income, instalment: instalment, bills: month.fixedExpenses + instalment)
        if month.goalPrice > 0 { opening.pay(month, in: calendar) }
        return opening
    }

    /// Lives through the next month.
    ///
    /// All chance comes in as the shock. Both ways a life can end, the horizon and ruin, are terminations.
    ///
    /// - Precondition: the life is not over; `opening` is the one of this state.
    package mutating func step(
        _ decision: LifeDecision, from opening: LifeOpening, shock: LifeShock, in calendar: LifeCalendar
    ) -> LifeOutcome {
        precondition(!isOver, "the life is over")
        let month = calendar.months[monthsDone]
        var outcome = opening.carryOut(decision, month, in: calendar)
        let variable = max(0, month.ordinaryBills + month.ordinaryBillsDeviation * shock.expense)
        let emergency = shock.emergency < calendar.emergencyProbability ? month.emergencyCost : 0
        let gross = calendar.returns(shock)
        let yield = calendar.saleYield
        var left =
            opening.money + yield * outcome.sold - outcome.bought - outcome.consumed
            - outcome.prepaid * calendar.prepaymentCost - variable - emergency
        left *= left >= 0 ? calendar.cashGrowth : calendar.overdraftGrowth
        var invested = (opening.portfolio - outcome.sold + outcome.bought) * gross
        let missing = max(0, -calendar.overdraftLimit - left)
        let ruined = missing > yield * invested + 1e-9
        if missing > 0 {
            outcome.forcedSale = min(invested, missing / yield)
            left = ruined ? left + yield * invested : -calendar.overdraftLimit
            invested -= outcome.forcedSale
        }
        outcome.variableExpense = variable
        outcome.emergencyExpense = emergency
        outcome.portfolioReturn = gross
        outcome.ruined = ruined

        let isLastMonth = monthsDone + 1 == calendar.horizon
        outcome.reward = calendar.utility(outcome.consumption) + opening.goalUtility
        if ruined {
            outcome.reward += calendar.discount * month.ruinValue
        } else if isLastMonth {
            let wealth = left + yield * invested - (opening.loan - outcome.prepaid)
            outcome.reward += calendar.discount * calendar.valueAfter(wealth)
        }
        cash = left
        portfolio = invested
        loan = opening.loan - outcome.prepaid
        lastVariableExpense = variable
        let deviation = calendar.incomeDeviation
        work = calendar.work.next(work, uniform: shock.work)
        incomeFactor =
            deviation > 0 && calendar.work.isAtWork[work]
            ? exp(deviation * shock.income - deviation * deviation / 2) : 1
        monthsDone += 1
        isOver = ruined || isLastMonth
        outcome.isLast = isOver
        return outcome
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
    fileprivate mutating func pay(_ month: LifeMonth, in calendar: LifeCalendar) {
        let yield = calendar.saleYield
        let spare = money - month.goalReserve
        let paid = min(max(spare + yield * portfolio, 0), month.goalPrice)
        let inCash = max(0, min(paid, spare))
        money -= inCash
        portfolio -= min(portfolio, (paid - inCash) / yield)
        goalShare = paid / month.goalPrice
        goalUtility = month.weight * calendar.utility(calendar.utility.reference + month.goalWorth * goalShare)
    }

    /// What of a decision can be done in a month.
    ///
    /// - Parameter monthsDone: before the month.
    package func carriedOut(_ decision: LifeDecision, monthsDone: Int, in calendar: LifeCalendar) -> LifeDecision {
        let outcome = carryOut(decision, calendar.months[monthsDone], in: calendar)
        return LifeDecision(
            consume: outcome.consumed, trade: outcome.bought - outcome.sold, prepay: outcome.prepaid)
    }

    /// What of a decision can be done, in this order, each cut down to what is left: sale, consumption, prepayment,
    /// purchase, which there is none of in a month with a sale. What ordinary bills will take is set aside.
    @inline(__always)
    fileprivate func carryOut(_ decision: LifeDecision, _ month: LifeMonth, in calendar: LifeCalendar) -> LifeOutcome {
        let sold = min(max(-decision.trade, 0), portfolio)
        var free = max(0, money - month.ordinaryBills + calendar.saleYield * sold)
        let consumed = min(max(decision.consume, 0), free)
        free -= consumed
        let prepaid = min(max(decision.prepay, 0), min(loan, free / calendar.prepaymentCost))
        free -= prepaid * calendar.prepaymentCost
        let bought = sold > 0 ? 0 : min(max(decision.trade, 0), free)
        return LifeOutcome(
            consumed: consumed, bought: bought, sold: sold, prepaid: prepaid, variableExpense: 0, emergencyExpense: 0,
            portfolioReturn: 1, forcedSale: 0, ruined: false, isLast: false,
            consumption: calendar.necessities + consumed / month.priceLevel, reward: 0)
    }
}

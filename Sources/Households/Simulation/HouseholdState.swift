/// How a month's income is divided: a point of the simplex.
package struct Allocation: Sendable, Equatable {
    /// a0, a1, a2: shares of income, at least 0, that add up to 1.
    package var invest, save, consume: Double

    package init(invest: Double, save: Double, consume: Double) {
        self.invest = invest
        self.save = save
        self.consume = consume
    }
}

/// What is seen before a month.
package struct Observation: Sendable, Equatable {
    /// y, EUR.
    package let income: Double
    /// F, EUR.
    package let fixedExpenses: Double
    /// v of the month before, its mean before the first, EUR.
    package let variableExpense: Double
    /// C, EUR.
    package let cash: Double
    /// A year.
    package let inflation: Double
    /// ρ.
    package let riskTolerance: Double
    /// T − (t − 1).
    package let monthsLeft: Int
}

/// What one month brought.
package struct MonthOutcome: Sendable, Equatable {
    /// t, 1…T.
    package let month: Int
    package let allocation: Allocation
    /// y, EUR.
    package let income: Double
    /// i = a0·y, EUR.
    package let invested: Double
    /// c = a2·y, EUR.
    package let consumed: Double
    /// v, EUR; without the emergency.
    package let variableExpense: Double
    /// e, EUR.
    package let emergencyExpense: Double
    /// y − F − v − e: what is left of the income when the bills are paid, EUR.
    package let netIncome: Double
    /// r·P/W: what the month earned, relative to the wealth at its start; 0 where that was not positive.
    package let wealthReturn: Double
    /// After the month, EUR.
    package let cash, portfolio: Double
    /// R.
    package let reward: Double
    /// Whether the episode ended with the month.
    package let isLast: Bool
    /// Whether it ended because cash fell below zero.
    package let insolvent: Bool

    /// C + P after the month, EUR.
    package var wealth: Double { cash + portfolio }
}

/// All that a household carries from month to month: the state of one episode.
///
/// Plain numbers without a reference, as training and evaluation copy millions of them on every thread.
package struct HouseholdState: Sendable, Equatable, Codable {
    /// Months lived so far, 0…T; the month that comes next is t = monthsDone + 1.
    package internal(set) var monthsDone: Int
    /// C, EUR.
    package internal(set) var cash: Double
    /// P, EUR.
    package internal(set) var portfolio: Double
    /// v of the month before, EUR.
    package internal(set) var lastVariableExpense: Double
    /// L, EUR; of a household that lives for utility, as are the two that follow.
    package internal(set) var loan = 0.0
    /// Index of the state of work: `WorkChain`.
    package internal(set) var work = 0
    /// ξ of the month that comes next.
    package internal(set) var incomeFactor = 1.0
    /// Whether the episode has ended.
    package internal(set) var isOver = false

    private enum CodingKeys: String, CodingKey {
        case cash, portfolio, loan, work
        case monthsDone = "months_done"
        case lastVariableExpense = "last_variable_expense"
        case incomeFactor = "income_factor"
        case isOver = "is_over"
    }

    /// C + P, EUR.
    package var wealth: Double { cash + portfolio }

    /// A household at the start of its episode.
    package init(startOf calendar: HouseholdCalendar) {
        let environment = calendar.environment
        self.init(
            in: calendar, monthsDone: 0, cash: environment.initialCash, portfolio: environment.initialInvestment)
    }

    /// A household in the middle of its life, its last variable expense the mean one.
    ///
    /// - Precondition: `monthsDone` is less than the horizon.
    package init(in calendar: HouseholdCalendar, monthsDone: Int, cash: Double, portfolio: Double) {
        self.init(
            monthsDone: monthsDone, cash: cash, portfolio: portfolio,
            lastVariableExpense: calendar.months[max(0, monthsDone - 1)].variableExpenseMean)
    }

    init(monthsDone: Int, cash: Double, portfolio: Double, lastVariableExpense: Double) {
        self.monthsDone = monthsDone
        self.cash = cash
        self.portfolio = portfolio
        self.lastVariableExpense = lastVariableExpense
    }

    /// What is seen before the next month. After the last month of the horizon: of the month that would follow, with
    /// the figures of the last.
    package func observation(in calendar: HouseholdCalendar) -> Observation {
        let figures = calendar.months[min(monthsDone, calendar.horizon - 1)]
        return Observation(
            income: figures.income, fixedExpenses: figures.fixedExpenses, variableExpense: lastVariableExpense,
            cash: cash, inflation: calendar.environment.inflation, riskTolerance: calendar.environment.riskTolerance,
            monthsLeft: calendar.horizon - monthsDone)
    }

    /// The shock ε of the variable expense beyond which the next month ends in insolvency.
    ///
    /// - Returns: −∞ where it always does.
    package func insolvencyShock(
        under allocation: Allocation, emergency: Bool, in calendar: HouseholdCalendar
    ) -> Double {
        let figures = calendar.months[monthsDone]
        let left =
            cash + allocation.save * figures.income - figures.fixedExpenses - (emergency ? figures.emergencyCost : 0)
        guard left >= 0 else { return -.infinity }
        return (left - figures.variableExpenseMean) / figures.variableExpenseStd
    }

    /// Lives through the next month.
    ///
    /// All chance comes in as the shock, so the same shocks and allocations always give the same episode. Both ways an
    /// episode can end, the horizon and insolvency, are terminations: nothing follows whose value could be estimated.
    ///
    /// - Precondition: the episode is not over, and the shares add up to 1.
    package mutating func step(_ allocation: Allocation, shock: Shock, in calendar: HouseholdCalendar) -> MonthOutcome {
        precondition(!isOver, "the episode is over")
        let figures = calendar.months[monthsDone]
        let variable = max(0, figures.variableExpenseMean + figures.variableExpenseStd * shock.expense)
        let emergency = shock.emergency < calendar.environment.emergencyProbability ? figures.emergencyCost : 0
        let rate = calendar.environment.monthlyReturn(shock: shock.investmentReturn)
        let invested = allocation.invest * figures.income
        let consumed = allocation.consume * figures.income
        let wealthBefore = wealth
        let wealthReturn = wealthBefore > 0 ? rate * portfolio / wealthBefore : 0

        portfolio = portfolio * (1 + rate) + invested
        cash += figures.income - figures.fixedExpenses - variable - emergency - invested - consumed
        lastVariableExpense = variable
        monthsDone += 1
        let insolvent = cash < 0
        isOver = insolvent || monthsDone == calendar.horizon
        let reward = calendar.reward(
            month: monthsDone, invested: invested, consumed: consumed,
            bills: figures.fixedExpenses + variable + emergency, cash: cash)
        return MonthOutcome(
            month: monthsDone, allocation: allocation, income: figures.income, invested: invested, consumed: consumed,
            variableExpense: variable, emergencyExpense: emergency,
            netIncome: figures.income - figures.fixedExpenses - variable - emergency, wealthReturn: wealthReturn,
            cash: cash, portfolio: portfolio, reward: reward, isLast: isOver, insolvent: insolvent)
    }
}

extension EnvironmentParameters {
    /// r: the portfolio's return in a month with the shock z, never below −1.
    package func monthlyReturn(shock: Double) -> Double {
        switch investmentReturnType {
        case .none: 0
        case .fixed: investmentReturnMean
        case .stochastic: max(-1, investmentReturnMean + investmentReturnStd * shock)
        }
    }
}

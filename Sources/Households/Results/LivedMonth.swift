/// One month of one simulated life, as a person reads it. Amounts in EUR.
package struct LivedMonth: Sendable, Equatable, Codable {
    /// 1…T.
    package var month: Int
    /// y.
    package var income: Double
    /// F + v; without the emergency.
    package var bills: Double
    /// e.
    package var emergency: Double
    /// i.
    package var invested: Double
    /// c: what is spent beside the bills.
    package var consumed: Double
    /// After the month.
    package var cash, portfolio: Double
    /// R.
    package var reward: Double
    /// What the strategist asked for; nil for policies without goals.
    package var goal: Goal?

    package init(_ outcome: MonthOutcome, goal: Goal?) {
        month = outcome.month
        income = outcome.income
        bills = outcome.income - outcome.netIncome - outcome.emergencyExpense
        emergency = outcome.emergencyExpense
        invested = outcome.invested
        consumed = outcome.consumed
        cash = outcome.cash
        portfolio = outcome.portfolio
        reward = outcome.reward
        self.goal = goal
    }

    /// Cash and portfolio.
    package var wealth: Double { cash + portfolio }
}

/// One simulated life, month by month.
package struct LivedLife: Sendable, Equatable, Codable {
    package var months: [LivedMonth] = []
    /// Shares of the income that were invested, saved and consumed, of each month.
    package var shares: [[Double]] = []

    package init() {}

    package mutating func append(_ month: LivedMonth, _ allocation: Allocation) {
        months.append(month)
        shares.append([allocation.invest, allocation.save, allocation.consume])
    }
}

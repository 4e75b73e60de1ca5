import Households

/// The months since the strategist's last decision.
package struct PeriodSummary: Sendable {
    package private(set) var months = 0
    /// ΣR.
    package private(set) var rewards = 0.0
    package private(set) var monthsWithCash = 0
    /// Σ|a0 − g0|: how far what was invested was from the goal.
    package private(set) var departure = 0.0
    /// Months lived since the start of the episode.
    package private(set) var monthsDone: Int
    /// At the end of the period, EUR.
    package private(set) var wealth: Double
    private let wealthBefore: Double
    private var cash: Double
    private var expenses = 0.0
    private var weightedExpenses = 0.0

    /// A period that begins with `household` as it is.
    package init(_ household: HouseholdState) {
        monthsDone = household.monthsDone
        wealth = household.wealth
        wealthBefore = household.wealth
        cash = monthsDone == 0 ? household.cash : 0
    }

    /// A period of `months` months that left `household` as it is: its cash the same throughout, its wealth risen by
    /// `wealthChange` in all, its expenses without a trend.
    package init(_ household: HouseholdState, steadyMonths months: Int, wealthChange: Double) {
        self.months = months
        monthsDone = household.monthsDone
        wealth = household.wealth
        wealthBefore = household.wealth - wealthChange
        cash = household.cash * Double(max(months, 1))
    }

    /// - Parameter targetInvestRatio: g0 of the goal that was in force.
    package mutating func record(_ outcome: MonthOutcome, targetInvestRatio: Double) {
        if months == 0 { cash = 0 }
        cash += outcome.cash
        expenses += outcome.variableExpense
        weightedExpenses += Double(months) * outcome.variableExpense
        rewards += outcome.reward
        departure += abs(outcome.allocation.invest - targetInvestRatio)
        if outcome.cash > 0 { monthsWithCash += 1 }
        months += 1
        monthsDone += 1
        wealth = outcome.wealth
    }

    /// ΔW over the period, EUR.
    package var wealthChange: Double { wealth - wealthBefore }
    /// Mean of the balances after the months; the initial cash before the first.
    package var meanCash: Double { cash / Double(max(months, 1)) }
    package var meanWealthChange: Double { wealthChange / Double(max(months, 1)) }

    /// Least-squares slope of the variable expense, EUR a month a month; 0 for less than two months.
    package var expenseSlope: Double {
        guard months >= 2 else { return 0 }
        let count = Double(months)
        let meanIndex = (count - 1) / 2
        let spread = count * (count * count - 1) / 12
        return (weightedExpenses - meanIndex * expenses) / spread
    }
}

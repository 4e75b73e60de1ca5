/// One month of one simulated life, as a person reads it. Amounts in EUR.
package struct LivedMonth: Sendable, Equatable, Codable, BitwiseCopyable {
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
    /// Of a household that lives for utility, as all that follow: what was sold of the portfolio, and had to be sold.
    package var sold, forcedSale: Double?
    /// What is owed after the month, and was repaid beside the instalment.
    package var loan, prepaid: Double?
    /// x, EUR of month 1.
    package var consumption: Double?
    package var isOutOfWork: Bool?
    /// Share of a goal that was due and paid for.
    package var goalShare: Double?
    /// Whether the month ended in ruin.
    package var isRuined: Bool?

    /// A month of a life that is lived for utility.
    ///
    /// - Parameter household: after the month.
    package init(
        _ outcome: LifeOutcome, from opening: LifeOpening, to household: HouseholdState, isOutOfWork: Bool
    ) {
        month = household.monthsDone
        income = opening.income
        bills = opening.bills + outcome.variableExpense
        emergency = outcome.emergencyExpense
        invested = outcome.bought
        consumed = outcome.consumed
        cash = household.cash
        portfolio = household.portfolio
        reward = outcome.reward
        (sold, forcedSale) = (outcome.sold, outcome.forcedSale)
        (loan, prepaid) = (household.loan, outcome.prepaid)
        consumption = outcome.consumption
        self.isOutOfWork = isOutOfWork
        goalShare = opening.goalShare.isNaN ? nil : opening.goalShare
        isRuined = outcome.ruined
    }

    package enum CodingKeys: String, CodingKey {
        case month, income, bills, emergency, invested, consumed, cash, portfolio, reward, goal, sold, loan, prepaid
        case consumption
        case forcedSale = "forced_sale"
        case isOutOfWork = "is_out_of_work"
        case goalShare = "goal_share"
        case isRuined = "is_ruined"
    }

    /// A month in which nothing came in, and nothing was spent.
    package init(month: Int) {
        self.month = month
        (income, bills, emergency, invested, consumed, cash, portfolio, reward) = (0, 0, 0, 0, 0, 0, 0, 0)
    }

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

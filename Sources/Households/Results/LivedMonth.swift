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
    package var goal: AskedGoal?

    /// A strategist's goal.
    package struct AskedGoal: Sendable, Equatable, Codable {
        /// Share of income to invest.
        package var targetInvestRatio: Double
        /// Cash to hold, EUR.
        package var safetyBuffer: Double
        /// 0…1.
        package var aggressiveness: Double

        package init(targetInvestRatio: Double, safetyBuffer: Double, aggressiveness: Double) {
            self.targetInvestRatio = targetInvestRatio
            self.safetyBuffer = safetyBuffer
            self.aggressiveness = aggressiveness
        }

        package enum CodingKeys: String, CodingKey {
            case targetInvestRatio = "target_invest_ratio"
            case safetyBuffer = "safety_buffer"
            case aggressiveness
        }
    }

    package init(_ outcome: MonthOutcome, goal: AskedGoal?) {
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

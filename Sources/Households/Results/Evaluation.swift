import Statistics

/// How a policy and its baselines fare on the same fresh episodes: the file `NAME_evaluation.json`.
package struct Evaluation: Sendable, Equatable, Codable {
    /// Version of the file's format.
    package var formatVersion = 1
    /// Episodes each policy lived through; all of them the same ones (common random numbers).
    package var episodes: Int
    /// Seed of the episodes' shocks; their stream is never used in training.
    package var seed: UInt64
    /// Horizon, months.
    package var horizon: Int
    /// The policies, the trained one first.
    package var policies: [PolicyEvaluation]
    /// What the trained policy advises, at a few months of the horizon.
    package var advice: [AdviceTable]
    /// E[ΣR] of the optimal policy, computed by dynamic programming; nil where it was not computed.
    package var optimalValue: Double?
    /// Of a household that lives for utility: whether the optimum is the best of all, the points of its grid, what the
    /// policy does now and otherwise, and what it would be worth in households that differ in one thing.
    package var optimumIsExact: Bool?
    package var optimumGrid: String?
    package var lifeAdvice: [LifeAdvice]?
    package var sensitivity: [LifeSensitivity]?

    package init(
        episodes: Int, seed: UInt64, horizon: Int, policies: [PolicyEvaluation], advice: [AdviceTable],
        optimalValue: Double? = nil
    ) {
        self.episodes = episodes
        self.seed = seed
        self.horizon = horizon
        self.policies = policies
        self.advice = advice
        self.optimalValue = optimalValue
    }

    package enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case episodes, seed, horizon, policies, advice
        case optimalValue = "optimal_value"
        case optimumIsExact = "optimum_is_exact"
        case optimumGrid = "optimum_grid"
        case lifeAdvice = "life_advice"
        case sensitivity
    }
}

extension Evaluation {
    /// Shares of bankrupt lives that differ by less are as good as each other.
    package static let notableInsolvency = 0.01

    /// Months and episodes that an evaluation can have; more is nobody's household.
    package static let episodeCounts = 0...1_000_000
    package static let horizons = 1...1200

    /// What in it no evaluation can have, by its key; nil where all is possible. Files may come from strangers.
    package var impossibleKey: String? {
        if !Self.episodeCounts.contains(episodes) { return "episodes" }
        if !Self.horizons.contains(horizon) { return "horizon" }
        for (index, policy) in policies.enumerated() {
            if let key = policy.impossibleKey(episodes: episodes, horizon: horizon) {
                return "policies.\(index).\(key)"
            }
        }
        for (index, table) in advice.enumerated() where !(1...horizon).contains(table.month) {
            return "advice.\(index).month"
        }
        return nil
    }
}

/// What happened in one month over the episodes of an evaluation that were still alive at its start.
package struct MonthSummary: Sendable, Equatable, Codable {
    /// 1…T.
    package var month: Int
    /// Episodes alive at the start of the month.
    package var alive: Int
    /// After the month, EUR.
    package var cash, portfolio, wealth: Quantiles
    /// Shares of the month's income; the three means add up to 1.
    package var meanInvestShare, meanSaveShare, meanConsumeShare: Double
    package var investShare: Quantiles
    /// The strategist's goal: share of income to invest; nil for policies without goals.
    package var targetInvestRatio: Quantiles?
    /// The strategist's goal: cash to hold, EUR.
    package var safetyBuffer: Quantiles?
    /// The strategist's goal: 0…1.
    package var aggressiveness: Quantiles?
    /// Of a household that lives for utility: what is owed, EUR; x, EUR of month 1 a month; and the share of the lives
    /// that are out of work.
    package var loan: Quantiles?
    package var consumption: Quantiles?
    package var outOfWork: Double?

    package init(
        month: Int, alive: Int, cash: Quantiles, portfolio: Quantiles, wealth: Quantiles, meanInvestShare: Double,
        meanSaveShare: Double, meanConsumeShare: Double, investShare: Quantiles, targetInvestRatio: Quantiles? = nil,
        safetyBuffer: Quantiles? = nil, aggressiveness: Quantiles? = nil
    ) {
        self.month = month
        self.alive = alive
        self.cash = cash
        self.portfolio = portfolio
        self.wealth = wealth
        self.meanInvestShare = meanInvestShare
        self.meanSaveShare = meanSaveShare
        self.meanConsumeShare = meanConsumeShare
        self.investShare = investShare
        self.targetInvestRatio = targetInvestRatio
        self.safetyBuffer = safetyBuffer
        self.aggressiveness = aggressiveness
    }

    package enum CodingKeys: String, CodingKey {
        case month, alive, cash, portfolio, wealth
        case meanInvestShare = "mean_invest_share"
        case meanSaveShare = "mean_save_share"
        case meanConsumeShare = "mean_consume_share"
        case investShare = "invest_share"
        case targetInvestRatio = "target_invest_ratio"
        case safetyBuffer = "safety_buffer"
        case aggressiveness, loan, consumption
        case outOfWork = "out_of_work"
    }
}

/// One entry an episode, in the order of the episodes.
package struct EpisodeOutcomes: Sendable, Equatable, Codable {
    package var rewards: [Double] = []
    /// EUR.
    package var finalWealth: [Double] = []
    /// Largest fall of wealth from its highest value so far, share of that value.
    package var maxDrawdown: [Double] = []
    /// The month that ended insolvent, 0 for episodes that stayed solvent.
    package var insolvencyMonth: [Int] = []
    /// Largest fall of what a euro in the portfolio is worth, share of its highest value so far; nil in older files.
    package var maxPortfolioDrawdown: [Double]?

    package init() {}

    package enum CodingKeys: String, CodingKey {
        case rewards
        case finalWealth = "final_wealth"
        case maxDrawdown = "max_drawdown"
        case insolvencyMonth = "insolvency_month"
        case maxPortfolioDrawdown = "max_portfolio_drawdown"
    }
}

/// What the policy advises before one month, for a range of cash balances.
package struct AdviceTable: Sendable, Equatable, Codable {
    /// 1…T.
    package var month: Int
    /// The month's income, EUR.
    package var income: Double
    /// The bills to be expected in the month, EUR.
    package var expectedBills: Double
    /// The balance of the row that is the usual one before the month, their median, EUR; nil where it is not known.
    package var usualCash: Double?
    package var rows: [Row]

    package init(month: Int, income: Double, expectedBills: Double, usualCash: Double? = nil, rows: [Row]) {
        self.month = month
        self.income = income
        self.expectedBills = expectedBills
        self.usualCash = usualCash
        self.rows = rows
    }

    package struct Row: Sendable, Equatable, Codable {
        /// Cash before the month, EUR.
        package var cash: Double
        /// Advised, EUR: invest + save + spend = income. What is saved pays the bills, too.
        package var invest, save, spend: Double
        /// Whether the balance lies outside the 1st to 99th percentile of what was seen at that month.
        package var unseen: Bool
        /// What following the row once and the optimum afterwards costs against the optimum, EUR invested in that
        /// month; nil where no optimum is computed.
        package var regret: Double?

        package init(
            cash: Double, invest: Double, save: Double, spend: Double, unseen: Bool, regret: Double? = nil
        ) {
            self.cash = cash
            self.invest = invest
            self.save = save
            self.spend = spend
            self.unseen = unseen
            self.regret = regret
        }
    }

    package enum CodingKeys: String, CodingKey {
        case month, income
        case expectedBills = "expected_bills"
        case usualCash = "usual_cash"
        case rows
    }
}

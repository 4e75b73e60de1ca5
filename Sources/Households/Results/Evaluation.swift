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

/// Which policy was evaluated.
package enum PolicyKind: String, Sendable, Codable, CaseIterable {
    case trained, untrained, optimum
    case tunedRule = "tuned_rule"
    case threshold
    case fiftyThirtyTwenty = "50_30_20"
    case allCash = "all_cash"
    case equalThirds = "equal_thirds"
    case random
    // Of households that live for utility.
    case spendAll = "spend_all"
    case threeMonthFund = "50_30_20_fund_3"
    case sixMonthFund = "50_30_20_fund_6"
    case fiftyThirtyTwentyCash = "50_30_20_cash"
    case halfInvested = "50_30_20_half"
    case ageRule = "100_minus_age"
    case tenthFirst = "tenth_first"
    case salary
    case fourPercent = "four_percent"
    case fourPercentHalf = "four_percent_half"
    case debtFirst = "debt_first"
    case debtFirstTenth = "debt_first_tenth"
}

/// The outcome of one policy over the episodes of an evaluation. Amounts are means over the episodes, EUR.
package struct PolicyEvaluation: Sendable, Equatable, Codable {
    package var policy: PolicyKind
    /// The rule's settings where it has any, in words of the field ("κ 0.04, B 3500").
    package var settings: String?
    /// Mean ΣR.
    package var meanReward: Double
    /// Standard error of `meanReward`.
    package var rewardStandardError: Double
    /// (J − J of the optimum on the same episodes + V0 − J random)/(V0 − J random); nil without an optimum.
    package var normalizedReward: Double?
    /// What falls short of the optimum, in EUR a month of fixed expenses (`MonthlyCost`); nil without an optimum.
    package var monthlyCost: Double?
    /// Mean and standard error of this policy's ΣR less that of the tuned rule, episode by episode.
    package var differenceToTunedRule: MeanEstimate?
    /// Share of the episodes that end insolvent.
    package var insolvencyRate: Double
    /// EUR at the end of the episode, insolvent ones included.
    package var finalWealth: Quantiles
    package var finalCash: Quantiles
    /// Mean number of months lived that ended below the safety threshold.
    package var monthsBelowThreshold: Double
    /// Mean number of months of the horizon that were not lived, after a bankruptcy; nil in older files.
    package var monthsNotLived: Double?
    /// What is missing to the threshold in a month that ends below it, mean, EUR; nil where there is none.
    package var meanShortfall: Double?
    /// EUR at the end of the episodes that end solvent; nil where none does, and in older files.
    package var solventWealth: Quantiles?
    package var totalConsumed: Double
    package var totalInvested: Double
    /// Share of the months lived that end with cash.
    package var cashStability: Double
    package var sharpeRatio: Double
    package var policyStability: Double
    /// Mean |a0 − g0|; nil for policies without goals.
    package var goalAdherence: Double?
    /// Of a household that lives for utility, as all that follow: what would have to be consumed for certain in every
    /// month to be as well off, and its standard error, EUR of month 1 a month.
    package var certaintyEquivalent: Double?
    package var standardError: Double?
    /// This policy's less the optimum's on the same lives, EUR of month 1 a month.
    package var differenceToOptimum: MeanEstimate?
    /// Share of the lives that end in ruin.
    package var ruinProbability: Double?
    /// Mean share of the goals that was met; nil where there are none.
    package var goalShare: Double?
    /// Mean of x, and the mean x below which a twentieth of the lives stay, EUR of month 1 a month.
    package var meanConsumption: Double?
    package var lowConsumption: Double?
    /// Mean of a life.
    package var monthsOverdrawn: Double?
    package var forcedSales: Double?
    /// Month by month, over the episodes that are still alive in the month; empty for baselines that need no chart.
    package var months: [MonthSummary]
    /// Episode by episode; empty for baselines that need no chart.
    package var outcomes: EpisodeOutcomes

    package init(
        policy: PolicyKind, settings: String? = nil, meanReward: Double, rewardStandardError: Double,
        normalizedReward: Double? = nil, monthlyCost: Double? = nil, differenceToTunedRule: MeanEstimate? = nil,
        insolvencyRate: Double,
        finalWealth: Quantiles, finalCash: Quantiles, monthsBelowThreshold: Double, totalConsumed: Double,
        totalInvested: Double, cashStability: Double, sharpeRatio: Double, policyStability: Double,
        goalAdherence: Double? = nil, months: [MonthSummary] = [], outcomes: EpisodeOutcomes = EpisodeOutcomes()
    ) {
        self.policy = policy
        self.settings = settings
        self.meanReward = meanReward
        self.rewardStandardError = rewardStandardError
        self.normalizedReward = normalizedReward
        self.monthlyCost = monthlyCost
        self.differenceToTunedRule = differenceToTunedRule
        self.insolvencyRate = insolvencyRate
        self.finalWealth = finalWealth
        self.finalCash = finalCash
        self.monthsBelowThreshold = monthsBelowThreshold
        self.totalConsumed = totalConsumed
        self.totalInvested = totalInvested
        self.cashStability = cashStability
        self.sharpeRatio = sharpeRatio
        self.policyStability = policyStability
        self.goalAdherence = goalAdherence
        self.months = months
        self.outcomes = outcomes
    }

    package enum CodingKeys: String, CodingKey {
        case policy, settings
        case meanReward = "mean_reward"
        case rewardStandardError = "reward_standard_error"
        case normalizedReward = "normalized_reward"
        case monthlyCost = "monthly_cost"
        case differenceToTunedRule = "difference_to_tuned_rule"
        case insolvencyRate = "insolvency_rate"
        case finalWealth = "final_wealth"
        case finalCash = "final_cash"
        case monthsBelowThreshold = "months_below_threshold"
        case monthsNotLived = "months_not_lived"
        case meanShortfall = "mean_shortfall"
        case solventWealth = "solvent_wealth"
        case totalConsumed = "total_consumed"
        case totalInvested = "total_invested"
        case cashStability = "cash_stability"
        case sharpeRatio = "sharpe_ratio"
        case policyStability = "policy_stability"
        case goalAdherence = "goal_adherence"
        case certaintyEquivalent = "certainty_equivalent"
        case standardError = "standard_error"
        case differenceToOptimum = "difference_to_optimum"
        case ruinProbability = "ruin_probability"
        case goalShare = "goal_share"
        case meanConsumption = "mean_consumption"
        case lowConsumption = "low_consumption"
        case monthsOverdrawn = "months_overdrawn"
        case forcedSales = "forced_sales"
        case months, outcomes
    }
}

extension PolicyEvaluation {
    /// Writes some of the means into an object, by their names here.
    package func encode(_ means: [CodingKeys], to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        for key in means {
            switch key {
            case .meanReward: try container.encode(meanReward, forKey: key)
            case .rewardStandardError: try container.encode(rewardStandardError, forKey: key)
            case .normalizedReward: try container.encodeIfPresent(normalizedReward, forKey: key)
            case .monthlyCost: try container.encodeIfPresent(monthlyCost, forKey: key)
            case .differenceToTunedRule: try container.encodeIfPresent(differenceToTunedRule, forKey: key)
            case .insolvencyRate: try container.encode(insolvencyRate, forKey: key)
            case .finalWealth: try container.encode(finalWealth, forKey: key)
            case .monthsBelowThreshold: try container.encode(monthsBelowThreshold, forKey: key)
            case .monthsNotLived: try container.encodeIfPresent(monthsNotLived, forKey: key)
            case .solventWealth: try container.encodeIfPresent(solventWealth, forKey: key)
            case .totalConsumed: try container.encode(totalConsumed, forKey: key)
            case .totalInvested: try container.encode(totalInvested, forKey: key)
            case .goalAdherence: try container.encodeIfPresent(goalAdherence, forKey: key)
            case .certaintyEquivalent: try container.encodeIfPresent(certaintyEquivalent, forKey: key)
            case .standardError: try container.encodeIfPresent(standardError, forKey: key)
            case .differenceToOptimum: try container.encodeIfPresent(differenceToOptimum, forKey: key)
            case .ruinProbability: try container.encodeIfPresent(ruinProbability, forKey: key)
            case .goalShare: try container.encodeIfPresent(goalShare, forKey: key)
            case .meanConsumption: try container.encodeIfPresent(meanConsumption, forKey: key)
            default: preconditionFailure("\(key.rawValue) is written nowhere else")
            }
        }
    }
}

extension PolicyEvaluation {
    /// Months of the horizon that were not safe, mean: below the threshold, or not lived after a bankruptcy. Nil where
    /// that is not known.
    ///
    /// - Parameter horizon: months.
    package func monthsUnsafe(horizon: Int) -> Double? { months(notLivedOf: horizon).map { monthsBelowThreshold + $0 } }

    /// Wealth at the end of the episodes that end solvent, EUR; nil where none does, or where that is not known.
    package var wealthOfSolvent: Quantiles? {
        if let solventWealth { return solventWealth }
        if insolvencyRate == 0 { return finalWealth }
        guard outcomes.insolvencyMonth.count == outcomes.finalWealth.count else { return nil }
        let wealths = zip(outcomes.finalWealth, outcomes.insolvencyMonth).filter { $0.1 == 0 }.map(\.0)
        return wealths.isEmpty ? nil : Quantiles(of: wealths)
    }

    private func months(notLivedOf horizon: Int) -> Double? {
        if let monthsNotLived { return monthsNotLived }
        if insolvencyRate == 0 { return 0 }
        let months = outcomes.insolvencyMonth
        guard !months.isEmpty else { return nil }
        return Double(months.reduce(0) { $0 + ($1 > 0 ? horizon - $1 : 0) }) / Double(months.count)
    }
}

extension Evaluation {
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

extension PolicyEvaluation {
    fileprivate func impossibleKey(episodes: Int, horizon: Int) -> String? {
        if !(0...1).contains(insolvencyRate) { return "insolvency_rate" }
        if !(0...Double(horizon)).contains(monthsBelowThreshold) { return "months_below_threshold" }
        if let months = monthsNotLived, !(0...Double(horizon)).contains(months) { return "months_not_lived" }
        if !months.allSatisfy({ (1...horizon).contains($0.month) && (0...max(episodes, 0)).contains($0.alive) }) {
            return "months"
        }
        let counts = [
            outcomes.rewards.count, outcomes.finalWealth.count, outcomes.maxDrawdown.count,
            outcomes.insolvencyMonth.count, outcomes.maxPortfolioDrawdown?.count ?? outcomes.rewards.count,
        ]
        if Set(counts).count > 1 || ![0, episodes].contains(counts[0]) { return "outcomes" }
        if !outcomes.insolvencyMonth.allSatisfy((0...horizon).contains) { return "outcomes.insolvency_month" }
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

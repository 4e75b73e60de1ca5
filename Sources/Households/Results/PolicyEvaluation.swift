import Statistics

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
    /// When the loan is paid off; nil where there is none, and in older files.
    package var loanPaid: LifeStatistics.LoanPaid?
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
        case loanPaid = "loan_paid"
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

extension PolicyEvaluation {
    func impossibleKey(episodes: Int, horizon: Int) -> String? {
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
        if let paid = loanPaid {
            if !(0...1).contains(paid.share) { return "loan_paid.share" }
            if !(paid.month.map((1...horizon).contains) ?? true) { return "loan_paid.month" }
        }
        return nil
    }
}

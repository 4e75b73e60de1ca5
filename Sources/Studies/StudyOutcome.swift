/// What a training of a study came to.
package struct StudyOutcome: Sendable, Equatable {
    package enum Status: String, Sendable, Codable {
        case done
        /// The training went astray beyond what can be computed with: a result, whose score is 0.
        case diverged
        /// A defect of the program, or of the machine.
        case failed
    }

    package var status: Status
    /// Why it failed, or diverged.
    package var message: String?
    /// Episodes of the training.
    package var episodes: Int
    /// Nil unless it is done.
    package var evaluation: Evaluation?

    package init(status: Status, message: String? = nil, episodes: Int, evaluation: Evaluation? = nil) {
        self.status = status
        self.message = message
        self.episodes = episodes
        self.evaluation = evaluation
    }

    /// How the trained policy fared on the lives of the study: means over them, EUR.
    package struct Evaluation: Sendable, Equatable, Codable {
        /// The score: 1 for the optimum, 0 for acting at random; of a household that lives for utility, the share of
        /// the optimum's certainty equivalent.
        package var norm: Double
        package var meanReward: Double
        /// Nil where there is no tuned rule.
        package var differenceToTuned: Double?
        package var insolvencyRate: Double
        package var finalWealthP5, finalWealthP50, finalWealthP95: Double
        package var monthsBelowThreshold, totalConsumed, totalInvested: Double
        package var goalAdherence: Double?
        package var sharpeRatio, policyStability, cashStability: Double
        /// Of a household that lives for utility, EUR of month 1 a month, with its standard error; else nil.
        package var certaintyEquivalent, standardError: Double?
        package var ruinProbability, goalShare: Double?
        /// ΣR of each life.
        package var rewards: [Double]
        /// Of the training: means over bins of its episodes.
        package var curves: StudyCurves

        package init(
            norm: Double, meanReward: Double, differenceToTuned: Double? = nil, insolvencyRate: Double,
            finalWealthP5: Double, finalWealthP50: Double, finalWealthP95: Double,
            monthsBelowThreshold: Double,
            totalConsumed: Double, totalInvested: Double, goalAdherence: Double? = nil, sharpeRatio: Double,
            policyStability: Double, cashStability: Double, certaintyEquivalent: Double? = nil,
            standardError: Double? = nil, ruinProbability: Double? = nil, goalShare: Double? = nil,
            rewards: [Double], curves: StudyCurves
        ) {
            self.norm = norm
            self.meanReward = meanReward
            self.differenceToTuned = differenceToTuned
            self.insolvencyRate = insolvencyRate
            self.finalWealthP5 = finalWealthP5
            self.finalWealthP50 = finalWealthP50
            self.finalWealthP95 = finalWealthP95
            self.monthsBelowThreshold = monthsBelowThreshold
            self.totalConsumed = totalConsumed
            self.totalInvested = totalInvested
            self.goalAdherence = goalAdherence
            self.sharpeRatio = sharpeRatio
            self.policyStability = policyStability
            self.cashStability = cashStability
            self.certaintyEquivalent = certaintyEquivalent
            self.standardError = standardError
            self.ruinProbability = ruinProbability
            self.goalShare = goalShare
            self.rewards = rewards
            self.curves = curves
        }

        /// As a row writes them; the rewards and curves lie beside it.
        package enum CodingKeys: String, CodingKey {
            case norm
            case meanReward = "mean_reward"
            case differenceToTuned = "difference_to_tuned"
            case insolvencyRate = "insolvency_rate"
            case finalWealthP5 = "final_wealth_p5"
            case finalWealthP50 = "final_wealth_p50"
            case finalWealthP95 = "final_wealth_p95"
            case monthsBelowThreshold = "months_below_threshold"
            case totalConsumed = "total_consumed"
            case totalInvested = "total_invested"
            case goalAdherence = "goal_adherence"
            case sharpeRatio = "sharpe_ratio"
            case policyStability = "policy_stability"
            case cashStability = "cash_stability"
            case certaintyEquivalent = "certainty_equivalent"
            case standardError = "standard_error"
            case ruinProbability = "ruin_probability"
            case goalShare = "goal_share"
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            func value(_ key: CodingKeys) throws -> Double { try container.decode(Double.self, forKey: key) }
            func optional(_ key: CodingKeys) throws -> Double? {
                try container.decodeIfPresent(Double.self, forKey: key)
            }
            try self.init(
                norm: value(.norm), meanReward: value(.meanReward), differenceToTuned: optional(.differenceToTuned),
                insolvencyRate: value(.insolvencyRate), finalWealthP5: value(.finalWealthP5),
                finalWealthP50: value(.finalWealthP50), finalWealthP95: value(.finalWealthP95),
                monthsBelowThreshold: value(.monthsBelowThreshold), totalConsumed: value(.totalConsumed),
                totalInvested: value(.totalInvested), goalAdherence: optional(.goalAdherence),
                sharpeRatio: value(.sharpeRatio), policyStability: value(.policyStability),
                cashStability: value(.cashStability), certaintyEquivalent: optional(.certaintyEquivalent),
                standardError: optional(.standardError), ruinProbability: optional(.ruinProbability),
                goalShare: optional(.goalShare), rewards: [], curves: StudyCurves())
        }
    }

    /// What counts in the statistics; nil for what failed.
    package var score: Double? {
        switch status {
        case .done: evaluation?.norm
        case .diverged: 0
        case .failed: nil
        }
    }
}

/// How a training went: means over P bins of its episodes, bin i of which ends after round(E·(i + 1)/P) of E episodes,
/// half to even.
package struct StudyCurves: Sendable, Equatable {
    /// Bins at most.
    package static let mostPoints = 100

    /// ΣR of an episode.
    package var reward: [Double] = []
    /// Share of the horizon's months that end with cash.
    package var stability: [Double] = []
    package var sharpeRatio: [Double] = []
    package var goalAdherence: [Double] = []

    package init() {}
}

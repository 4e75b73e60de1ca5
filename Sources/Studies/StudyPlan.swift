import Households

/// What a training of a study is for.
package enum StudyRole: String, Sendable, Codable, CaseIterable {
    /// Shows how the settings compare.
    case search
    /// Judges the chosen setting and its rival with seeds and lives that had no part in the choice.
    case confirm
}

/// One training of a study.
package struct PlannedTraining: Sendable, Equatable {
    package var role: StudyRole
    /// Index among the plan's scenarios.
    package var scenario: Int
    /// Index among the plan's settings.
    package var setting: Int
    package var seed: UInt64
    /// Of the run that it would be: SHA-256, lower-case hexadecimal digits.
    package var identity: String
    /// Of what its policy is measured by: trainings with the same household and the same lives have the same. SHA-256,
    /// lower-case hexadecimal digits.
    package var household: String

    package init(
        role: StudyRole, scenario: Int, setting: Int, seed: UInt64, identity: String, household: String
    ) {
        self.role = role
        self.scenario = scenario
        self.setting = setting
        self.seed = seed
        self.identity = identity
        self.household = household
    }
}

/// A study whose scenarios, settings and trainings are known.
package struct StudyPlan: Sendable, Equatable {
    package var name: String
    package var description: String
    /// Names, each once.
    package var scenarios: [String]
    /// Whether each household lives for utility, whose scores are shares of a certainty equivalent.
    package var livesForUtility: [Bool]
    /// `default`, the scenario as it is, is the first.
    package var settings: [StudySetting]
    package var grid: [StudyFile.GridKey]
    /// What a training costs, in simulated lives: scenario by scenario, setting by setting, `Scenario.trainingCost`.
    package var trainingCosts: [[Double]]
    /// Scenario by scenario, setting by setting, seed by seed; those that confirm come last, once it is known which
    /// they are.
    package var trainings: [PlannedTraining]
    /// On which the search is judged.
    package var lives: StudyLives
    package var choice: StudyChoice?
    package var baselines: [PolicyKind]
    package var difference: Double
    /// SHA-256 of what determines the results, lower-case hexadecimal digits.
    package var identity: String
    /// How many seeds each plan had under which a report was made before, the first one first: adding seeds until a
    /// difference shows is a way to find one that is not there.
    package var earlierLooks: [Int]

    package init(
        name: String, description: String, scenarios: [String], livesForUtility: [Bool], settings: [StudySetting],
        grid: [StudyFile.GridKey], trainingCosts: [[Double]], trainings: [PlannedTraining], lives: StudyLives,
        choice: StudyChoice?,
        baselines: [PolicyKind], difference: Double, identity: String, earlierLooks: [Int] = []
    ) {
        self.name = name
        self.description = description
        self.scenarios = scenarios
        self.livesForUtility = livesForUtility
        self.settings = settings
        self.grid = grid
        self.trainingCosts = trainingCosts
        self.trainings = trainings
        self.lives = lives
        self.choice = choice
        self.baselines = baselines
        self.difference = difference
        self.identity = identity
        self.earlierLooks = earlierLooks
    }

    package func lives(of role: StudyRole) -> StudyLives { role == .search ? lives : lives.confirming }
}

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
            finalWealthP5: Double, finalWealthP50: Double, finalWealthP95: Double, monthsBelowThreshold: Double,
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

/// What the policies of one household are measured by on the lives of a study.
package struct StudyYardsticks: Sendable, Equatable, Codable {
    /// V0, or the certainty equivalent of the optimum, EUR of month 1 a month.
    package var optimalValue: Double
    /// Whether what they are measured by is the optimum, and not only a strong policy.
    package var isExact: Bool
    /// S: what a difference of two policies' ΣR is divided by for that of their scores.
    package var scale: Double
    /// ΣR of the optimum on each life.
    package var optimumRewards: [Double]
    /// In the order in which an evaluation shows them.
    package var policies: [Policy]

    /// Another policy on the same lives.
    package struct Policy: Sendable, Equatable, Codable {
        package var policy: PolicyKind
        /// Of a rule, in words of the field.
        package var settings: String?
        package var norm: Double?
        package var meanReward: Double
        package var insolvencyRate: Double
        /// Of a household that lives for utility, EUR of month 1 a month; else nil.
        package var certaintyEquivalent: Double?

        package init(
            policy: PolicyKind, settings: String?, norm: Double?, meanReward: Double, insolvencyRate: Double,
            certaintyEquivalent: Double?
        ) {
            self.policy = policy
            self.settings = settings
            self.norm = norm
            self.meanReward = meanReward
            self.insolvencyRate = insolvencyRate
            self.certaintyEquivalent = certaintyEquivalent
        }

        package enum CodingKeys: String, CodingKey {
            case policy, settings, norm
            case meanReward = "mean_reward"
            case insolvencyRate = "insolvency_rate"
            case certaintyEquivalent = "certainty_equivalent"
        }
    }

    package init(
        optimalValue: Double, isExact: Bool, scale: Double, optimumRewards: [Double], policies: [Policy]
    ) {
        self.optimalValue = optimalValue
        self.isExact = isExact
        self.scale = scale
        self.optimumRewards = optimumRewards
        self.policies = policies
    }

    package enum CodingKeys: String, CodingKey {
        case optimalValue = "optimal_value"
        case isExact = "is_exact"
        case scale
        case optimumRewards = "optimum_rewards"
        case policies
    }
}

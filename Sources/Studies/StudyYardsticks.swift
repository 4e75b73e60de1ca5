import Households

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
    /// What a loss of ΣR is worth in EUR a month; of a household that lives for utility, as its scores are shares of
    /// euros, linear.
    package var costs: CostCurve
    /// In the order in which an evaluation shows them.
    package var policies: [Policy]

    /// Another policy on the same lives.
    package struct Policy: Sendable, Equatable, Codable {
        package var policy: PolicyKind
        /// Of a rule, in words of the field.
        package var settings: String?
        package var norm: Double?
        package var meanReward: Double
        /// What is short of the optimum, EUR a month; nil where it is more than all income.
        package var monthlyCost: Double?
        package var insolvencyRate: Double
        /// Of a household that lives for utility, EUR of month 1 a month; else nil.
        package var certaintyEquivalent: Double?

        package init(
            policy: PolicyKind, settings: String?, norm: Double?, meanReward: Double, monthlyCost: Double? = nil,
            insolvencyRate: Double, certaintyEquivalent: Double?
        ) {
            self.policy = policy
            self.settings = settings
            self.norm = norm
            self.meanReward = meanReward
            self.monthlyCost = monthlyCost
            self.insolvencyRate = insolvencyRate
            self.certaintyEquivalent = certaintyEquivalent
        }

        package enum CodingKeys: String, CodingKey {
            case policy, settings, norm
            case meanReward = "mean_reward"
            case monthlyCost = "monthly_cost"
            case insolvencyRate = "insolvency_rate"
            case certaintyEquivalent = "certainty_equivalent"
        }
    }

    package init(
        optimalValue: Double, isExact: Bool, scale: Double, optimumRewards: [Double], costs: CostCurve,
        policies: [Policy]
    ) {
        self.optimalValue = optimalValue
        self.isExact = isExact
        self.scale = scale
        self.optimumRewards = optimumRewards
        self.costs = costs
        self.policies = policies
    }

    /// What a policy is short of the optimum, EUR a month; nil where it is worse than any policy beside it.
    package func monthlyCost(norm: Double) -> Double? { costs(loss: scale * (1 - norm)) }

    package enum CodingKeys: String, CodingKey {
        case optimalValue = "optimal_value"
        case isExact = "is_exact"
        case scale
        case optimumRewards = "optimum_rewards"
        case costs
        case policies
    }
}

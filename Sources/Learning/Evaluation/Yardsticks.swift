import Households

/// What a trained policy is measured by: how the optimum, the rules, chance and the untrained agents fare on the
/// episodes of an evaluation. Nothing of it depends on what was learned, so it can be computed while training goes on.
package struct Yardsticks: Sendable {
    /// Of the evaluation.
    let episodes: Int
    let seed: UInt64
    let kind: Kind

    enum Kind: Sendable {
        case reward(RewardYardsticks)
        case life(LifeYardsticks)
    }

    /// V0, or the certainty equivalent of the optimum, EUR of month 1 a month; nil where none is computed.
    package var optimalValue: Double? {
        switch kind {
        case .reward(let known): known.optimum?.value
        case .life(let known): known.optimum.certaintyEquivalent
        }
    }

    /// What ΣR is worth in EUR a month, as far as any rival's goes; nil where no optimum is computed, and for a
    /// household that lives for utility.
    package var costs: CostCurve? {
        switch kind {
        case .reward(let known): known.monthlyCost?.curve
        case .life: nil
        }
    }

    /// Of a household that lives for utility; else nil.
    package var lifeOptimum: LifeOptimum? {
        if case .life(let known) = kind { known.optimum } else { nil }
    }

    /// Whether what policies are measured by is the optimum, and not only a strong policy.
    package var isExact: Bool {
        switch kind {
        case .reward(let known): known.optimum != nil
        case .life(let known): known.optimum.isExact
        }
    }
}

/// Those of a household that lives for the terms of a reward.
struct RewardYardsticks: Sendable {
    /// nil where none is computed for the household's objective.
    let optimum: OptimalPolicy?
    let rivals: [PlayedPolicy]
    /// nil without an optimum; it has been asked what each rival's loss is worth.
    let monthlyCost: MonthlyCost?
}

/// How a policy fared on the episodes of an evaluation.
struct PlayedPolicy: Sendable {
    let kind: PolicyKind
    /// Of a rule, in words of the field.
    let settings: String?
    let hasGoals: Bool
    /// One an episode.
    let metrics: [EpisodeMetrics]

    init(_ contestant: Contestant, metrics: [EpisodeMetrics]) {
        kind = contestant.kind
        settings = contestant.settings
        hasGoals = contestant.policy.hasGoals
        self.metrics = metrics
    }
}

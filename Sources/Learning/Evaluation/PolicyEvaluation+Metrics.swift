import Households
import Statistics

/// What a policy is compared with: the rewards of the others on the same episodes.
struct Standings {
    /// nil where it was not played.
    let tunedRule: [Double]?
    let optimum: [Double]
    let random: [Double]
    /// V0; nil without an optimum.
    let optimalValue: Double?

    init(_ played: [PlayedPolicy], optimalValue: Double?) {
        func rewards(_ kind: PolicyKind) -> [Double]? {
            played.first { $0.kind == kind }?.metrics.map(\.reward)
        }
        tunedRule = rewards(.tunedRule)
        optimum = rewards(.optimum) ?? []
        random = rewards(.random) ?? []
        self.optimalValue = optimalValue
    }

    /// R by which a policy's mean falls short of the optimum's on the same episodes; nil where the optimum is no
    /// yardstick, and of acting at random, which is the other end of the scale.
    func loss(of policy: PlayedPolicy) -> Double? {
        let meanReward = policy.metrics.map(\.reward).mean
        return policy.kind == .random ? nil : normalized(meanReward).map { _ in optimum.mean - meanReward }
    }

    /// (J − J of the optimum on the same episodes + V0 − J random)/(V0 − J random); nil without an
    /// optimum, and where that says nothing, since acting at random is as good as the optimum, or since the optimum
    /// fared so differently from what was computed for it that it is no yardstick.
    func normalized(_ meanReward: Double) -> Double? {
        guard let optimalValue else { return nil }
        let scale = optimalValue - random.mean
        guard scale > 0, abs(optimum.mean - optimalValue) < scale else { return nil }
        let norm = (meanReward - optimum.mean + scale) / scale
        return norm.isFinite ? norm : nil
    }
}

extension PolicyEvaluation {
    init(
        _ policy: PlayedPolicy, horizon: Int, standings: Standings, monthlyCost: Double?, months: [MonthSummary],
        keepsOutcomes: Bool
    ) {
        let metrics = policy.metrics
        let rewards = metrics.map(\.reward)
        let reward = MeanEstimate(of: rewards)
        func mean(_ value: (EpisodeMetrics) -> Double) -> Double { metrics.map(value).mean }
        self.init(
            policy: policy.kind, settings: policy.settings, meanReward: reward.mean,
            rewardStandardError: reward.standardError,
            normalizedReward: standings.normalized(reward.mean), monthlyCost: monthlyCost,
            differenceToTunedRule: policy.kind == .tunedRule
                ? nil : standings.tunedRule.map { MeanEstimate(of: zip(rewards, $0).map { $0 - $1 }) },
            insolvencyRate: mean { $0.insolvent ? 1 : 0 }, finalWealth: Quantiles(of: metrics.map(\.finalWealth)),
            finalCash: Quantiles(of: metrics.map(\.finalCash)),
            monthsBelowThreshold: mean { Double($0.monthsBelowThreshold) }, totalConsumed: mean(\.totalConsumed),
            totalInvested: mean(\.totalInvested), cashStability: mean(\.cashStability),
            sharpeRatio: mean(\.sharpeRatio), policyStability: mean(\.policyStability),
            goalAdherence: policy.hasGoals ? mean(\.goalAdherence) : nil, months: months,
            outcomes: keepsOutcomes ? EpisodeOutcomes(metrics) : EpisodeOutcomes())
        monthsNotLived = mean { Double(horizon - $0.length) }
        let monthsBelow = metrics.reduce(0) { $0 + $1.monthsBelowThreshold }
        meanShortfall = monthsBelow > 0 ? metrics.reduce(0) { $0 + $1.shortfall } / Double(monthsBelow) : nil
        let solvent = metrics.filter { !$0.insolvent }.map(\.finalWealth)
        solventWealth = solvent.isEmpty ? nil : Quantiles(of: solvent)
    }
}

extension EpisodeOutcomes {
    /// Of the episodes that were lived, in their order.
    package init(_ metrics: [EpisodeMetrics]) {
        self.init()
        rewards = metrics.map(\.reward)
        finalWealth = metrics.map(\.finalWealth)
        maxDrawdown = metrics.map(\.maxDrawdown)
        insolvencyMonth = metrics.map { $0.insolvent ? $0.length : 0 }
        maxPortfolioDrawdown = metrics.map(\.maxPortfolioDrawdown)
    }
}

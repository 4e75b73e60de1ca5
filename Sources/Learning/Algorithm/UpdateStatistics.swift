/// How an update went: what an engineer looks at to see whether an agent learns. Means over the minibatches of the last
/// epoch that was run, where nothing else is said; the actor's may come before the critic's.
package struct UpdateStatistics: Sendable, Equatable {
    package var policyLoss = 0.0
    package var valueLoss = 0.0
    package var entropy = 0.0
    /// mean(ratio − 1 − log ratio), an estimate of KL(old‖new) (Schulman 2020).
    package var approximateKL = 0.0
    /// Share of the samples whose ratio was clipped.
    package var clipFraction = 0.0
    /// policyLoss + value_coefficient·valueLoss − entropy_coefficient·entropy.
    package var totalLoss = 0.0
    /// Euclidean norms of the two networks' gradients before they are clipped, each on its own account; the critic's is
    /// that of value_coefficient·valueLoss.
    package var actorGradientNorm = 0.0
    package var criticGradientNorm = 0.0
    /// Share of the targets' variance that the critic explained before the update (`RolloutBuffer.explainedVariance`).
    package var explainedVariance = 0.0
    package var learningRate = 0.0
    /// Samples that went through each network, in all epochs that it ran.
    package var actorSamples = 0
    package var criticSamples = 0

    package init() {}
}

/// Sums over minibatches of the losses and of what is watched beside them; each minibatch counts with its mean.
package struct LossSums {
    package var policy = 0.0
    package var value = 0.0
    package var entropy = 0.0
    package var approximateKL = 0.0
    package var clipFraction = 0.0
    package var gradientNorm = 0.0

    mutating func add(_ other: LossSums) {
        policy += other.policy
        value += other.value
        entropy += other.entropy
        approximateKL += other.approximateKL
        clipFraction += other.clipFraction
    }
}

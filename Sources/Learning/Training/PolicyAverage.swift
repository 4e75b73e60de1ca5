import NumericKernels

/// The average of an agent's weights over its updates (Polyak & Juditsky 1992), which forgets the old ones: a ← d·a +
/// (1 − d)·w with d = min(.98, (n + 1)/(n + 10)) at update n. Single updates wander by a percent, their average by a
/// tenth of it.
enum PolicyAverage {
    private static let most: Float = 0.98

    /// Takes the weights after update `index`, counted from 0, into an average.
    static func include(_ network: ActorCritic, in average: ActorCritic, update index: Int) {
        let kept = index == 0 ? 0 : min(most, Float(index + 1) / Float(index + 10))
        for (source, target) in [(network.actor, average.actor), (network.critic, average.critic)] {
            for place in 0..<source.parameters.count {
                target.parameters[place] =
                    kept * target.parameters[place] + (1 - kept) * source.parameters[place]
            }
            target.parametersDidChange()
        }
    }
}

import NumericKernels

/// Separate actor and critic of one agent, and the steps its optimiser has made.
package final class ActorCritic {
    /// Numbers in an action.
    package static let actionCount = 3

    /// Outputs: the mean of the Gaussian policy; extras: its log σ.
    package let actor: MultilayerPerceptron
    /// Output: the value.
    package let critic: MultilayerPerceptron
    /// Adam's t.
    package var optimizerSteps = 0

    package init(inputs: Int, hidden: Int, kernels: Kernels = .best) {
        actor = MultilayerPerceptron(
            layout: NetworkLayout(
                inputs: inputs, hidden: hidden, outputs: Self.actionCount, extras: Self.actionCount),
            kernels: kernels)
        critic = MultilayerPerceptron(
            layout: NetworkLayout(inputs: inputs, hidden: hidden, outputs: 1), kernels: kernels)
    }

    /// The starting point of training: orthogonal weights, gain .01 in the actor's head and 1 in the critic's.
    package func initialize(
        actorRandom: CounterRandom, criticRandom: CounterRandom, headBias: [Double], logStd: Double
    ) {
        actor.initialize(random: actorRandom, headGain: 0.01, headBias: headBias)
        critic.initialize(random: criticRandom, headGain: 1, headBias: [0])
        for index in 0..<Self.actionCount { actor.parameters[actor.layout.extra + index] = Float(logStd) }
    }

    /// Whether everything learnt, the optimiser's moments among it, is finite numbers.
    package var isFinite: Bool {
        [actor, critic].allSatisfy { network in
            [network.parameters, network.firstMoment, network.secondMoment].allSatisfy { buffer in
                UnsafeBufferPointer(start: buffer.base, count: buffer.count).allSatisfy(\.isFinite)
            }
        }
    }

    /// The policy as it is now.
    package var policy: GaussianPolicy {
        let base = actor.parameters.base + actor.layout.extra
        return GaussianPolicy(logStd: SIMD3(base[0], base[1], base[2]))
    }
}

import NumericKernels

/// Separate actor and critic of one agent, and the steps its optimiser has made.
package final class ActorCritic {
    /// Numbers in an action: 3 or 4.
    package let actionCount: Int
    /// Outputs: the mean of the Gaussian policy; extras: its log σ.
    package let actor: MultilayerPerceptron
    /// Inputs: as many of the actor's, the first ones. Output: the value.
    package let critic: MultilayerPerceptron
    /// Adam's t.
    package var optimizerSteps = 0

    /// - Parameter criticInputs: nil for all of the actor's.
    package init(
        inputs: Int, criticInputs: Int? = nil, hidden: Int, actionCount: Int = 3, kernels: Kernels = .best
    ) {
        precondition(3...4 ~= actionCount && criticInputs ?? inputs <= inputs)
        self.actionCount = actionCount
        actor = MultilayerPerceptron(
            layout: NetworkLayout(inputs: inputs, hidden: hidden, outputs: actionCount, extras: actionCount),
            kernels: kernels)
        critic = MultilayerPerceptron(
            layout: NetworkLayout(inputs: criticInputs ?? inputs, hidden: hidden, outputs: 1), kernels: kernels)
    }

    /// The starting point of training: orthogonal weights, gain .01 in the actor's head.
    package func initialize(
        actorRandom: CounterRandom, criticRandom: CounterRandom, headBias: [Double], criticGain: Double = 1,
        logStd: Double
    ) {
        actor.initialize(random: actorRandom, headGain: 0.01, headBias: headBias)
        critic.initialize(random: criticRandom, headGain: criticGain, headBias: [0])
        for index in 0..<actionCount { actor.parameters[actor.layout.extra + index] = Float(logStd) }
    }

    /// Whether everything learnt, the optimiser's moments among it, is finite numbers.
    package var isFinite: Bool {
        [actor, critic].allSatisfy { network in
            [network.parameters, network.firstMoment, network.secondMoment].allSatisfy { buffer in
                UnsafeBufferPointer(start: buffer.base, count: buffer.count).allSatisfy(\.isFinite)
            }
        }
    }

    /// Keeps log σ within bounds.
    func boundLogStd(_ range: ClosedRange<Float>) {
        let place = actor.parameters.base + actor.layout.extra
        for index in 0..<actionCount { place[index] = min(max(place[index], range.lowerBound), range.upperBound) }
    }

    /// The policy as it is now.
    package var policy: GaussianPolicy {
        let place = actor.parameters.base + actor.layout.extra
        return GaussianPolicy(logStd: vector(place, 0, stride: 0, count: actionCount), count: actionCount)
    }
}

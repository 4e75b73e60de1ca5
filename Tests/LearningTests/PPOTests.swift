import Learning
import NumericKernels
import Testing

@Suite("PPO")
struct PPOTests {
    /// From moments of zero the first step of Adam is rate·g/(|g| + ε) of the gradient g after clipping.
    @Test(arguments: [0.5, 1000, 0])
    func theFirstStepIsThatOfTheGradient(maxNorm: Double) throws {
        let problem = LossProblem(hidden: 12)
        let settings = settings(maxNorm: maxNorm, epochs: 1, minibatch: 1000)
        let agent = problem.agent
        let samples = problem.buffer.samples
        samples.withUnsafeBufferPointer { rows in
            _ = PolicyLoss(agent: agent, buffer: problem.buffer).accumulateGradient(rows: rows, settings)
            _ = ValueLoss(agent: agent, buffer: problem.buffer).accumulateGradient(rows: rows, settings)
        }
        let networks = [agent.actor, agent.critic]
        let gradients = networks.map { network in (0..<network.layout.count).map { Double(network.gradient[$0]) } }
        let before = networks.map { network in (0..<network.layout.count).map { Double(network.parameters[$0]) } }
        let scales = gradients.map { gradient in
            let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return maxNorm > 0 ? min(1, maxNorm / norm) : 1
        }
        // The one is clipped or not on its own account.
        if maxNorm == 0.5 { #expect(scales.contains { $0 < 1 } && scales[0] != scales[1]) }

        let statistics = try update(problem, settings)
        #expect(agent.optimizerSteps == 1)
        // Norms are those before clipping.
        let norms = gradients.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        #expect(abs(statistics.actorGradientNorm - norms[0]) < 1e-4 * norms[0])
        #expect(abs(statistics.criticGradientNorm - norms[1]) < 1e-4 * norms[1])
        for (index, network) in networks.enumerated() {
            for place in 0..<network.layout.count {
                let gradient = scales[index] * gradients[index][place]
                let expected = before[index][place] - settings.learningRate * gradient / (abs(gradient) + 1e-5)
                // Adding up the same rows in another order changes small gradients a little.
                #expect(abs(Double(network.parameters[place]) - expected) < 2e-2 * settings.learningRate)
                #expect(abs(Double(network.firstMoment[place]) - 0.1 * gradient) < 1e-6)
            }
        }
    }

    /// Agents of two sizes side by side are what they are one after the other, one that has nothing to learn from among
    /// them.
    @Test(arguments: [1, 2, 3, 5])
    func agentsAreUpdatedSideBySide(threads: Int) throws {
        func problems() -> [LossProblem] {
            let problems = [LossProblem(hidden: 12), LossProblem(hidden: 24), LossProblem(hidden: 8)]
            problems[2].buffer.clear()
            return problems
        }
        let settings = settings(epochs: 3, minibatch: 32)
        let (apart, together) = (problems(), problems())
        let expected = try apart.map { try update($0, settings, index: 1) }
        let updates = together.map {
            PPO(agent: $0.agent, buffer: $0.buffer).begin(
                settings, shuffle: CounterRandom(seed: 9, purpose: .executorShuffle), update: 1)
        }
        PPO.run(updates, team: WorkerTeam(count: threads))
        #expect(try updates.map { try $0.end() } == expected)
        for (one, other) in zip(apart, together) {
            #expect(one.agent.tensors == other.agent.tensors && one.agent.optimizerSteps == other.agent.optimizerSteps)
        }
    }

    /// What one agent loses is not what another one has learned.
    @Test func anAgentThatDivergesIsNamed() throws {
        let (lost, sound, alone) = (LossProblem(hidden: 12), LossProblem(hidden: 12), LossProblem(hidden: 12))
        lost.buffer.targets[0] = .nan
        let settings = settings(epochs: 2, minibatch: 32)
        let updates = zip([lost, sound], [4, 5]).map { problem, index in
            PPO(agent: problem.agent, buffer: problem.buffer).begin(
                settings, shuffle: CounterRandom(seed: 9, purpose: .executorShuffle), update: index)
        }
        PPO.run(updates, team: WorkerTeam(count: 2))
        #expect(throws: TrainingError.diverged(update: 4)) { try updates[0].end() }
        #expect(try updates[1].end() == update(alone, settings, index: 5))
        #expect(sound.agent.tensors == alone.agent.tensors)
    }

    @Test func updatesLowerTheLossTheyAreFor() throws {
        let problem = LossProblem(hidden: 16)
        // Over all samples: the last minibatch of an epoch is of three only.
        func losses() -> (policy: Double, value: Double) {
            (
                ReferenceLoss.policy(
                    problem.samples, actor: problem.agent.referenceActor, logStd: problem.agent.referenceLogStd),
                ReferenceLoss.value(problem.samples, critic: problem.agent.referenceCritic)
            )
        }
        let before = losses()
        try update(problem, settings(epochs: 30, minibatch: 32))
        let after = losses()
        #expect(after.policy < before.policy - 0.1)
        #expect(after.value < 0.9 * before.value)
        #expect(problem.agent.optimizerSteps == 30 * 5)
    }

    @Test func theTotalIsTheWeighedSum() throws {
        let settings = settings(epochs: 2, minibatch: 50)
        let statistics = try update(LossProblem(hidden: 8), settings)
        let expected =
            statistics.policyLoss + 0.7 * statistics.valueLoss - settings.entropyCoefficient * statistics.entropy
        #expect(abs(statistics.totalLoss - expected) < 1e-12)
        #expect(statistics.learningRate == settings.learningRate)
        #expect(statistics.valueLoss > 0 && statistics.clipFraction > 0 && statistics.approximateKL > 0)
    }

    /// The actor makes the steps of its first epoch and no more, the critic those of all.
    @Test func theActorStopsWhereItIsFarFromTheOldPolicy() throws {
        let (once, stopped, whole) = (LossProblem(hidden: 8), LossProblem(hidden: 8), LossProblem(hidden: 8))
        var bounded = settings(epochs: 6, minibatch: 32)
        bounded.targetKL = 1e-9
        let first = try update(once, settings(epochs: 1, minibatch: 32))
        let statistics = try update(stopped, bounded)
        let last = try update(whole, settings(epochs: 6, minibatch: 32))
        #expect(first.approximateKL > bounded.targetKL)
        #expect(stopped.agent.parameters(of: "actor") == once.agent.parameters(of: "actor"))
        #expect(stopped.agent.parameters(of: "critic") == whole.agent.parameters(of: "critic"))
        #expect(stopped.agent.parameters(of: "actor") != whole.agent.parameters(of: "actor"))
        #expect(statistics.policyLoss == first.policyLoss && statistics.valueLoss == last.valueLoss)
        #expect(stopped.agent.optimizerSteps == whole.agent.optimizerSteps)
        let samples = stopped.buffer.samples.count
        #expect(statistics.actorSamples == samples && statistics.criticSamples == 6 * samples)
    }

    @Test func aBoundThatIsNotReachedChangesNothing() throws {
        let (bounded, unbounded) = (LossProblem(hidden: 8), LossProblem(hidden: 8))
        var settings = settings(epochs: 6, minibatch: 32)
        let expected = try update(unbounded, settings)
        settings.targetKL = 1e9
        #expect(try update(bounded, settings) == expected)
        #expect(bounded.agent.tensors == unbounded.agent.tensors)
    }

    @Test(arguments: [2, 3, 4])
    func threadsChangeNothing(threads: Int) throws {
        let (alone, together) = (LossProblem(hidden: 12), LossProblem(hidden: 12))
        let expected = try update(alone, settings(epochs: 3, minibatch: 50))
        let actual = try update(together, settings(epochs: 3, minibatch: 50), threads: threads)
        #expect(expected == actual)
        #expect(alone.agent.tensors == together.agent.tensors)
    }

    @Test func theOrderOfMinibatchesIsDrawnAnewForEachUpdate() throws {
        let (first, second) = (LossProblem(hidden: 8), LossProblem(hidden: 8))
        _ = try update(first, settings(epochs: 1, minibatch: 32), index: 0)
        _ = try update(second, settings(epochs: 1, minibatch: 32), index: 1)
        #expect(first.agent.tensors != second.agent.tensors)
    }

    @Test(arguments: [Float.nan, .infinity])
    func divergenceIsAnError(value: Float) {
        let problem = LossProblem(hidden: 8)
        problem.buffer.targets[0] = value
        #expect(throws: TrainingError.diverged(update: 7)) {
            try update(problem, settings(epochs: 1, minibatch: 32), index: 7)
        }
    }

    /// The gradient of the only step is finite; what the step makes of the weights is not.
    @Test(arguments: [1, 2])
    func weightsThatAreNotFiniteAreDivergence(threads: Int) {
        let problem = LossProblem(hidden: 8)
        var settings = settings(epochs: 1, minibatch: 1000)
        settings.learningRate = 1e300
        #expect(problem.agent.isFinite)
        #expect(throws: TrainingError.diverged(update: 0)) { try update(problem, settings, threads: threads) }
        #expect(!problem.agent.isFinite)
    }

    /// Every number is finite, and the policy is nothing that could be learned from.
    @Test func aLostPolicyIsDivergence() {
        let problem = LossProblem(hidden: 8)
        var settings = settings(epochs: 10, minibatch: 32)
        settings.learningRate = 10
        #expect(throws: TrainingError.diverged(update: 3)) { try update(problem, settings, index: 3) }
        #expect(problem.agent.isFinite)
    }

    @Test func nothingIsLearntFromNothing() throws {
        let problem = LossProblem(hidden: 8)
        let before = problem.agent.tensors
        problem.buffer.clear()
        #expect(try update(problem, settings()) == UpdateStatistics())
        #expect(problem.agent.tensors == before && problem.agent.optimizerSteps == 0)
    }

    private func settings(maxNorm: Double = 0.5, epochs: Int = 10, minibatch: Int = 256) -> PPOSettings {
        var settings = LossProblem.settings
        settings.maxGradientNorm = maxNorm
        settings.epochs = epochs
        settings.minibatch = minibatch
        return settings
    }

    @discardableResult
    private func update(
        _ problem: LossProblem, _ settings: PPOSettings, index: Int = 0, threads: Int = 1
    ) throws -> UpdateStatistics {
        try PPO(agent: problem.agent, buffer: problem.buffer).update(
            settings, shuffle: CounterRandom(seed: 9, purpose: .executorShuffle), update: index,
            team: WorkerTeam(count: threads))
    }
}

extension ActorCritic {
    /// The tensors whose names begin so, such as `actor`.
    fileprivate func parameters(of part: String) -> [Tensor] {
        tensors.filter { $0.name.hasPrefix(part + ".") }
    }
}

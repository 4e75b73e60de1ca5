import Foundation
import Households
import NumericKernels

/// The settings of an update by proximal policy optimisation (Schulman et al. 2017).
package struct PPOSettings: Sendable, Equatable {
    package var learningRate: Double
    package var clipRange: Double
    /// KL(old‖new) of an epoch after which the actor is left alone; 0: none.
    package var targetKL: Double
    package var valueCoefficient: Double
    /// δ of the value loss; 0: squares throughout.
    package var huberDelta: Double
    package var entropyCoefficient: Double
    package var maxGradientNorm: Double
    package var epochs: Int
    package var minibatch: Int
    /// Bounds of the policy's log σ; nil: none.
    package var logStdRange: ClosedRange<Float>?

    /// The settings of one level: those of `training`, where the levels share them.
    package init(_ training: TrainingParameters, learningRate: Double, clipRange: Double, minibatch: Int) {
        self.learningRate = learningRate
        self.clipRange = clipRange
        targetKL = training.targetKL
        valueCoefficient = training.valueCoefficient
        huberDelta = training.huberDelta
        entropyCoefficient = training.entropyCoefficient
        maxGradientNorm = training.maxGradientNorm
        epochs = training.epochs
        self.minibatch = minibatch
    }
}

/// One agent's update from one rollout: epochs of minibatches of the clipped surrogate objective and the value loss.
///
/// Actor and critic share nothing but the order of the minibatches, so each is one thread's, and results do not depend
/// on the number of threads.
package final class PPO: @unchecked Sendable {
    /// Rows whose activations stay in the first-level cache together.
    static let tileRows = 64

    private let agent: ActorCritic
    private let buffer: RolloutBuffer
    private let actorLoss: PolicyLoss
    private let criticLoss: any CriticLoss
    private let parts: [Part]

    /// - Parameters:
    ///   - criticLoss: nil for that of a critic that says the value itself.
    ///   - updatesCritic: whether there is a critic to be updated.
    package init(
        agent: ActorCritic, buffer: RolloutBuffer, criticLoss: (any CriticLoss)? = nil, updatesCritic: Bool = true
    ) {
        self.agent = agent
        self.buffer = buffer
        actorLoss = PolicyLoss(agent: agent, buffer: buffer)
        self.criticLoss = criticLoss ?? ValueLoss(agent: agent, buffer: buffer)
        parts = updatesCritic ? Part.allCases : [.actor]
    }

    /// Nats of KL divergence from which on a policy is lost: what was lived has a probability of e^-700 under it at
    /// most, and the ratio of the two policies is 0 for a `Double`.
    private static let lostKL = 700.0

    /// Updates the agent from what the buffer holds.
    ///
    /// - Parameters:
    ///   - shuffle: the generator of the minibatches' order.
    ///   - update: which update this is; with the epoch, the index of its random numbers.
    /// - Throws: `TrainingError.diverged` where the gradient or a parameter is no longer finite, or the policy is lost.
    package func update(
        _ settings: PPOSettings, shuffle: CounterRandom, update: Int, team: WorkerTeam
    ) throws(TrainingError) -> UpdateStatistics {
        let samples = buffer.samples
        guard !samples.isEmpty else { return UpdateStatistics() }
        // From the values that the advantages were computed with: those of before the update.
        let explained = parts.contains(.critic) ? buffer.explainedVariance : 0
        let run = Run(
            settings: settings, shuffle: shuffle, firstIndex: UInt64(update) * UInt64(settings.epochs),
            firstStep: agent.optimizerSteps, samples: samples)
        team.run { member in
            for part in parts where part.rawValue % member.count == member.index { work(run, on: part) }
        }
        agent.optimizerSteps += run.steps
        var statistics = run.statistics
        statistics.explainedVariance = explained
        guard run.results.allSatisfy(\.isFinite), statistics.totalLoss.isFinite, agent.isFinite,
            statistics.approximateKL < Self.lostKL
        else {
            throw .diverged(update: update)
        }
        return statistics
    }

    private enum Part: Int, CaseIterable { case actor, critic }

    /// What a thread leaves behind of its part.
    private struct PartResult {
        /// Of the last epoch that ran.
        var losses = LossSums()
        /// In all epochs.
        var samples = 0
        /// Whether every gradient was finite.
        var isFinite = true
    }

    /// What the threads of an update share.
    private final class Run: @unchecked Sendable {
        let settings: PPOSettings
        let shuffle: CounterRandom
        let firstIndex: UInt64
        let firstStep: Int
        let samples: [Int32]
        /// Of actor and critic, each written by the thread that has it.
        let results = UnsafeMutableBufferPointer<PartResult>.allocate(capacity: Part.allCases.count)

        init(settings: PPOSettings, shuffle: CounterRandom, firstIndex: UInt64, firstStep: Int, samples: [Int32]) {
            self.settings = settings
            self.shuffle = shuffle
            self.firstIndex = firstIndex
            self.firstStep = firstStep
            self.samples = samples
            results.initialize(repeating: PartResult())
        }

        deinit {
            results.deallocate()
        }

        var minibatches: Int { (samples.count + settings.minibatch - 1) / settings.minibatch }
        var steps: Int { minibatches * settings.epochs }

        var statistics: UpdateStatistics {
            let count = Double(minibatches)
            let (actor, critic) = (results[Part.actor.rawValue].losses, results[Part.critic.rawValue].losses)
            var result = UpdateStatistics()
            result.policyLoss = actor.policy / count
            result.entropy = actor.entropy / count
            result.approximateKL = actor.approximateKL / count
            result.clipFraction = actor.clipFraction / count
            result.valueLoss = critic.value / count
            result.actorGradientNorm = actor.gradientNorm / count
            result.criticGradientNorm = critic.gradientNorm / count
            result.learningRate = settings.learningRate
            result.actorSamples = results[Part.actor.rawValue].samples
            result.criticSamples = results[Part.critic.rawValue].samples
            result.totalLoss =
                result.policyLoss + settings.valueCoefficient * result.valueLoss
                - settings.entropyCoefficient * result.entropy
            return result
        }

        func minibatch(_ index: Int) -> Range<Int> {
            index * settings.minibatch..<min((index + 1) * settings.minibatch, samples.count)
        }
    }

    private func work(_ run: Run, on part: Part) {
        let network = network(part)
        var order = run.samples
        var result = PartResult()
        var step = run.firstStep
        for epoch in 0..<run.settings.epochs where !exceedsTargetKL(run, result) {
            order.withUnsafeMutableBufferPointer {
                run.shuffle.shuffle($0, index: run.firstIndex + UInt64(epoch))
            }
            result.losses = LossSums()
            result.samples += run.samples.count
            for index in 0..<run.minibatches {
                let sums = order.withUnsafeBufferPointer {
                    accumulateGradient(
                        of: part, rows: UnsafeBufferPointer(rebasing: $0[run.minibatch(index)]), run.settings)
                }
                result.losses.add(sums)
                let norm = network.kernels.sumOfSquares(network.gradient.base, count: network.layout.count).squareRoot()
                result.losses.gradientNorm += norm
                result.isFinite = result.isFinite && norm.isFinite
                step += 1
                applyGradient(of: network, norm: norm, step: step, run.settings)
                if part == .actor, let range = run.settings.logStdRange { agent.boundLogStd(range) }
            }
        }
        run.results[part.rawValue] = result
    }

    /// Whether the policy has moved further than `target_kl` from the one that collected the rollout: Adam then takes
    /// no more steps, but its count goes on as if it had.
    private func exceedsTargetKL(_ run: Run, _ result: PartResult) -> Bool {
        run.settings.targetKL > 0 && result.losses.approximateKL > run.settings.targetKL * Double(run.minibatches)
    }

    private func network(_ part: Part) -> MultilayerPerceptron {
        part == .actor ? agent.actor : agent.critic
    }

    private func accumulateGradient(
        of part: Part, rows: UnsafeBufferPointer<Int32>, _ settings: PPOSettings
    ) -> LossSums {
        switch part {
        case .actor: actorLoss.accumulateGradient(rows: rows, settings)
        case .critic: criticLoss.accumulateGradient(rows: rows, settings)
        }
    }

    private func applyGradient(of network: MultilayerPerceptron, norm: Double, step: Int, _ settings: PPOSettings) {
        let scale = settings.maxGradientNorm > 0 ? min(1, settings.maxGradientNorm / (norm + 1e-6)) : 1
        network.kernels.adam(
            AdamStep(
                learning_rate: Float(settings.learningRate), beta1: 0.9, beta2: 0.999, epsilon: 1e-5,
                correction1: Float(1 - pow(0.9, Double(step))), correction2: Float(1 - pow(0.999, Double(step))),
                gradient_scale: Float(scale)),
            parameters: network.parameters.base, gradient: network.gradient.base,
            firstMoment: network.firstMoment.base, secondMoment: network.secondMoment.base,
            count: network.layout.count)
        network.parametersDidChange()
    }
}

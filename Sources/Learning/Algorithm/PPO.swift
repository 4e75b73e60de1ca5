import CNumericKernels
import Foundation
import NumericKernels

/// The settings of an update by proximal policy optimisation (Schulman et al. 2017).
package struct PPOSettings: Sendable, Equatable {
    package var learningRate: Double
    package var clipRange: Double
    package var valueCoefficient: Double
    package var entropyCoefficient: Double
    package var maxGradientNorm: Double
    package var epochs: Int
    package var minibatch: Int

    package init(
        learningRate: Double, clipRange: Double = 0.2, valueCoefficient: Double = 0.5, entropyCoefficient: Double = 0,
        maxGradientNorm: Double = 0.5, epochs: Int = 10, minibatch: Int = 256
    ) {
        self.learningRate = learningRate
        self.clipRange = clipRange
        self.valueCoefficient = valueCoefficient
        self.entropyCoefficient = entropyCoefficient
        self.maxGradientNorm = maxGradientNorm
        self.epochs = epochs
        self.minibatch = minibatch
    }
}

/// The means over the minibatches of an update's last epoch.
package struct UpdateStatistics: Sendable, Equatable {
    package var policyLoss = 0.0
    /// mean(V − target)².
    package var valueLoss = 0.0
    package var entropy = 0.0
    /// mean(ratio − 1 − log ratio), an estimate of KL(old‖new) (Schulman 2020).
    package var approximateKL = 0.0
    /// Share of the samples whose ratio was clipped.
    package var clipFraction = 0.0
    /// policyLoss + value_coefficient·valueLoss − entropy_coefficient·entropy.
    package var totalLoss = 0.0

    package init() {}
}

/// One agent's update from one rollout: epochs of minibatches of the clipped surrogate objective and the value loss.
///
/// Actor and critic meet only in the norm of their gradient, so each is one thread's: one barrier a minibatch, and
/// results that do not depend on the number of threads.
package final class PPO: @unchecked Sendable {
    /// Rows whose activations stay in the first-level cache together.
    static let tileRows = 64

    private let agent: ActorCritic
    private let buffer: RolloutBuffer
    private let actorLoss: PolicyLoss
    private let criticLoss: ValueLoss

    package init(agent: ActorCritic, buffer: RolloutBuffer) {
        self.agent = agent
        self.buffer = buffer
        actorLoss = PolicyLoss(agent: agent, buffer: buffer)
        criticLoss = ValueLoss(agent: agent, buffer: buffer)
    }

    /// Updates the agent from what the buffer holds.
    ///
    /// - Parameters:
    ///   - shuffle: the generator of the minibatches' order.
    ///   - update: which update this is; with the epoch, the index of its random numbers.
    /// - Throws: `TrainingError.diverged` where the gradient or a parameter is no longer finite.
    package func update(
        _ settings: PPOSettings, shuffle: CounterRandom, update: Int, team: WorkerTeam
    ) throws(TrainingError) -> UpdateStatistics {
        let samples = buffer.samples
        guard !samples.isEmpty else { return UpdateStatistics() }
        let run = Run(
            settings: settings, shuffle: shuffle, firstIndex: UInt64(update) * UInt64(settings.epochs),
            firstStep: agent.optimizerSteps, samples: samples)
        team.run { member in
            switch (member.count, member.index) {
            case (1, _): work(run, member, on: [.actor, .critic])
            case (_, 0): work(run, member, on: [.actor])
            case (_, 1): work(run, member, on: [.critic])
            default: for _ in 0..<run.steps { member.meet() }
            }
        }
        agent.optimizerSteps += run.steps
        guard run.normsAreFinite, agent.isFinite else { throw .diverged(update: update) }
        return run.statistics
    }

    private enum Part: Int { case actor, critic }

    /// What the threads of an update share.
    private final class Run: @unchecked Sendable {
        let settings: PPOSettings
        let shuffle: CounterRandom
        let firstIndex: UInt64
        let firstStep: Int
        let samples: [Int32]
        /// Σ of the squared gradient of (actor, critic), for even and odd steps in turn: a thread may be a step ahead.
        let squares = UnsafeMutableBufferPointer<Double>.allocate(capacity: 4)
        /// Written by the thread that has the actor, and the one that has the critic.
        var actorLosses = LossSums()
        var criticLosses = LossSums()

        init(settings: PPOSettings, shuffle: CounterRandom, firstIndex: UInt64, firstStep: Int, samples: [Int32]) {
            self.settings = settings
            self.shuffle = shuffle
            self.firstIndex = firstIndex
            self.firstStep = firstStep
            self.samples = samples
            squares.initialize(repeating: 0)
        }

        deinit {
            squares.deallocate()
        }

        var minibatches: Int { (samples.count + settings.minibatch - 1) / settings.minibatch }
        var steps: Int { minibatches * settings.epochs }
        var normsAreFinite: Bool { squares.allSatisfy(\.isFinite) }

        var statistics: UpdateStatistics {
            let count = Double(minibatches)
            var result = UpdateStatistics()
            result.policyLoss = actorLosses.policy / count
            result.entropy = actorLosses.entropy / count
            result.approximateKL = actorLosses.approximateKL / count
            result.clipFraction = actorLosses.clipFraction / count
            result.valueLoss = criticLosses.value / count
            result.totalLoss =
                result.policyLoss + settings.valueCoefficient * result.valueLoss
                - settings.entropyCoefficient * result.entropy
            return result
        }

        func minibatch(_ index: Int) -> Range<Int> {
            index * settings.minibatch..<min((index + 1) * settings.minibatch, samples.count)
        }
    }

    private func work(_ run: Run, _ member: TeamMember, on parts: [Part]) {
        var order = run.samples
        var losses = LossSums()
        var step = 0
        for epoch in 0..<run.settings.epochs {
            let isLast = epoch == run.settings.epochs - 1
            order.withUnsafeMutableBufferPointer {
                run.shuffle.shuffle($0, index: run.firstIndex + UInt64(epoch))
            }
            for index in 0..<run.minibatches {
                let sums = order.withUnsafeBufferPointer {
                    accumulateGradients(
                        of: parts, rows: UnsafeBufferPointer(rebasing: $0[run.minibatch(index)]), run.settings)
                }
                if isLast { losses.add(sums) }
                let squares = run.squares.baseAddress.unsafelyUnwrapped + 2 * (step % 2)
                for part in parts {
                    let network = network(part)
                    squares[part.rawValue] = network.kernels.sumOfSquares(
                        network.gradient.base, count: network.layout.count)
                }
                member.meet()
                let norm = (squares[0] + squares[1]).squareRoot()
                for part in parts { applyGradient(of: part, norm: norm, step: run.firstStep + step + 1, run.settings) }
                step += 1
            }
        }
        if parts.contains(.actor) { run.actorLosses = losses }
        if parts.contains(.critic) { run.criticLosses = losses }
    }

    private func network(_ part: Part) -> MultilayerPerceptron {
        part == .actor ? agent.actor : agent.critic
    }

    private func accumulateGradients(
        of parts: [Part], rows: UnsafeBufferPointer<Int32>, _ settings: PPOSettings
    ) -> LossSums {
        var sums = LossSums()
        for part in parts {
            switch part {
            case .actor: sums.add(actorLoss.accumulateGradient(rows: rows, settings))
            case .critic: sums.add(criticLoss.accumulateGradient(rows: rows, settings))
            }
        }
        return sums
    }

    private func applyGradient(of part: Part, norm: Double, step: Int, _ settings: PPOSettings) {
        let network = network(part)
        let scale = settings.maxGradientNorm > 0 ? min(1, settings.maxGradientNorm / (norm + 1e-6)) : 1
        network.kernels.adam(
            nk_adam_step(
                learning_rate: Float(settings.learningRate), beta1: 0.9, beta2: 0.999, epsilon: 1e-5,
                correction1: Float(1 - pow(0.9, Double(step))), correction2: Float(1 - pow(0.999, Double(step))),
                gradient_scale: Float(scale)),
            parameters: network.parameters.base, gradient: network.gradient.base,
            firstMoment: network.firstMoment.base, secondMoment: network.secondMoment.base,
            count: network.layout.count)
        network.parametersDidChange()
    }
}

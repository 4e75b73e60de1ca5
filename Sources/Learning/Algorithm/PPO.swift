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
/// Actor and critic share nothing but the order of the minibatches, and agents nothing at all, so each network is one
/// thread's, and results do not depend on the number of threads.
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

    /// Prepares an update of the agent from what the buffer holds, to be run, then ended before the next one begins.
    ///
    /// - Parameters:
    ///   - shuffle: the generator of the minibatches' order.
    ///   - update: which update this is; with the epoch, the index of its random numbers.
    package func begin(_ settings: PPOSettings, shuffle: CounterRandom, update: Int) -> Update {
        Update(self, settings, shuffle: shuffle, index: update)
    }

    /// Runs the updates of different agents: what takes longest first, each network on the thread that has least to do.
    package static func run(_ updates: [Update], team: WorkerTeam) {
        let jobs = updates.flatMap { update in
            update.ppo.parts.map { (update: update, part: $0, cost: update.cost(of: $0)) }
        }.sorted { $0.cost > $1.cost }
        var loads = [Int](repeating: 0, count: team.count)
        let threads = jobs.map { job in
            let thread = loads.indices.min { loads[$0] < loads[$1] } ?? 0
            loads[thread] += job.cost
            return thread
        }
        team.run { member in
            for (job, thread) in zip(jobs, threads) where thread == member.index {
                job.update.ppo.train(job.part, in: job.update)
            }
        }
    }

    fileprivate enum Part: Int, CaseIterable { case actor, critic }

    /// What a thread leaves behind of its part.
    fileprivate struct PartResult {
        /// Of the last epoch that ran.
        var losses = LossSums()
        /// In all epochs.
        var samples = 0
        /// Whether every gradient was finite.
        var isFinite = true
    }

    /// An agent's update: what the threads that run it share.
    package final class Update: @unchecked Sendable {
        fileprivate let ppo: PPO
        fileprivate let settings: PPOSettings
        fileprivate let shuffle: CounterRandom
        private let index: Int
        fileprivate let firstStep: Int
        fileprivate let samples: [Int32]
        /// From the values that the advantages were computed with: those of before the update.
        private let explainedVariance: Double
        /// Of actor and critic, each written by the thread that has it.
        fileprivate let results = UnsafeMutableBufferPointer<PartResult>.allocate(capacity: Part.allCases.count)

        fileprivate init(_ ppo: PPO, _ settings: PPOSettings, shuffle: CounterRandom, index: Int) {
            self.ppo = ppo
            self.settings = settings
            self.shuffle = shuffle
            self.index = index
            firstStep = ppo.agent.optimizerSteps
            samples = ppo.buffer.samples
            let hasValues = ppo.parts.contains(.critic) && !samples.isEmpty
            explainedVariance = hasValues ? ppo.buffer.explainedVariance : 0
            results.initialize(repeating: PartResult())
        }

        deinit {
            results.deallocate()
        }

        /// What the update made of the agent, once it has run; counts the optimiser's steps.
        ///
        /// - Throws: `TrainingError.diverged` where the gradient or a parameter is no longer finite, or the policy is
        ///   lost.
        package func end() throws(TrainingError) -> UpdateStatistics {
            guard !samples.isEmpty else { return UpdateStatistics() }
            ppo.agent.optimizerSteps += minibatches * settings.epochs
            let statistics = statistics
            guard results.allSatisfy(\.isFinite), statistics.totalLoss.isFinite, ppo.agent.isFinite,
                statistics.approximateKL < PPO.lostKL
            else {
                throw .diverged(update: index)
            }
            return statistics
        }

        /// What a network's epochs cost: rows times parameters.
        fileprivate func cost(of part: Part) -> Int { samples.count * settings.epochs * ppo.network(part).layout.count }

        /// The index of the random numbers of an epoch.
        fileprivate func randomIndex(epoch: Int) -> UInt64 { UInt64(index) * UInt64(settings.epochs) + UInt64(epoch) }

        fileprivate var minibatches: Int { (samples.count + settings.minibatch - 1) / settings.minibatch }

        private var statistics: UpdateStatistics {
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
            result.explainedVariance = explainedVariance
            result.learningRate = settings.learningRate
            result.actorSamples = results[Part.actor.rawValue].samples
            result.criticSamples = results[Part.critic.rawValue].samples
            result.totalLoss =
                result.policyLoss + settings.valueCoefficient * result.valueLoss
                - settings.entropyCoefficient * result.entropy
            return result
        }

        fileprivate func minibatch(_ index: Int) -> Range<Int> {
            index * settings.minibatch..<min((index + 1) * settings.minibatch, samples.count)
        }
    }

    private func train(_ part: Part, in update: Update) {
        guard !update.samples.isEmpty else { return }
        let network = network(part)
        var order = update.samples
        var result = PartResult()
        var step = update.firstStep
        for epoch in 0..<update.settings.epochs where !exceedsTargetKL(update, result) {
            order.withUnsafeMutableBufferPointer {
                update.shuffle.shuffle($0, index: update.randomIndex(epoch: epoch))
            }
            result.losses = LossSums()
            result.samples += update.samples.count
            for index in 0..<update.minibatches {
                let sums = order.withUnsafeBufferPointer {
                    accumulateGradient(
                        of: part, rows: UnsafeBufferPointer(rebasing: $0[update.minibatch(index)]), update.settings)
                }
                result.losses.add(sums)
                let norm = network.kernels.sumOfSquares(network.gradient.base, count: network.layout.count).squareRoot()
                result.losses.gradientNorm += norm
                result.isFinite = result.isFinite && norm.isFinite
                step += 1
                applyGradient(of: network, norm: norm, step: step, update.settings)
                if part == .actor, let range = update.settings.logStdRange { agent.boundLogStd(range) }
            }
        }
        update.results[part.rawValue] = result
    }

    /// Whether the policy has moved further than `target_kl` from the one that collected the rollout: Adam then takes
    /// no more steps, but its count goes on as if it had.
    private func exceedsTargetKL(_ update: Update, _ result: PartResult) -> Bool {
        update.settings.targetKL > 0
            && result.losses.approximateKL > update.settings.targetKL * Double(update.minibatches)
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

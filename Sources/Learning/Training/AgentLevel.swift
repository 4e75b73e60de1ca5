import Households
import NumericKernels

/// One of the two agents.
package enum Agent: String, Sendable, CaseIterable {
    case strategist, executor
}

/// One level of the hierarchy while it is trained: an agent's network, what a rollout brings to it, and its update by
/// PPO. Strategist and executor are two values of it, which differ in their settings alone.
package final class AgentLevel {
    package let agent: Agent
    package let network: ActorCritic
    package let buffer: RolloutBuffer
    package private(set) var counters: LevelCounters
    /// γ of a month.
    package let gamma: Double
    /// Months of a whole decision: the length of the option (Sutton, Precup & Singh 1999).
    private let period: Int
    private let lambda: Double
    /// Whether the rollout compares each decision with the mean of the policy.
    private let comparesDecisions: Bool
    /// With the learning rate of the start.
    private let settings: PPOSettings
    private let ppo: PPO
    private let noise: CounterRandom
    private let shuffle: CounterRandom

    /// A level of the training of `scenario`; an agent of either kind has its `network`.
    package init(
        _ agent: Agent, network: ActorCritic, scenario: Scenario, seed: UInt64, counters: LevelCounters
    ) {
        let training = scenario.training
        let decisions: Int
        let purposes: (noise: RandomPurpose, shuffle: RandomPurpose)
        switch agent {
        case .executor:
            (gamma, period, decisions) = (training.gammaLow, 1, training.segment)
            comparesDecisions = training.shockPairs > 0
            settings = PPOSettings(
                training, learningRate: training.learningRateLow, clipRange: training.clipRangeLow,
                minibatch: training.minibatchLow)
            purposes = (.executorNoise, .executorShuffle)
        case .strategist:
            (gamma, period) = (training.gammaHigh, training.highPeriod)
            decisions = (scenario.environment.maxMonths + period - 1) / period
            comparesDecisions = false
            settings = PPOSettings(
                training, learningRate: training.learningRateHigh, clipRange: training.clipRange,
                minibatch: training.minibatchHigh)
            purposes = (.strategistNoise, .strategistShuffle)
        }
        self.agent = agent
        self.network = network
        lambda = training.gaeLambda
        self.counters = counters
        network.optimizerSteps = counters.optimizerSteps
        buffer = RolloutBuffer(
            tracks: training.batchSize + training.exploringLives, capacity: decisions,
            inputs: network.actor.layout.inputs)
        ppo = PPO(agent: network, buffer: buffer)
        noise = CounterRandom(seed: seed, purpose: purposes.noise)
        shuffle = CounterRandom(seed: seed, purpose: purposes.shuffle)
    }

    /// γ to the power of a number of months.
    func discount(months: Int) -> Double {
        (0..<months).reduce(1) { product, _ in product * gamma }
    }

    /// The policy's means for the next decisions of `tracks`, whose observations the buffer holds; slot k of what
    /// draws from them is the k-th of the tracks.
    func sampler(_ tracks: [Int], month: Int, _ workspace: NetworkWorkspace) -> ActionSampler {
        let inputs = buffer.inputs
        for (slot, track) in tracks.enumerated() {
            (workspace.inputs.base + slot &* inputs).update(
                from: buffer.observations.base + buffer.nextRow(track: track) &* inputs, count: inputs)
        }
        network.actor.forward(rows: tracks.count, inputs: workspace.inputs.base, workspace)
        return ActionSampler(
            policy: network.policy, noise: noise, month: UInt32(month), means: workspace.outputs.base,
            stride: network.actor.layout.paddedOutputs, buffer: buffer)
    }

    /// Learns from what the buffer holds, values included: scales the rewards, computes advantages and targets, and
    /// runs PPO's epochs.
    ///
    /// - Parameters:
    ///   - rate: the share of the learning rate that is left.
    ///   - episodesDone: episodes that have ended, batch by batch.
    /// - Throws: `TrainingError.diverged`.
    package func update(rate: Double, episodesDone: Int, team: WorkerTeam) throws(TrainingError) -> TrainingUpdate {
        buffer.scaleRewards(gamma: discount(months: period), moments: &counters.returns)
        if comparesDecisions {
            buffer.computeComparedAdvantages(lambda: lambda, rewardScale: 1 / counters.returns.standardDeviation)
        } else {
            buffer.computeAdvantages(lambda: lambda)
        }
        var settings = settings
        settings.learningRate *= rate
        let statistics = try ppo.update(settings, shuffle: shuffle, update: counters.updates, team: team)
        counters.optimizerSteps = network.optimizerSteps
        defer { counters.updates += 1 }
        return TrainingUpdate(
            agent: agent, index: counters.updates, episodesDone: episodesDone, statistics: statistics)
    }
}

/// Draws the actions of one level in one month: a value, as every thread draws for many households.
struct ActionSampler {
    let policy: GaussianPolicy
    let noise: CounterRandom
    let month: UInt32
    /// [slots × stride].
    let means: UnsafePointer<Float>
    let stride: Int
    let buffer: RolloutBuffer

    /// Draws the next action of a track and keeps it, with its log-probability, in the buffer.
    ///
    /// - Returns: the policy's mean and the action.
    @inline(__always)
    func draw(slot: Int, track: Int, episode: UInt64) -> (mean: SIMD3<Float>, action: SIMD3<Float>) {
        let mean = triple(means, slot, stride: stride)
        let epsilon = noise.normals(index: episode, counter: month)
        let action = policy.sample(
            mean: mean, noise: SIMD3(Float(epsilon[0]), Float(epsilon[1]), Float(epsilon[2])))
        let row = buffer.nextRow(track: track)
        store(action, buffer.actions.base, row)
        buffer.logProbabilities.base[row] = policy.logProbability(
            standardized: policy.standardized(action, mean: mean))
        return (mean, action)
    }
}

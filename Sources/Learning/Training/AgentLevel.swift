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
    private let advantages: Advantages
    /// With the learning rate of the start.
    private let settings: PPOSettings
    private let ppo: PPO
    private let noise: CounterRandom
    private let shuffle: CounterRandom

    /// Where advantages come from.
    private enum Advantages {
        /// Rewards, as they were collected.
        case rewards
        /// Comparisons of each decision with the mean of the policy.
        case comparisons
        /// The rollout, targets too.
        case rollout
    }

    /// A level of the training of `scenario`; an agent of either kind has its `network`.
    package init(
        _ agent: Agent, network: ActorCritic, scenario: Scenario, seed: UInt64, counters: LevelCounters
    ) {
        let training = scenario.training
        let decisions: Int
        var settings: PPOSettings
        let purposes: (noise: RandomPurpose, shuffle: RandomPurpose)
        switch agent {
        case .executor:
            (gamma, period, decisions) = (training.gammaLow, 1, training.segment)
            advantages = training.shockPairs > 0 ? .comparisons : .rewards
            settings = PPOSettings(
                training, learningRate: training.learningRateLow, clipRange: training.clipRangeLow,
                minibatch: training.minibatchLow)
            purposes = (.executorNoise, .executorShuffle)
        case .strategist:
            (gamma, period) = (training.gammaHigh, training.highPeriod)
            decisions = (scenario.environment.maxMonths + period - 1) / period
            advantages = .rewards
            settings = PPOSettings(
                training, learningRate: training.learningRateHigh, clipRange: training.clipRange,
                minibatch: training.minibatchHigh)
            purposes = (.strategistNoise, .strategistShuffle)
        }
        settings.logStdRange = Self.logStdRange(of: agent, scenario)
        self.settings = settings
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

    /// A level of the training of a household that lives for utility: the rollout brings advantages and targets, and
    /// the executor has the critic of both.
    init(
        _ agent: Agent, network: ActorCritic, calendar: LifeCalendar, seed: UInt64, counters: LevelCounters
    ) {
        let training = calendar.scenario.training
        let isExecutor = agent == .executor
        self.agent = agent
        self.network = network
        self.counters = counters
        gamma = calendar.discount
        period = isExecutor ? 1 : training.highPeriod
        lambda = training.gaeLambda
        advantages = .rollout
        var settings = PPOSettings(
            training, learningRate: isExecutor ? training.learningRateLow : training.learningRateHigh,
            clipRange: isExecutor ? training.clipRangeLow : training.clipRange,
            minibatch: isExecutor ? training.minibatchLow : training.minibatchHigh)
        settings.logStdRange = Self.logStdRange(of: agent, calendar.scenario)
        self.settings = settings
        network.optimizerSteps = counters.optimizerSteps
        buffer = RolloutBuffer(
            tracks: training.batchSize, capacity: training.segment, inputs: network.actor.layout.inputs,
            actionCount: network.actionCount)
        ppo = PPO(
            agent: network, buffer: buffer,
            criticLoss: LifeValueLoss(agent: network, buffer: buffer, riskAversion: calendar.utility.riskAversion),
            updatesCritic: isExecutor)
        noise = CounterRandom(seed: seed, purpose: isExecutor ? .executorNoise : .strategistNoise)
        shuffle = CounterRandom(seed: seed, purpose: isExecutor ? .executorShuffle : .strategistShuffle)
    }

    /// Bounds of log σ. From below: comparisons of actions that hardly differ are a rough critic's noise, and a long
    /// training that follows it ends further from the optimum than a short one.
    private static func logStdRange(of agent: Agent, _ scenario: Scenario) -> ClosedRange<Float> {
        let training = scenario.training
        let start = Float(agent == .executor ? training.logStdLow : training.logStdHigh)
        let most = scenario.objectiveKind == .utility ? max(0, start) : .infinity
        return min(Float(training.logStdMin), start)...most
    }

    /// γ to the power of a number of months.
    func discount(months: Int) -> Double {
        (0..<months).reduce(1) { product, _ in product * gamma }
    }

    /// The policy's means for the next decisions of `tracks`, whose observations the buffer holds; slot k of what
    /// draws from them is the k-th of the tracks.
    func sampler(_ tracks: [Int], _ workspace: NetworkWorkspace) -> ActionSampler {
        let inputs = buffer.inputs
        for (slot, track) in tracks.enumerated() {
            (workspace.inputs.base + slot &* inputs).update(
                from: buffer.observations.base + buffer.nextRow(track: track) &* inputs, count: inputs)
        }
        network.actor.forward(rows: tracks.count, inputs: workspace.inputs.base, workspace)
        return ActionSampler(
            policy: network.policy, noise: noise, means: workspace.outputs.base,
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
        try Self.update([self], rate: rate, episodesDone: episodesDone, team: team)[0]
    }

    /// Updates levels side by side, of which none needs what another one learns.
    ///
    /// - Throws: `TrainingError.diverged`, of the first level that did.
    static func update(
        _ levels: [AgentLevel], rate: Double, episodesDone: Int, team: WorkerTeam
    ) throws(TrainingError) -> [TrainingUpdate] {
        let updates = levels.map { $0.beginUpdate(rate: rate) }
        PPO.run(updates, team: team)
        var results: [TrainingUpdate] = []
        for (level, update) in zip(levels, updates) {
            results.append(try level.end(update, episodesDone: episodesDone))
        }
        return results
    }

    /// Scales the rewards, computes advantages and targets, and prepares PPO's epochs.
    private func beginUpdate(rate: Double) -> PPO.Update {
        switch advantages {
        case .rewards:
            buffer.scaleRewards(gamma: discount(months: period), moments: &counters.returns)
            buffer.computeAdvantages(lambda: lambda)
        case .comparisons:
            buffer.scaleRewards(gamma: discount(months: period), moments: &counters.returns)
            buffer.computeComparedAdvantages(lambda: lambda, rewardScale: 1 / counters.returns.standardDeviation)
        case .rollout: break
        }
        var settings = settings
        settings.learningRate *= rate
        return ppo.begin(settings, shuffle: shuffle, update: counters.updates)
    }

    private func end(_ update: PPO.Update, episodesDone: Int) throws(TrainingError) -> TrainingUpdate {
        let statistics = try update.end()
        counters.optimizerSteps = network.optimizerSteps
        defer { counters.updates += 1 }
        return TrainingUpdate(
            agent: agent, index: counters.updates, episodesDone: episodesDone, statistics: statistics)
    }
}

/// Draws the actions of one level: a value, as every thread draws for many households.
struct ActionSampler {
    let policy: GaussianPolicy
    let noise: CounterRandom
    /// [slots × stride].
    let means: UnsafePointer<Float>
    let stride: Int
    let buffer: RolloutBuffer

    /// Draws the next action of a track and keeps it, with its log-probability, in the buffer.
    ///
    /// - Returns: the policy's mean and the action.
    @inline(__always)
    func draw(
        slot: Int, track: Int, episode: UInt64, month: Int
    ) -> (mean: SIMD4<Float>, action: SIMD4<Float>) {
        let count = policy.count
        let mean = vector(means, slot, stride: stride, count: count)
        var epsilon = SIMD4<Float>(noise.normals(index: episode, counter: UInt32(month)))
        if count < 4 { epsilon[3] = 0 }
        let action = policy.sample(mean: mean, noise: epsilon)
        let row = buffer.nextRow(track: track)
        store(action, buffer.actions.base, row, stride: count, count: count)
        buffer.logProbabilities.base[row] = policy.logProbability(
            standardized: policy.standardized(action, mean: mean))
        return (mean, action)
    }
}

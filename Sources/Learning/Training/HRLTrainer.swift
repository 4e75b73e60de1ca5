import Households
import NumericKernels

/// Trains the two agents of one scenario: PPO at both levels, batch by batch.
///
/// Pure but for the threads it owns: what happens is told to a handler, which may save, show, or ask to stop. The same
/// scenario and seed give the same bits, with any number of threads, in one go or resumed.
package final class HRLTrainer {
    package let scenario: Scenario
    package let seed: UInt64
    package private(set) var history: TrainingHistory
    package private(set) var episodesDone: Int
    private var counters: TrainerCounters
    private let strategist: FinancialStrategist
    private let executor: BudgetExecutor
    private let rollout: BatchRollout
    private let lowPPO: PPO
    private let highPPO: PPO
    private let team: WorkerTeam

    /// Actor and critic are one thread's each, and all but a tenth of the time is theirs: more threads would only wait.
    private static let mostThreads = 2

    /// A training from its start.
    package convenience init(scenario: Scenario, seed: UInt64, threads: Int) {
        self.init(
            scenario: scenario, seed: seed, threads: threads, episodesDone: 0, counters: TrainerCounters(),
            history: TrainingHistory())
    }

    /// A training that goes on from a batch boundary.
    ///
    /// - Parameter history: of at least the episodes that `state` has done; what it holds beyond is computed again.
    /// - Throws: `ModelError` where the tensors do not fit the scenario; `TrainingError.wrongState`.
    package convenience init(
        resuming state: TrainerState, history: TrainingHistory, scenario: Scenario, seed: UInt64, threads: Int
    ) throws {
        let (done, total) = (state.episodesDone, scenario.training.numEpisodes)
        guard done >= 0, done <= total else {
            throw TrainingError.wrongState(reason: "\(done) episodes are done of \(total)")
        }
        guard history.count >= done, history.low.count >= state.counters.lowUpdates,
            history.high.count >= state.counters.highUpdates
        else {
            throw TrainingError.wrongState(reason: "the history is shorter than the \(done) episodes done")
        }
        self.init(
            scenario: scenario, seed: seed, threads: threads, episodesDone: done, counters: state.counters,
            history: history.prefix(
                episodes: done, lowUpdates: state.counters.lowUpdates, highUpdates: state.counters.highUpdates))
        try strategist.network.load(state.highAgent)
        try executor.network.load(state.lowAgent)
        strategist.network.optimizerSteps = state.counters.highOptimizerSteps
        executor.network.optimizerSteps = state.counters.lowOptimizerSteps
    }

    private init(
        scenario: Scenario, seed: UInt64, threads: Int, episodesDone: Int, counters: TrainerCounters,
        history: TrainingHistory
    ) {
        self.scenario = scenario
        self.seed = seed
        self.episodesDone = episodesDone
        self.counters = counters
        self.history = history
        strategist = FinancialStrategist(scenario: scenario, seed: seed)
        executor = BudgetExecutor(scenario: scenario, seed: seed)
        let threads = min(threads, Self.mostThreads)
        team = WorkerTeam(count: threads)
        rollout = BatchRollout(
            scenario: scenario, seed: seed, strategist: strategist, executor: executor, threads: threads)
        lowPPO = PPO(agent: executor.network, buffer: rollout.low)
        highPPO = PPO(agent: strategist.network, buffer: rollout.high)
    }

    /// Everything needed to go on from here: a batch boundary.
    package var state: TrainerState {
        var counters = counters
        counters.lowOptimizerSteps = executor.network.optimizerSteps
        counters.highOptimizerSteps = strategist.network.optimizerSteps
        return TrainerState(
            episodesDone: episodesDone, highAgent: strategist.network.tensors, lowAgent: executor.network.tensors,
            counters: counters)
    }

    /// Trains until all episodes are done or a handler wants to stop.
    ///
    /// - Parameter handler: told of every event, in order, on the calling thread; what it throws ends the training.
    /// - Throws: `TrainingError.diverged`, and what the handler throws.
    package func train(_ handler: (TrainingEvent) throws -> TrainingDirective) throws -> TrainingOutcome {
        while episodesDone < scenario.training.numEpisodes {
            let count = min(scenario.training.batchSize, scenario.training.numEpisodes - episodesDone)
            let episodes = episodesDone + 1...episodesDone + count
            var directives = [try handler(.batchWillBegin(episodes: episodes, snapshot: { self.state }))]
            let updates = try trainBatch(count: count)
            for update in updates { directives.append(try handler(.updated(update))) }
            for (number, metrics) in zip(episodes, rollout.metrics) {
                history.append(metrics)
                directives.append(try handler(.episodeEnded(number: number, metrics: metrics)))
            }
            directives.append(
                try handler(
                    .batchEnded(
                        episodesDone: episodesDone, history: { self.history }, snapshot: { self.state })))
            if directives.contains(.stop), episodesDone < scenario.training.numEpisodes {
                return .stopped(episodesDone: episodesDone)
            }
        }
        return .completed
    }

    /// Collects a batch and updates both agents from it: the executor after every segment, the strategist at the end.
    private func trainBatch(count: Int) throws(TrainingError) -> [TrainingUpdate] {
        let rates = learningRates
        var updates: [TrainingUpdate] = []
        rollout.begin(first: episodesDone, count: count)
        for start in stride(from: 0, to: rollout.horizon, by: scenario.training.segment) where rollout.anyAlive {
            let end = min(start + scenario.training.segment, rollout.horizon)
            rollout.collect(months: start..<end, team: team)
            if end == rollout.horizon || !rollout.anyAlive { episodesDone += count }
            updates.append(try updateExecutor(learningRate: rates.low))
        }
        updates.append(try updateStrategist(learningRate: rates.high))
        return updates
    }

    private func updateExecutor(learningRate: Double) throws(TrainingError) -> TrainingUpdate {
        let training = scenario.training
        rollout.low.scaleRewards(gamma: training.gammaLow, moments: &counters.lowReturns)
        if training.shockPairs > 0 {
            rollout.low.computeComparedAdvantages(
                lambda: training.gaeLambda, rewardScale: 1 / counters.lowReturns.standardDeviation)
        } else {
            rollout.low.computeAdvantages(lambda: training.gaeLambda)
        }
        let statistics = try lowPPO.update(
            training.ppoSettings(
                learningRate: learningRate, clipRange: training.clipRangeLow, minibatch: training.minibatchLow),
            shuffle: CounterRandom(seed: seed, purpose: .executorShuffle), update: counters.lowUpdates, team: team)
        let update = TrainingUpdate(
            level: .low, index: counters.lowUpdates, episodesDone: episodesDone, statistics: statistics)
        history.append(update)
        counters.lowUpdates += 1
        return update
    }

    private func updateStrategist(learningRate: Double) throws(TrainingError) -> TrainingUpdate {
        let training = scenario.training
        rollout.computeStrategistValues(team: team)
        let gamma = (0..<training.highPeriod).reduce(1) { product, _ in product * training.gammaHigh }
        rollout.high.scaleRewards(gamma: gamma, moments: &counters.highReturns)
        rollout.high.computeAdvantages(lambda: training.gaeLambda)
        let statistics = try highPPO.update(
            training.ppoSettings(
                learningRate: learningRate, clipRange: training.clipRange, minibatch: training.minibatchHigh),
            shuffle: CounterRandom(seed: seed, purpose: .strategistShuffle), update: counters.highUpdates, team: team)
        let update = TrainingUpdate(
            level: .high, index: counters.highUpdates, episodesDone: episodesDone, statistics: statistics)
        history.append(update)
        counters.highUpdates += 1
        return update
    }

    /// The learning rates fall linearly to a fiftieth: times 1 − .98·(share of the episodes done before the batch).
    private var learningRates: (low: Double, high: Double) {
        let left = 1 - 0.98 * Double(episodesDone) / Double(scenario.training.numEpisodes)
        return (scenario.training.learningRateLow * left, scenario.training.learningRateHigh * left)
    }
}

extension TrainingParameters {
    fileprivate func ppoSettings(learningRate: Double, clipRange: Double, minibatch: Int) -> PPOSettings {
        PPOSettings(
            learningRate: learningRate, clipRange: clipRange, targetKL: targetKL, valueCoefficient: valueCoefficient,
            huberDelta: huberDelta, entropyCoefficient: entropyCoefficient, maxGradientNorm: maxGradientNorm,
            epochs: epochs, minibatch: minibatch)
    }
}

extension TrainingHistory {
    fileprivate mutating func append(_ update: TrainingUpdate) {
        switch update.level {
        case .low: low.append(update)
        case .high: high.append(update)
        }
    }
}

extension UpdateHistory {
    fileprivate mutating func append(_ update: TrainingUpdate) {
        let statistics = update.statistics
        append(
            episodes: update.episodesDone, loss: statistics.totalLoss,
            [
                \.policyLoss: statistics.policyLoss, \.valueLoss: statistics.valueLoss, \.entropy: statistics.entropy,
                \.approximateKL: statistics.approximateKL, \.clipFraction: statistics.clipFraction,
            ])
    }
}

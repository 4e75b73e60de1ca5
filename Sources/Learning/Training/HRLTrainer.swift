import Households
import NumericKernels
import Statistics

/// Trains the two agents of one scenario: PPO at both levels, batch by batch.
///
/// Pure but for the threads it owns: what happens is told to a handler, which may save, show, or ask to stop. The same
/// scenario and seed give the same bits, with any number of threads, in one go or resumed.
package final class HRLTrainer {
    package let scenario: Scenario
    package let seed: UInt64
    package private(set) var history: TrainingHistory
    package private(set) var episodesDone: Int
    /// The executor's, and the strategist's.
    private let low, high: AgentLevel
    private let rollout: BatchRollout
    private let strategist: FinancialStrategist
    private let executor: BudgetExecutor
    private let validation: Validation?
    /// The policy that is kept: the last that was validated, or an earlier one.
    private var kept: KeptPolicy?
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
        guard history.count >= done, history.low.count >= state.counters.low.updates,
            history.high.count >= state.counters.high.updates
        else {
            throw TrainingError.wrongState(reason: "the history is shorter than the \(done) episodes done")
        }
        self.init(
            scenario: scenario, seed: seed, threads: threads, episodesDone: done, counters: state.counters,
            history: history.prefix(
                episodes: done, lowUpdates: state.counters.low.updates, highUpdates: state.counters.high.updates))
        try high.network.load(state.highAgent)
        try low.network.load(state.lowAgent)
        if validation != nil, let kept = state.kept {
            guard (0...done).contains(kept.episode) else {
                throw TrainingError.wrongState(reason: "the kept policy is of episode \(kept.episode) of \(done)")
            }
            // It fits the scenario, or is refused before it is needed.
            _ = try HierarchicalPolicy(scenario: scenario, state: state)
            self.kept = kept
        }
    }

    private init(
        scenario: Scenario, seed: UInt64, threads: Int, episodesDone: Int, counters: TrainerCounters,
        history: TrainingHistory
    ) {
        self.scenario = scenario
        self.seed = seed
        self.episodesDone = episodesDone
        self.history = history
        strategist = FinancialStrategist(scenario: scenario, seed: seed)
        executor = BudgetExecutor(scenario: scenario, seed: seed)
        validation = Validation(scenario: scenario, seed: seed)
        low = AgentLevel(
            .executor, network: executor.network, scenario: scenario, seed: seed, counters: counters.low)
        high = AgentLevel(
            .strategist, network: strategist.network, scenario: scenario, seed: seed, counters: counters.high)
        let threads = min(threads, Self.mostThreads)
        team = WorkerTeam(count: threads)
        rollout = BatchRollout(
            scenario: scenario, seed: seed, strategist: strategist, executor: executor, low: low, high: high,
            threads: threads)
    }

    /// Everything needed to go on from here: a batch boundary.
    package var state: TrainerState {
        var counters = TrainerCounters()
        (counters.low, counters.high) = (low.counters, high.counters)
        return TrainerState(
            episodesDone: episodesDone, highAgent: high.network.tensors, lowAgent: low.network.tensors,
            counters: counters, kept: kept)
    }

    /// Trains until all episodes are done or a handler wants to stop.
    ///
    /// - Parameter handler: called with every event, in order, on the calling thread; what it throws ends the training.
    /// - Throws: `TrainingError.diverged`, and what the handler throws.
    package func train(_ handler: (TrainingEvent) throws -> TrainingDirective) throws -> TrainingOutcome {
        while episodesDone < scenario.training.numEpisodes {
            let count = min(scenario.training.batchSize, scenario.training.numEpisodes - episodesDone)
            let episodes = episodesDone + 1...episodesDone + count
            var directives: [TrainingDirective] = []
            for update in try trainBatch(count: count) { directives.append(try handler(.updated(update))) }
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

    /// Collects a batch and updates both levels from it: the executor after every segment, the strategist at the end.
    private func trainBatch(count: Int) throws(TrainingError) -> [TrainingUpdate] {
        // The learning rates fall linearly to a fiftieth.
        let rate = 1 - 0.98 * Double(episodesDone) / Double(scenario.training.numEpisodes)
        var updates: [TrainingUpdate] = []
        rollout.begin(first: episodesDone, count: count)
        for start in stride(from: 0, to: rollout.horizon, by: scenario.training.segment) where rollout.anyAlive {
            let end = min(start + scenario.training.segment, rollout.horizon)
            rollout.collect(months: start..<end, team: team)
            if end == rollout.horizon || !rollout.anyAlive { episodesDone += count }
            updates.append(try update(low, rate: rate))
        }
        rollout.computeStrategistValues(team: team)
        updates.append(try update(high, rate: rate))
        validate(batch: count)
        return updates
    }

    /// Decides whether the policy takes the place of the one that is kept.
    private func validate(batch count: Int) {
        guard let validation, validation.isDue(after: episodesDone, batch: count) else { return }
        let state = state
        if state.kept != nil {
            let policy = HierarchicalPolicy(scenario: scenario, strategist: strategist, executor: executor)
            guard let kept = try? HierarchicalPolicy(scenario: scenario, state: state) else {
                preconditionFailure("what was kept fits the scenario")
            }
            guard validation.prefers(policy, to: kept, after: episodesDone, team: team) else { return }
        }
        kept = state.lastPolicy
    }

    private func update(_ level: AgentLevel, rate: Double) throws(TrainingError) -> TrainingUpdate {
        let update = try level.update(rate: rate, episodesDone: episodesDone, team: team)
        history.append(update)
        return update
    }
}

extension TrainingHistory {
    fileprivate mutating func append(_ update: TrainingUpdate) {
        switch update.agent {
        case .executor: low.append(update)
        case .strategist: high.append(update)
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
                \.explainedVariance: statistics.explainedVariance, \.actorGradientNorm: statistics.actorGradientNorm,
                \.criticGradientNorm: statistics.criticGradientNorm, \.learningRate: statistics.learningRate,
            ])
    }
}

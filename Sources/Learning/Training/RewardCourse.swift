import Households
import NumericKernels

/// How the agents of a household learn that lives for the terms of a reward: the executor after every segment of a
/// batch's episodes, the strategist at their end.
final class RewardCourse: TrainingCourse {
    private(set) var episodesDone: Int
    private let scenario: Scenario
    /// The executor's, and the strategist's.
    private let low, high: AgentLevel
    private let rollout: BatchRollout
    private let strategist: FinancialStrategist
    private let executor: BudgetExecutor
    private let validation: Validation?
    /// The policy that is kept: the last that was validated, or an earlier one.
    private var kept: KeptPolicy?

    convenience init(scenario: Scenario, seed: UInt64, threads: Int) {
        self.init(scenario: scenario, seed: seed, threads: threads, episodesDone: 0, counters: TrainerCounters())
    }

    /// - Throws: `ModelError` where the tensors do not fit the scenario; `TrainingError.wrongState`.
    convenience init(resuming state: TrainerState, scenario: Scenario, seed: UInt64, threads: Int) throws {
        self.init(
            scenario: scenario, seed: seed, threads: threads, episodesDone: state.episodesDone,
            counters: state.counters)
        try high.network.load(state.highAgent)
        try low.network.load(state.lowAgent)
        if validation != nil, let kept = state.kept {
            guard (0...episodesDone).contains(kept.episode) else {
                throw TrainingError.wrongState(
                    reason: "the kept policy is of episode \(kept.episode) of \(episodesDone)")
            }
            // It fits the scenario, or is refused before it is needed.
            _ = try HierarchicalPolicy(scenario: scenario, state: state)
            self.kept = kept
        }
    }

    private init(scenario: Scenario, seed: UInt64, threads: Int, episodesDone: Int, counters: TrainerCounters) {
        self.scenario = scenario
        self.episodesDone = episodesDone
        strategist = FinancialStrategist(scenario: scenario, seed: seed)
        executor = BudgetExecutor(scenario: scenario, seed: seed)
        validation = Validation(scenario: scenario, seed: seed)
        low = AgentLevel(
            .executor, network: executor.network, scenario: scenario, seed: seed, counters: counters.low)
        high = AgentLevel(
            .strategist, network: strategist.network, scenario: scenario, seed: seed, counters: counters.high)
        rollout = BatchRollout(
            scenario: scenario, seed: seed, strategist: strategist, executor: executor, low: low, high: high,
            threads: threads)
    }

    var state: TrainerState {
        var counters = TrainerCounters()
        (counters.low, counters.high) = (low.counters, high.counters)
        return TrainerState(
            episodesDone: episodesDone, highAgent: high.network.tensors, lowAgent: low.network.tensors,
            counters: counters, kept: kept)
    }

    func trainBatch(team: WorkerTeam) throws(TrainingError) -> TrainedBatch {
        let training = scenario.training
        let count = min(training.batchSize, training.numEpisodes - episodesDone)
        // The learning rates fall linearly to a fiftieth.
        let rate = 1 - 0.98 * Double(episodesDone) / Double(training.numEpisodes)
        var batch = TrainedBatch()
        rollout.begin(first: episodesDone, count: count)
        for start in stride(from: 0, to: rollout.horizon, by: training.segment) where rollout.anyAlive {
            let end = min(start + training.segment, rollout.horizon)
            rollout.collect(months: start..<end, team: team)
            if end == rollout.horizon || !rollout.anyAlive { episodesDone += count }
            batch.updates.append(try low.update(rate: rate, episodesDone: episodesDone, team: team))
        }
        rollout.computeStrategistValues(team: team)
        batch.updates.append(try high.update(rate: rate, episodesDone: episodesDone, team: team))
        batch.metrics = rollout.metrics
        validate(batch: count, team: team)
        return batch
    }

    /// Decides whether the policy takes the place of the one that is kept.
    private func validate(batch count: Int, team: WorkerTeam) {
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
}

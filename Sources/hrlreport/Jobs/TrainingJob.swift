import Households
import Learning
import Logging
import RunStorage

/// One run that is asked for: trained and evaluated, unless that has been done.
struct TrainingJob: Sendable {
    let store: RunStore
    let plan: RunPlan
    let mode: BeginMode
    /// What the training starts from where it is another run's state.
    let source: TrainingSource?
    /// Fresh episodes on which the policy is judged.
    let evaluationEpisodes: Int
    let threads: Int
    let stop: StopRequest
    let logger: Logger

    /// Trains until the run is complete, and evaluates it.
    ///
    /// - Parameter display: is shown the progress.
    /// - Returns: the finished run with its evaluation.
    /// - Throws: `Stopped` where the process was asked to; `StorageError`, `TrainingError`, `ModelError`.
    func run(_ display: inout ProgressDisplay) throws -> StoredRun { try evaluated(try trained(&display)) }

    private func trained(_ display: inout ProgressDisplay) throws -> StoredRun {
        // Before the name is taken: networks that do not fit are found by whoever takes them over.
        _ = try source?.trainer(for: plan, threads: 1)
        switch try store.begin(plan, mode: mode) {
        case .upToDate(let run):
            logger.notice("\(plan.name): is up to date: \(counted(plan.episodes, "episode")), seed \(plan.seed)")
            return run
        case .train(let start):
            for damage in start.discarded { logger.warning("\(damage.description); it is left out") }
            let session = TrainingSession(job: self, start: start, display: display)
            defer { display = session.display }
            return try session.train()
        }
    }

    /// The run with an evaluation of as many episodes as are asked for.
    private func evaluated(_ run: StoredRun) throws -> StoredRun {
        let seed = run.description.seed
        if let evaluation = run.evaluation, evaluation.episodes == evaluationEpisodes, evaluation.seed == seed {
            return run
        }
        try stop.check()
        logger.debug("\(run.name): evaluating on \(counted(evaluationEpisodes, "episode"))")
        let evaluation = try run.finalCheckpoint().evaluate(
            episodes: evaluationEpisodes, threads: threads, stop: stop)
        try store.save(evaluation, for: run.name)
        return try store.run(run.name)
    }
}

/// The final state of another run.
struct TrainingSource: Sendable {
    var start: RunDescription.StartingPoint
    var state: TrainerState
    var history: TrainingHistory

    /// Reads what a run that starts from `name` needs.
    ///
    /// - Throws: `StorageError` where the run is not finished or not intact.
    init(_ name: String, in store: RunStore) throws {
        let run = try store.run(RunName(name))
        let checkpoint = try run.finalCheckpoint()
        start = RunDescription.StartingPoint(run: run.name, state: try checkpoint.stateHash())
        (state, history) = try checkpoint.resumePoint()
    }

    /// A trainer that goes on from here.
    ///
    /// - Throws: `ModelError`, `TrainingError` where the networks are not those of the plan's scenario.
    func trainer(for plan: RunPlan, threads: Int) throws -> HRLTrainer {
        try HRLTrainer(resuming: state, history: history, scenario: plan.scenario, seed: plan.seed, threads: threads)
    }
}

extension StoredCheckpoint {
    /// How the saved policy and its rivals fare on fresh episodes; the same for the same checkpoint, ever.
    ///
    /// - Throws: `Stopped` where the process was asked to; `StorageError`, `ModelError`.
    func evaluate(episodes: Int, threads: Int, stop: StopRequest) throws -> Evaluation {
        let run = metadata.run
        let evaluator = PolicyEvaluator(
            scenario: run.scenario, state: try state(), trainingSeed: run.seed, threads: threads)
        do {
            return try evaluator.evaluate(episodes: episodes, seed: run.seed) { stop.signal != nil }
        } catch is EvaluationCancelled {
            try stop.check()
            preconditionFailure("cancelled without having been asked to")
        }
    }
}

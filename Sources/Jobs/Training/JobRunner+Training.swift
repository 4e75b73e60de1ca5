import Households
import Learning
import RunStorage
import ScenarioFiles

extension JobRunner {
    /// Trains until the run is complete, and evaluates it, unless that has been done.
    ///
    /// - Returns: the finished run with its evaluation.
    /// - Throws: `Stopped` where it was asked to stop; everything else, of which `trainingFailed` tells, too:
    ///   `JobError`, `InvalidScenario`, `StorageError`, `TrainingError`, `ModelError`.
    package func train(_ request: TrainingRequest) throws -> StoredRun {
        do {
            let (plan, source) = try request.plan(in: self)
            let lives = EvaluationLives(
                episodes: request.evaluationEpisodes ?? plan.run.scenario.usualEvaluationEpisodes,
                seed: request.evaluationSeed ?? plan.run.seed)
            return try trained(plan, request.mode, source, lives)
        } catch let stopped as Stopped {
            throw stopped
        } catch {
            for entry in Failure(error).entries { tell(.trainingFailed(message: entry.message)) }
            throw error
        }
    }

    /// What to do so that what is asked for is trained, whatever there is under its name.
    ///
    /// - Parameter resuming: whether an unfinished run of the same inputs is gone on with.
    /// - Returns: with the episodes that are saved and need not be trained again.
    /// - Throws: `JobError`, `InvalidScenario`; `StorageError`: `.damaged`, `.otherVersion`, `.operationFailed`.
    package func beginning(
        of request: TrainingRequest, resuming: Bool
    ) throws -> (mode: BeginMode, episodesDone: Int) {
        try output.runs.beginning(of: try request.plan(in: self).plan, resuming: resuming)
    }

    private func trained(
        _ plan: RunPlan, _ mode: BeginMode, _ source: TrainingSource?, _ lives: EvaluationLives
    ) throws -> StoredRun {
        // Before the name is taken: networks that do not fit are found by whoever takes them over.
        _ = try source?.trainer(for: plan.run, threads: 1)
        switch try output.runs.begin(plan, mode: mode) {
        case .upToDate(let stored):
            let run = stored.description
            note(.notice, "\(run.name): is up to date: \(counted(run.episodes, "episode")), seed \(run.seed)")
            return try evaluated(stored, lives)
        case .train(let start):
            for damage in start.discarded { note(.warning, "\(damage.description); it is left out") }
            let session = try TrainingSession(start, source: source, runner: self)
            let yardsticks = threads > 1 ? yardsticks(of: plan.run, lives) : nil
            return try evaluated(try session.train(), lives, yardsticks)
        }
    }

    /// What the evaluation of a run is measured by, computed beside its training.
    private func yardsticks(of run: RunDescription, _ lives: EvaluationLives) -> BackgroundTask<Yardsticks> {
        // Its threads inherit the priority of the one that starts them.
        let evaluator = PolicyEvaluator(
            scenario: run.scenario, state: nil, trainingSeed: run.seed, threads: threads,
            lifeOptimum: keptOptimum(of: run.name, for: run.scenario))
        return BackgroundTask { [stop] isAbandoned in
            try evaluator.yardsticks(episodes: lives.episodes, seed: lives.seed) {
                isAbandoned() || stop.reason != nil
            }
        }
    }

    /// The run with an evaluation of as many episodes as are asked for.
    private func evaluated(
        _ run: StoredRun, _ lives: EvaluationLives, _ yardsticks: BackgroundTask<Yardsticks>? = nil
    ) throws -> StoredRun {
        if let evaluation = run.evaluation, evaluation.episodes == lives.episodes, evaluation.seed == lives.seed {
            return run
        }
        _ = try evaluate(run.finalCheckpoint(), lives, yardsticks) { try output.runs.save($0, for: run.name) }
        return try output.runs.run(run.name)
    }

    /// How the saved policy and its baselines fare on fresh episodes: always the same for the same checkpoint.
    ///
    /// - Parameter save: keeps the evaluation; the optimum is kept only behind it.
    /// - Throws: `Stopped` where it was asked to stop; `StorageError`, `ModelError`; what `save` throws.
    func evaluate(
        _ checkpoint: StoredCheckpoint, _ lives: EvaluationLives, _ yardsticks: BackgroundTask<Yardsticks>? = nil,
        save: (Evaluation) throws -> Void
    ) throws -> Evaluation {
        try stop.check()
        let run = checkpoint.metadata.run
        note(.debug, "\(run.name): evaluating on \(counted(lives.episodes, "episode"))")
        let kept = keptOptimum(of: run.name, for: run.scenario)
        let evaluator = PolicyEvaluator(
            scenario: run.scenario, state: try checkpoint.state(), trainingSeed: run.seed, threads: threads,
            lifeOptimum: kept)
        var known: Yardsticks?
        let evaluation = try unlessStopped { [stop] in
            known = try yardsticks?.value()
            if run.scenario.objectiveKind == .utility, known == nil {
                known = try evaluator.yardsticks(episodes: lives.episodes, seed: lives.seed) { stop.reason != nil }
            }
            return try evaluator.evaluate(episodes: lives.episodes, seed: lives.seed, yardsticks: known) {
                stop.reason != nil
            }
        }
        try save(evaluation)
        if kept == nil, let optimum = known?.lifeOptimum { keep(optimum, for: run) }
        return evaluation
    }

    /// The optimum that is kept with a run, where it is that of this household.
    func keptOptimum(of name: RunName, for scenario: Scenario) -> LifeOptimum? {
        do {
            return try output.runs.optimum(of: name, for: scenario)
        } catch {
            for entry in Failure(error).entries { note(.warning, "\(entry.message); it is computed anew") }
            return nil
        }
    }

    /// Keeps an optimum with the run that it was computed for. Nothing is lost where that cannot be done.
    private func keep(_ optimum: LifeOptimum, for run: RunDescription) {
        do {
            try output.runs.save(optimum, for: run)
        } catch StorageError.locked, StorageError.busy, StorageError.runNotFound {
            // A run that goes on or is read, or a checkpoint elsewhere: the next one who needs it computes it.
            note(.debug, "\(run.name): the optimum is not kept")
        } catch {
            for entry in Failure(error).entries { note(.warning, "\(entry.message); the optimum is not kept") }
        }
    }

    /// - Throws: `Stopped` where it was asked to stop; `ModelError`.
    func evaluate(
        _ evaluator: PolicyEvaluator, episodes: Int, seed: UInt64, subject: PolicyKind, alone: Bool
    ) throws -> Evaluation {
        try unlessStopped { [stop] in
            try evaluator.evaluate(episodes: episodes, seed: seed, subject: subject, alone: alone) {
                stop.reason != nil
            }
        }
    }

    /// What an evaluation comes to that ends where the user asks to stop.
    private func unlessStopped(_ evaluate: () throws -> Evaluation) throws -> Evaluation {
        do {
            return try evaluate()
        } catch is EvaluationCancelled {
            try stop.check()
            preconditionFailure("cancelled without having been asked to")
        }
    }
}

/// The fresh episodes on which a policy is judged.
struct EvaluationLives: Sendable {
    var episodes: Int
    var seed: UInt64
}

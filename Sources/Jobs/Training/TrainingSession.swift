import Households
import Learning
import RunStorage

/// One training: the trainer's events become checkpoints and progress. Used on one thread.
final class TrainingSession {
    private let start: TrainingStart
    private let plan: RunPlan
    private let source: TrainingSource?
    private let runner: JobRunner
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    private var recent = RecentEpisodes()
    private var recorder: CheckpointRecorder?

    init(start: TrainingStart, plan: RunPlan, source: TrainingSource?, runner: JobRunner) {
        self.start = start
        self.plan = plan
        self.source = source
        self.runner = runner
        began = clock.now
    }

    /// Trains to the end.
    ///
    /// - Throws: `Stopped` once the state at a stop is saved; what training and storage throw, once the checkpoints
    ///   before are on the disk.
    func train() throws -> StoredRun {
        let trainer = try trainer()
        recent = RecentEpisodes(trainer.history)
        let run = start.writer.description
        runner.tell(
            .trainingStarted(
                scenario: run.scenario.name, episodes: run.episodes, seed: run.seed,
                startTime: run.startTime.description, episodesDone: trainer.episodesDone))
        let recorder = CheckpointRecorder(
            writer: start.writer, batchSize: run.scenario.training.batchSize, history: trainer.history,
            state: { trainer.state })
        self.recorder = recorder
        let outcome = try train(trainer, recorder)
        show(try recorder.drain())
        switch outcome {
        case .completed: return try finish(trainer)
        case .stopped: throw try stop(trainer)
        }
    }

    /// A trainer at the beginning, at the checkpoint to resume from, or at the end of another run.
    private func trainer() throws -> HRLTrainer {
        let run = start.writer.description
        guard let (state, history) = try start.checkpoint?.resumePoint() else {
            return try source?.trainer(for: plan, threads: runner.threads)
                ?? HRLTrainer(scenario: run.scenario, seed: run.seed, threads: runner.threads)
        }
        return try HRLTrainer(
            resuming: state, history: history, scenario: run.scenario, seed: run.seed, threads: runner.threads)
    }

    private func train(_ trainer: HRLTrainer, _ recorder: CheckpointRecorder) throws -> TrainingOutcome {
        do {
            return try trainer.train(handle)
        } catch {
            // What was reached before is kept, whatever ended the training.
            show(try recorder.drain())
            throw error
        }
    }

    private func handle(_ event: TrainingEvent) throws -> TrainingDirective {
        switch event {
        case .episodeEnded(let number, let metrics): try episodeEnded(number, metrics)
        case .batchEnded(_, let history, let snapshot):
            if let recorder { show(try recorder.batchEnded(history: history(), state: snapshot)) }
            return runner.stop.reason == nil ? .continue : .stop
        case .updated: break
        }
        return .continue
    }

    private func episodeEnded(_ number: Int, _ metrics: EpisodeMetrics) throws {
        recent.append(metrics)
        let progress = recent.progress(episode: number, of: plan.episodes, elapsed: elapsed)
        try start.writer.report(progress)
        runner.tell(.episode(progress))
    }

    private func finish(_ trainer: HRLTrainer) throws -> StoredRun {
        let run = try start.writer.finish(history: trainer.history, state: trainer.state)
        runner.tell(
            .trainingCompleted(
                scenario: run.description.scenario.name, episodes: run.description.episodes, elapsed: elapsed))
        return run
    }

    /// Saves the state, so that `--resume` continues from here.
    private func stop(_ trainer: HRLTrainer) throws -> any Error {
        try start.writer.saveStop(history: trainer.history, state: trainer.state)
        let run = start.writer.description
        runner.tell(
            .trainingStopped(
                scenario: run.scenario.name, episodesDone: trainer.episodesDone, episodes: run.episodes,
                elapsed: elapsed))
        guard let reason = runner.stop.reason else { preconditionFailure("stopped without having been asked to") }
        return Stopped(reason)
    }

    private func show(_ checkpoints: [CheckpointRecorder.Saved]) {
        for checkpoint in checkpoints {
            runner.tell(.checkpointSaved(episode: checkpoint.episode, path: checkpoint.path.string))
        }
    }

    private var elapsed: Double { (clock.now - began) / .seconds(1) }
}

import Households
import Learning
import RunStorage

/// One training: the trainer's events become checkpoints and progress. Used on one thread.
final class TrainingSession {
    private let runner: JobRunner
    private let writer: RunWriter
    private let trainer: HRLTrainer
    private let recorder: CheckpointRecorder
    private var recent: RecentEpisodes
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant

    /// - Throws: `StorageError`, `ModelError`, `TrainingError` where what to go on from is not intact, or does not fit.
    init(_ start: TrainingStart, source: TrainingSource?, runner: JobRunner) throws {
        self.runner = runner
        writer = start.writer
        began = clock.now
        let (run, threads) = (writer.description, runner.threads)
        let trainer: HRLTrainer
        if let (state, history) = try start.checkpoint?.resumePoint() {
            trainer = try HRLTrainer(
                resuming: state, history: history, scenario: run.scenario, seed: run.seed, threads: threads)
        } else {
            trainer =
                try source?.trainer(for: run, threads: threads)
                ?? HRLTrainer(scenario: run.scenario, seed: run.seed, threads: threads)
        }
        self.trainer = trainer
        recent = RecentEpisodes(trainer.history, horizon: run.scenario.environment.maxMonths)
        recorder = CheckpointRecorder(
            writer: writer, batchSize: run.scenario.episodesOfBatch, history: trainer.history,
            state: { trainer.state })
    }

    /// Trains to the end.
    ///
    /// - Throws: `Stopped` once the state at a stop is saved; what training and storage throw, once the checkpoints
    ///   before are on the disk.
    func train() throws -> StoredRun {
        let run = writer.description
        runner.tell(
            .trainingStarted(
                run: run.name.description, scenario: run.scenario.name, episodes: run.episodes, seed: run.seed,
                startTime: run.startTime.description, episodesDone: trainer.episodesDone))
        // What was reached is kept, whatever ends the training.
        let outcome = Result { try trainer.train(handle) }
        show(try recorder.drain())
        switch try outcome.get() {
        case .completed:
            let finished = try writer.finish(history: trainer.history, state: trainer.state)
            runner.tell(
                .trainingCompleted(
                    run: run.name.description, scenario: run.scenario.name, episodes: run.episodes, elapsed: elapsed))
            return finished
        case .stopped:
            // Where a resumed training goes on.
            try writer.saveStop(history: trainer.history, state: trainer.state)
            runner.tell(
                .trainingStopped(
                    run: run.name.description, scenario: run.scenario.name, episodesDone: trainer.episodesDone,
                    episodes: run.episodes,
                    elapsed: elapsed))
            try runner.stop.check()
            preconditionFailure("stopped without having been asked to")
        }
    }

    private func handle(_ event: TrainingEvent) throws -> TrainingDirective {
        switch event {
        case .episodeEnded(let number, let metrics):
            recent.append(metrics)
            let progress = recent.progress(episode: number, of: writer.description.episodes, elapsed: elapsed)
            try writer.report(progress)
            runner.tell(
                .episode(progress, run: writer.description.name.description, scenario: writer.description.scenario.name)
            )
        case .batchEnded(_, let history, let snapshot):
            runner.tell(.batchEnded(run: writer.description.name.description))
            show(try recorder.batchEnded(history: history(), state: snapshot))
            return runner.stop.reason == nil ? .continue : .stop
        case .updated: break
        }
        return .continue
    }

    private func show(_ checkpoints: [CheckpointRecorder.Saved]) {
        for checkpoint in checkpoints {
            runner.tell(
                .checkpointSaved(
                    run: writer.description.name.description, scenario: writer.description.scenario.name,
                    episode: checkpoint.episode, path: checkpoint.path.string))
        }
    }

    private var elapsed: Double { (clock.now - began) / .seconds(1) }
}

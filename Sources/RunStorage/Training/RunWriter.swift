import Glibc
import Households
import Learning
import Synchronization
import SystemPackage

/// Writes one run, whose lock it holds until it is finished or let go: checkpoints, the state at a stop, the end.
///
/// Safe to use from several threads; `CheckpointRecorder` writes from one of its own.
package final class RunWriter: Sendable {
    package let description: RunDescription
    /// Where the run lies while it is trained.
    package let path: FilePath
    private let runs: Runs
    /// The finished run whose place this one takes when it is complete; nil where it already is where it belongs.
    private let replaced: FilePath?
    private let state: Mutex<State>
    private let status: Mutex<Status>

    private struct State {
        var directory: RunDirectory
        var history = HistoryEncoder()
    }

    /// What the lock file says.
    private struct Status: ~Copyable {
        /// Nil when the run is finished.
        var lock: RunLock?
        var training: RunningTraining
        var lastWritten: ContinuousClock.Instant?
    }

    /// Between two updates of the lock file, at least.
    private static let statusInterval = Duration.milliseconds(100)

    init(runs: Runs, directory: RunDirectory, lock: consuming RunLock, replacing replaced: FilePath?) throws {
        let run = directory.description
        description = run
        path = directory.path
        self.runs = runs
        self.replaced = replaced
        state = Mutex(State(directory: directory))
        let training = RunningTraining(
            processID: getpid(), host: Host.name, runName: run.name, scenarioName: run.scenario.name,
            startTime: run.startTime, currentEpisode: 0, totalEpisodes: run.episodes, latestProgress: nil)
        try lock.write(training)
        status = Mutex(Status(lock: lock, training: training, lastWritten: nil))
    }

    /// Writes the checkpoint of an episode.
    /// - Parameters:
    ///   - history: at least `episode` rows; the first ones are written.
    ///   - boundary: the state at the last end of a batch at or before the episode.
    /// - Returns: the checkpoint's directory.
    /// - Throws: `StorageError.notFinite`, `.operationFailed`.
    @discardableResult
    package func saveCheckpoint(
        episode: Int, history: TrainingHistory, boundary: BoundaryState
    ) throws -> FilePath {
        try save(.checkpoint(episode), history: history.prefix(episode), boundary: boundary)
    }

    /// Writes the state at a stop, from which `--resume` goes on; it goes when the run is finished.
    /// - Throws: as `saveCheckpoint`.
    @discardableResult
    package func saveStop(history: TrainingHistory, state boundary: TrainerState) throws -> FilePath {
        let kept = CheckpointName.stop(history.count)
        let result = try save(kept, history: history, boundary: BoundaryState(state: boundary, history: history))
        try state.withLock { state in
            try state.directory.remove(state.directory.states.filter { $0.isStop && $0 != kept })
        }
        return result
    }

    /// Writes the last checkpoint, if it is not there yet, and publishes the finished run: readers see it as it was
    /// before, or complete. Gives up the lock.
    /// - Throws: as `saveCheckpoint`, and `StorageError.damaged` where what was written does not read back the same.
    package func finish(history: TrainingHistory, state finalState: TrainerState) throws -> StoredRun {
        precondition(history.count == description.episodes && finalState.episodesDone == description.episodes)
        let boundary = BoundaryState(state: finalState, history: history)
        try saveCheckpoint(episode: description.episodes, history: history, boundary: boundary)
        try state.withLock { state in
            try state.directory.remove(state.directory.states.filter(\.isStop))
        }
        return try status.withLock { status in
            let run =
                switch status.lock {
                case .some(let lock): try runs.complete(replacing: replaced != nil, lock)
                case .none: preconditionFailure("\(description.name) is finished already")
                }
            status.lock = nil
            return run
        }
    }

    private func save(
        _ name: CheckpointName, history: TrainingHistory, boundary: BoundaryState
    ) throws -> FilePath {
        precondition(name.episode == history.count && boundary.state.episodesDone <= history.count)
        let metadata = CheckpointMetadata(
            episode: name.episode,
            boundary: .init(
                episodes: boundary.state.episodesDone, lowUpdates: boundary.lowUpdates,
                highUpdates: boundary.highUpdates, counters: boundary.state.counters,
                keptEpisode: boundary.state.kept?.episode),
            run: description)
        return try state.withLock { state in
            let historyBytes = try finite { try state.history.encode(history) }
            let content = try StoredCheckpoint.content(metadata, state: boundary.state, history: historyBytes)
            try state.directory.add(name, content.files, hash: content.hash)
            return state.directory.path(of: name)
        }
    }

    /// Publishes how far the training is. Cheap enough for every episode: most calls write nothing.
    /// - Throws: `StorageError.operationFailed`.
    package func report(_ progress: TrainingProgress) throws {
        try status.withLock { status in
            status.training.currentEpisode = progress.episode
            status.training.latestProgress = progress
            let now = ContinuousClock.now
            if let last = status.lastWritten, now - last < Self.statusInterval { return }
            status.lastWritten = now
            try status.lock?.write(status.training)
        }
    }
}

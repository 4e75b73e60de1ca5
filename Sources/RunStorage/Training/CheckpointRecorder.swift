import Households
import Learning
import Synchronization
import SystemPackage

/// Writes a training's checkpoints off its path: a handler of the end of each batch.
///
/// What is written is fixed when the batch ends; one writer persists it. Its failure is thrown at the next call.
package final class CheckpointRecorder {
    /// A checkpoint that is on the disk.
    package struct Saved: Sendable, Equatable {
        package var episode: Int
        package var path: FilePath
    }

    /// Checkpoints that may wait for the disk.
    private static let capacity = 2

    private let writer: RunWriter
    private let schedule: CheckpointSchedule
    private let background = BackgroundWriter(capacity: CheckpointRecorder.capacity)
    private let saved = SavedList()
    /// The last boundary, and its state where a checkpoint within the next batch needs it.
    private var boundary: Int
    private var boundaryState: BoundaryState?

    /// - Parameters:
    ///   - history: what the training starts with, as many rows as it has episodes done.
    ///   - state: the trainer's state at the start; asked for only where it is needed.
    package init(
        writer: RunWriter, batchSize: Int, history: TrainingHistory, state: () throws -> TrainerState
    ) rethrows {
        self.writer = writer
        let run = writer.description
        schedule = CheckpointSchedule(interval: run.saveInterval, batchSize: batchSize, episodes: run.episodes)
        boundary = history.count
        if schedule.needsState(at: boundary) {
            boundaryState = BoundaryState(state: try state(), history: history)
        }
    }

    /// Records the end of a batch, and has the checkpoints of its episodes written.
    /// - Parameters:
    ///   - history: one row for every episode done.
    ///   - state: the trainer's state now; asked for only where it is needed.
    /// - Returns: the checkpoints that reached the disk since the last call.
    /// - Throws: what `state` throws, and what the writer threw since the last call.
    package func batchEnded(history: TrainingHistory, state: () throws -> TrainerState) throws -> [Saved] {
        let end = history.count
        precondition(end == schedule.end(ofBatchFrom: boundary), "a batch from \(boundary) does not end at \(end)")
        try background.checkFailure()
        let due = schedule.checkpoints(after: boundary, through: end)
        let needsNext = schedule.needsState(at: end)
        let current =
            due.last == end || needsNext ? BoundaryState(state: try state(), history: history) : nil
        for episode in due {
            guard let source = episode == end ? current : boundaryState else {
                preconditionFailure("the state at episode \(boundary) was not kept")
            }
            try submit(episode, history, source)
        }
        boundary = end
        boundaryState = needsNext ? current : nil
        return saved.takeAll()
    }

    /// Waits until every checkpoint is on the disk.
    /// - Returns: those that reached it since the last call.
    /// - Throws: what the writer threw.
    package func drain() throws -> [Saved] {
        try background.drain()
        return saved.takeAll()
    }

    private func submit(_ episode: Int, _ history: TrainingHistory, _ source: BoundaryState) throws {
        try background.submit { [writer, saved] in
            let path = try writer.saveCheckpoint(episode: episode, history: history, boundary: source)
            saved.append(Saved(episode: episode, path: path))
        }
    }
}

/// What the thread of the writer hands to that of the training.
private final class SavedList: Sendable {
    private let list = Mutex<[CheckpointRecorder.Saved]>([])

    func append(_ saved: CheckpointRecorder.Saved) {
        list.withLock { $0.append(saved) }
    }

    func takeAll() -> [CheckpointRecorder.Saved] {
        list.withLock { list in
            defer { list = [] }
            return list
        }
    }
}

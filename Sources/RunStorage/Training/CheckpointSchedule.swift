/// Which checkpoints a training writes: every multiple of the save interval, and the last episode.
///
/// Batches ignore the save interval. Episode N lies in the batch that begins at the boundary b and ends at e, b < N ≤
/// e; its checkpoint is written at e with the state at e where N = e, and the state at b otherwise.
package struct CheckpointSchedule: Sendable, Equatable {
    /// Episodes between two checkpoints.
    package let interval: Int
    /// Episodes of a batch; the last one may be shorter.
    package let batchSize: Int
    /// Episodes of the whole training.
    package let episodes: Int

    package init(interval: Int, batchSize: Int, episodes: Int) {
        precondition(interval >= 1 && batchSize >= 1 && episodes >= 1)
        self.interval = interval
        self.batchSize = batchSize
        self.episodes = episodes
    }

    /// The larger of 100 and a twentieth of the episodes.
    package static func defaultInterval(episodes: Int) -> Int { max(100, episodes / 20) }

    /// The episodes in (`start`, `end`] that have a checkpoint, ascending.
    package func checkpoints(after start: Int, through end: Int) -> [Int] {
        var result = Array(stride(from: (start / interval + 1) * interval, through: end, by: interval))
        if start < episodes && end >= episodes && result.last != episodes { result.append(episodes) }
        return result
    }

    /// Where the batch ends that begins at a boundary.
    package func end(ofBatchFrom boundary: Int) -> Int { min(boundary + batchSize, episodes) }

    /// Whether the state at a boundary goes into a checkpoint of an episode that lies within the next batch.
    package func needsState(at boundary: Int) -> Bool {
        let end = end(ofBatchFrom: boundary)
        return checkpoints(after: boundary, through: end).contains { $0 < end }
    }
}

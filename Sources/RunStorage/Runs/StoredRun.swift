import Households
import SystemPackage

/// A run as it is stored, every byte of it checked when it was read.
package struct StoredRun: Sendable {
    package let path: FilePath
    package let description: RunDescription
    /// In the order of their episodes; the last one is the final one where the run is finished.
    package let checkpoints: [StoredCheckpoint]
    /// Where the training was stopped and not resumed yet.
    package let stops: [StoredCheckpoint]
    /// Of the final state; nil where there is none yet.
    package let evaluation: Evaluation?

    package var name: RunName { description.name }

    package var isFinished: Bool { checkpoints.last?.episode == description.episodes }

    /// Episodes that are saved.
    package var episodesDone: Int { (checkpoints + stops).map(\.episode).max() ?? 0 }

    /// The state after the last episode.
    /// - Throws: `StorageError.notFinished`.
    package func finalCheckpoint() throws -> StoredCheckpoint {
        guard isFinished, let last = checkpoints.last else {
            throw StorageError.notFinished(name, episodesDone: episodesDone, episodes: description.episodes)
        }
        return last
    }

    /// The newest state of a run: the final one, or the last that is saved of a training that was stopped, was killed
    /// or goes on.
    /// - Throws: `StorageError.notFinished` where nothing is saved yet.
    package func newestState() throws -> StoredCheckpoint {
        if isFinished { return try finalCheckpoint() }
        // Of a stop and a checkpoint of one episode, the stop is as far as the training came.
        guard let newest = (checkpoints + stops).max(by: { $0.reached < $1.reached }) else {
            return try finalCheckpoint()
        }
        return newest
    }

    /// - Throws: `StorageError.checkpointNotFound`.
    package func checkpoint(episode: Int) throws -> StoredCheckpoint {
        guard let checkpoint = checkpoints.first(where: { $0.episode == episode }) else {
            throw StorageError.checkpointNotFound(path, episode: episode, available: checkpoints.map(\.episode))
        }
        return checkpoint
    }
}

extension StoredCheckpoint {
    /// Episodes behind the weights, then those behind the history.
    fileprivate var reached: (Int, Int) { (metadata.boundary.episodes, episode) }
}

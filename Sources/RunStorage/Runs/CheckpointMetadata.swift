import Households
import Learning

/// `metadata.json` of a checkpoint: which one it is, of which run, and the part of the trainer's state that is not
/// tensors.
package struct CheckpointMetadata: Sendable, Equatable, Codable {
    static let newestVersion = 1

    package var formatVersion = CheckpointMetadata.newestVersion
    /// Episodes that the history holds.
    package var episode: Int
    package var boundary: Boundary
    package var run: RunDescription

    /// The end of the last batch at or before the episode: where the saved state is from, and training resumes.
    package struct Boundary: Sendable, Equatable, Codable {
        /// Episodes done.
        package var episodes: Int
        /// Entries that the history's losses had then.
        package var lowUpdates: Int
        package var highUpdates: Int
        package var counters: TrainerCounters
        /// Episodes that were done when the policy that is kept was the last one; its weights lie beside those at the
        /// boundary. Nil where only those are there.
        package var keptEpisode: Int?

        package enum CodingKeys: String, CodingKey {
            case episodes
            case lowUpdates = "low_level_losses"
            case highUpdates = "high_level_losses"
            case counters
            case keptEpisode = "kept_policy_episode"
        }
    }

    /// Updates and steps that no training comes to in a lifetime.
    private static let mostUpdates = 1 << 40

    /// Checks what the hashes cannot know.
    /// - Throws: `Damage.document`.
    func checkRanges() throws {
        try run.checkRanges()
        guard (0...run.episodes).contains(episode), (0...episode).contains(boundary.episodes),
            boundary.lowUpdates >= 0, boundary.highUpdates >= 0,
            boundary.keptEpisode.map({ (0...boundary.episodes).contains($0) }) ?? true
        else { throw Damage.document("episode, boundary and episodes do not fit together") }
        for (key, level) in [("low", boundary.counters.low), ("high", boundary.counters.high)] {
            guard (0...Self.mostUpdates).contains(level.updates),
                (0...Self.mostUpdates).contains(level.optimizerSteps)
            else { throw Damage.document("boundary.counters.\(key)_updates or _optimizer_steps is out of range") }
        }
    }

    package enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case episode, boundary, run
    }
}

/// A trainer's state at the end of a batch, and how much of the history belongs to it.
package struct BoundaryState: Sendable, Equatable {
    package var state: TrainerState
    /// Entries that the history's losses have at the boundary.
    package var lowUpdates: Int
    package var highUpdates: Int

    /// - Parameter history: as it is at the boundary.
    package init(state: TrainerState, history: TrainingHistory) {
        self.state = state
        lowUpdates = history.low.count
        highUpdates = history.high.count
    }
}

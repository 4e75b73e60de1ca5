import Households
import RunStorage
import SystemPackage

/// What a report is about: the final state of a run, or a checkpoint.
struct ReportTarget: Sendable {
    var checkpoint: StoredCheckpoint
    /// Nil for the final state.
    var episode: Int?
    /// Of the final state, where it is stored.
    var evaluation: Evaluation?
    /// Episodes of the checkpoints that the report lists.
    var checkpointEpisodes: [Int]

    /// The state of a run.
    ///
    /// - Throws: `StorageError` where there is none.
    init(_ run: StoredRun, _ choice: CheckpointChoice) throws {
        switch choice {
        case .final: checkpoint = try run.finalCheckpoint()
        case .episode(let episode):
            checkpoint = try run.checkpoint(episode: episode)
            self.episode = episode
        case .newest:
            checkpoint = try run.newestCheckpoint()
            if !run.isFinished { episode = checkpoint.episode }
        }
        evaluation = run.evaluation
        let last = checkpoint.episode
        checkpointEpisodes = run.checkpoints.map(\.episode).filter { $0 <= last }
    }

    /// What the user names: a run, or the folder of a checkpoint.
    ///
    /// - Throws: `StorageError` where there is neither.
    init(_ argument: String, _ choice: CheckpointChoice, in output: Output) throws {
        if argument.contains("/") {
            try self.init(folder: FilePath(argument), choice, in: output)
        } else {
            try self.init(output.runs.run(RunName(argument)), choice)
        }
    }

    private init(folder: FilePath, _ choice: CheckpointChoice, in output: Output) throws {
        checkpoint = try output.runs.checkpoint(at: folder)
        episode = checkpoint.episode
        if case .episode(let asked) = choice, asked != checkpoint.episode {
            throw StorageError.checkpointNotFound(folder, episode: asked, available: [checkpoint.episode])
        }
        // On its own it knows of no others but those that the save interval implies.
        let run = checkpoint.metadata.run
        let schedule = CheckpointSchedule(
            interval: run.saveInterval, batchSize: run.scenario.training.batchSize, episodes: run.episodes)
        checkpointEpisodes = schedule.checkpoints(after: 0, through: checkpoint.episode)
    }
}

/// Which state of a run is meant.
package enum CheckpointChoice: Sendable, Equatable {
    case final
    case episode(Int)
    /// The newest that is saved, a stop's included.
    case newest
}

extension ReportTarget {
    /// The run's name, with the episode where it is a checkpoint.
    var displayName: String {
        let name = checkpoint.metadata.run.name.description
        return episode.map { "\(name)@\($0)" } ?? name
    }
}

import Households
import Reports
import RunStorage
import SystemPackage

/// What a report is about: the final state of a run, or a checkpoint.
struct ReportTarget: Sendable {
    var checkpoint: StoredCheckpoint
    /// Nil for the final state.
    var episode: Int?
    /// Whether it is the newest state of a run that is not finished.
    var isUnfinished = false
    /// Of the final state, where it is stored.
    var evaluation: Evaluation?
    /// Whether the state is one of a run in the output, which may be deleted or replaced.
    let isOfStoredRun: Bool

    /// Episodes at which training saves checkpoints, as far as it came: whether they are still there or were pruned.
    var checkpointEpisodes: [Int] {
        let run = checkpoint.metadata.run
        let schedule = CheckpointSchedule(
            interval: run.saveInterval, batchSize: run.scenario.episodesOfBatch, episodes: run.episodes)
        return schedule.checkpoints(after: 0, through: checkpoint.episode)
    }

    /// The state of a run.
    ///
    /// - Throws: `StorageError` where there is none.
    init(_ run: StoredRun, _ choice: CheckpointChoice) throws {
        switch choice {
        case .final:
            checkpoint = try run.newestState()
            if !run.isFinished { (episode, isUnfinished) = (checkpoint.episode, true) }
        case .episode(let episode):
            checkpoint = try run.checkpoint(episode: episode)
            self.episode = episode
        }
        evaluation = run.evaluation
        isOfStoredRun = true
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
        isOfStoredRun = false
    }
}

/// Which state of a run is meant.
package enum CheckpointChoice: Sendable, Equatable {
    case final
    case episode(Int)
}

extension ReportTarget {
    /// Reads something of the state. What is missing since the run was deleted, replaced or pruned meanwhile is no
    /// damage.
    ///
    /// - Throws: `StorageError.changedMeanwhile`; what `body` throws.
    func reading<Value>(from output: Output, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let damage as StorageError {
            guard case .damaged = damage, isOfStoredRun else { throw damage }
            let name = checkpoint.metadata.run.name
            let run: StoredRun
            do {
                run = try output.runs.run(name)
            } catch StorageError.runNotFound {
                throw StorageError.changedMeanwhile(name)
            } catch {
                // It is damaged indeed; what was found first says where.
                throw damage
            }
            // Where the run still has this very state, that is damaged; else it belonged to the run before.
            let isStillThere = (run.checkpoints + run.stops).contains { $0.contentHash == checkpoint.contentHash }
            throw isStillThere ? damage : StorageError.changedMeanwhile(name)
        }
    }

    /// How the report calls the state.
    ///
    /// - Parameter isRunning: whether somebody goes on with the training.
    func reported(isRunning: Bool) -> ReportedCheckpoint {
        guard let episode else { return .final }
        guard isUnfinished else { return .episode(episode) }
        return isRunning ? .unfinished(episode) : .stopped(episode)
    }

    /// The run's name, with the episode where it is a checkpoint.
    var displayName: String {
        let name = checkpoint.metadata.run.name.description
        return episode.map { "\(name)@\($0)" } ?? name
    }
}

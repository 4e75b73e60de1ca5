import EventSockets
import FoundationEssentials
import RunStorage

/// What was found of trainings that other processes run.
struct FoundTrainings: Sendable {
    struct Found: Sendable {
        var training: RunningTraining
        var scenario: String
        var seed: UInt64?
    }

    /// How a training ended that is not there any more.
    struct Ended: Sendable {
        var isFinished: Bool
        var episodesDone: Int
        var totalEpisodes: Int
    }

    /// The newest first.
    var going: [Found] = []
    var ended: [RunName: Ended] = [:]

    /// Looks into an output; a thread of its own is the place for it.
    /// - Parameters:
    ///   - own: the process that the service has started itself.
    ///   - known: trainings that were going on when somebody last looked.
    static func look(into output: Output, own: Int32?, known: [RunName]) throws -> FoundTrainings {
        var found = FoundTrainings()
        for training in try output.runs.running() where training.processID != own || training.otherHost != nil {
            // Whose training has just ended may have no run any more that could be read.
            let run = try? output.runs.progress(of: training.runName).run
            found.going.append(
                Found(
                    training: training, scenario: run?.scenarioFile ?? training.runName.description, seed: run?.seed))
        }
        found.going.sort { $0.training.startTime > $1.training.startTime }
        for name in known where !found.going.contains(where: { $0.training.runName == name }) {
            guard let progress = try? output.runs.progress(of: name) else { continue }
            found.ended[name] = Ended(
                isFinished: progress.isFinished, episodesDone: progress.episodesDone,
                totalEpisodes: progress.run.episodes)
        }
        return found
    }
}

extension TrainingProgress {
    /// Its members as a trainer's line has them.
    var members: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Finite numbers, which a lock file has been read from.
        guard let data = try? encoder.encode(self) else { return [] }
        return Array(data.dropFirst().dropLast())
    }
}

/// The foreign training that clients are told of, and what changes about it.
struct OtherTrainings {
    enum Change {
        case started(FoundTrainings.Found)
        case progress(episode: Int, members: [UInt8])
        case ended(scenario: String, FoundTrainings.Ended?, last: TrainingProgress?)
    }

    private(set) var shown: FoundTrainings.Found?
    private(set) var all: [FoundTrainings.Found] = []

    var known: [RunName] { all.map(\.training.runName) }

    /// Takes over what was found.
    /// - Parameter isHidden: whether a training of our own is what clients are told of.
    mutating func update(_ found: FoundTrainings, isHidden: Bool) -> [Change] {
        var changes: [Change] = []
        all = found.going
        if let before = shown {
            let same = found.going.first {
                $0.training.runName == before.training.runName && $0.training.processID == before.training.processID
                    && $0.training.host == before.training.host
            }
            if let same, !isHidden {
                shown = same
                if let progress = same.training.latestProgress,
                    progress.episode > before.training.latestProgress?.episode ?? 0
                {
                    changes.append(.progress(episode: progress.episode, members: progress.members))
                }
            } else {
                shown = nil
                let name = before.training.runName
                changes.append(
                    .ended(scenario: before.scenario, found.ended[name], last: before.training.latestProgress))
            }
        }
        if shown == nil, !isHidden, let next = found.going.first {
            shown = next
            changes.append(.started(next))
        }
        return changes
    }
}

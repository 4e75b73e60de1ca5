import Foundation
import Households
import Jobs
import RunStorage

/// Progress as lines, for logs.
package enum PlainProgress {
    /// Episodes between two lines.
    private static let interval = 10

    /// The line for `event`, with its end; nil where it is worth none.
    package static func line(for event: JobEvent) -> String? {
        switch event {
        case .trainingStarted(let run, let scenario, let episodes, let seed, _, 0):
            "training \(name(run, scenario)): \(counted(episodes, "episode")), seed \(seed)\n"
        case .trainingStarted(let run, let scenario, let episodes, let seed, _, let done):
            "resuming \(name(run, scenario)): \(done) of \(counted(episodes, "episode")) done, seed \(seed)\n"
        case .episode(let progress, _, _):
            progress.episode % interval == 0 || progress.episode == progress.totalEpisodes ? line(progress) : nil
        case .checkpointSaved(_, _, let episode, let path): "checkpoint \(episode): \(PrintableText.oneLine(path))\n"
        case .trainingCompleted(let run, let scenario, let episodes, let elapsed):
            "trained \(name(run, scenario)): \(counted(episodes, "episode")) in \(ProgressFormat.duration(elapsed))\n"
        case .trainingStopped(let run, let scenario, let done, let episodes, _):
            "stopped \(name(run, scenario)) after \(done) of \(counted(episodes, "episode")); --resume continues\n"
        case .studyStarted(let study, let trainings, 0):
            "study \(study): \(counted(trainings, "training"))\n"
        case .studyStarted(let study, let trainings, let done):
            "study \(study): \(done) of \(counted(trainings, "training")) done\n"
        case .studyTrainingFinished(let scenario, let setting, let seed, let status, let norm, let done, let total):
            "training \(done)/\(total)  \(PrintableText.oneLine(scenario))  \(PrintableText.oneLine(setting))  "
                + "seed \(seed)  \(norm.map { ProgressFormat.decimal($0, 4) } ?? "–")"
                + (status == "done" ? "\n" : "  \(status)\n")
        case .studyCompleted(let study, let trainings, let elapsed):
            "study \(study): \(counted(trainings, "training")) in \(ProgressFormat.duration(elapsed))\n"
        case .studyStopped(let study, let done, let trainings, _):
            "stopped \(study) after \(done) of \(counted(trainings, "training")); study run goes on\n"
        // Errors, results and notes are told by the command itself.
        case .batchEnded, .trainingFailed, .reportWritten, .note: nil
        }
    }

    /// `mine`, or `mine_raise (scenario mine)` where the run has a name of its own.
    private static func name(_ run: String, _ scenario: String) -> String {
        run == scenario ? run : "\(run) (scenario \(PrintableText.oneLine(scenario)))"
    }

    /// How far a training is, and the averages over its last episodes.
    package static func line(_ progress: TrainingProgress) -> String {
        let parts = [
            "episode \(progress.episode)/\(progress.totalEpisodes)",
            "reward \(ProgressFormat.decimal(progress.averageReward, 1))",
            "months \(ProgressFormat.decimal(progress.averageDuration, 1))",
            "cash \(ProgressFormat.decimal(progress.averageCash, 0))",
            "invested \(ProgressFormat.decimal(progress.averageInvested, 0))",
            "stability \(ProgressFormat.decimal(progress.stability, 3))",
            "goal distance \(ProgressFormat.decimal(progress.goalAdherence, 3))",
            ProgressFormat.duration(progress.elapsedTime),
        ]
        return parts.joined(separator: "  ") + "\n"
    }
}

/// Numbers in progress: the same in every locale.
package enum ProgressFormat {
    static func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    /// `0.8 s`, `42 s`, `3 min 05 s`, `2 h 07 min`
    package static func duration(_ seconds: Double) -> String {
        if seconds < 9.95 { return decimal(max(0, seconds), 1) + " s" }
        let whole = Int(min(seconds, 1e15).rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return String(format: "%d min %02d s", whole / 60, whole % 60)
        default: return String(format: "%d h %02d min", whole / 3600, whole % 3600 / 60)
        }
    }
}

import Households
import RunStorage

/// Progress as lines, for logs.
package enum PlainProgress {
    /// Episodes between two lines.
    private static let interval = 10

    /// The line for `event`, with its end; nil where it is worth none.
    package static func line(for event: ProgressEvent) -> String? {
        switch event {
        case .trainingStarted(let scenario, let episodes, let seed, _, 0):
            "training \(TerminalText.oneLine(scenario)): \(counted(episodes, "episode")), seed \(seed)\n"
        case .trainingStarted(let scenario, let episodes, let seed, _, let done):
            "resuming \(TerminalText.oneLine(scenario)): \(done) of \(counted(episodes, "episode")) done, seed \(seed)\n"
        case .episode(let progress):
            progress.episode % interval == 0 || progress.episode == progress.totalEpisodes ? line(progress) : nil
        case .checkpointSaved(let episode, let path): "checkpoint \(episode): \(TerminalText.oneLine(path))\n"
        case .trainingCompleted(let scenario, let episodes, let elapsed):
            "trained \(TerminalText.oneLine(scenario)): \(counted(episodes, "episode")) in \(ProgressFormat.duration(elapsed))\n"
        case .trainingStopped(let scenario, let done, let episodes, _):
            "stopped \(TerminalText.oneLine(scenario)) after \(done) of \(counted(episodes, "episode")); --resume continues\n"
        // Errors and results are told by the command itself.
        case .trainingFailed, .reportWritten: nil
        }
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
            "adherence \(ProgressFormat.decimal(progress.goalAdherence, 3))",
            ProgressFormat.duration(progress.elapsedTime),
        ]
        return parts.joined(separator: "  ") + "\n"
    }
}

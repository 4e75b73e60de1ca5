import Households
import RunStorage

/// The last episodes, for averages that follow the training.
package struct RecentEpisodes {
    /// Episodes that are averaged, fewer where fewer were lived.
    static let window = 10

    /// From the oldest on.
    private var episodes: [Figures] = []

    /// What is averaged of an episode.
    private struct Figures {
        var reward, length, finalCash, totalInvested, stability, goalAdherence: Double
    }

    /// Months of an episode that is lived to its end.
    private let horizon: Int

    /// Begins with the last episodes of a history, so that a training that is resumed shows what it would have shown.
    package init(_ history: TrainingHistory = TrainingHistory(), horizon: Int) {
        self.horizon = horizon
        let stability = history.stability(horizon: horizon)
        episodes = (max(0, history.count - Self.window)..<history.count).map { row in
            Figures(
                reward: history.episodeRewards[row], length: Double(history.episodeLengths[row]),
                finalCash: history.cashBalances[row], totalInvested: history.totalInvested[row],
                stability: stability[row], goalAdherence: history.goalAdherence[row])
        }
    }

    package mutating func append(_ metrics: EpisodeMetrics) {
        if episodes.count == Self.window { episodes.removeFirst() }
        episodes.append(
            Figures(
                reward: metrics.reward, length: Double(metrics.length), finalCash: metrics.finalCash,
                totalInvested: metrics.totalInvested,
                stability: metrics.cashStability * Double(metrics.length) / Double(horizon),
                goalAdherence: metrics.goalAdherence))
    }

    /// The averages; 0 before the first episode.
    package func progress(episode: Int, of total: Int, elapsed: Double) -> TrainingProgress {
        TrainingProgress(
            episode: episode, totalEpisodes: total, averageReward: mean(\.reward), averageDuration: mean(\.length),
            averageCash: mean(\.finalCash), averageInvested: mean(\.totalInvested), stability: mean(\.stability),
            goalAdherence: mean(\.goalAdherence), elapsedTime: elapsed)
    }

    private func mean(_ value: (Figures) -> Double) -> Double {
        episodes.isEmpty ? 0 : episodes.reduce(0) { $0 + value($1) } / Double(episodes.count)
    }
}

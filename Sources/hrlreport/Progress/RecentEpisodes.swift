import Households
import RunStorage

/// The last episodes, for averages that follow the training.
package struct RecentEpisodes {
    /// Episodes that are averaged, fewer where fewer were lived.
    static let window = 10

    private var episodes: [EpisodeMetrics] = []
    /// Where the next episode goes once the window is full.
    private var oldest = 0

    package init() {}

    package mutating func append(_ metrics: EpisodeMetrics) {
        if episodes.count < Self.window {
            episodes.append(metrics)
        } else {
            episodes[oldest] = metrics
            oldest = (oldest + 1) % Self.window
        }
    }

    /// The averages; 0 before the first episode.
    package func progress(episode: Int, of total: Int, elapsed: Double) -> TrainingProgress {
        TrainingProgress(
            episode: episode, totalEpisodes: total, averageReward: mean(\.reward),
            averageDuration: mean { Double($0.length) }, averageCash: mean(\.finalCash),
            averageInvested: mean(\.totalInvested), stability: mean(\.cashStability),
            goalAdherence: mean(\.goalAdherence), elapsedTime: elapsed)
    }

    private func mean(_ value: (EpisodeMetrics) -> Double) -> Double {
        episodes.isEmpty ? 0 : episodes.reduce(0) { $0 + value($1) } / Double(episodes.count)
    }
}

import Households
import RunStorage

/// The last episodes, for averages that follow the training.
package struct RecentEpisodes {
    /// Episodes that are averaged, fewer where fewer were lived.
    static let window = 10

    private var episodes: [Figures] = []
    /// Where the next episode goes once the window is full.
    private var oldest = 0

    /// What is averaged of an episode.
    private struct Figures {
        var reward, length, finalCash, totalInvested, cashStability, goalAdherence: Double
    }

    package init() {}

    /// Begins with the last episodes of a history, so that a training that is resumed shows what it would have shown.
    package init(_ history: TrainingHistory) {
        for row in max(0, history.count - Self.window)..<history.count {
            append(
                Figures(
                    reward: history.episodeRewards[row], length: Double(history.episodeLengths[row]),
                    finalCash: history.cashBalances[row], totalInvested: history.totalInvested[row],
                    cashStability: history.cashStabilityIndex[row], goalAdherence: history.goalAdherence[row]))
        }
    }

    package mutating func append(_ metrics: EpisodeMetrics) {
        append(
            Figures(
                reward: metrics.reward, length: Double(metrics.length), finalCash: metrics.finalCash,
                totalInvested: metrics.totalInvested, cashStability: metrics.cashStability,
                goalAdherence: metrics.goalAdherence))
    }

    private mutating func append(_ figures: Figures) {
        if episodes.count < Self.window {
            episodes.append(figures)
        } else {
            episodes[oldest] = figures
            oldest = (oldest + 1) % Self.window
        }
    }

    /// The averages; 0 before the first episode.
    package func progress(episode: Int, of total: Int, elapsed: Double) -> TrainingProgress {
        TrainingProgress(
            episode: episode, totalEpisodes: total, averageReward: mean(\.reward), averageDuration: mean(\.length),
            averageCash: mean(\.finalCash), averageInvested: mean(\.totalInvested), stability: mean(\.cashStability),
            goalAdherence: mean(\.goalAdherence), elapsedTime: elapsed)
    }

    private func mean(_ value: (Figures) -> Double) -> Double {
        // From the oldest on, so that the sum does not depend on where the window happens to begin.
        let ordered = episodes[oldest...] + episodes[..<oldest]
        return ordered.isEmpty ? 0 : ordered.reduce(0) { $0 + value($1) } / Double(ordered.count)
    }
}

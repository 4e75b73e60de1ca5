import Households
import Statistics

/// How training stood at a checkpoint: means over the episodes just before it.
package struct CheckpointSummary: Sendable, Equatable {
    /// Episodes done.
    package var episode: Int
    /// Mean ΣR.
    package var reward: Double
    /// Mean share of the horizon that is months with cash above zero.
    package var stability: Double
    package var sharpeRatio: Double
    /// Mean |a0 − g0|.
    package var goalAdherence: Double

    /// Episodes that are averaged, fewer where fewer were done.
    package static let window = 100

    /// The summaries at `episodes`, in ascending order; episodes that the history does not hold are left out.
    ///
    /// - Parameter horizon: months of an episode that is lived to its end.
    package static func summaries(
        of history: TrainingHistory, at episodes: [Int], horizon: Int
    ) -> [CheckpointSummary] {
        let stability = history.stability(horizon: horizon)
        return Set(episodes).sorted().filter { (1...max(1, history.count)).contains($0) && history.count > 0 }.map {
            episode in
            let range = max(0, episode - window)..<episode
            func mean(_ values: [Double]) -> Double { Array(values[range]).mean }
            return CheckpointSummary(
                episode: episode, reward: mean(history.episodeRewards), stability: mean(stability),
                sharpeRatio: mean(history.sharpeRatio), goalAdherence: mean(history.goalAdherence))
        }
    }
}

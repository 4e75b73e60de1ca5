/// What was measured in training: one entry an episode, and one an update of each agent.
///
/// `HistorySeries.all` lists the series under their names in the file `NAME_history.json`.
package struct TrainingHistory: Sendable, Equatable {
    /// ΣR of the episode, undiscounted.
    package var episodeRewards: [Double] = []
    /// Months lived.
    package var episodeLengths: [Int] = []
    /// Final cash, EUR.
    package var cashBalances: [Double] = []
    /// EUR invested over the episode.
    package var totalInvested: [Double] = []
    /// Final wealth less the initial, EUR.
    package var cumulativeWealthGrowth: [Double] = []
    /// Share of the months that ended with cash above zero.
    package var cashStabilityIndex: [Double] = []
    package var sharpeRatio: [Double] = []
    /// Mean |a0 − g0|, the distance from the goal: 0 where every month met it.
    package var goalAdherence: [Double] = []
    package var policyStability: [Double] = []
    /// The updates of the executor.
    package var low = UpdateHistory()
    /// The updates of the strategist.
    package var high = UpdateHistory()
    /// Of a household that lives for utility: what the policy was worth, time and again.
    package var validations = ValidationHistory()

    package init() {}

    /// Episodes recorded.
    package var count: Int { episodeRewards.count }

    /// Share of the horizon's months that end with cash, episode by episode: what was not lived is not safe.
    ///
    /// - Parameter horizon: months.
    package func stability(horizon: Int) -> [Double] {
        zip(cashStabilityIndex, episodeLengths).map { $0 * Double($1) / Double(horizon) }
    }

    package mutating func append(_ metrics: EpisodeMetrics) {
        episodeRewards.append(metrics.reward)
        episodeLengths.append(metrics.length)
        cashBalances.append(metrics.finalCash)
        totalInvested.append(metrics.totalInvested)
        cumulativeWealthGrowth.append(metrics.wealthGrowth)
        cashStabilityIndex.append(metrics.cashStability)
        sharpeRatio.append(metrics.sharpeRatio)
        goalAdherence.append(metrics.goalAdherence)
        policyStability.append(metrics.policyStability)
    }

    /// The history as it stood when `episodes` episodes were done: their rows, and the updates made by then.
    package func prefix(_ episodes: Int) -> TrainingHistory {
        prefix(
            episodes: episodes, lowUpdates: low.episodes.prefix { $0 <= episodes }.count,
            highUpdates: high.episodes.prefix { $0 <= episodes }.count)
    }

    /// The first rows of each kind: the history as it stood at the end of a batch.
    ///
    /// By number, not by episode: updates within a batch that was going on are made again.
    package func prefix(episodes: Int, lowUpdates: Int, highUpdates: Int) -> TrainingHistory {
        precondition(
            0...count ~= episodes && 0...low.count ~= lowUpdates && 0...high.count ~= highUpdates,
            "a history has no prefix that is longer than itself")
        var result = self
        let validations = validations.episodes.prefix { $0 <= episodes }.count
        for series in HistorySeries.all {
            let rows =
                switch series.rows {
                case .episodes: episodes
                case .lowUpdates: lowUpdates
                case .highUpdates: highUpdates
                case .validations: validations
                }
            switch series.path {
            case .doubles(let path): result[keyPath: path] = Array(self[keyPath: path].prefix(rows))
            case .integers(let path): result[keyPath: path] = Array(self[keyPath: path].prefix(rows))
            }
        }
        return result
    }
}

/// What the policy was worth on lives of their own, each time that it was judged.
package struct ValidationHistory: Sendable, Equatable {
    /// Episodes done.
    package var episodes: [Int] = []
    /// Certainty equivalent of the averaged policy, EUR of month 1 a month, and its standard error.
    package var certaintyEquivalents: [Double] = []
    package var standardErrors: [Double] = []
    /// Share of the lives that ended in ruin.
    package var ruinProbabilities: [Double] = []
    /// 1 where the policy took the place of the one that was kept before, else 0.
    package var kept: [Int] = []

    package init() {}
}

/// What was measured at each update of an agent: the means over the minibatches of its last epoch.
///
/// A series that the first format did not have is empty where the training was begun by a program that did not record
/// it: it stays so when the training goes on, for a series has a value for every update or for none.
package struct UpdateHistory: Sendable, Equatable {
    /// Episodes done at the update.
    package var episodes: [Int] = []
    /// Policy loss + value_coefficient · value loss − entropy_coefficient · entropy.
    package var losses: [Double] = []
    package var policyLoss: [Double] = []
    package var valueLoss: [Double] = []
    /// Of the policy, nats.
    package var entropy: [Double] = []
    /// KL(old‖new), estimated as mean(ratio − 1 − log ratio) (Schulman 2020).
    package var approximateKL: [Double] = []
    /// Share of the samples whose ratio was clipped.
    package var clipFraction: [Double] = []
    /// Share of the targets' variance that the critic explained before the update.
    package var explainedVariance: [Double] = []
    /// Euclidean norms of the two networks' gradients before they are clipped, each on its own account.
    package var actorGradientNorm: [Double] = []
    package var criticGradientNorm: [Double] = []
    package var learningRate: [Double] = []

    package init() {}

    /// Updates recorded.
    package var count: Int { episodes.count }

    package typealias Path = WritableKeyPath<UpdateHistory, [Double]>

    /// Adds an update.
    /// - Parameter measures: of the series that the first format did not have; a series that lacks earlier updates
    ///   stays empty.
    package mutating func append(episodes: Int, loss: Double, _ measures: KeyValuePairs<Path, Double>) {
        for (path, value) in measures where self[keyPath: path].count == count { self[keyPath: path].append(value) }
        self.episodes.append(episodes)
        losses.append(loss)
    }
}

/// What was measured in training: one entry an episode, and one an update of each agent.
///
/// The JSON form is the file `NAME_history.json`: one object of arrays with exactly these keys.
package struct TrainingHistory: Sendable, Equatable, Codable {
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
    /// Mean |a0 − g0|: 0 where every deed was the goal.
    package var goalAdherence: [Double] = []
    package var policyStability: [Double] = []
    /// Mean total loss of the last epoch of each update of the executor.
    package var lowLevelLosses: [Double] = []
    /// Episodes done at each update of the executor.
    package var lowLevelUpdateEpisodes: [Int] = []
    /// Mean total loss of the last epoch of each update of the strategist.
    package var highLevelLosses: [Double] = []
    /// Episodes done at each update of the strategist.
    package var highLevelUpdateEpisodes: [Int] = []

    package init() {}

    /// Episodes recorded.
    package var count: Int { episodeRewards.count }

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
        precondition(episodes >= 0 && episodes <= count, "a history of \(count) episodes has no prefix of \(episodes)")
        var result = TrainingHistory()
        result.episodeRewards = Array(episodeRewards.prefix(episodes))
        result.episodeLengths = Array(episodeLengths.prefix(episodes))
        result.cashBalances = Array(cashBalances.prefix(episodes))
        result.totalInvested = Array(totalInvested.prefix(episodes))
        result.cumulativeWealthGrowth = Array(cumulativeWealthGrowth.prefix(episodes))
        result.cashStabilityIndex = Array(cashStabilityIndex.prefix(episodes))
        result.sharpeRatio = Array(sharpeRatio.prefix(episodes))
        result.goalAdherence = Array(goalAdherence.prefix(episodes))
        result.policyStability = Array(policyStability.prefix(episodes))
        let low = lowLevelUpdateEpisodes.prefix { $0 <= episodes }.count
        result.lowLevelLosses = Array(lowLevelLosses.prefix(low))
        result.lowLevelUpdateEpisodes = Array(lowLevelUpdateEpisodes.prefix(low))
        let high = highLevelUpdateEpisodes.prefix { $0 <= episodes }.count
        result.highLevelLosses = Array(highLevelLosses.prefix(high))
        result.highLevelUpdateEpisodes = Array(highLevelUpdateEpisodes.prefix(high))
        return result
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case episodeRewards = "episode_rewards"
        case episodeLengths = "episode_lengths"
        case cashBalances = "cash_balances"
        case totalInvested = "total_invested"
        case cumulativeWealthGrowth = "cumulative_wealth_growth"
        case cashStabilityIndex = "cash_stability_index"
        case sharpeRatio = "sharpe_ratio"
        case goalAdherence = "goal_adherence"
        case policyStability = "policy_stability"
        case lowLevelLosses = "low_level_losses"
        case lowLevelUpdateEpisodes = "low_level_update_episodes"
        case highLevelLosses = "high_level_losses"
        case highLevelUpdateEpisodes = "high_level_update_episodes"
    }
}

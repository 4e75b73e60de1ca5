/// The figures of one episode, as `AnalyticsModule` measures them.
package struct EpisodeMetrics: Sendable, Equatable, Codable {
    /// ΣR of the episode, undiscounted.
    package var reward: Double
    /// Months lived.
    package var length: Int
    /// Whether the episode ended with cash below zero.
    package var insolvent: Bool
    /// Cash at the end, EUR.
    package var finalCash: Double
    /// Cash and portfolio at the end, EUR.
    package var finalWealth: Double
    /// ΣI, EUR.
    package var totalInvested: Double
    /// Σc, EUR of discretionary consumption.
    package var totalConsumed: Double
    /// W_end − W_0, EUR.
    package var wealthGrowth: Double
    /// Share of the months lived that ended with cash above zero.
    package var cashStability: Double
    /// √12 · mean / sample standard deviation of the monthly returns r·P/W on the wealth at the start of the month; 0
    /// where the deviation is 0 or fewer than two months were lived.
    package var sharpeRatio: Double
    /// Mean |a0 − g0| over the months lived; 0 for a policy without goals.
    package var goalAdherence: Double
    /// Mean over the three shares of their population variance over the episode.
    package var policyStability: Double
    /// Months lived that ended with cash below the safety threshold.
    package var monthsBelowThreshold: Int
    /// Largest fall of wealth from its highest value so far, as a share of that value: 0…1.
    package var maxDrawdown: Double
    /// Largest fall of what a euro in the portfolio is worth, from its highest value so far, as a share of that value:
    /// 0…1; what is paid in does not hide it. 0 where nothing was invested for a month.
    package var maxPortfolioDrawdown: Double
    /// Σ of what was missing to the safety threshold after the months lived, EUR; of a debt, the whole threshold.
    package var shortfall: Double
}

extension EpisodeMetrics {
    /// The figures of many lives as those of one: means, and the largest falls of any.
    ///
    /// - Parameter length: months that all of them went on.
    /// - Precondition: there is one.
    package init(meanOf lives: [EpisodeMetrics], length: Int) {
        precondition(!lives.isEmpty, "no lives, no figures")
        func mean(_ value: (EpisodeMetrics) -> Double) -> Double {
            lives.reduce(0) { $0 + value($1) } / Double(lives.count)
        }
        self.init(
            reward: mean(\.reward), length: length, insolvent: lives.contains(where: \.insolvent),
            finalCash: mean(\.finalCash), finalWealth: mean(\.finalWealth), totalInvested: mean(\.totalInvested),
            totalConsumed: mean(\.totalConsumed), wealthGrowth: mean(\.wealthGrowth),
            cashStability: mean(\.cashStability), sharpeRatio: mean(\.sharpeRatio),
            goalAdherence: mean(\.goalAdherence),
            policyStability: mean(\.policyStability),
            monthsBelowThreshold: Int(mean { Double($0.monthsBelowThreshold) }.rounded()),
            maxDrawdown: lives.reduce(0) { max($0, $1.maxDrawdown) },
            maxPortfolioDrawdown: lives.reduce(0) { max($0, $1.maxPortfolioDrawdown) }, shortfall: mean(\.shortfall))
    }
}

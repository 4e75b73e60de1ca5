import Foundation
import Households
import Jobs
import Testing

@Suite struct RecentEpisodesTests {
    @Test func averagesAreOverTheLastTenEpisodes() throws {
        var recent = RecentEpisodes(horizon: 120)
        for number in 1...25 {
            recent.append(try metrics(reward: Double(number)))
            let progress = recent.progress(episode: number, of: 25, elapsed: 0)
            let first = max(1, number - 9)
            #expect(progress.averageReward == Double(first + number) / 2)
        }
    }

    /// Figures whose other values do not matter.
    private func metrics(reward: Double) throws -> EpisodeMetrics {
        let zeros = [
            "length", "finalCash", "finalWealth", "totalInvested", "totalConsumed", "wealthGrowth", "cashStability",
            "sharpeRatio", "goalAdherence", "policyStability", "monthsBelowThreshold", "maxDrawdown",
            "maxPortfolioDrawdown", "shortfall",
        ]
        let members = zeros.map { "\"\($0)\":0" }.joined(separator: ",")
        let json = "{\"reward\":\(reward),\"insolvent\":false,\(members)}"
        return try JSONDecoder().decode(EpisodeMetrics.self, from: Data(json.utf8))
    }
}

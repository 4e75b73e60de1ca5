import Households
import Reports
import Testing

@Suite struct HistoryCSVTests {
    @Test func aRowAnEpisode() {
        var history = TrainingHistory()
        history.episodeRewards = [1.5, -2e-7]
        history.episodeLengths = [120, 3]
        history.cashBalances = [100, -5]
        history.totalInvested = [1, 2]
        history.cumulativeWealthGrowth = [3, 4]
        history.cashStabilityIndex = [1, 0.5]
        history.sharpeRatio = [0, 0.25]
        history.goalAdherence = [0, 0]
        history.policyStability = [0.125, 1]
        let text = String(decoding: HistoryCSV.bytes(of: history), as: UTF8.self)
        #expect(
            text == """
                episode,episode_rewards,episode_lengths,cash_balances,total_invested,cumulative_wealth_growth,\
                cash_stability_index,sharpe_ratio,goal_adherence,policy_stability\r
                1,1.5,120,100.0,1.0,3.0,1.0,0.0,0.0,0.125\r
                2,-2e-07,3,-5.0,2.0,4.0,0.5,0.25,0.0,1.0\r

                """)
    }

    @Test func numbersReadBackExactly() throws {
        let history = SampleReports.history(episodes: 50)
        let rows = String(decoding: HistoryCSV.bytes(of: history), as: UTF8.self).split(separator: "\r\n").dropFirst()
        #expect(rows.map { Double($0.split(separator: ",")[1]) } == history.episodeRewards)
        #expect(rows.map { Double($0.split(separator: ",")[9]) } == history.policyStability)
    }
}

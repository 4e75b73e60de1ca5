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

    @Test func aRowAnUpdate() {
        var history = TrainingHistory()
        history.low.append(
            episodes: 20, loss: 1.5,
            [\.policyLoss: -0.25, \.valueLoss: 2, \.entropy: 1, \.approximateKL: 1e-05, \.clipFraction: 0.5])
        history.low.append(episodes: 40, loss: 1, [\.policyLoss: 0, \.valueLoss: 1])
        history.high.append(episodes: 40, loss: -3, [:])
        let text = String(decoding: HistoryCSV.updates(of: history), as: UTF8.self)
        let rows = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(
            rows[0].hasPrefix("agent,update,losses,update_episodes,policy_loss,value_loss,entropy,approximate_kl,clip"))
        #expect(rows[1].hasPrefix("executor,1,1.5,20,-0.25,2.0,1.0,1e-05,0.5"))
        // What a history lacks is left empty.
        #expect(rows[2].hasPrefix("executor,2,1.0,40,0.0,1.0,,"))
        #expect(rows[3].hasPrefix("strategist,1,-3.0,40,,,,,"))
        #expect(
            Set(rows.dropLast().map { $0.split(separator: ",", omittingEmptySubsequences: false).count }).count == 1)
        #expect(rows.count == 5 && rows[4].isEmpty)
    }

    @Test func numbersReadBackExactly() throws {
        let history = SampleReports.history(episodes: 50)
        let rows = String(decoding: HistoryCSV.bytes(of: history), as: UTF8.self).split(separator: "\r\n").dropFirst()
        #expect(rows.map { Double($0.split(separator: ",")[1]) } == history.episodeRewards)
        #expect(rows.map { Double($0.split(separator: ",")[9]) } == history.policyStability)
    }
}

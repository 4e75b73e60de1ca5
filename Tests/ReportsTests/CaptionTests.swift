import Charts
import Households
import Reports
import Testing

/// What captions say of a series has to be true of it.
@Suite struct CaptionTests {
    private func caption(_ rewards: [Double]) throws -> String {
        var history = SampleReports.history(episodes: rewards.count)
        history.episodeRewards = rewards
        let input = SampleReports.input(
            scenario: SampleReports.scenario(), history: history, evaluation: SampleReports.evaluation())
        return try #require(ReportContent(input).figures.first).caption.replacing("\u{A0}", with: " ")
    }

    @Test(arguments: [
        ([10, 20, 30, 40], "rises from 10.00 to 40.00"), ([40, 30, 35, 10], "falls from 40.00 to 10.00"),
        ([10, 10, 10], "is 10.00 throughout"), ([10, 10.001, 10], "is 10.00 throughout"),
        ([10, 90, 12], "begins at 10.00, ends at 12.00 and lies between 10.00 and 90.00"),
        ([10, 90, 10], "begins at 10.00, ends at 10.00 and lies between 10.00 and 90.00"),
        ([12, -40, 10], "begins at 12.00, ends at 10.00 and lies between −40.00 and 12.00"),
    ])
    func wordsFollowTheValues(values: [Double], words: String) throws {
        #expect(try caption(values).contains(words))
    }

    @Test func aSingleEpisode() throws {
        #expect(try caption([5]).hasPrefix("The only episode: 5.00."))
    }

    @Test func fewEpisodesAreNotSummarized() throws {
        #expect(try caption((1...19).map(Double.init)).hasPrefix("Over 19 episodes it rises from 1.00 to 19.00."))
        #expect(try caption((1...20).map(Double.init)).hasPrefix("The median of 10 episodes rises from"))
    }

    @Test func oneLifeHasNoSpread() throws {
        var input = SampleReports.bologna(episodes: 20, evaluated: 1)
        for index in input.evaluation.policies[0].months.indices {
            let wealth = input.evaluation.policies[0].months[index].wealth.p50
            input.evaluation.policies[0].months[index].wealth = SampleReports.quantiles(around: wealth, spread: 0)
        }
        let figure = try #require(ReportContent(input).figures.first { $0.id == "wealth" })
        #expect(!figure.caption.contains("nine lives"))
        let hasBand = figure.chart.layers.contains { if case .band = $0 { true } else { false } }
        #expect(!hasBand)
    }

    @Test func aMonthIsAMonth() throws {
        var input = SampleReports.bologna(episodes: 30)
        input.history.episodeLengths = Array(repeating: 1, count: 30)
        let figure = try #require(ReportContent(input).figures.first { $0.id == "length" })
        #expect(figure.caption.replacing("\u{A0}", with: " ").contains("is 1 month throughout"))
    }

    @Test func summariesNameTheirWindow() throws {
        #expect(try caption((1...100).map(Double.init)).hasPrefix("The median of 10 episodes rises from 5.5 to 95.5;"))
    }
}

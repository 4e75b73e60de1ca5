import Charts
import Statistics
import Testing

@Suite("Rolling summaries")
struct RollingSummaryTests {
    @Test("Median and quartiles are those of the sorted window", arguments: [1, 2, 3, 4, 5, 10, 57])
    func exact(window: Int) throws {
        let series = Series(values: SampleCharts.rewards(count: 400))
        let summary = try #require(RollingSummary(series, window: window))
        for (index, x) in summary.x.enumerated() {
            let end = Int(x)
            let values = Array(series.y[(end - window)..<end])
            #expect(summary.median[index] == values.quantile(0.5))
            #expect(summary.lowerQuartile[index] == values.quantile(0.25))
            #expect(summary.upperQuartile[index] == values.quantile(0.75))
        }
    }

    @Test("At most 250 places, from the first full window to the last value")
    func places() throws {
        let summary = try #require(RollingSummary(Series(values: SampleCharts.rewards(count: 10_000)), window: 100))
        #expect(summary.x.count == 250)
        #expect(summary.x.first == 100)
        #expect(summary.x.last == 10_000)
        #expect(zip(summary.x, summary.x.dropFirst()).allSatisfy { $0 < $1 })
        let short = try #require(RollingSummary(Series(values: SampleCharts.rewards(count: 60)), window: 10))
        #expect(short.x == (10...60).map(Double.init))
    }

    @Test("No smoothing where there are fewer values than the window")
    func tooFew() {
        let series = Series(values: SampleCharts.rewards(count: 9))
        #expect(RollingSummary(series, window: 10) == nil)
        #expect(RollingSummary(series, window: 9)?.x == [9])
        #expect(RollingSummary(Series(values: []), window: 1) == nil)
    }

    @Test("Values that are missing are left out")
    func missing() throws {
        let summary = try #require(RollingSummary(Series(values: [1, .nan, 3, .nan, .nan, 5]), window: 2))
        #expect(summary.median[0] == 1)
        #expect(summary.median[1] == 3)
        #expect(summary.median[3].isNaN)
        #expect(summary.median[4] == 5)
    }

    @Test("Windows are round, and no more than a twentieth")
    func windows() {
        #expect(RollingSummary.suggestedWindow(count: 1) == 10)
        #expect(RollingSummary.suggestedWindow(count: 300) == 10)
        #expect(RollingSummary.suggestedWindow(count: 1000) == 50)
        #expect(RollingSummary.suggestedWindow(count: 100_000_000) == 10_000)
    }
}

import Charts
import Households
import Reports
import Testing

/// Single losses that would flatten a chart are left out of it, and the caption says so.
@Suite struct OutliersTests {
    private func figure(losses: [Double]) throws -> ChartFigure {
        var history = SampleReports.history(episodes: losses.count)
        history.low.losses = losses
        history.low.episodes = Array(1...losses.count)
        let input = SampleReports.input(
            scenario: SampleReports.scenario(), history: history, evaluation: SampleReports.evaluation())
        return try #require(ReportContent(input).figures.first { $0.id == "loss-executor" })
    }

    /// Between 0.1 and 0.3.
    private func calm(_ count: Int) -> [Double] { (0..<count).map { index in 0.2 + 0.02 * Double(index % 11 - 5) } }

    @Test func farAwayValuesAreLeftOut() throws {
        var losses = calm(100)
        losses[3] = 97
        losses[7] = -12
        let figure = try figure(losses: losses)
        let limits = try #require(figure.chart.yAxis.atMost)
        #expect(losses.filter { !limits.contains($0) } == [97, -12])
        let caption = figure.caption.replacing("\u{A0}", with: " ")
        #expect(caption.contains("Not shown: 2 updates between −12.00 and 97.00."))
        #expect(figure.alternativeText.contains("Not shown"))
    }

    @Test(arguments: [
        (5000.0, "Not shown: one update, up to 5,000.0."), (-40, "Not shown: one update, down to −40.00."),
    ])
    func oneSideOnly(value: Double, words: String) throws {
        let figure = try figure(losses: calm(100) + [value] + calm(50))
        #expect(figure.caption.replacing("\u{A0}", with: " ").hasSuffix(words))
    }

    @Test func nothingIsLeftOutOfOrdinaryValues() throws {
        #expect(try figure(losses: calm(100)).chart.yAxis.atMost == nil)
        #expect(try figure(losses: Array(repeating: 3, count: 100)).chart.yAxis.atMost == nil)
        #expect(try figure(losses: (1...200).map(Double.init)).chart.yAxis.atMost == nil)
    }

    /// All of the summary stays in sight, so a long way down does.
    @Test func aSteepBeginningStays() throws {
        let losses = (0..<200).map { 100 / Double(1 + $0) }
        let figure = try figure(losses: losses)
        #expect(figure.chart.yAxis.atMost?.contains(15) ?? true)
    }

    @Test func tooFewValuesForASummaryAreAllShown() throws {
        #expect(try figure(losses: [1, 1, 1, 1, 5000]).chart.yAxis.atMost == nil)
    }

    /// In rewards a life that failed is no outlier.
    @Test func rewardsAreShownAll() throws {
        var history = SampleReports.history(episodes: 200)
        history.episodeRewards = calm(200)
        history.episodeRewards[50] = -900
        let input = SampleReports.input(
            scenario: SampleReports.scenario(), history: history, evaluation: SampleReports.evaluation())
        #expect(ReportContent(input).figures.first?.chart.yAxis.atMost == nil)
    }
}

import Foundation
import Households
import RunStorage
import Testing

@Suite struct HistoryEncoderTests {
    private let training = SampleTraining(episodes: 100)

    @Test func hasTheDocumentedForm() throws {
        var history = training.history(0)
        history.episodeRewards = [1, -0.5]
        history.episodeLengths = [120, 7]
        history.low.episodes = [2]
        history.low.losses = [1e-5]
        var encoder = HistoryEncoder()
        let text = String(decoding: try encoder.encode(history), as: UTF8.self)
        #expect(
            text.hasPrefix("{\n\"episode_rewards\":[1.0,-0.5],\n\"episode_lengths\":[120,7],\n\"cash_balances\":[],\n"))
        #expect(text.contains("\"low_level_losses\":[1e-05],\n\"low_level_update_episodes\":[2],\n"))
        #expect(text.hasSuffix("\"high_level_update_episodes\":[]\n}\n"))
    }

    @Test func isReadAlikeByFoundation() throws {
        var encoder = HistoryEncoder()
        let history = training.history(100)
        let bytes = try encoder.encode(history)
        #expect(try HistoryDecoder.decode(bytes) == history)
        let members = try JSONDecoder().decode([String: Member].self, from: Data(bytes))
        for series in HistorySeries.all {
            let values = series.values(of: history)
            // What this household has not is not there.
            if series.rows == .validations {
                #expect(members[series.name] == nil)
                continue
            }
            #expect(members[series.name]?.numbers == (0..<values.count).map { values[$0] }, "\(series.name)")
        }
    }

    /// A series, or the number of the format.
    private struct Member: Decodable {
        let numbers: [Double]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            numbers = try (try? container.decode([Double].self)) ?? [container.decode(Double.self)]
        }
    }

    @Test func aGrowingHistoryHasTheSameTextAsAFreshOne() throws {
        var growing = HistoryEncoder()
        for count in [0, 20, 20, 40, 60, 100] {
            var fresh = HistoryEncoder()
            #expect(try growing.encode(training.history(count)) == fresh.encode(training.history(count)))
        }
    }

    @Test func aHistoryThatIsNoContinuationIsWrittenAnew() throws {
        var encoder = HistoryEncoder()
        _ = try encoder.encode(training.history(60))
        let other = SampleTraining(episodes: 100, seed: 7).history(100)
        var fresh = HistoryEncoder()
        #expect(try encoder.encode(other) == fresh.encode(other))
        #expect(
            try encoder.encode(training.history(20))
                == {
                    var fresh = HistoryEncoder()
                    return try fresh.encode(training.history(20))
                }())
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func neverWritesWhatIsNotFinite(_ value: Double) {
        var history = training.history(20)
        history.sharpeRatio[3] = value
        #expect(throws: NotFinite.series(name: "sharpe_ratio", index: 3)) {
            var encoder = HistoryEncoder()
            return try encoder.encode(history)
        }
    }
}

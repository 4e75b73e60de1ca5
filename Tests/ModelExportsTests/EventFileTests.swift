import Households
import ModelExports
import SwiftProtobuf
import Testing

@Suite struct EventFileTests {
    private static let history: TrainingHistory = {
        var history = TrainingHistory()
        history.episodeRewards = [-2, -0.5, 1, 2.5]
        history.episodeLengths = [12, 11, 10, 9]
        history.cashBalances = [100, 100, 100, 100]
        history.totalInvested = [0, 0, 0, 0]
        history.cumulativeWealthGrowth = [-3, -3, -3, -3]
        history.cashStabilityIndex = [1, 1, 1, 1]
        history.sharpeRatio = [0.25, 0.25, 0.25, 0.25]
        history.goalAdherence = [0.125, 0.125, 0.125, 0.125]
        history.policyStability = [0.0625, 0.0625, 0.0625, 0.0625]
        history.low.losses = [3, 2, 1]
        history.low.episodes = [0, 2, 4]
        history.high.losses = [0.5, 0]
        history.high.episodes = [2, 4]
        return history
    }()

    private let bytes = EventFile.bytes(of: history, startTime: 1_700_000_000)

    /// The events, after checking what frames them.
    private func events(_ bytes: [UInt8]) throws -> [TensorBoardEvent] {
        var events: [TensorBoardEvent] = []
        var rest = bytes[...]
        func take(_ count: Int) -> [UInt8] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        func number(_ bytes: [UInt8]) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        func masked(_ bytes: [UInt8]) -> UInt64 {
            let check = CyclicRedundancyCheck.castagnoli.of(bytes)
            return UInt64((check >> 15 | check << 17) &+ 0xA282_EAD8)
        }
        while !rest.isEmpty {
            let length = take(8)
            #expect(number(take(4)) == masked(length))
            let content = take(Int(number(length)))
            #expect(number(take(4)) == masked(content))
            events.append(try TensorBoardEvent(serializedBytes: content))
        }
        return events
    }

    @Test func eachEpisodeAndEachUpdateIsAnEvent() throws {
        let events = try events(bytes)
        #expect(events[0].fileVersion == "brain.Event:2")
        #expect(events.allSatisfy { $0.wallTime == 1_700_000_000 })
        #expect(events.dropFirst().map(\.step) == [0, 1, 2, 2, 2, 3, 4, 4, 4])
        func series(_ tag: String) -> [Float] {
            events.flatMap(\.summary.value).filter { $0.tag == tag }.map(\.simpleValue)
        }
        #expect(series("episode/reward") == [-2, -0.5, 1, 2.5])
        #expect(series("episode/months") == [12, 11, 10, 9])
        #expect(series("episode/total_invested") == [0, 0, 0, 0])
        #expect(series("loss/executor") == [3, 2, 1] && series("loss/strategist") == [0.5, 0])
        #expect(Set(events.flatMap(\.summary.value).map(\.tag)).count == 11)
    }

    @Test func whatTheUpdatesMeasuredHasTheNamesOfStableBaselines3() throws {
        var history = Self.history
        history.low.entropy = [1, 2, 3]
        history.low.approximateKL = [0.5, 0.25, 0.125]
        history.high.entropy = [-1, -2]
        let scalars = try events(EventFile.bytes(of: history, startTime: 0)).flatMap { event in
            event.summary.value.map { (step: event.step, tag: $0.tag, value: $0.simpleValue) }
        }
        func series(_ tag: String) -> [Float] { scalars.filter { $0.tag == tag }.map(\.value) }
        #expect(series("train/entropy_loss/executor") == [-1, -2, -3])
        #expect(series("train/entropy_loss/strategist") == [1, 2])
        #expect(series("train/approx_kl/executor") == [0.5, 0.25, 0.125])
        #expect(scalars.filter { $0.tag == "train/approx_kl/executor" }.map(\.step) == [0, 2, 4])
        #expect(series("train/approx_kl/strategist").isEmpty)
    }

    @Test func theFileIsTheOneThatTensorBoardHasRead() throws {
        try GoldenFile.expect(bytes, "events.out.tfevents.1700000000.sample")
    }

    @Test func aHistoryWithoutEpisodesHasNoScalars() throws {
        let bytes = EventFile.bytes(of: TrainingHistory(), startTime: 0)
        // One record: its frame is 16 bytes.
        #expect(bytes.count == 16 + Int(bytes[0]))
    }
}

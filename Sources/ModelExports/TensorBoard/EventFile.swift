import Households
import SwiftProtobuf

/// A training history as a TensorBoard event file: each series a scalar, its step the number of episodes done.
///
/// A record is the length of an event, its masked CRC-32C, the event, and its masked CRC-32C:
/// tensorflow/core/lib/io/record_writer.h.
package struct EventFile {
    /// What the name of such a file must contain.
    package static let namePart = "tfevents"

    private(set) var bytes: [UInt8] = []
    /// Seconds since 1970: of every event, since no other date is stored.
    private let wallTime: Double

    /// The file of a history.
    ///
    /// - Parameter startTime: of the training, seconds since 1970.
    package static func bytes(of history: TrainingHistory, startTime: Int) -> [UInt8] {
        var file = EventFile(wallTime: Double(startTime))
        var (low, high) = (0, 0)
        for episode in 0...history.count {
            if episode > 0 { file.append(Self.episode(history, episode - 1), step: episode) }
            while low < history.lowLevelLosses.count, history.lowLevelUpdateEpisodes[low] <= episode {
                file.append([("loss/executor", history.lowLevelLosses[low])], step: episode)
                low += 1
            }
            while high < history.highLevelLosses.count, history.highLevelUpdateEpisodes[high] <= episode {
                file.append([("loss/strategist", history.highLevelLosses[high])], step: episode)
                high += 1
            }
        }
        return file.bytes
    }

    private init(wallTime: Double) {
        self.wallTime = wallTime
        var event = TensorBoardEvent()
        event.wallTime = wallTime
        event.fileVersion = "brain.Event:2"
        append(event)
    }

    private static func episode(_ history: TrainingHistory, _ index: Int) -> [(String, Double)] {
        [
            ("episode/reward", history.episodeRewards[index]),
            ("episode/months", Double(history.episodeLengths[index])),
            ("episode/final_cash", history.cashBalances[index]),
            ("episode/total_invested", history.totalInvested[index]),
            ("episode/wealth_growth", history.cumulativeWealthGrowth[index]),
            ("episode/cash_stability", history.cashStabilityIndex[index]),
            ("episode/sharpe_ratio", history.sharpeRatio[index]),
            ("episode/goal_adherence", history.goalAdherence[index]),
            ("episode/policy_stability", history.policyStability[index]),
        ]
    }

    private mutating func append(_ scalars: [(tag: String, value: Double)], step: Int) {
        var event = TensorBoardEvent()
        event.wallTime = wallTime
        event.step = Int64(step)
        event.summary.value = scalars.map { scalar in
            var value = TensorBoardValue()
            value.tag = scalar.tag
            value.simpleValue = Float(scalar.value)
            return value
        }
        append(event)
    }

    private mutating func append(_ event: TensorBoardEvent) {
        let content: [UInt8]
        do {
            content = try event.serializedBytes()
        } catch {
            preconditionFailure("an event cannot be written: \(error)")
        }
        var length: [UInt8] = []
        length.append(littleEndian: UInt64(content.count))
        bytes += length
        bytes.append(littleEndian: Self.masked(length))
        bytes += content
        bytes.append(littleEndian: Self.masked(content))
    }

    /// A CRC of data that holds CRCs says little: the format rotates it and adds a constant.
    private static func masked(_ content: [UInt8]) -> UInt32 {
        let check = CyclicRedundancyCheck.castagnoli.of(content)
        return (check >> 15 | check << 17) &+ 0xa282_ead8
    }
}

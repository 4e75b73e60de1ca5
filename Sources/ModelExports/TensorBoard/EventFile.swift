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
        let episodes = Scalars(.episodes, of: history)
        let others: [(episodes: [Int], rows: HistorySeries.Rows)] = [
            (history.low.episodes, .lowUpdates), (history.high.episodes, .highUpdates),
            (history.validations.episodes, .validations),
        ]
        var updates = others.map { (due: $0.episodes[...], scalars: Scalars($0.rows, of: history)) }
        for episode in 0...history.count {
            if episode > 0 { file.append(episodes[episode - 1], step: episode) }
            for level in updates.indices {
                while let first = updates[level].due.first, first <= episode {
                    file.append(updates[level].scalars[updates[level].due.startIndex], step: episode)
                    updates[level].due.removeFirst()
                }
            }
        }
        return file.bytes
    }

    /// The scalars of the series that have the same rows.
    private struct Scalars {
        private let columns: [(tag: String, sign: Double, values: HistorySeries.Values)]

        init(_ rows: HistorySeries.Rows, of history: TrainingHistory) {
            columns = HistorySeries.all.filter { $0.rows == rows }.compactMap { series in
                series.scalar.map { ($0, series.scalarIsNegated ? -1 : 1, series.values(of: history)) }
            }
        }

        subscript(row: Int) -> [(tag: String, value: Double)] {
            columns.filter { row < $0.values.count }.map { ($0.tag, $0.sign * $0.values[row]) }
        }
    }

    private init(wallTime: Double) {
        self.wallTime = wallTime
        append { $0.fileVersion = "brain.Event:2" }
    }

    private mutating func append(_ scalars: [(tag: String, value: Double)], step: Int) {
        append { event in
            event.step = Int64(step)
            event.summary.value = scalars.map { scalar in
                .with {
                    $0.tag = scalar.tag
                    $0.simpleValue = Float(scalar.value)
                }
            }
        }
    }

    private mutating func append(_ fill: (inout TensorBoardEvent) -> Void) {
        var event = TensorBoardEvent.with { $0.wallTime = wallTime }
        fill(&event)
        let content = event.bytes
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

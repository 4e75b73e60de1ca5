import Households

/// Writes histories as JSON: one object of arrays, a line each, doubles in the shortest form that reads back the same.
///
/// The number of the format stands before them where a series is younger than the first format, so that a history that
/// was begun by an older program stays as that program writes it.
///
/// A training writes its history at every checkpoint, each time a longer one. The encoder keeps the text it has made,
/// so that each number is turned into text once, and not once a checkpoint.
package struct HistoryEncoder: Sendable {
    private var doubles = Array(repeating: SeriesText<Double>(), count: HistorySeries.all.count)
    private var integers = Array(repeating: SeriesText<Int>(), count: HistorySeries.all.count)

    package init() {}

    /// The file that holds the history.
    /// - Throws: `NotFinite.series` for a NaN or an infinity.
    package mutating func encode(_ history: TrainingHistory) throws -> [UInt8] {
        // A younger series that is empty is one that the history lacks.
        let written = HistorySeries.all.enumerated().filter { _, series in
            series.since == 1 || series.values(of: history).count > 0
        }
        for (index, series) in written {
            switch series.values(of: history) {
            case .doubles(let values):
                if let entry = values.firstIndex(where: { !$0.isFinite }) {
                    throw NotFinite.series(name: series.name, index: entry)
                }
                doubles[index].update(with: values)
            case .integers(let values): integers[index].update(with: values)
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            written.map { doubles[$0.offset].text.count + integers[$0.offset].text.count + 40 }.reduce(100, +))
        bytes.append(UInt8(ascii: "{"))
        let format = written.map(\.element.since).max() ?? 1
        if format > 1 { bytes += "\n\"\(HistoryDecoder.formatKey)\":\(format),".utf8 }
        for (index, series) in written {
            bytes += "\(index == 0 ? "\n" : ",\n")\"\(series.name)\":[".utf8
            // One of the two is empty.
            bytes += doubles[index].text
            bytes += integers[index].text
            bytes.append(UInt8(ascii: "]"))
        }
        bytes += "\n}\n".utf8
        return bytes
    }
}

/// The text of a growing list of numbers, separated by commas.
private struct SeriesText<Number: Equatable & Sendable & CustomStringConvertible>: Sendable {
    private var values: [Number] = []
    private(set) var text: [UInt8] = []

    mutating func update(with newValues: [Number]) {
        if values.count > newValues.count || !newValues.starts(with: values) {
            values = []
            text = []
        }
        for value in newValues[values.count...] {
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            var digits = value.description
            digits.withUTF8 { text.append(contentsOf: $0) }
        }
        values = newValues
    }
}

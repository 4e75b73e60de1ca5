import Households

/// Writes histories as JSON: one object of arrays, a line each, doubles in the shortest form that reads back the same.
///
/// A training writes its history at every checkpoint, each time a longer one. The encoder keeps the text it has made, so
/// that each number is turned into text once, and not once a checkpoint.
package struct HistoryEncoder: Sendable {
    private var doubles: [SeriesText<Double>]
    private var integers: [SeriesText<Int>]

    package init() {
        let count = TrainingHistory.CodingKeys.allCases.count
        doubles = Array(repeating: SeriesText(), count: count)
        integers = Array(repeating: SeriesText(), count: count)
    }

    /// The file that holds the history.
    /// - Throws: `NotFinite.series` for a NaN or an infinity.
    package mutating func encode(_ history: TrainingHistory) throws -> [UInt8] {
        let keys = TrainingHistory.CodingKeys.allCases
        for (index, key) in keys.enumerated() {
            switch history[series: key] {
            case .doubles(let values):
                if let entry = values.firstIndex(where: { !$0.isFinite }) {
                    throw NotFinite.series(name: key.rawValue, index: entry)
                }
                doubles[index].update(with: values)
            case .integers(let values): integers[index].update(with: values)
            }
        }
        var bytes: [UInt8] = []
        let textCount = doubles.map(\.text.count).reduce(0, +) + integers.map(\.text.count).reduce(0, +)
        bytes.reserveCapacity(textCount + keys.count * 40)
        bytes.append(UInt8(ascii: "{"))
        for (index, key) in keys.enumerated() {
            bytes += "\(index == 0 ? "\n" : ",\n")\"\(key.rawValue)\":[".utf8
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

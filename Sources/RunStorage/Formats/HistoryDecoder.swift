import Households

/// Reads histories, strictly: only the known series, each once, of the lengths that belong together.
package enum HistoryDecoder {
    /// The member that holds the number of the format; a history without it has the first one.
    static let formatKey = "format"

    /// The history that a file holds.
    /// - Throws: `HistoryError`.
    package static func decode(_ bytes: [UInt8]) throws -> TrainingHistory {
        let history: TrainingHistory
        do {
            history = try bytes.withUnsafeBufferPointer { try parse($0) }
        } catch let error as JSONError {
            throw HistoryError.json(error)
        }
        try checkLengths(history)
        try checkOrder(history)
        return history
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws -> TrainingHistory {
        var history = TrainingHistory()
        var found: Set<String> = []
        // What the first series turns out to hold is a good guess for the others.
        var expected = 0
        var scanner = JSONScanner(bytes: bytes)
        try scanner.expect(UInt8(ascii: "{"))
        repeat {
            let name = try scanner.string()
            guard found.insert(name).inserted else { throw HistoryError.repeatedSeries(name) }
            try scanner.expect(UInt8(ascii: ":"))
            if name == formatKey {
                try checkFormat(scanner.integer())
                continue
            }
            guard let series = HistorySeries.all.first(where: { $0.name == name }) else {
                throw HistoryError.unknownSeries(name)
            }
            let capacity = series.rows == .episodes ? expected : 0
            switch series.path {
            case .doubles(let path):
                history[keyPath: path] = try list(&scanner, capacity: capacity) { try $0.double() }
            case .integers(let path):
                history[keyPath: path] = try list(&scanner, capacity: capacity) { try $0.integer() }
            }
            expected = history.count
        } while try scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "}"))
        try scanner.expectEnd()
        if let series = HistorySeries.all.first(where: { $0.since == 1 && !found.contains($0.name) }) {
            throw HistoryError.missingSeries(series.name)
        }
        return history
    }

    private static func checkFormat(_ format: Int) throws {
        guard 1...HistorySeries.newestFormat ~= format else {
            throw HistoryError.newerFormat(found: format, newest: HistorySeries.newestFormat)
        }
    }

    private static func list<Number>(
        _ scanner: inout JSONScanner, capacity: Int, _ number: (inout JSONScanner) throws -> Number
    ) throws -> [Number] {
        try scanner.expect(UInt8(ascii: "["))
        if try scanner.take(UInt8(ascii: "]")) { return [] }
        var values: [Number] = []
        values.reserveCapacity(capacity)
        repeat { values.append(try number(&scanner)) } while try scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"))
        return values
    }

    private static func checkLengths(_ history: TrainingHistory) throws {
        for rows in HistorySeries.Rows.allCases {
            var expected: Int?
            for series in HistorySeries.all where series.rows == rows {
                let found = series.values(of: history).count
                if found == 0 && series.since > 1 { continue }
                if let expected, found != expected {
                    throw HistoryError.length(series: series.name, found: found, expected: expected)
                }
                expected = found
            }
        }
    }

    /// Updates come in the order of their episodes.
    private static func checkOrder(_ history: TrainingHistory) throws {
        for series in HistorySeries.all where series.rows != .episodes && series.scalar == nil {
            guard case .integers(let path) = series.path else { continue }
            var last = 0
            for (index, episode) in history[keyPath: path].enumerated() {
                guard last...history.count ~= episode else {
                    throw HistoryError.order(series: series.name, index: index)
                }
                last = episode
            }
        }
    }
}

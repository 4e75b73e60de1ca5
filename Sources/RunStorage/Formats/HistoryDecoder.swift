import Households

/// Reads histories, strictly: exactly the known series, each once, of the lengths that belong together.
package enum HistoryDecoder {
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
        try checkOrder(history.lowLevelUpdateEpisodes, .lowLevelUpdateEpisodes, episodes: history.count)
        try checkOrder(history.highLevelUpdateEpisodes, .highLevelUpdateEpisodes, episodes: history.count)
        return history
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws -> TrainingHistory {
        var history = TrainingHistory()
        var missing = TrainingHistory.CodingKeys.allCases
        // What the first series turns out to hold is a good guess for the others.
        var expected = 0
        var scanner = JSONScanner(bytes)
        try scanner.expect(UInt8(ascii: "{"))
        repeat {
            let name = try scanner.string()
            guard let key = TrainingHistory.CodingKeys(rawValue: name) else { throw HistoryError.unknownSeries(name) }
            guard let index = missing.firstIndex(of: key) else { throw HistoryError.repeatedSeries(name) }
            missing.remove(at: index)
            try scanner.expect(UInt8(ascii: ":"))
            let capacity = key.rows == .episodes ? expected : 0
            if TrainingHistory.isWhole(key) {
                history.set(key, try list(&scanner, capacity: capacity) { try $0.integer() })
            } else {
                let values = try list(&scanner, capacity: capacity) { try $0.double() }
                if key.rows == .episodes { expected = values.count }
                history.set(key, values)
            }
        } while try scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "}"))
        try scanner.expectEnd()
        if let key = missing.first { throw HistoryError.missingSeries(key.rawValue) }
        return history
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
        for rows in HistoryRows.allCases {
            var expected: Int?
            for key in TrainingHistory.CodingKeys.allCases where key.rows == rows {
                let found =
                    switch history[series: key] {
                    case .doubles(let values): values.count
                    case .integers(let values): values.count
                    }
                if let expected, found != expected {
                    throw HistoryError.length(series: key.rawValue, found: found, expected: expected)
                }
                expected = found
            }
        }
    }

    /// Updates come in the order of their episodes.
    private static func checkOrder(_ updates: [Int], _ key: TrainingHistory.CodingKeys, episodes: Int) throws {
        var last = 0
        for (index, episode) in updates.enumerated() {
            guard episode >= last && episode <= episodes else {
                throw HistoryError.order(series: key.rawValue, index: index)
            }
            last = episode
        }
    }
}

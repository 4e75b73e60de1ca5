import Households

/// The training history as tables for a spreadsheet: plain decimal numbers, RFC 4180.
package enum HistoryCSV {
    /// Both tables, by the names of their files.
    package static func files(of history: TrainingHistory) -> [(name: String, bytes: [UInt8])] {
        [("history.csv", bytes(of: history)), ("updates.csv", updates(of: history))]
    }

    /// The bytes of `history.csv`: one row an episode.
    package static func bytes(of history: TrainingHistory) -> [UInt8] {
        let series = HistorySeries.all.filter { $0.rows == .episodes }
        var csv = Array((["episode"] + series.map(\.name)).joined(separator: ",").utf8)
        csv.reserveCapacity(160 * (history.count + 1))
        let columns = series.map { $0.values(of: history) }
        for index in 0..<history.count {
            csv += "\r\n\(index + 1)".utf8
            append(index, of: columns, to: &csv)
        }
        csv += "\r\n".utf8
        return csv
    }

    /// The bytes of `updates.csv`: one row an update of an agent, all of the executor before those of the strategist.
    ///
    /// A series that the history lacks is a column without values.
    package static func updates(of history: TrainingHistory) -> [UInt8] {
        let levels: [(agent: String, rows: HistorySeries.Rows, count: Int)] = [
            ("executor", .lowUpdates, history.low.count), ("strategist", .highUpdates, history.high.count),
        ]
        var csv: [UInt8] = []
        for (agent, rows, count) in levels {
            let series = HistorySeries.all.filter { $0.rows == rows }
            if csv.isEmpty { csv += (["agent", "update"] + series.map(\.column)).joined(separator: ",").utf8 }
            let columns = series.map { $0.values(of: history) }
            for index in 0..<count {
                csv += "\r\n\(agent),\(index + 1)".utf8
                append(index, of: columns, to: &csv)
            }
        }
        csv += "\r\n".utf8
        return csv
    }

    private static func append(_ index: Int, of columns: [HistorySeries.Values], to csv: inout [UInt8]) {
        for values in columns {
            csv.append(UInt8(ascii: ","))
            if index < values.count { csv += values.text(index).utf8 }
        }
    }
}

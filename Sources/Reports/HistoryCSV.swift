import Households

/// The training history as a table for a spreadsheet: one row an episode, plain decimal numbers, RFC 4180.
package enum HistoryCSV {
    /// The bytes of `history.csv`; the losses, which have a row an update, are in the JSON.
    package static func bytes(of history: TrainingHistory) -> [UInt8] {
        var csv = Array((header.joined(separator: ",") + "\r\n").utf8)
        csv.reserveCapacity(160 * (history.count + 1))
        let others = [
            history.cashBalances, history.totalInvested, history.cumulativeWealthGrowth, history.cashStabilityIndex,
            history.sharpeRatio, history.goalAdherence, history.policyStability,
        ]
        for index in 0..<history.count {
            append(String(index + 1), to: &csv)
            append(",\(history.episodeRewards[index]),\(history.episodeLengths[index])", to: &csv)
            for series in others {
                csv.append(UInt8(ascii: ","))
                append(series[index].description, to: &csv)
            }
            append("\r\n", to: &csv)
        }
        return csv
    }

    private static func append(_ text: String, to csv: inout [UInt8]) {
        var text = text
        text.withUTF8 { csv.append(contentsOf: $0) }
    }

    private typealias Key = TrainingHistory.CodingKeys

    private static let header =
        ["episode"]
        + [
            Key.episodeRewards, .episodeLengths, .cashBalances, .totalInvested, .cumulativeWealthGrowth,
            .cashStabilityIndex, .sharpeRatio, .goalAdherence, .policyStability,
        ].map(\.rawValue)
}

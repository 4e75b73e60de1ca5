import Households

/// The training history as a table for a spreadsheet: one row an episode, plain decimal numbers, RFC 4180.
package enum HistoryCSV {
    /// The bytes of `history.csv`; the losses, which have a row an update, are in the JSON.
    package static func bytes(of history: TrainingHistory) -> [UInt8] {
        var csv = header.joined(separator: ",") + "\r\n"
        csv.reserveCapacity(160 * (history.count + 1))
        for index in 0..<history.count {
            csv += String(index + 1)
            csv += ","
            csv += history.episodeRewards[index].description
            csv += ","
            csv += String(history.episodeLengths[index])
            for series in [
                history.cashBalances, history.totalInvested, history.cumulativeWealthGrowth,
                history.cashStabilityIndex, history.sharpeRatio, history.goalAdherence, history.policyStability,
            ] {
                csv += ","
                csv += series[index].description
            }
            csv += "\r\n"
        }
        return Array(csv.utf8)
    }

    private typealias Key = TrainingHistory.CodingKeys

    private static let header =
        ["episode"]
        + [
            Key.episodeRewards, .episodeLengths, .cashBalances, .totalInvested, .cumulativeWealthGrowth,
            .cashStabilityIndex, .sharpeRatio, .goalAdherence, .policyStability,
        ].map(\.rawValue)
}

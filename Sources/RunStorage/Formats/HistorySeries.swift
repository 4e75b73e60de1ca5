import Households

/// One series of a history, as it stands in the file.
enum HistorySeries: Equatable {
    case doubles([Double])
    case integers([Int])
}

/// What the entries of a series count.
enum HistoryRows: CaseIterable {
    case episodes, lowUpdates, highUpdates
}

extension TrainingHistory.CodingKeys {
    var rows: HistoryRows {
        switch self {
        case .lowLevelLosses, .lowLevelUpdateEpisodes: .lowUpdates
        case .highLevelLosses, .highLevelUpdateEpisodes: .highUpdates
        default: .episodes
        }
    }
}

extension TrainingHistory {
    /// The series under its key in the file.
    subscript(series key: CodingKeys) -> HistorySeries {
        switch key {
        case .episodeRewards: .doubles(episodeRewards)
        case .episodeLengths: .integers(episodeLengths)
        case .cashBalances: .doubles(cashBalances)
        case .totalInvested: .doubles(totalInvested)
        case .cumulativeWealthGrowth: .doubles(cumulativeWealthGrowth)
        case .cashStabilityIndex: .doubles(cashStabilityIndex)
        case .sharpeRatio: .doubles(sharpeRatio)
        case .goalAdherence: .doubles(goalAdherence)
        case .policyStability: .doubles(policyStability)
        case .lowLevelLosses: .doubles(lowLevelLosses)
        case .lowLevelUpdateEpisodes: .integers(lowLevelUpdateEpisodes)
        case .highLevelLosses: .doubles(highLevelLosses)
        case .highLevelUpdateEpisodes: .integers(highLevelUpdateEpisodes)
        }
    }

    /// Whether the series under the key is one of whole numbers.
    static func isWhole(_ key: CodingKeys) -> Bool {
        if case .integers = TrainingHistory()[series: key] { true } else { false }
    }

    mutating func set(_ key: CodingKeys, _ values: [Double]) {
        switch key {
        case .episodeRewards: episodeRewards = values
        case .cashBalances: cashBalances = values
        case .totalInvested: totalInvested = values
        case .cumulativeWealthGrowth: cumulativeWealthGrowth = values
        case .cashStabilityIndex: cashStabilityIndex = values
        case .sharpeRatio: sharpeRatio = values
        case .goalAdherence: goalAdherence = values
        case .policyStability: policyStability = values
        case .lowLevelLosses: lowLevelLosses = values
        case .highLevelLosses: highLevelLosses = values
        case .episodeLengths, .lowLevelUpdateEpisodes, .highLevelUpdateEpisodes:
            preconditionFailure("\(key.rawValue) holds whole numbers")
        }
    }

    mutating func set(_ key: CodingKeys, _ values: [Int]) {
        switch key {
        case .episodeLengths: episodeLengths = values
        case .lowLevelUpdateEpisodes: lowLevelUpdateEpisodes = values
        case .highLevelUpdateEpisodes: highLevelUpdateEpisodes = values
        default: preconditionFailure("\(key.rawValue) holds doubles")
        }
    }
}

/// Why some bytes are not a training history.
package enum HistoryError: Error, Equatable, Sendable {
    case json(JSONError)
    case unknownSeries(String)
    case repeatedSeries(String)
    case missingSeries(String)
    /// Series that should be as long as each other are not.
    case length(series: String, found: Int, expected: Int)
    /// Episodes of updates that fall, or that are not among those of the history.
    case order(series: String, index: Int)
}

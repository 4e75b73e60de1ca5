/// Why some bytes are not a training history.
package enum HistoryError: Error, Equatable, Sendable {
    case json(JSONError)
    case newerFormat(found: Int, newest: Int)
    /// What a newer program may have written.
    case unknownSeries(String)
    case repeatedSeries(String)
    case missingSeries(String)
    /// Series that should be as long as each other are not.
    case length(series: String, found: Int, expected: Int)
    /// Episodes of updates that fall, or that are not among those of the history.
    case order(series: String, index: Int)
}

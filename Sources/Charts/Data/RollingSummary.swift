/// Median and quartiles of the last values at each place.
package struct RollingSummary: Equatable, Sendable {
    /// Values a place summarises.
    package var window: Int
    /// Places of the last value of each window.
    package var x: [Double]
    package var median: [Double]
    package var lowerQuartile: [Double]
    package var upperQuartile: [Double]

    /// At most 250 places; nil where there are fewer values than `window`.
    package init?(_ series: Series, window: Int, maximumCount: Int = 250) { return nil }
}

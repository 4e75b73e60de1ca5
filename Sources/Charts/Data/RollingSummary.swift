import Statistics

/// Median and quartiles of the last values at each place, for a line and a band that stay readable at any length.
package struct RollingSummary: Equatable, Sendable {
    /// How many values each place summarises.
    package let window: Int
    /// Places of the last value of each window, ascending.
    package let x: [Double]
    package let median: [Double]
    package let lowerQuartile: [Double]
    package let upperQuartile: [Double]

    package static let maximumCount = 250

    /// Windows that end at evenly spread places, the first full window and the last value among them. Values that are
    /// not finite are left out; a window without any has NaN, a gap.
    ///
    /// - Parameter maximumCount: of places; at least 2.
    /// - Returns: nil where there are fewer values than `window`: too few to be smoothed.
    /// - Precondition: `window` is at least 1.
    /// - Complexity: O(`maximumCount` · `window`).
    package init?(_ series: Series, window: Int, maximumCount: Int = RollingSummary.maximumCount) {
        precondition(window >= 1, "a window holds at least one value")
        guard series.count >= window else { return nil }
        let windows = series.count - window + 1
        let starts = Downsampling.evenIndices(count: windows, limit: maximumCount)
        var scratch: [Double] = []
        scratch.reserveCapacity(window)
        var quartiles: [(lower: Double, median: Double, upper: Double)] = []
        quartiles.reserveCapacity(starts.count)
        for start in starts {
            scratch.removeAll(keepingCapacity: true)
            for value in series.y[start..<start + window] where value.isFinite { scratch.append(value) }
            quartiles.append(scratch.isEmpty ? (.nan, .nan, .nan) : Quantile.quartiles(of: &scratch))
        }
        self.window = window
        x = starts.map { series.x[$0 + window - 1] }
        median = quartiles.map(\.median)
        lowerQuartile = quartiles.map(\.lower)
        upperQuartile = quartiles.map(\.upper)
    }

    /// A round window (1, 2 or 5 times a power of ten) of at most a twentieth of `count` values, from 10 to 10,000.
    package static func suggestedWindow(count: Int) -> Int {
        let windows = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
        return windows.last { count / 20 >= $0 } ?? 10
    }
}

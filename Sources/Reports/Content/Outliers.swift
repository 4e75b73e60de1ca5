import Charts
import Statistics

/// Single values so far away from all others that a chart of everything would show nothing else.
struct Outliers: Equatable {
    /// What is to be shown: nearly all values, and the whole of their summary.
    let rest: ClosedRange<Double>
    let all: ClosedRange<Double>
    /// Values outside of `rest`.
    let count: Int

    var reachBelow: Bool { all.lowerBound < rest.lowerBound }
    var reachAbove: Bool { all.upperBound > rest.upperBound }

    /// How many times as high as `rest` the range of all values has to be.
    private static let excess = 4.0
    /// What is shown beyond the middle four fifths of the values, in multiples of their range, on either side.
    private static let margin = 0.6

    /// nil where everything can be shown.
    init?(_ values: [Double], summary: RollingSummary) {
        let finite = values.filter(\.isFinite)
        guard let all = AxisScale.range(of: finite), let medians = AxisScale.range(of: summary.median) else {
            return nil
        }
        let middle = finite.quantile(0.1)...finite.quantile(0.9)
        let wanted = min(middle.lowerBound, medians.lowerBound)...max(middle.upperBound, medians.upperBound)
        let margin = Self.margin * (wanted.upperBound - wanted.lowerBound)
        let rest = (wanted.lowerBound - margin...wanted.upperBound + margin).clamped(to: all)
        let height = rest.upperBound - rest.lowerBound
        guard height > 0, all.upperBound - all.lowerBound > Self.excess * height else { return nil }
        self.all = all
        self.rest = rest
        count = finite.count { !rest.contains($0) }
    }
}

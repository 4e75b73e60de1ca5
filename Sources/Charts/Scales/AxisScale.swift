/// Turns values of an axis into places on it, and says where its ticks are.
package struct AxisScale: Equatable, Sendable {
    /// The values at the two ends.
    package let domain: ClosedRange<Double>
    package let ticks: Ticks
    package let format: TickFormat
    /// What stands at the axis: the ticks, or what the axis wants instead.
    package let marks: [Axis.Mark]

    /// - Parameters:
    ///   - data: the smallest and the largest value to be shown; nil without any.
    ///   - tickTarget: about how many ticks.
    package init(axis: Axis, data: ClosedRange<Double>?, tickTarget: Int = 5) {
        let wanted = Self.limited(Self.union(data, axis.atLeast) ?? 0...1, to: axis.atMost)
        let range = Self.limited(Self.widened(wanted, isWhole: axis.isWhole), to: axis.atMost)
        if axis.isTight {
            domain = range
            ticks = Ticks(in: range, target: tickTarget, isWhole: axis.isWhole)
        } else {
            // Moving the ends changes how many ticks there are: decide by the result.
            let options = Ticks.steps(in: range, target: tickTarget, isWhole: axis.isWhole).map { step in
                let domain = Self.limited(Self.rounded(range, step: step.value), to: axis.atMost)
                return (domain: domain, ticks: Ticks(in: domain, step: step))
            }
            // Of as many ticks, those that leave the least of the plot empty; of these the coarser ones.
            let costs = options.enumerated().map { index, option in
                (
                    abs(option.ticks.values.count - tickTarget), option.domain.upperBound - option.domain.lowerBound,
                    -index
                )
            }
            let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
            domain = options[best].domain
            ticks = options[best].ticks
        }
        let format = TickFormat(ticks, unit: axis.unit)
        self.format = format
        let domain = domain
        marks =
            axis.marks.map { wanted in wanted.filter { domain.contains($0.value) } }
            ?? ticks.values.map { Axis.Mark($0.value, format.label($0)) }
    }

    /// The title of the axis with what the labels of its ticks leave unsaid.
    package func heading(of axis: Axis) -> String { axis.marks == nil ? format.heading(axis.title) : axis.title }

    /// 0 at the lower end of the domain, 1 at the upper.
    package func position(of value: Double) -> Double {
        // Halves, since the whole width of a domain may exceed what a Double can hold.
        let width = domain.upperBound / 2 - domain.lowerBound / 2
        return (value / 2 - domain.lowerBound / 2) / width
    }

    /// A value that can be drawn: finite, and not so large that a range of such values has no width.
    package static func isDrawable(_ value: Double) -> Bool {
        value.magnitude <= Ticks.drawable.upperBound
    }

    /// The smallest and the largest drawable value.
    package static func range(of values: some Sequence<Double>) -> ClosedRange<Double>? {
        var lower = Double.infinity
        var upper = -Double.infinity
        for value in values where isDrawable(value) {
            lower = min(lower, value)
            upper = max(upper, value)
        }
        return lower <= upper ? lower...upper : nil
    }

    package static func union(_ one: ClosedRange<Double>?, _ other: ClosedRange<Double>?) -> ClosedRange<Double>? {
        guard let one else { return other }
        guard let other else { return one }
        return min(one.lowerBound, other.lowerBound)...max(one.upperBound, other.upperBound)
    }

    /// What of a range lies within limits.
    private static func limited(_ range: ClosedRange<Double>, to limits: ClosedRange<Double>?) -> ClosedRange<Double> {
        limits.map { range.clamped(to: $0) } ?? range
    }

    /// An end that lies near the next tick is moved there, another is given a small margin: axes that always end at
    /// ticks leave up to half of a plot empty. A margin never crosses zero.
    private static func rounded(_ range: ClosedRange<Double>, step: Double) -> ClosedRange<Double> {
        let margin = (range.upperBound - range.lowerBound) * 0.03
        let below = (range.lowerBound / step + 1e-6).rounded(.down) * step
        let above = (range.upperBound / step - 1e-6).rounded(.up) * step
        var lower = range.lowerBound - below <= step * 0.4 ? below : range.lowerBound - margin
        var upper = above - range.upperBound <= step * 0.4 ? above : range.upperBound + margin
        if range.lowerBound >= 0 { lower = max(0, lower) }
        if range.upperBound <= 0 { upper = min(0, upper) }
        return min(lower, range.lowerBound)...max(upper, range.upperBound)
    }

    /// A range that can carry ticks. Values that differ by less than a millionth of their size count as constant:
    /// no label could tell them apart, and what would fill the plot is rounding.
    private static func widened(_ range: ClosedRange<Double>, isWhole: Bool) -> ClosedRange<Double> {
        let largest = max(range.lowerBound.magnitude, range.upperBound.magnitude)
        guard largest >= Ticks.drawable.lowerBound else { return isWhole ? -0.5...0.5 : -1...1 }
        guard range.upperBound - range.lowerBound < largest * 1e-6 else { return range }
        let middle = range.lowerBound / 2 + range.upperBound / 2
        let margin = isWhole ? max(0.5, largest * 1e-6) : largest / 4
        return middle - margin...middle + margin
    }
}

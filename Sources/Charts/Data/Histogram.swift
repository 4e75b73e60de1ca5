/// Counts of values in bins of equal width, at round edges.
package struct Histogram: Equatable, Sendable {
    /// Ascending; one more than `counts`, or none.
    package let edges: [Double]
    package let counts: [Int]

    /// About `targetCount` bins whose width is 1, 2 or 5 times a power of ten; values that cannot be drawn are left
    /// out. A bin holds its lower edge, the last one both.
    package init(_ values: [Double], targetCount: Int = 20) {
        guard let range = AxisScale.range(of: values) else {
            self.init([], edges: [])
            return
        }
        let step = AxisScale(axis: Axis(""), data: range, tickTarget: targetCount).ticks.step
        self.init(values, edges: Self.edges(around: range, step: step))
    }

    /// Multiples of `step` of which the first and the last hold the range between them.
    private static func edges(around range: ClosedRange<Double>, step: DecimalNumber) -> [Double] {
        let first = Int((range.lowerBound / step.value).rounded(.down))
        let last = max(first + 1, Int((range.upperBound / step.value).rounded(.up)))
        var edges = (first...last).map { DecimalNumber($0 * step.mantissa, exponent: step.exponent).value }
        // A quotient may be rounded over the range's end.
        edges[0] = min(edges[0], range.lowerBound)
        edges[edges.count - 1] = max(edges[edges.count - 1], range.upperBound)
        return edges
    }

    /// Counts between given edges, to compare several sets of values; values beyond them are left out.
    ///
    /// - Parameter edges: ascending.
    package init(_ values: [Double], edges: [Double]) {
        precondition(edges.count != 1, "a bin has two edges")
        var counts = [Int](repeating: 0, count: max(0, edges.count - 1))
        for value in values {
            guard let bin = Self.bin(of: value, edges: edges) else { continue }
            counts[bin] += 1
        }
        self.edges = edges
        self.counts = counts
    }

    private static func bin(of value: Double, edges: [Double]) -> Int? {
        guard let first = edges.first, let last = edges.last, value >= first, value <= last else { return nil }
        var low = 0
        var high = edges.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if edges[middle] <= value { low = middle } else { high = middle }
        }
        return low
    }
}

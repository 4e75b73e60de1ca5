extension Chart {
    /// What the x axis must hold.
    var xRange: ClosedRange<Double>? {
        layers.reduce(nil) { AxisScale.union($0, $1.xRange) }
    }

    /// What the y axis must hold.
    var yRange: ClosedRange<Double>? {
        let range = layers.reduce(nil) { AxisScale.union($0, $1.yRange) }
        guard let range, hasBarLabels, range.upperBound > 0 else { return range }
        return range.lowerBound...range.upperBound * 1.12
    }

    private var hasBarLabels: Bool {
        layers.contains { layer in
            if case .bars(let bars) = layer { bars.label != nil } else { false }
        }
    }
}

extension ChartLayer {
    fileprivate var xRange: ClosedRange<Double>? {
        switch self {
        case .line(let line): AxisScale.range(of: line.series.x)
        case .band(let band): AxisScale.range(of: band.x)
        case .reference(let line): line.orientation == .vertical ? AxisScale.range(of: [line.value]) : nil
        case .stack(let stack): AxisScale.range(of: stack.x)
        case .bars(let bars): AxisScale.range(of: bars.edges)
        case .dots(let dots): AxisScale.range(of: dots.x)
        }
    }

    fileprivate var yRange: ClosedRange<Double>? {
        switch self {
        case .line(let line): return AxisScale.range(of: line.series.y)
        case .band(let band):
            return AxisScale.union(AxisScale.range(of: band.lower), AxisScale.range(of: band.upper))
        case .reference(let line): return line.orientation == .horizontal ? AxisScale.range(of: [line.value]) : nil
        case .stack(let stack):
            let sums = stack.boundaries.joined()
            return sums.isEmpty ? nil : AxisScale.union(AxisScale.range(of: sums), 0...0)
        case .bars(let bars):
            return bars.heights.isEmpty ? nil : AxisScale.union(AxisScale.range(of: bars.heights), 0...0)
        case .dots(let dots): return AxisScale.range(of: dots.y)
        }
    }
}

extension StackLayer {
    /// The upper edge of each part: the sums from the bottom up.
    var boundaries: [[Double]] {
        var sums = [Double](repeating: 0, count: x.count)
        return parts.map { part in
            for index in sums.indices { sums[index] += part.values[index] }
            return sums
        }
    }
}

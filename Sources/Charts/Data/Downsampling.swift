/// Thins out long series without changing what is seen of them.
package enum Downsampling {
    /// The places of the first, last, lowest and highest value of each of `columns` columns of equal width, ascending
    /// (the aggregation "M4" of Jugel and others, 2014). A line through these points covers the same pixels as a line
    /// through all. A column that has a value that cannot be drawn keeps also the first such value, so that a gap
    /// stays a gap.
    ///
    /// - Parameters:
    ///   - x: ascending.
    ///   - range: what the columns divide.
    /// - Complexity: O(n), with one pass over the data.
    package static func columnExtremes(
        _ series: Series, range: ClosedRange<Double>, columns: Int
    ) -> [Int] {
        precondition(columns >= 1, "a plot has at least one column")
        guard series.count > 4 * columns else { return Array(0..<series.count) }
        let scale = Double(columns) / (range.upperBound - range.lowerBound)
        var kept: [Int] = []
        kept.reserveCapacity(4 * columns + 8)
        var column = Column(index: -1)
        for index in 0..<series.count {
            let place = (series.x[index] - range.lowerBound) * scale
            let number = place > 0 ? min(columns - 1, Int(min(place, Double(columns)))) : 0
            if number != column.index {
                column.appendPlaces(to: &kept)
                column = Column(index: number)
            }
            column.add(series.y[index], at: index)
        }
        column.appendPlaces(to: &kept)
        return kept
    }

    /// The values of `series` at the places of `columnExtremes`.
    package static func thinned(_ series: Series, range: ClosedRange<Double>, columns: Int) -> Series {
        let kept = columnExtremes(series, range: range, columns: columns)
        guard kept.count < series.count else { return series }
        return Series(x: kept.map { series.x[$0] }, y: kept.map { series.y[$0] })
    }

    /// At most `limit` of the indices 0..<`count`, ascending and evenly spread, with the first and the last.
    ///
    /// - Precondition: `limit` is at least 2.
    package static func evenIndices(count: Int, limit: Int) -> [Int] {
        precondition(limit >= 2, "the first and the last are always kept")
        guard count > limit else { return Array(0..<max(0, count)) }
        return (0..<limit).map { Int((Double($0) * Double(count - 1) / Double(limit - 1)).rounded()) }
    }

    /// What is kept of one column.
    private struct Column {
        let index: Int
        private var first = -1
        private var last = -1
        private var lowest = -1
        private var highest = -1
        private var gap = -1
        private var low = Double.infinity
        private var high = -Double.infinity

        init(index: Int) { self.index = index }

        mutating func add(_ value: Double, at place: Int) {
            guard AxisScale.isDrawable(value) else {
                if gap < 0 { gap = place }
                return
            }
            if first < 0 { first = place }
            last = place
            if value < low {
                low = value
                lowest = place
            }
            if value > high {
                high = value
                highest = place
            }
        }

        func appendPlaces(to kept: inout [Int]) {
            var previous = -1
            for place in [first, last, lowest, highest, gap].sorted() where place > previous {
                kept.append(place)
                previous = place
            }
        }
    }
}

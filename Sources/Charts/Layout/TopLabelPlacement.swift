/// Finds room for labels above the plot, each at its vertical line: in the middle of it or on one of its sides, in the
/// lowest row where it lies neither on another label nor on another line.
package struct TopLabelPlacement {
    /// Where one label goes.
    package struct Place: Equatable, Sendable {
        package var left: Double
        /// 0 right above the plot.
        package var row: Int

        package init(left: Double, row: Int) {
            self.left = left
            self.row = row
        }
    }

    private let lines: [Double]
    private let widths: [Double]
    private let maximumX: Double
    private var rows: [[ClosedRange<Double>]] = []

    /// Places in the order of the labels.
    ///
    /// - Parameters:
    ///   - lines: where the labels' lines stand.
    ///   - widths: of the labels.
    ///   - maximumX: the right edge, 0 being the left one.
    package static func places(lines: [Double], widths: [Double], maximumX: Double) -> [Place] {
        var placement = TopLabelPlacement(lines: lines, widths: widths, maximumX: maximumX)
        var places = lines.map { Place(left: $0, row: 0) }
        for index in lines.indices.sorted(by: { (lines[$0], $0) < (lines[$1], $1) }) {
            places[index] = placement.place(index)
        }
        return places
    }

    private init(lines: [Double], widths: [Double], maximumX: Double) {
        precondition(lines.count == widths.count, "each label has a line")
        self.lines = lines
        self.widths = widths
        self.maximumX = maximumX
    }

    private mutating func place(_ index: Int) -> Place {
        let spans = spans(of: index)
        let clear = spans.filter { span in
            !lines.indices.contains { other in
                other != index && span.lowerBound - 3 < lines[other] && lines[other] < span.upperBound + 3
            }
        }
        for row in rows.indices {
            guard let span = clear.first(where: { isFree($0, in: row) }) else { continue }
            rows[row].append(span)
            return Place(left: span.lowerBound, row: row)
        }
        let span = clear.first ?? spans[0]
        rows.append([span])
        return Place(left: span.lowerBound, row: rows.count - 1)
    }

    /// Centred on the line, left of it and right of it, as far as the edges allow.
    private func spans(of index: Int) -> [ClosedRange<Double>] {
        let (line, width) = (lines[index], widths[index])
        let gap = 4.0
        return [line - width / 2, line - width - gap, line + gap].map { wanted in
            let left = max(0, min(wanted, maximumX - width))
            return left...left + width
        }
    }

    private func isFree(_ span: ClosedRange<Double>, in row: Int) -> Bool {
        let gap = 8.0
        return !rows[row].contains { other in
            other.lowerBound - gap < span.upperBound && span.lowerBound < other.upperBound + gap
        }
    }
}

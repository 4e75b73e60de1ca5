import Charts
import Studies

/// Differences, shares or scores with their intervals, a row each.
struct ForestPanel {
    struct Row {
        var name: String
        var value: Double
        var interval: Interval?
        /// Single values behind it.
        var dots: [Double] = []
    }

    var id: String
    var title: String
    var axis: Axis
    /// At most `StudyOverview.mostRows`.
    var rows: [Row]
    /// Vertical lines.
    var references: [ReferenceLayer]
    var caption: String
    var format: (Double) -> String
    /// What a value is, in the table.
    var column: String

    var figure: ChartFigure {
        let words = rows.map { "\($0.name): \(text($0))." }.joined(separator: " ")
        return ChartFigure(
            id: id, chart: Chart(title, xAxis: axis, yAxis: .rows(rows.map(\.name)), layers: layers),
            caption: caption, alternativeText: "Interval plot: \(title). \(words)",
            table: DataTable(
                columns: ["Name", column, "95\u{00A0}% interval"],
                rows: rows.map { [$0.name.breakable, format($0.value), $0.interval.map(text) ?? "–"] }))
    }

    private func text(_ row: Row) -> String {
        row.interval.map { "\(format(row.value)) \(text($0))" } ?? format(row.value)
    }

    private func text(_ interval: Interval) -> String {
        "[\(format(interval.lower)),\u{00A0}\(format(interval.upper))]"
    }

    private var layers: [ChartLayer] {
        var layers = references.map(ChartLayer.reference)
        for (index, row) in rows.enumerated() {
            let y = Double(rows.count - index)
            if !row.dots.isEmpty {
                layers.append(
                    .dots(
                        DotLayer(
                            x: row.dots, y: Array(repeating: y - 0.28, count: row.dots.count), color: .raw,
                            emphasis: .faint)))
            }
            if let interval = row.interval {
                layers.append(.line(LineLayer(Series(x: [interval.lower, interval.upper], y: [y, y]))))
            }
            layers.append(.dots(DotLayer(x: [row.value], y: [y])))
        }
        return layers
    }
}

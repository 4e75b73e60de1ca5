import Charts

/// A chart of one quantity for several runs, or for both agents: a line each, told apart by colour, dashes and the
/// label at its end.
struct OverlayFigure {
    struct Line {
        var name: String
        var series: Series
    }

    var id: String
    var title: String
    /// `Episode` or `Month`.
    var place: String
    var axis = Axis("")
    var lines: [Line]
    /// What a line belongs to.
    var noun = (singular: "run", plural: "runs")
    /// How a value is written in words and tables.
    var format: (Double) -> String
    /// Added to the caption.
    var remark = ""

    static let dashes: [Dash] = [.solid, .dashed, .dotted, .longDashed, .dashDotted, .solid]
    /// Points of a line at most.
    private static let maximumPoints = 250

    /// The rolling median of the series; the series itself where it is too short to be summarised, nil where it is
    /// empty.
    static func median(_ name: String, _ series: Series) -> Line? {
        guard !series.isEmpty else { return nil }
        let summary = RollingSummary(series, window: RollingSummary.suggestedWindow(count: series.count))
        return Line(name: name, series: summary.map { Series(x: $0.x, y: $0.median) } ?? series)
    }

    /// Nil where no run has anything to show.
    var figure: ChartFigure? {
        guard !lines.isEmpty else { return nil }
        let words = lines.map { "\($0.name) \(Trend.words(over: $0.series.y, format))." }.joined(separator: " ")
        return ChartFigure(
            id: id, chart: Chart(title, xAxis: .counted(place), yAxis: axis, layers: layers),
            caption: [words, remark].filter { !$0.isEmpty }.joined(separator: " "),
            alternativeText:
                "Line chart: \(title), \(DisplayFormat.count(lines.count, noun.singular, noun.plural)). \(words)",
            table: table)
    }

    private var layers: [ChartLayer] {
        lines.enumerated().map { index, line in
            let shown = Downsampling.evenIndices(count: line.series.count, limit: Self.maximumPoints)
            let series = Series(x: shown.map { line.series.x[$0] }, y: shown.map { line.series.y[$0] })
            return .line(
                LineLayer(
                    series, color: .series(index), dash: Self.dashes[index % Self.dashes.count], label: line.name))
        }
    }

    /// At places of the longest line; what other runs had reached by then.
    private var table: DataTable {
        let longest = lines.map(\.series).max { ($0.x.last ?? 0) < ($1.x.last ?? 0) } ?? Series(x: [], y: [])
        return DataTable(
            columns: [place] + lines.map(\.name),
            rows: DataTable.rowIndices(count: longest.count).map { row in
                let x = longest.x[row]
                return [DisplayFormat.number(x)] + lines.map { Self.value(of: $0.series, at: x).map(format) ?? "–" }
            })
    }

    /// The last value at or before a place; nil before the first and beyond the last.
    private static func value(of series: Series, at x: Double) -> Double? {
        guard let last = series.x.last, x <= last else { return nil }
        return series.x.lastIndex { $0 <= x }.map { series.y[$0] }
    }
}

import Charts
import Statistics
import Studies

/// An interval plot: a row a scenario or setting, each training a faint dot, the IQM and its interval over them.
struct ScorePanel {
    struct Row {
        var name: String
        var scores: [StudyOverview.Score]
        var cell: StudyResults.Cell?
        /// What the tuned rule reaches in this household.
        var rule: Double?
    }

    var id: String
    var title: String
    /// At most `StudyOverview.mostRows`.
    var rows: [Row]
    /// Added to the caption.
    var remark = ""
    /// How a training is called that lies beyond the chart.
    var name: (StudyOverview.Score) -> String

    /// An axis that shows less than this would tell rounding.
    private static let leastWidth = 0.0004
    /// How many times as wide as without its lowest values an axis may become.
    private static let excess = 4.0
    /// The share of trainings that a chart leaves out at most.
    private static let mostLost = 0.15
    /// Dots of a row lie below its line, one beside the other.
    private static let lanes = 5

    var figure: ChartFigure {
        let shown = shown
        let words = rows.map(words).joined(separator: " ")
        let caption = [legend, notShown(beyond: shown.lowerBound), remark].filter { !$0.isEmpty }
        return ChartFigure(
            id: id,
            chart: Chart(
                title, xAxis: Axis("Score", atLeast: shown, atMost: shown, isTight: true),
                yAxis: .rows(rows.map(\.name)), layers: layers),
            caption: caption.joined(separator: " "),
            alternativeText: "Interval plot: \(title). \(words)", table: table)
    }

    // MARK: Layers

    private func height(_ row: Int) -> Double { Double(rows.count - row) }

    private var layers: [ChartLayer] {
        var layers: [ChartLayer] = []
        for (row, content) in rows.enumerated() {
            let places = content.scores.indices.map { index in
                height(row) - 0.14 - 0.26 * Double(index % Self.lanes) / Double(Self.lanes - 1)
            }
            layers.append(
                .dots(DotLayer(x: content.scores.map(\.score), y: places, color: .raw, emphasis: .faint)))
        }
        if let rule = commonRule {
            layers.append(
                .reference(ReferenceLayer(at: rule, orientation: .vertical, label: "tuned rule", color: .series2)))
        } else {
            for (row, content) in rows.enumerated() {
                guard let rule = content.rule, shown.contains(rule) else { continue }
                layers.append(
                    .line(
                        LineLayer(
                            Series(x: [rule, rule], y: [height(row) - 0.42, height(row) + 0.42]), color: .series2)))
            }
        }
        layers.append(
            .reference(
                ReferenceLayer(
                    at: 1, orientation: .vertical, label: "optimum", color: .series3, dash: .longDashed)))
        for (row, content) in rows.enumerated() {
            guard let cell = content.cell, let iqm = cell.iqm else { continue }
            let y = height(row) + 0.12
            if let interval = cell.interval {
                layers.append(.line(LineLayer(Series(x: [interval.lower, interval.upper], y: [y, y]))))
            }
            layers.append(.dots(DotLayer(x: [iqm], y: [y])))
        }
        return layers
    }

    /// That of all rows; nil where they differ, or have none.
    private var commonRule: Double? {
        let rules = Set(rows.map(\.rule))
        return rules.count == 1 ? rules.first ?? nil : nil
    }

    // MARK: Range

    private var scores: [StudyOverview.Score] { rows.flatMap(\.scores) }

    /// All of it, unless a few low scores would leave nothing to be seen of the others.
    private var shown: ClosedRange<Double> {
        let values = scores.map(\.score)
        let intervals = rows.compactMap(\.cell?.interval)
        let wanted = rows.compactMap(\.cell?.iqm) + intervals.flatMap { [$0.lower, $0.upper] } + [1]
        let core =
            AxisScale.range(
                of: wanted + Array(values.sorted().dropFirst(Int(Self.mostLost * Double(values.count))).prefix(1)))
            ?? 0...1
        let all = AxisScale.range(of: wanted + values + rows.compactMap(\.rule)) ?? 0...1
        let width = max(core.upperBound - core.lowerBound, Self.leastWidth)
        let upper = max(all.upperBound, 1)
        let isAllShown = all.upperBound - all.lowerBound <= Self.excess * width
        let lower = isAllShown ? min(all.lowerBound, upper - width) : core.lowerBound - 0.6 * width
        let margin = 0.04 * (upper - lower)
        return lower - margin...upper + margin
    }

    /// What lies further left, each by its name where there are few.
    private func notShown(beyond bound: Double) -> String {
        let hidden = scores.filter { $0.score < bound }.sorted { ($0.score, $0.seed) < ($1.score, $1.seed) }
        var parts: [String] = []
        if hidden.count > 3 {
            parts.append("\(DisplayFormat.number(hidden.count)) trainings, down to \(ScoreText.text(hidden[0].score))")
        } else {
            parts = hidden.map { "\(name($0)), \(ScoreText.text($0.score))" }
        }
        let rules = rows.filter { ($0.rule ?? bound) < bound }
        if let rule = commonRule, rule < bound {
            parts.append("the tuned rule, \(ScoreText.text(rule))")
        } else if !rules.isEmpty, commonRule == nil {
            parts.append("the tuned rule of \(DisplayFormat.list(rules.map(\.name)))")
        }
        return parts.isEmpty ? "" : "Not shown, further left: \(parts.joined(separator: "; "))."
    }

    // MARK: Words

    private var legend: String {
        let hasIntervals = rows.contains { $0.cell?.interval != nil }
        let line = hasIntervals ? " and, as a line, its 95\u{00A0}% confidence interval over seeds" : ""
        let stroke =
            commonRule == nil && rows.contains { $0.rule != nil } ? " The upright stroke is the tuned rule." : ""
        return "Each faint dot is a training, the large one the IQM\(line).\(stroke)"
    }

    private func words(_ row: Row) -> String {
        guard let cell = row.cell, let iqm = cell.iqm, let lowest = cell.lowest else {
            return "\(row.name): no result."
        }
        return "\(row.name): IQM \(ScoreText.text(iqm, cell.interval)), worst \(ScoreText.text(lowest))."
    }

    private var table: DataTable {
        DataTable(
            columns: [
                "Name", "Trainings", "IQM", "95\u{00A0}% interval", "Worst", "Below the tuned rule", "Tuned rule",
            ],
            rows: rows.map { row in
                [
                    row.name.breakable, DisplayFormat.number(row.scores.count),
                    row.cell?.iqm.map(ScoreText.text) ?? "–",
                    row.cell?.interval.map(ScoreText.text) ?? "–", row.cell?.lowest.map(ScoreText.text) ?? "–",
                    row.cell?.belowTuned.map { DisplayFormat.number($0) } ?? "–", row.rule.map(ScoreText.text) ?? "–",
                ]
            })
    }
}

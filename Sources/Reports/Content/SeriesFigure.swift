import Charts

/// A chart of one quantity over the training: every value faint, a summary strong, quartiles as a band.
struct SeriesFigure {
    var id: String
    var title: String
    var values: [Double]
    /// Episodes at which the values were measured; 1, 2, 3, … where nil.
    var places: [Double]?
    /// What a value belongs to.
    var noun = (singular: "episode", plural: "episodes")
    var axis = Axis("")
    /// How a value is written in words and tables.
    var format: (Double) -> String
    /// Added to the caption.
    var remark = ""
    var references: [ReferenceLayer] = []
    /// The same quantity in other trainings.
    var companion: Companion?
    /// Whether the chart leaves out single values that would flatten all others.
    var leavesOutOutliers = false

    /// What other trainings came to, at each place.
    struct Companion: Equatable {
        var label: String
        var series: Series
        /// As many as there are places; nil without an interval.
        var lower, upper: [Double]?
        /// What line and band are.
        var remark: String
    }

    /// Whether there are enough values for a summary to become a line: two windows of them.
    static func isSummarized(count: Int) -> Bool { count >= 2 * RollingSummary.suggestedWindow(count: count) }

    var figure: ChartFigure {
        let series = places.map { Series(x: $0, y: values) } ?? Series(values: values)
        let window = RollingSummary.suggestedWindow(count: values.count)
        let summary = Self.isSummarized(count: values.count) ? RollingSummary(series, window: window) : nil
        let outliers = leavesOutOutliers ? summary.flatMap { Outliers(values, summary: $0) } : nil
        var axis = axis
        axis.atMost = outliers?.rest ?? axis.atMost
        let words = [summary.map { self.words($0) } ?? self.words(series), outliers.map(self.words) ?? ""]
            .filter { !$0.isEmpty }.joined(separator: " ")
        let sentences = [
            "Line chart: \(title), over \(countWords).", words, references.words(format),
            companion.map(self.words) ?? "",
        ]
        return ChartFigure(
            id: id,
            chart: Chart(title, xAxis: .counted("Episode"), yAxis: axis, layers: layers(series, summary)),
            caption: [words, remark, companion?.remark ?? ""].filter { !$0.isEmpty }.joined(separator: " "),
            alternativeText: sentences.filter { !$0.isEmpty }.joined(separator: " "),
            table: summary.map { table($0) } ?? table(series))
    }

    private func layers(_ series: Series, _ summary: RollingSummary?) -> [ChartLayer] {
        let references = references.map(ChartLayer.reference)
        let others = companion?.layers
        guard let summary else {
            return (others?.band ?? []) + references + (others?.line ?? []) + [.line(LineLayer(series))]
        }
        let band = BandLayer(x: summary.x, lower: summary.lowerQuartile, upper: summary.upperQuartile)
        let median = LineLayer(Series(x: summary.x, y: summary.median), label: "median")
        return [.line(.raw(series)), .band(band)] + (others?.band ?? []) + references + (others?.line ?? [])
            + [.line(median)]
    }

    private var countWords: String { DisplayFormat.count(values.count, noun.singular, noun.plural) }

    private func words(_ summary: RollingSummary) -> String {
        guard let lower = summary.lowerQuartile.last, let upper = summary.upperQuartile.last else { return "" }
        var words = "The median of \(DisplayFormat.number(summary.window)) \(noun.plural) "
        words += Trend.words(over: summary.median, format)
        // Equal quartiles would say the same once more.
        guard format(lower) != format(upper) else { return words + "." }
        return words + "; at the end half of them lie between \(format(lower)) and \(format(upper))."
    }

    private func words(_ companion: Companion) -> String {
        companion.series.isEmpty ? "" : "\(companion.label) \(Trend.words(over: companion.series.y, format))."
    }

    private func words(_ outliers: Outliers) -> String {
        let count = DisplayFormat.count(outliers.count, noun.singular, noun.plural)
        let (low, high) = (format(outliers.all.lowerBound), format(outliers.all.upperBound))
        switch (outliers.reachBelow, outliers.reachAbove) {
        case (true, true): return "Not shown: \(count) between \(low) and \(high)."
        case (true, false): return "Not shown: \(count), down to \(low)."
        default: return "Not shown: \(count), up to \(high)."
        }
    }

    private func words(_ series: Series) -> String {
        guard let first = series.y.first else { return "" }
        guard series.count > 1 else { return "The only \(noun.singular): \(format(first))." }
        return "Over \(countWords) it \(Trend.words(over: series.y, format))."
    }

    private func table(_ summary: RollingSummary) -> DataTable {
        DataTable(
            columns: ["Episode", "Lower quartile", "Median", "Upper quartile"],
            rows: DataTable.rowIndices(count: summary.x.count).map { row in
                [
                    DisplayFormat.number(summary.x[row]), format(summary.lowerQuartile[row]),
                    format(summary.median[row]),
                    format(summary.upperQuartile[row]),
                ]
            })
    }

    private func table(_ series: Series) -> DataTable {
        DataTable(
            columns: ["Episode", noun.singular == "episode" ? "Value" : "Value at the \(noun.singular)"],
            rows: DataTable.rowIndices(count: series.count).map { row in
                [DisplayFormat.number(series.x[row]), format(series.y[row])]
            })
    }
}

extension SeriesFigure.Companion {
    fileprivate var layers: (band: [ChartLayer], line: [ChartLayer]) {
        var band: [ChartLayer] = []
        if let lower, let upper {
            band.append(.band(BandLayer(x: series.x, lower: lower, upper: upper, color: .tint4)))
        }
        return (band, [.line(LineLayer(series, color: .series4, dash: .dashDotted, label: label))])
    }
}

extension [ReferenceLayer] {
    /// What is at each line; vertical ones stand at months.
    func words(_ format: (Double) -> String) -> String {
        map { line in
            line.orientation == .vertical
                ? "\(line.label.capitalizedSentence) in month \(DisplayFormat.number(line.value))."
                : "\(line.label): \(format(line.value))."
        }.joined(separator: " ")
    }
}

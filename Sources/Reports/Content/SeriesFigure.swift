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
    /// How a value is written in words and tables; nil for as many decimals as the values need.
    var format: ((Double) -> String)?
    /// Added to the caption.
    var remark = ""
    var references: [ReferenceLayer] = []

    init(
        id: String, title: String, values: [Double], places: [Double]? = nil,
        noun: (singular: String, plural: String) = ("episode", "episodes"), axis: Axis = Axis(""),
        format: ((Double) -> String)? = nil, remark: String = "", references: [ReferenceLayer] = []
    ) {
        self.id = id
        self.title = title
        self.values = values
        self.places = places
        self.noun = noun
        self.axis = axis
        self.format = format
        self.remark = remark
        self.references = references
    }

    var figure: ChartFigure {
        let series = places.map { Series(x: $0, y: values) } ?? Series(values: values)
        let window = RollingSummary.suggestedWindow(count: values.count)
        let summary = RollingSummary(series, window: window)
        let words = summary.map { self.words($0) } ?? self.words(series)
        let sentences = ["Line chart: \(title), over \(countWords).", words, referenceWords]
        return ChartFigure(
            id: id,
            chart: Chart(title, xAxis: .counted("Episode"), yAxis: axis, layers: layers(series, summary)),
            caption: [words, remark].filter { !$0.isEmpty }.joined(separator: " "),
            alternativeText: sentences.filter { !$0.isEmpty }.joined(separator: " "),
            table: summary.map { table($0) } ?? table(series))
    }

    private func layers(_ series: Series, _ summary: RollingSummary?) -> [ChartLayer] {
        var layers = references.map(ChartLayer.reference)
        guard let summary else { return layers + [.line(LineLayer(series))] }
        layers.insert(.band(summary.band()), at: 0)
        layers.insert(.line(.raw(series)), at: 0)
        layers.append(.line(summary.line(label: "median")))
        return layers
    }

    private var countWords: String { DisplayFormat.count(values.count, noun.singular, noun.plural) }

    private func text(_ value: Double) -> String {
        format.map { $0(value) } ?? DisplayFormat.number(value, decimals: DisplayFormat.decimals(for: values))
    }

    private func words(_ summary: RollingSummary) -> String {
        guard let first = summary.median.first, let last = summary.median.last else { return "" }
        let trend = Trend.words(from: first, to: last, text)
        let quartiles = "\(text(summary.lowerQuartile.last ?? last)) and \(text(summary.upperQuartile.last ?? last))"
        return
            "The median of \(DisplayFormat.number(summary.window)) \(noun.plural) \(trend); at the end half of them lie "
            + "between \(quartiles)."
    }

    private func words(_ series: Series) -> String {
        guard let first = series.y.first, let last = series.y.last else { return "" }
        guard series.count > 1 else { return "The only \(noun.singular): \(text(first))." }
        return "Over \(countWords) it \(Trend.words(from: first, to: last, text))."
    }

    private var referenceWords: String {
        references.map { "\($0.label): \(text($0.value))." }.joined(separator: " ")
    }

    private func table(_ summary: RollingSummary) -> DataTable {
        DataTable(
            columns: ["Episode", "Lower quartile", "Median", "Upper quartile"],
            rows: DataTable.rowIndices(count: summary.x.count).map { row in
                [
                    DisplayFormat.number(summary.x[row]), text(summary.lowerQuartile[row]), text(summary.median[row]),
                    text(summary.upperQuartile[row]),
                ]
            })
    }

    private func table(_ series: Series) -> DataTable {
        DataTable(
            columns: ["Episode", noun.singular == "episode" ? "Value" : "Value at the \(noun.singular)"],
            rows: DataTable.rowIndices(count: series.count).map { row in
                [DisplayFormat.number(series.x[row]), text(series.y[row])]
            })
    }
}

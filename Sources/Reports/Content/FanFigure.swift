import Charts
import Households
import Statistics

/// A chart of how a quantity is distributed over the lives, month by month: the median, and bands that hold half and
/// nine tenths of the lives.
struct FanFigure {
    var id: String
    var title: String
    var axis: Axis
    var months: [Int]
    var quantiles: [Quantiles]
    /// How a value is written in words and tables.
    var format: (Double) -> String
    /// What the median is called at its end.
    var label = "median"
    var references: [ReferenceLayer] = []
    /// Other medians to compare with.
    var companions: [Companion] = []
    /// Added to the caption.
    var remark = ""
    /// Lives of the last month.
    var lives: Int

    struct Companion {
        var label: String
        var values: [Double]
    }

    /// Points of a band or line at most.
    private static let maximumPoints = 250
    /// Of fewer lives nobody counts nine in ten.
    private static let fewestForShares = 20

    /// - Precondition: at least one month, and as many quantiles as months.
    var figure: ChartFigure {
        precondition(!months.isEmpty && months.count == quantiles.count, "a fan needs a distribution for each month")
        return ChartFigure(
            id: id, chart: Chart(title, xAxis: .counted("Month"), yAxis: axis, layers: layers),
            caption: [words, companionWords, remark].filter { !$0.isEmpty }.joined(separator: " "),
            alternativeText: ["Fan chart: \(title), month by month.", words, companionWords, references.words(format)]
                .filter { !$0.isEmpty }.joined(separator: " "),
            table: table)
    }

    private var layers: [ChartLayer] {
        let shown = Downsampling.evenIndices(count: months.count, limit: Self.maximumPoints)
        let x = shown.map { Double(months[$0]) }
        func series(_ value: (Quantiles) -> Double) -> [Double] { shown.map { value(quantiles[$0]) } }
        var layers: [ChartLayer] = []
        // One life, and lives that are all the same, have no spread.
        if quantiles.contains(where: { $0.p5 < $0.p95 }) {
            layers += [
                .band(BandLayer(x: x, lower: series(\.p5), upper: series(\.p95), color: .band90, label: "90\u{00A0}%")),
                .band(
                    BandLayer(x: x, lower: series(\.p25), upper: series(\.p75), color: .band50, label: "50\u{00A0}%")),
            ]
        }
        layers += references.map(ChartLayer.reference)
        layers += companions.map { companion in
            let values = shown.map { companion.values[$0] }
            return .line(
                LineLayer(Series(x: x, y: values), color: .series2, dash: .dashed, label: companion.label))
        }
        layers.append(.line(LineLayer(Series(x: x, y: series(\.p50)), label: label)))
        return layers
    }

    private var words: String {
        let last = quantiles[quantiles.count - 1]
        let hasSpread = lives >= Self.fewestForShares && format(last.p5) != format(last.p95)
        let range = "nine lives in ten lie between \(format(last.p5)) and \(format(last.p95))"
        guard quantiles.count > 1 else {
            return "After the only month the median is \(format(last.p50))" + (hasSpread ? "; \(range)." : ".")
        }
        let trend = Trend.words(over: quantiles.map(\.p50), format)
        return "The median \(trend) over \(DisplayFormat.number(months.count))\u{00A0}months"
            + (hasSpread ? "; in the last one \(range)." : ".")
    }

    private var companionWords: String {
        companions.compactMap { companion in
            companion.values.last.map { "\(companion.label.capitalizedSentence) ends at \(format($0))." }
        }.joined(separator: " ")
    }

    private var table: DataTable {
        DataTable(
            columns: ["Month", "5\u{00A0}%", "25\u{00A0}%", "Median", "75\u{00A0}%", "95\u{00A0}%"]
                + companions.map(\.label.capitalizedSentence),
            rows: DataTable.rowIndices(count: months.count).map { row in
                [DisplayFormat.number(months[row])] + quantiles[row].all.map(format)
                    + companions.map { format($0.values[row]) }
            })
    }
}

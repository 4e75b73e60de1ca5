import Charts
import Households

/// How bad it can get: final wealth, drawdowns, and when the insolvent lives became insolvent.
extension ReportContent {
    static func risk(_ evaluation: Evaluation) -> [Block] {
        guard let policy = evaluation.trained, !policy.outcomes.finalWealth.isEmpty else {
            return [.paragraph("The outcomes of the single lives were not stored.")]
        }
        let charts = RiskCharts(evaluation: evaluation, policy: policy)
        let figures = [charts.finalWealth, charts.drawdowns, charts.portfolioDrawdowns, charts.insolvencies].compactMap
        { $0 }
        return [.paragraph(charts.survivalWords), .figures(figures)]
    }
}

/// The charts of single outcomes.
struct RiskCharts {
    let evaluation: Evaluation
    let policy: PolicyEvaluation

    /// When and how often the money ran out.
    var survivalWords: String {
        let lives = policy.outcomes.insolvencyMonth.count
        let months = policy.outcomes.insolvencyMonth.filter { $0 > 0 }.sorted()
        let all = DisplayFormat.count(lives, "simulated life", "simulated lives")
        guard let first = months.first, let last = months.last else {
            return lives == 1 ? "The one simulated life stayed solvent." : "All \(all) stayed solvent."
        }
        let count = "\(DisplayFormat.number(months.count)) of \(all) became insolvent"
        guard first < last || months.count == 1 else {
            return "\(count), all of them in month \(DisplayFormat.number(first))."
        }
        guard months.count > 1 else { return "\(count), in month \(DisplayFormat.number(first))." }
        return "\(count), the first in month \(DisplayFormat.number(first)), half of them by month "
            + "\(DisplayFormat.number(months[(months.count - 1) / 2])), the last in month \(DisplayFormat.number(last))."
    }

    var finalWealth: ChartFigure {
        let quantiles = policy.finalWealth
        let rival = evaluation.bestRule.flatMap { $0.outcomes.finalWealth.isEmpty ? nil : $0 }
        let euro = { (value: Double) in DisplayFormat.euro(value) }
        var caption =
            "\(policy.insolvencyRate > 0 ? "Bankrupt lives included, half" : "Half") of the lives end above \(euro(quantiles.p50)), one in twenty below \(euro(quantiles.p5)) and one in twenty "
            + "above \(euro(quantiles.p95))."
        if let rival {
            caption +=
                " \(rival.policy.subject.capitalizedSentence): median \(euro(rival.finalWealth.p50)), one in twenty "
            caption += "below \(euro(rival.finalWealth.p5))."
        }
        return histogram(
            "final-wealth", "Wealth at the end", policy.outcomes.finalWealth, Axis("", unit: .euros), caption, euro,
            rival: rival.map { ($0.policy.label, $0.outcomes.finalWealth) },
            references: [ReferenceLayer(at: quantiles.p50, orientation: .vertical, label: "median")])
    }

    /// nil where no life's wealth ever falls.
    var drawdowns: ChartFigure? {
        drawdown(
            "drawdown", "Largest fall of wealth from its peak", policy.outcomes.maxDrawdown, "wealth",
            "Bills and spending count as falls, too.")
    }

    /// nil in older evaluations, and where nothing can fall.
    var portfolioDrawdowns: ChartFigure? {
        drawdown(
            "portfolio-drawdown", "Largest fall of the portfolio from its peak",
            policy.outcomes.maxPortfolioDrawdown ?? [], "a euro in the portfolio",
            "What is paid in does not hide a fall here.")
    }

    private func drawdown(
        _ id: String, _ title: String, _ values: [Double], _ what: String, _ remark: String
    ) -> ChartFigure? {
        let values = values.sorted()
        guard let largest = values.last, largest > 0 else { return nil }
        let median = values[(values.count - 1) / 2]
        let percent = { (value: Double) in DisplayFormat.percent(value) }
        return histogram(
            id, title, values, Axis("", unit: .percent),
            (values.count == 1
                ? "In the one simulated life \(what) falls by \(percent(largest)) from its peak at most. "
                : "In half of the lives \(what) never falls by more than \(percent(median)) from its peak; in the worst "
                    + "one it falls by \(percent(largest)). ") + remark, percent)
    }

    /// nil where no life became insolvent.
    var insolvencies: ChartFigure? {
        let months = policy.outcomes.insolvencyMonth.filter { $0 > 0 }.map(Double.init)
        guard !months.isEmpty else { return nil }
        return histogram(
            "insolvency-month", "When insolvent lives became insolvent", months, Axis("Month", isWhole: true),
            survivalWords, { DisplayFormat.number($0) })
    }

    private func histogram(
        _ id: String, _ title: String, _ values: [Double], _ axis: Axis, _ caption: String,
        _ format: (Double) -> String, rival: (label: String, values: [Double])? = nil, references: [ReferenceLayer] = []
    ) -> ChartFigure {
        let bins = Histogram(values + (rival?.values ?? []), targetCount: 24)
        let own = Histogram(values, edges: bins.edges).counts
        let other = rival.map { Histogram($0.values, edges: bins.edges).counts }
        var layers: [ChartLayer] = [
            .bars(BarLayer(edges: bins.edges, heights: own.map(Double.init), label: rival == nil ? nil : "policy"))
        ]
        if let rival, let other {
            layers.append(
                .bars(
                    BarLayer(
                        edges: bins.edges, heights: other.map(Double.init), style: .outline, color: .series2,
                        dash: .dashed, label: rival.label.lowercased())))
        }
        layers += references.map(ChartLayer.reference)
        let rows = DataTable.rowIndices(count: own.count).map { bin in
            [format(bins.edges[bin]), format(bins.edges[bin + 1]), DisplayFormat.number(own[bin])]
                + (other.map { [DisplayFormat.number($0[bin])] } ?? [])
        }
        return ChartFigure(
            id: id,
            chart: Chart(title, xAxis: axis, yAxis: Axis("Lives", atLeast: 0...1, isWhole: true), layers: layers),
            caption: caption, alternativeText: "Histogram: \(title). \(caption)",
            table: DataTable(
                columns: ["From", "To", "Lives"] + (rival.map { ["\($0.label)"] } ?? []), rows: rows))
    }
}

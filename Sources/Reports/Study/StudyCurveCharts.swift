import Charts
import Studies

/// How trainings went: the IQM over seeds, episode by episode, with its interval.
struct StudyCurveCharts {
    let study: StudyOverview

    /// Settings in one chart, and scenarios up to which each has all four charts.
    private static let mostLines = 3
    private static let fewScenarios = 2
    private static let mostScenarios = 6

    private typealias Curve = (name: String, curves: StudyResults.Curves)

    /// Scenarios whose episodes are whole lives; those of a household that lives for utility are parts of lives, and
    /// their rewards mean nothing by themselves.
    private var scenarios: [Int] { study.plan.scenarios.indices.filter { !study.plan.livesForUtility[$0] } }

    var hasUtility: Bool { study.plan.livesForUtility.contains(true) }
    /// Whether all four quantities are shown.
    var showsAll: Bool { scenarios.count <= Self.fewScenarios }
    var leavesOutSettings: Bool { study.plan.settings.count > Self.mostLines }
    var leavesOutScenarios: Bool { scenarios.count > Self.mostScenarios }

    var figures: [ChartFigure] {
        scenarios.prefix(Self.mostScenarios).flatMap { scenario -> [ChartFigure] in
            let curves = curves(scenario)
            let place = study.isOneScenario ? "" : " in \(study.plan.scenarios[scenario])"
            let suffix = study.isOneScenario ? "" : "-\(scenario + 1)"
            let reward = figure("reward\(suffix)", "Reward of an episode\(place)", Axis(""), curves, nil, \.reward)
            guard showsAll else { return [reward].compactMap { $0 } }
            return [
                reward,
                figure(
                    "stability\(suffix)", "Stability: share of the months that end with cash above zero\(place)",
                    Axis("", unit: .percent, atMost: 0...1), curves, { DisplayFormat.percent($0) }, \.stability),
                figure(
                    "sharpe\(suffix)", "Sharpe ratio of wealth, a year\(place)", Axis(""), curves,
                    { DisplayFormat.number($0, decimals: 2) }, \.sharpeRatio),
                figure(
                    "goal-adherence\(suffix)", "Goal distance: share invested against its goal\(place)",
                    Axis("", atLeast: 0...0.1), curves, { DisplayFormat.number($0, decimals: 3) }, \.goalAdherence),
            ].compactMap { $0 }
        }
    }

    private func curves(_ scenario: Int) -> [Curve] {
        study.shownSettings(Self.mostLines).compactMap { setting in
            let name = study.plan.settings[setting].name
            return study.results.curves.first {
                $0.scenario == study.plan.scenarios[scenario] && $0.setting == name
            }.map { (name, $0) }
        }
    }

    /// Nil where nothing was measured, or nothing but zeros.
    private func figure(
        _ id: String, _ title: String, _ axis: Axis, _ curves: [Curve], _ format: ((Double) -> String)?,
        _ band: KeyPath<StudyResults.Curves, StudyResults.Curves.Band>
    ) -> ChartFigure? {
        let shown = curves.filter { curve in
            let values = curve.curves[keyPath: band].iqm
            return values.count == curve.curves.episodes.count && values.contains { $0 != 0 }
        }
        guard !shown.isEmpty else { return nil }
        let format = format ?? DisplayFormat.format(for: shown.flatMap { $0.curves[keyPath: band].iqm })
        var bands: [ChartLayer] = []
        var lines: [ChartLayer] = []
        for (index, curve) in shown.enumerated() {
            let x = curve.curves.episodes.map(Double.init)
            let values = curve.curves[keyPath: band]
            if let lower = values.lower, let upper = values.upper, lower.count == x.count, upper.count == x.count {
                bands.append(
                    .band(BandLayer(x: x, lower: lower, upper: upper, color: ThemeColor.series(index).tint)))
            }
            lines.append(
                .line(
                    LineLayer(
                        Series(x: x, y: values.iqm), color: .series(index), dash: OverlayFigure.dashes[index],
                        label: shown.count == 1 ? nil : curve.name.breakable)))
        }
        let words = shown.map { curve in
            "\(shown.count == 1 ? "The IQM" : curve.name) \(Trend.words(over: curve.curves[keyPath: band].iqm, format))."
        }.joined(separator: " ")
        return ChartFigure(
            id: id, chart: Chart(title, xAxis: .counted("Episode"), yAxis: axis, layers: bands + lines),
            caption: words, alternativeText: "Line chart: \(title). \(words)",
            table: table(shown, format, band))
    }

    /// Of one line with its interval, of several the lines alone: more would not fit beside another chart.
    private func table(
        _ shown: [Curve], _ format: (Double) -> String,
        _ band: KeyPath<StudyResults.Curves, StudyResults.Curves.Band>
    ) -> DataTable {
        let episodes = shown[0].curves.episodes
        let only = shown.count == 1 ? shown[0].curves[keyPath: band] : nil
        return DataTable(
            columns: ["Episode"]
                + (only == nil ? shown.map(\.name.breakable) : ["IQM", "95\u{00A0}% interval"]),
            rows: DataTable.rowIndices(count: episodes.count).map { row in
                var cells = [DisplayFormat.number(episodes[row])]
                for curve in shown {
                    let values = curve.curves[keyPath: band].iqm
                    cells.append(row < values.count ? format(values[row]) : "–")
                }
                guard let only else { return cells }
                guard let lower = only.lower, let upper = only.upper else { return cells + ["–"] }
                return cells + ["[\(format(lower[row])),\u{00A0}\(format(upper[row]))]"]
            })
    }
}

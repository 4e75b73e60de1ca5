import Charts

/// Charts like those of reports, and awkward ones, from a generator with a fixed seed.
enum SampleCharts {
    /// A small generator (SplitMix64): the same numbers on every run.
    struct Noise {
        var state: UInt64

        mutating func uniform() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
        }

        /// Roughly normal: mean 0, deviation 1.
        mutating func normal() -> Double {
            (0..<12).reduce(-6.0) { sum, _ in sum + uniform() }
        }
    }

    static func rewards(count: Int, seed: UInt64 = 7) -> [Double] {
        var noise = Noise(state: seed)
        return (0..<count).map { index in
            let progress = Double(index) / Double(max(1, count))
            let learnt = progress / (0.12 + progress)
            return -40 + 170 * learnt + 22 * noise.normal() - (noise.uniform() > 0.97 ? 70 : 0)
        }
    }

    static func training(_ values: [Double], title: String = "Reward rises and settles above the best simple rule")
        -> Chart
    {
        let series = Series(values: values)
        let window = RollingSummary.suggestedWindow(count: values.count)
        var layers = summary(
            of: series, window: window, label: values.count < window ? "reward" : "median of \(window)")
        layers.append(
            .reference(ReferenceLayer(at: 104, label: "best simple rule", color: .series2, dash: .dashed)))
        layers.append(.reference(ReferenceLayer(at: 131, label: "optimum", color: .series3, dash: .dotted)))
        return Chart(
            title, xAxis: .counted("Episode"), yAxis: Axis("Reward per episode"), layers: layers)
    }

    /// A series that scatters, as in reports: its values faint, their rolling quartiles as a band, the median strong.
    private static func summary(of series: Series, window: Int, label: String) -> [ChartLayer] {
        guard let summary = RollingSummary(series, window: window) else {
            return [.line(LineLayer(series, label: label))]
        }
        let band = BandLayer(x: summary.x, lower: summary.lowerQuartile, upper: summary.upperQuartile)
        let median = LineLayer(Series(x: summary.x, y: summary.median), label: label)
        return [.line(.raw(series)), .band(band), .line(median)]
    }

    static func fan(months: Int, scale: Double = 12_000) -> Chart {
        let x = (0..<months).map { Double($0 + 1) }
        func path(_ z: Double) -> [Double] {
            x.map { month in
                let years = month / 12
                return scale * (0.4 + 0.35 * years + 0.32 * z * years.squareRoot())
            }
        }
        return Chart(
            "Wealth grows in nine lives of ten", xAxis: .counted("Month"), yAxis: Axis("Wealth", unit: .euros),
            layers: [
                .band(BandLayer(x: x, lower: path(-1.645), upper: path(1.645), color: .band90, label: "90 %")),
                .band(BandLayer(x: x, lower: path(-0.674), upper: path(0.674), color: .band50, label: "50 %")),
                .line(LineLayer(Series(x: x, y: path(0)), label: "median")),
                .reference(ReferenceLayer(at: scale * 0.3, label: "safety threshold", color: .series5)),
            ])
    }

    static func shares(months: Int) -> Chart {
        let x = (0..<months).map { Double($0 + 1) }
        let invested = x.map { 0.18 + 0.22 * $0 / Double(max(2, months)) }
        let saved = x.map { 0.30 - 0.24 * $0 / Double(max(2, months)) }
        let spent = zip(invested, saved).map { 1 - $0 - $1 }
        return Chart(
            "Saving gives way to investing", xAxis: .counted("Month"), yAxis: .share("Share of income"),
            layers: [
                .stack(
                    StackLayer(
                        x: x,
                        parts: [
                            .init("invested", values: invested, color: .series1),
                            .init("saved", values: saved, color: .series3),
                            .init("spent", values: spent, color: .series2),
                        ]))
            ])
    }

    static func histogram(count: Int = 1000) -> Chart {
        var noise = Noise(state: 11)
        let policy = (0..<count).map { _ in 63_200 + 14_000 * noise.normal() }
        let rule = (0..<count).map { _ in 58_900 + 17_000 * noise.normal() }
        let first = Histogram(policy)
        let second = Histogram(rule, edges: first.edges)
        func shares(_ histogram: Histogram) -> [Double] {
            histogram.counts.map { Double($0) / Double(max(1, histogram.counts.reduce(0, +))) }
        }
        return Chart(
            "The policy ends richer, and less often poor", xAxis: Axis("Final wealth", unit: .euros, isTight: true),
            yAxis: Axis("Lives", unit: .percent),
            layers: [
                .bars(BarLayer(edges: first.edges, heights: shares(first), label: "this policy")),
                .bars(
                    BarLayer(
                        edges: second.edges, heights: shares(second), style: .outline, color: .series2,
                        dash: .dashed, label: "best simple rule")),
                .reference(
                    ReferenceLayer(at: 63_200, orientation: .vertical, label: "median €63,200", color: .series1)),
                .reference(
                    ReferenceLayer(at: 58_900, orientation: .vertical, label: "median €58,900", color: .series2)),
            ])
    }

    static func goals(months: Int) -> Chart {
        let x = (0..<months).map { Double($0 + 1) }
        var noise = Noise(state: 5)
        let goal = x.map { 0.20 + 0.15 * $0 / Double(months) }
        let deed = goal.map { $0 + 0.015 * noise.normal() - 0.005 }
        return Chart(
            "What was invested follows the strategist's goal", xAxis: .counted("Month"),
            yAxis: Axis("Invested share of income", unit: .percent, atLeast: 0...0.4),
            layers: [
                .line(LineLayer(Series(x: x, y: goal), color: .series4, dash: .dashed, label: "goal")),
                .line(LineLayer(Series(x: x, y: deed), color: .series1, label: "done")),
            ])
    }

    static func line(_ values: [Double], unit: Axis.Unit = .none, label: String? = "value") -> Chart {
        Chart(
            "A plain line", xAxis: .counted("Episode"), yAxis: Axis("Value", unit: unit),
            layers: [.line(LineLayer(Series(values: values), label: label))])
    }

    /// The size of a picture that stands alone, with title and margin.
    static let titledSize = Size(width: 480, height: 320)

    static let longTitle =
        "Reward rises over the first three hundred episodes and then stays above that of the best simple rule of all"

    /// Name and chart, in a fixed order.
    static let all: [(name: String, chart: Chart)] = [
        ("training", training(rewards(count: 1000))),
        ("training-short", training(rewards(count: 60))),
        ("training-two", training([20, 80])),
        ("training-one", training([37])),
        ("fan", fan(months: 120)),
        ("fan-one-month", fan(months: 1)),
        ("fan-millions", fan(months: 360, scale: 4e6)),
        ("shares", shares(months: 120)),
        ("shares-one-month", shares(months: 1)),
        ("histogram", histogram()),
        ("histogram-one", histogram(count: 1)),
        ("goals", goals(months: 60)),
        ("constant", line([5, 5, 5, 5, 5])),
        ("zeros", line([Double](repeating: 0, count: 30), unit: .euros)),
        ("negative", line([-3, -8, -2.5, -12, -7], unit: .euros)),
        ("huge", line([1e12, 3e12, 2.2e12], unit: .euros)),
        ("enormous", line([1e200, -3e200, 2e200])),
        ("tiny", line([1e-9, 4e-9, -2e-9])),
        ("gaps", line([1, 2, .nan, 4, .nan, .nan, 3, 2, .infinity, 5, 6])),
        ("empty", line([])),
        ("long-title", training(rewards(count: 300), title: longTitle)),
        ("scripts", scripts),
        ("crowded", crowded),
    ]

    static let scripts = Chart(
        "الثروة تنمو, 家計の資産, Ωραία", xAxis: .counted("חודש"), yAxis: Axis("מזומנים ופיקדונות"),
        layers: [
            .line(LineLayer(Series(values: [1, 3, 2, 4]), label: "السياسة")),
            .line(LineLayer(Series(values: [2, 1, 3, 3]), color: .series2, dash: .dashed, label: "規則")),
        ])

    static let crowded = Chart(
        "Six lines end close together", xAxis: .counted("Month"), yAxis: Axis("Consumption", unit: .euros),
        layers: (0..<6).map { index in
            let values = (0..<24).map { 1000 + Double($0) * 10 + Double(index) * Double(24 - $0) * 4 }
            return .line(
                LineLayer(
                    Series(values: values), color: .series(index), dash: Dash.allCases[index % Dash.allCases.count],
                    label: "policy number \(index + 1)"))
        })
}

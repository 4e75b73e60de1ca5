import Charts
import Households
import Statistics

/// The simulated lives under the trained policy, month by month.
extension ReportContent {
    static func household(_ input: ReportInput) -> [Block] {
        guard let policy = input.evaluation.trained, let last = policy.months.last else {
            return [.paragraph("The months of the simulated lives were not stored.")]
        }
        let charts = HouseholdCharts(
            months: policy.months, threshold: input.scenario.environment.safetyThreshold,
            isCut: policy.insolvencyRate > 0 && input.evaluation.episodes > 1,
            rival: input.evaluation.bestRule.flatMap { $0.months.count == policy.months.count ? $0 : nil })
        let lives = DisplayFormat.count(input.evaluation.episodes, "simulated life", "simulated lives")
        var text = "Each chart shows \(lives)"
        text +=
            input.evaluation.episodes == 1
            ? "." : ": the line is the median, the dark band holds half of the lives, the pale one nine tenths."
        if policy.insolvencyRate > 0, input.evaluation.episodes > 1 {
            text += " A life that became insolvent is left out of the months after it; "
            text += "\(DisplayFormat.number(last.alive)) of \(lives) went on until the last month shown, "
            text += "month \(DisplayFormat.number(last.month))."
        }
        // Nothing can be said of where an income goes that there is not.
        let shares = input.scenario.environment.income > 0 ? [charts.shares] : []
        var blocks: [Block] = [.paragraph(text), .figures(charts.money + shares)]
        if !charts.goals.isEmpty, !shares.isEmpty {
            blocks.append(.heading("Goals and what was done"))
            blocks.append(
                .paragraph(
                    "The strategist sets goals every few months; the executor divides each month’s income. Where both lines "
                        + "coincide, the executor did what the strategist asked for."))
            blocks.append(.figures(charts.goals))
        }
        return blocks
    }
}

/// The charts of the months.
struct HouseholdCharts {
    let months: [MonthSummary]
    /// EUR.
    let threshold: Double
    /// Whether lives end before the others.
    var isCut = false
    /// A rule with as many months, to compare wealth with.
    let rival: PolicyEvaluation?

    /// Cash, portfolio, wealth.
    var money: [ChartFigure] {
        let median = isCut ? "The median of the lives that still go on" : "The median"
        let below = months.filter { $0.cash.p50 < threshold }.count
        let cash = fan(
            "cash", "Cash after the month", months.map(\.cash),
            references: [ReferenceLayer(at: threshold, label: "safety threshold", color: .series2)],
            remark: below == 0
                ? "\(median) never lies below the safety threshold of \(DisplayFormat.euro(threshold))."
                : "\(median) lies below the safety threshold of \(DisplayFormat.euro(threshold)) in "
                    + "\(DisplayFormat.number(below)) of \(DisplayFormat.count(months.count, "month", "months"))"
                    + (isCut ? " that any of them reaches." : "."))
        let portfolio = fan("portfolio", "Portfolio after the month", months.map(\.portfolio))
        let wealth = fan(
            "wealth", "Wealth: cash and portfolio", months.map(\.wealth),
            companions: rival.map {
                [.init(label: $0.policy.label.lowercased(), values: $0.months.map(\.wealth.p50))]
            } ?? [])
        return [cash, portfolio, wealth].map(\.figure)
    }

    /// The three shares of the income.
    var shares: ChartFigure {
        let shown = Downsampling.evenIndices(count: months.count, limit: 250).map { months[$0] }
        let parts = [
            StackLayer.Part("invest", values: shown.map(\.meanInvestShare), color: .series1),
            StackLayer.Part("save", values: shown.map(\.meanSaveShare), color: .series3),
            StackLayer.Part("spend", values: shown.map(\.meanConsumeShare), color: .series2),
        ]
        let chart = Chart(
            "Where the income goes", xAxis: .counted("Month"), yAxis: .share(""),
            layers: [.stack(StackLayer(x: shown.map { Double($0.month) }, parts: parts))])
        func average(_ share: (MonthSummary) -> Double) -> String {
            DisplayFormat.percent(months.map(share).mean)
        }
        let words =
            "On average over the months \(average(\.meanInvestShare)) of the income is invested, "
            + "\(average(\.meanConsumeShare)) spent freely, and \(average(\.meanSaveShare)) kept for the bills and for later."
        return ChartFigure(
            id: "shares", chart: chart, caption: words,
            alternativeText: "Stacked areas: the shares of income invested, saved and spent, month by month. \(words)",
            table: DataTable(
                columns: ["Month", "Invest", "Save", "Spend"],
                rows: DataTable.rowIndices(count: months.count).map { row in
                    let month = months[row]
                    return [DisplayFormat.number(month.month)]
                        + [month.meanInvestShare, month.meanSaveShare, month.meanConsumeShare].map {
                            DisplayFormat.percent($0)
                        }
                }))
    }

    /// The strategist's goals against what was done; empty for a policy without goals.
    var goals: [ChartFigure] {
        let targets = months.compactMap(\.targetInvestRatio)
        let buffers = months.compactMap(\.safetyBuffer)
        let aggressiveness = months.compactMap(\.aggressiveness)
        guard targets.count == months.count, buffers.count == months.count, aggressiveness.count == months.count else {
            return []
        }
        let percent = { (share: Double) in DisplayFormat.percent(share) }
        return [
            FanFigure(
                id: "invest-goal", title: "Share invested, and its goal", axis: share,
                months: numbers, quantiles: months.map(\.investShare), format: percent, label: "done",
                companions: [.init(label: "goal", values: targets.map(\.p50))], lives: lives),
            FanFigure(
                id: "buffer-goal", title: "Cash, and the goal for it", axis: euros, months: numbers,
                quantiles: months.map(\.cash), format: { DisplayFormat.euro($0) }, label: "cash",
                companions: [.init(label: "goal", values: buffers.map(\.p50))], lives: lives),
            FanFigure(
                id: "aggressiveness", title: "Aggressiveness", axis: share, months: numbers,
                quantiles: aggressiveness, format: percent,
                remark: "At 100\u{00A0}% the goal for investing holds even where cash is short of its own goal.",
                lives: lives),
        ].map(\.figure)
    }

    private var numbers: [Int] { months.map(\.month) }
    private var lives: Int { months.last?.alive ?? 0 }
    private var euros: Axis { Axis("", unit: .euros) }
    private var share: Axis { Axis("", unit: .percent, atMost: 0...1) }

    private func fan(
        _ id: String, _ title: String, _ quantiles: [Quantiles], references: [ReferenceLayer] = [],
        companions: [FanFigure.Companion] = [], remark: String = ""
    ) -> FanFigure {
        FanFigure(
            id: id, title: title, axis: euros, months: numbers, quantiles: quantiles,
            format: { DisplayFormat.euro($0) }, references: references, companions: companions, remark: remark,
            lives: lives)
    }
}

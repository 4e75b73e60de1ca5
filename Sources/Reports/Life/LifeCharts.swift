import Charts
import Households
import Statistics

/// The charts of the months of a household that lives for utility; EUR of the first month.
struct LifeCharts {
    let scenario: Scenario
    let months: [MonthSummary]

    /// Consumption, cash, portfolio, loan, and how often work is missing.
    var money: [ChartFigure] {
        var figures = [
            fan(
                "consumption", "Consumption a month, that in ordinary bills included", months.compactMap(\.consumption)),
            fan("cash", "Cash after the month", months.map(\.cash)),
            fan("portfolio", "Portfolio after the month", months.map(\.portfolio)),
            fan("wealth", "Wealth: cash and portfolio less what is owed", months.map(\.wealth)),
        ]
        if scenario.debt.loan > 0 {
            figures.append(fan("loan", "Loan after the month", months.compactMap(\.loan)))
        }
        if scenario.work.jobLossProbability > 0 { figures.append(outOfWork) }
        return figures.compactMap { $0 }
    }

    /// What the strategist asks for.
    var goals: [ChartFigure] {
        let (shares, buffers) = (months.compactMap(\.targetInvestRatio), months.compactMap(\.safetyBuffer))
        guard shares.count == months.count, buffers.count == months.count else { return [] }
        let euros = Axis("", unit: .euros)
        return [
            FanFigure(
                id: "share-goal", title: "Share to be invested of what exceeds the buffer",
                axis: Axis("", unit: .percent, atMost: 0...1), months: numbers, quantiles: shares,
                format: { DisplayFormat.percent($0) }, label: "goal", lives: lives),
            FanFigure(
                id: "buffer-goal", title: "Cash, and the goal for it", axis: euros, months: numbers,
                quantiles: months.map(\.cash), format: LifeFinding.euro, label: "cash",
                companions: [.init(label: "goal", values: buffers.map(\.p50))], lives: lives),
        ].map(\.figure)
    }

    var goalWords: String {
        "Every \(DisplayFormat.count(scenario.training.highPeriod, "month", "months")) the strategist says how much to spend, "
            + "which buffer to hold in cash, and which share of the rest to invest; the executor carries it out month by "
            + "month, and corrects it where the month is not what was expected."
    }

    private var numbers: [Int] { months.map(\.month) }
    private var lives: Int { months.last?.alive ?? 0 }

    /// Retirement and what is saved for, as vertical lines.
    private var events: [ReferenceLayer] {
        var events = scenario.goals.map { ReferenceLayer(at: Double($0.month), orientation: .vertical, label: "goal") }
        if scenario.work.retirementMonth > 0 {
            events.append(
                ReferenceLayer(at: Double(scenario.work.retirementMonth), orientation: .vertical, label: "pension"))
        }
        return events
    }

    private func fan(_ id: String, _ title: String, _ quantiles: [Quantiles]) -> ChartFigure? {
        guard quantiles.count == months.count else { return nil }
        return FanFigure(
            id: id, title: title, axis: Axis("", unit: .euros), months: numbers, quantiles: quantiles,
            format: LifeFinding.euro, references: events, lives: lives
        ).figure
    }

    private var outOfWork: ChartFigure? {
        let shares = months.compactMap(\.outOfWork)
        guard shares.count == months.count else { return nil }
        let shown = Downsampling.evenIndices(count: shares.count, limit: 250)
        let most = shares.max() ?? 0
        let words = "At most \(DisplayFormat.percent(most)) of the lives are out of work in the same month."
        return ChartFigure(
            id: "out-of-work",
            chart: Chart(
                "Share of the lives out of work", xAxis: .counted("Month"),
                yAxis: Axis("", unit: .percent, atLeast: 0...0.02),
                layers: events.map(ChartLayer.reference) + [
                    .line(LineLayer(Series(x: shown.map { Double(numbers[$0]) }, y: shown.map { shares[$0] })))
                ]),
            caption: words, alternativeText: "Line chart: share of the lives out of work, month by month. \(words)",
            table: DataTable(
                columns: ["Month", "Out of work"],
                rows: DataTable.rowIndices(count: shares.count).map {
                    [DisplayFormat.number(numbers[$0]), DisplayFormat.percent(shares[$0])]
                }))
    }
}

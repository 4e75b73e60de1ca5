import Charts
import Households

/// A comparison ready for the eye, in the form of a report.
extension ReportContent {
    /// - Precondition: as `RunComparison`.
    package init(comparing runs: [ComparedRun], title: String? = nil) {
        let comparison = RunComparison(runs)
        let names = runs.map(\.name)
        let tables = ComparisonTables(comparison: comparison)
        let finding = ComparisonFinding(comparison: comparison)
        let newest = runs.map(\.startTime).max() ?? ""
        self.init(
            kicker: "Comparison of \(DisplayFormat.count(runs.count, "run", "runs"))",
            runName: names.joined(separator: ", "),
            title: title ?? "\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1])",
            standing: comparison.isOneHousehold
                ? "Policies for the same household" : "Policies for different households",
            description: [], finding: finding.sentence, startTime: newest,
            programVersion: runs.map(\.programVersion).max() ?? "", sections: [])
        sections = [
            Section(
                id: "finding", title: "The finding", isFinding: true,
                blocks: [.lead(finding.sentence)] + finding.details.map { .paragraph($0) }
                    + [.note(Self.prices(of: runs))]),
            Section(id: "figures", title: "Figures", blocks: tables.figures),
            Section(id: "training", title: "Training", blocks: Self.training(runs)),
            Section(id: "household", title: "The household, month by month", blocks: Self.household(runs)),
            Section(id: "inputs", title: "Inputs that differ", blocks: tables.inputs),
            Section(id: "provenance", title: "Provenance", blocks: tables.provenance),
            Self.limitsSection(comparison.areLives ? Self.whatALifeIsNot : Self.whatThisIsNot),
        ]
    }

    /// In which euros amounts are, where that is the same for all runs in one sentence.
    private static func prices(of runs: [ComparedRun]) -> String {
        if runs.allSatisfy({ $0.scenario.objectiveKind == .utility }) {
            return "Amounts are in euros of the first month."
        }
        let all = Set(runs.map { prices($0.scenario.environment) })
        return all.count == 1
            ? prices(runs[0].scenario.environment) : "Amounts are nominal, in euros of their own month and household."
    }

    private static func medians(
        of runs: [ComparedRun], _ values: (ComparedRun) -> [Double]
    ) -> [OverlayFigure.Line] {
        runs.compactMap { OverlayFigure.median($0.name, Series(values: values($0))) }
    }

    private static func training(_ runs: [ComparedRun]) -> [Block] {
        let rewards = medians(of: runs, \.history.episodeRewards)
        let validations = runs.compactMap { run -> OverlayFigure.Line? in
            let validations = run.history.validations
            guard !validations.episodes.isEmpty else { return nil }
            return OverlayFigure.Line(
                name: run.name,
                series: Series(x: validations.episodes.map(Double.init), y: validations.certaintyEquivalents))
        }
        if validations.count == runs.count {
            let figure = OverlayFigure(
                id: "validation", title: "As well off as with so much a month, on validation lives", place: "Episode",
                axis: Axis("", unit: .euros), lines: validations, format: LifeFinding.euro)
            return [
                .paragraph("Each point is a policy judged on lives that are drawn for nothing else."),
                .figures([figure.figure].compactMap { $0 }),
            ]
        }
        let figures = [
            OverlayFigure(
                id: "reward", title: "Reward of an episode", place: "Episode", lines: rewards,
                format: DisplayFormat.format(for: rewards.flatMap(\.series.y))),
            OverlayFigure(
                id: "stability", title: "Stability: share of the months that end with cash above zero",
                place: "Episode",
                axis: Axis("", unit: .percent, atMost: 0...1),
                lines: medians(of: runs) { $0.history.stability(horizon: $0.scenario.environment.maxMonths) },
                format: { DisplayFormat.percent($0) }),
            OverlayFigure(
                id: "sharpe", title: "Sharpe ratio of wealth, a year", place: "Episode",
                lines: medians(of: runs.filter(\.scenario.environment.returnsVary), \.history.sharpeRatio),
                format: { DisplayFormat.number($0, decimals: 2) }),
            OverlayFigure(
                id: "goal-adherence", title: "Goal distance: share invested against its goal", place: "Episode",
                axis: Axis("", atLeast: 0...0.1), lines: medians(of: runs, \.history.goalAdherence),
                format: { DisplayFormat.number($0, decimals: 3) }),
        ].compactMap(\.figure)
        guard !figures.isEmpty else { return [.paragraph("No episode of training has been recorded.")] }
        let text =
            "Each line is the median over the last episodes of one run, a twentieth of its training or at least ten; where "
            + "a training is shorter, its line ends earlier."
        return [.paragraph(text), .figures(figures)]
    }

    private static func household(_ runs: [ComparedRun]) -> [Block] {
        func lines(_ value: (MonthSummary) -> Double) -> [OverlayFigure.Line] {
            runs.compactMap { run in
                let months = run.evaluation.trained?.months ?? []
                guard !months.isEmpty else { return nil }
                return OverlayFigure.Line(
                    name: run.name, series: Series(x: months.map { Double($0.month) }, y: months.map(value)))
            }
        }
        let euros = Axis("", unit: .euros)
        let figures = [
            OverlayFigure(
                id: "cash", title: "Cash after the month, median", place: "Month", axis: euros,
                lines: lines(\.cash.p50), format: { DisplayFormat.euro($0) }),
            OverlayFigure(
                id: "wealth", title: "Wealth: cash and portfolio, median", place: "Month", axis: euros,
                lines: lines(\.wealth.p50), format: { DisplayFormat.euro($0) }),
            OverlayFigure(
                id: "invest-share", title: "Share of income invested, mean", place: "Month",
                axis: Axis("", unit: .percent), lines: lines(\.meanInvestShare),
                format: { DisplayFormat.percent($0) }),
            OverlayFigure(
                id: "consume-share", title: "Share of income spent freely, mean", place: "Month",
                axis: Axis("", unit: .percent), lines: lines(\.meanConsumeShare),
                format: { DisplayFormat.percent($0) }),
        ].compactMap(\.figure)
        guard !figures.isEmpty else { return [.paragraph("The months of the simulated lives were not stored.")] }
        return [
            .paragraph("Of the lives of each run’s own evaluation, as far as they were still solvent."),
            .figures(figures),
        ]
    }
}

import Charts
import Households
import ScenarioFiles
import Statistics

/// What the sections hold of a household that lives for utility.
extension ReportContent {
    static func lifeBlocks(of section: ReportSection, _ input: ReportInput) -> [Block] {
        let (scenario, evaluation) = (input.scenario, input.evaluation)
        let finding = LifeFinding(scenario: scenario, evaluation: evaluation)
        switch section {
        case .finding: return [.lead(finding.lead)] + finding.verdicts.map { .paragraph($0) }
        case .keyFigures:
            let figures = lifeKeyFigures(evaluation, scenario.environment)
            return figures.isEmpty
                ? [.paragraph("There is no evaluation of the trained policy, so there are no figures to show.")]
                : [.keyFigures(figures)]
        case .training: return lifeTraining(input)
        case .household: return lifeMonths(scenario, evaluation)
        case .advice: return lifeAdvice(scenario, evaluation)
        case .comparison: return lifeComparison(evaluation)
        case .risk: return lifeRisk(evaluation)
        case .checkpoints: return lifeCheckpoints(input)
        case .inputs: return lifeInputs(scenario)
        case .provenance: return lifeProvenance(input)
        }
    }

    // MARK: - Figures

    static func lifeKeyFigures(_ evaluation: Evaluation, _ household: EnvironmentParameters) -> [KeyFigure] {
        guard let policy = evaluation.trained, policy.certaintyEquivalent != nil else { return [] }
        let rivals = [evaluation.bestRule, evaluation.optimum].compactMap { $0 }
        func figure(_ label: String, _ meaning: String, _ value: (PolicyEvaluation) -> String?) -> KeyFigure? {
            guard let own = value(policy) else { return nil }
            return KeyFigure(
                label: label, value: own, meaning: meaning,
                comparisons: rivals.compactMap { rival in
                    value(rival).map { LabelledValue(label: evaluation.label(of: rival), value: $0) }
                })
        }
        return [
            figure("As well off as with", "a month for certain") { $0.certaintyEquivalent.map(LifeFinding.euro) },
            figure("Ruin", "share of the simulated lives") { $0.ruinProbability.map { DisplayFormat.percent($0) } },
            figure("Goals met", "share of what is saved for, mean") {
                $0.goalShare.map { DisplayFormat.percent($0, decimals: 0) }
            },
            figure("Consumption", "a month, mean over the lives") { $0.meanConsumption.map(LifeFinding.euro) },
            figure("Consumption of the worst", "a month; one life in twenty has less") {
                $0.lowConsumption.map(LifeFinding.euro)
            },
            figure("Months overdrawn", "of \(evaluation.horizonText), mean") {
                $0.monthsOverdrawn.map { DisplayFormat.number($0, decimals: 1) }
            },
            figure("Wealth at the end", "less what is owed, lives without ruin, median") {
                $0.wealthOfSolvent.map { LifeFinding.euro($0.p50) } ?? "–"
            },
            household.inflation == 0
                ? nil
                : figure("Wealth at the end, in its own euros", "the same at the prices of the last month, median") {
                    $0.wealthOfSolvent.map { LifeFinding.euro($0.p50 * household.lastPriceLevel) } ?? "–"
                },
        ].compactMap { $0 }
    }

    // MARK: - Training

    private static func lifeTraining(_ input: ReportInput) -> [Block] {
        let (history, training) = (input.history, input.scenario.training)
        guard history.count > 0 else { return [.paragraph("No episode of training has been recorded.")] }
        let months = training.batchSize * training.segment
        var text =
            "Training went through \(DisplayFormat.count(history.count, "episode", "episodes")). In each of them "
            + "\(DisplayFormat.count(training.batchSize, "life goes", "lives go")) on by "
            + "\(DisplayFormat.count(training.segment, "month", "months")), in all "
            + "\(DisplayFormat.number(months * history.count)) months; some of the lives begin in the middle, with any wealth."
        let charts = TrainingCharts(
            history: history, evaluation: input.evaluation, household: input.scenario.environment)
        let validation = lifeValidation(input)
        if validation != nil {
            text +=
                " Now and then the policy is judged on lives that are drawn for nothing else; it takes the place of the one "
                + "that is kept unless it does worse by more than chance."
        }
        var blocks: [Block] = [.paragraph(text)]
        if let validation { blocks.append(.figures([validation])) }
        blocks += [.heading("How the agents learned"), .figures(charts.losses)]
        if !charts.diagnostics.isEmpty { blocks.append(.figures(charts.diagnostics)) }
        return blocks
    }

    private static func lifeValidation(_ input: ReportInput) -> ChartFigure? {
        let validations = input.history.validations
        guard !validations.episodes.isEmpty else { return nil }
        let x = validations.episodes.map(Double.init)
        let (means, errors) = (validations.certaintyEquivalents, validations.standardErrors)
        let references = [input.evaluation.bestRule, input.evaluation.optimum].compactMap { rival in
            rival?.certaintyEquivalent.map { worth in
                ReferenceLayer(
                    at: worth, label: rival.map(input.evaluation.label) ?? "",
                    color: rival?.policy == .optimum ? .series3 : .series2,
                    dash: rival?.policy == .optimum ? .longDashed : .dashed)
            }
        }
        let band = BandLayer(
            x: x, lower: zip(means, errors).map { $0 - 2 * $1 }, upper: zip(means, errors).map { $0 + 2 * $1 },
            color: .band90)
        let layers: [ChartLayer] =
            (x.count > 1 ? [.band(band)] : []) + references.map(ChartLayer.reference)
            + [.line(LineLayer(Series(x: x, y: means), label: "policy"))]
        let kept = zip(validations.episodes, validations.kept).filter { $0.1 == 1 }.map(\.0).last
        var words = "It \(Trend.words(over: means, LifeFinding.euro)), each time on other lives, ± two standard errors."
        if x.count == 1 { words = "Judged once: \(LifeFinding.euro(means[0])) a month." }
        if let kept { words += " The policy that is kept is that of episode \(DisplayFormat.number(kept))." }
        let title = "As well off as with so much a month, on validation lives"
        return ChartFigure(
            id: "validation",
            chart: Chart(title, xAxis: .counted("Episode"), yAxis: Axis("", unit: .euros), layers: layers),
            caption: words, alternativeText: "Line chart: \(title). \(words) \(references.words(LifeFinding.euro))",
            table: DataTable(
                columns: ["Episode", "A month", "Standard error", "Ruin", "Kept"],
                rows: DataTable.rowIndices(count: x.count).map { row in
                    [
                        DisplayFormat.number(validations.episodes[row]), DisplayFormat.euro(means[row], decimals: 1),
                        DisplayFormat.euro(errors[row], decimals: 1),
                        DisplayFormat.percent(validations.ruinProbabilities[row]),
                        validations.kept[row] == 1 ? "yes" : "no",
                    ]
                }))
    }

    // MARK: - Months

    private static func lifeMonths(_ scenario: Scenario, _ evaluation: Evaluation) -> [Block] {
        guard let policy = evaluation.trained, let last = policy.months.last else {
            return [.paragraph("The months of the simulated lives were not stored.")]
        }
        let lives = DisplayFormat.count(evaluation.episodes, "simulated life", "simulated lives")
        var text = "Each chart shows \(lives), in euros of the first month"
        text +=
            evaluation.episodes == 1
            ? "." : ": the line is the median, the dark band holds half of the lives, the pale one nine tenths."
        if policy.insolvencyRate > 0, evaluation.episodes > 1 {
            text +=
                " A life in ruin is left out of the months after it; \(DisplayFormat.number(last.alive)) of \(lives) "
            text += "went on until month \(DisplayFormat.number(last.month))."
        }
        let charts = LifeCharts(scenario: scenario, months: policy.months)
        return [
            .paragraph(text), .figures(charts.money), .heading("Goals of the strategist"), .paragraph(charts.goalWords),
        ]
            + (charts.goals.isEmpty ? [] : [.figures(charts.goals)])
    }

    // MARK: - Risk

    private static func lifeRisk(_ evaluation: Evaluation) -> [Block] {
        guard let policy = evaluation.trained else {
            return [.paragraph("The trained policy was not evaluated.")]
        }
        var blocks: [Block] = []
        if !policy.outcomes.finalWealth.isEmpty {
            let charts = RiskCharts(evaluation: evaluation, policy: policy)
            let figures = [charts.finalWealth, charts.drawdowns, charts.portfolioDrawdowns, charts.insolvencies]
                .compactMap { $0 }
            blocks += [.paragraph(charts.survivalWords), .figures(figures)]
        }
        guard let changes = evaluation.sensitivity, !changes.isEmpty, let own = policy.certaintyEquivalent else {
            return blocks
        }
        var note = "± is two standard errors."
        if changes.contains(where: { $0.difference != nil }) {
            note += " The difference is taken life by life, over the lives that were lived in both households."
        }
        blocks += [
            .heading("If one thing were different"),
            .paragraph(
                "The same policy in households that differ in one thing. It was not trained for them: a policy that was would "
                    + "do better."),
            .tables([
                TextTable(
                    id: "sensitivity", caption: "What a change would do, a month",
                    columns: [
                        .text("Household"), .number("As well off as with"), .number("Difference"), .number("Ruin"),
                    ],
                    rows: [
                        TextTable.Row(
                            cells: [
                                "As it is",
                                MeanEstimate(mean: own, standardError: policy.standardError ?? 0).euroText, "–",
                                DisplayFormat.percent(policy.ruinProbability ?? 0),
                            ], emphasis: .strong)
                    ]
                        + changes.map { change in
                            TextTable.Row(cells: [
                                change.change.words,
                                MeanEstimate(mean: change.certaintyEquivalent, standardError: change.standardError)
                                    .euroText, change.differenceText(from: policy, episodes: evaluation.episodes),
                                DisplayFormat.percent(change.ruinProbability),
                            ])
                        }, note: note)
            ]),
        ]
        return blocks
    }

    // MARK: - Checkpoints, inputs, provenance

    private static func lifeCheckpoints(_ input: ReportInput) -> [Block] {
        let episodes = input.checkpoints.map { DisplayFormat.number($0.episode) }
        guard !episodes.isEmpty else { return [.paragraph("No checkpoint has been stored.")] }
        let shown =
            episodes.count <= 40
            ? DisplayFormat.list(episodes) : "\(episodes.count) episodes, the last \(episodes.last ?? "")"
        return [
            .paragraph(
                episodes.count == 1
                    ? "A checkpoint was stored after episode \(shown), and can be reported on."
                    : "Checkpoints were stored after the episodes \(shown). Any of them can be reported on; how the policy "
                        + "stood is in the chart of the validation lives.")
        ]
    }

    private static func lifeInputs(_ scenario: Scenario) -> [Block] {
        let returns = ScenarioRemarks.returns(scenario.environment) ?? ""
        let sections: [(ScenarioParameter.Section, String)] = [
            (.environment, "The household"), (.objective, "What it lives for"), (.portfolio, "The portfolio"),
            (.work, "Work"), (.debt, "Debt"), (.goals, "What is saved for"), (.training, "The training"),
        ]
        return [
            .paragraph(
                (returns.isEmpty ? "" : returns + " ")
                    + "Risk tolerance and the weights of a reward are no part of what this household lives for"
                    + (scenario.goals.isEmpty ? ", nor is the safety threshold, since it saves for no goal." : ".")),
            .tables(
                sections.filter { $0.0.isUsed(in: scenario) }.map { section, caption in
                    inputTable("inputs-\(section.rawValue)", caption, section, scenario)
                }),
        ]
    }

    private static func lifeProvenance(_ input: ReportInput) -> [Block] {
        var blocks = provenance(input.provenance, evaluation: input.evaluation)
        guard let grid = input.evaluation.optimumGrid, let value = input.evaluation.optimalValue else { return blocks }
        blocks.append(
            .note(
                "\(input.evaluation.optimumSubject.capitalizedSentence) is found by dynamic programming on \(grid); it computes "
                    + "\(DisplayFormat.euro(value, decimals: 1)) a month. Compared is what its policy comes to on the same "
                    + "lives, which hardly depends on the grid."))
        return blocks
    }

    /// What nobody should take the report of a life for.
    package static let whatALifeIsNot = [
        "Not financial advice, and no forecast: it finds what is good in the household that the figures describe, for somebody who weighs risk and patience as they say.",
        "The model leaves out taxes but for that on gains, a house of one's own, a second earner's job, illness, heirs and death: the months that are planned, and those after them that what is left has to last for, are lived for certain; returns of different months are independent but for blocks of a history, and prices rise evenly.",
        "Where the report names a rule of thumb that does as well, take the rule, unless it is ruined often, or more often than another.",
    ]
}

extension LifeSensitivity.Change {
    var words: String {
        switch self {
        case .moreJobLoss: "Work is lost twice as often"
        case .lowerReturns: "Returns one percent a year lower"
        case .earlierRetirement: "Retiring two years earlier"
        case .laterRetirement: "Retiring two years later"
        }
    }
}

extension LifeSensitivity {
    /// `−€64 ± €17`, or that nothing can be said.
    fileprivate func differenceText(from policy: PolicyEvaluation, episodes: Int) -> String {
        let (own, error) = (policy.certaintyEquivalent ?? 0, policy.standardError ?? 0)
        // Older files do not know it life by life. Under the same shocks lives differ by less than independent ones, so
        // that this error is rather too large.
        let difference =
            self.difference
            ?? MeanEstimate(
                mean: certaintyEquivalent - own,
                standardError: (standardError * standardError + error * error).squareRoot())
        guard episodes > 1, abs(difference.mean) > 2 * difference.standardError else { return "cannot be told apart" }
        return (difference.mean < 0 ? "−" : "+")
            + MeanEstimate(mean: abs(difference.mean), standardError: difference.standardError).euroText
    }
}

extension MeanEstimate {
    /// `€1,205 ± €7`: two standard errors.
    var euroText: String { "\(LifeFinding.euro(mean)) ± \(LifeFinding.euro(2 * standardError))" }
}

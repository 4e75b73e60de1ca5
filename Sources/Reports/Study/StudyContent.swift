import Charts
import Households
import ScenarioFiles
import Studies

/// A study ready for the eye, in the form of a report.
extension ReportContent {
    package init(_ input: StudyReportInput) {
        let content = StudyContent(study: StudyOverview(input))
        self = content.heading
        let shown = StudySection.allCases.filter { input.sections?.contains($0) ?? true }
        sections = shown.compactMap { kind in
            let blocks = content.blocks(of: kind)
            // What a study does not do has no section: without settings nothing is compared.
            guard !blocks.isEmpty else { return nil }
            return Section(id: kind.rawValue, title: kind.title, isFinding: kind == .finding, blocks: blocks)
        }
        let limits = input.plan.livesForUtility.allSatisfy { $0 } ? Self.whatALifeIsNot : Self.whatThisIsNot
        sections.append(Self.limitsSection(limits))
    }
}

/// What the sections of a study hold.
struct StudyContent {
    let study: StudyOverview

    private typealias Block = ReportContent.Block

    private var plan: StudyPlan { study.plan }
    private var finding: StudyFinding { StudyFinding(study: study) }
    private var tables: StudyTables { StudyTables(study: study) }
    private var charts: StudyCharts { StudyCharts(study: study) }

    /// A report without its sections.
    var heading: ReportContent {
        ReportContent(
            kicker: "Study · \(plan.name)", runName: plan.name, title: study.input.displayTitle,
            standing: standing.capitalizedSentence,
            description: plan.description.split(whereSeparator: \.isNewline)
                .map { String($0).trimmingBlanks }.filter { !$0.isEmpty },
            finding: finding.sentence, startTime: study.input.provenance.startTime,
            programVersion: study.input.provenance.programVersion, sections: [])
    }

    /// `2 scenarios, 4 settings, 6 seeds: 48 trainings; 5 seeds to confirm`.
    var standing: String {
        let parts = [
            DisplayFormat.count(plan.scenarios.count, "scenario", "scenarios"),
            study.hasSettings ? DisplayFormat.count(plan.settings.count, "setting", "settings") : "",
            DisplayFormat.count(study.seeds(.search), "seed", "seeds"),
            study.wantsConfirmation
                ? "\(DisplayFormat.count(plan.choice?.confirm ?? 0, "seed", "seeds")) to confirm" : "",
        ]
        let finished = study.isIncomplete ? "\(DisplayFormat.number(study.finished)) of " : ""
        return parts.filter { !$0.isEmpty }.joined(separator: ", ") + ": " + finished
            + DisplayFormat.count(study.planned, "training", "trainings")
    }

    func blocks(of section: StudySection) -> [ReportContent.Block] {
        switch section {
        case .finding: [.lead(finding.lead)] + finding.details.map { .paragraph($0) } + [.note(finding.note)]
        case .keyFigures: [.keyFigures(StudyKeyFigures(study: study).all)]
        case .scores: scores
        case .comparisons: comparisons
        case .profiles: profiles
        case .training: training
        case .sensitivity: sensitivity
        case .choice: choice
        case .spread: spread
        case .failures: failures
        case .inputs: inputs
        case .provenance: provenance
        }
    }

    private var scores: [ReportContent.Block] {
        guard study.finished > 0 else { return [] }
        var blocks: [ReportContent.Block] = []
        if charts.leavesOutScores {
            blocks.append(
                .paragraph(
                    "The charts show \(plan.settings[0].name), what was chosen, and the settings with the highest IQM; all are "
                        + "in the table."))
        }
        let figures = charts.scores(.search)
        if !figures.isEmpty { blocks.append(.figures(figures)) }
        if !study.isOneScenario, !study.results.aggregates.isEmpty { blocks.append(.tables([tables.aggregates])) }
        blocks.append(
            .tables([
                tables.scores(
                    .search, id: "scores-cells",
                    caption: study.hasSettings && !study.isOneScenario
                        ? "Scenario by scenario and setting by setting"
                        : study.hasSettings ? "Setting by setting" : "Scenario by scenario")
            ]))
        if let means = tables.means { blocks.append(.tables([means])) }
        if let yardsticks = tables.yardsticks { blocks.append(.tables([yardsticks])) }
        return blocks
    }

    private var comparisons: [ReportContent.Block] {
        guard study.hasSettings, study.results.comparisons.contains(where: { $0.role == .search }) else { return [] }
        return [
            .paragraph(
                "Each setting is held against \(plan.settings[0].name), the scenario as it is, on the same seeds and lives. The "
                    + "IQM hides the lower tail: look at the worst, too."),
            .figures(charts.differences + charts.improvements),
            .tables([
                tables.comparisons(.search, id: "comparisons-table", caption: "Against \(plan.settings[0].name)")
            ]),
        ]
    }

    private var profiles: [ReportContent.Block] {
        let figures = charts.profiles
        guard !figures.isEmpty else { return [] }
        var text =
            "A performance profile shows all trainings at once: for each distance to the optimum, the share of trainings that "
            + "come closer."
        if plan.settings.count > figures[0].table.columns.count - 1 {
            text += " Shown are \(plan.settings[0].name) and the settings with the highest IQM."
        }
        return [.paragraph(text), .figures(figures)]
    }

    private var training: [ReportContent.Block] {
        let curves = StudyCurveCharts(study: study)
        let figures = curves.figures
        var sentences: [String] = []
        if !figures.isEmpty {
            let band =
                study.seeds(.search) >= StudyResults.fewestSeeds
                ? ", the band its 95\u{00A0}% confidence interval, point by point" : ""
            sentences.append(
                "Each line is the IQM over the seeds\(band). While it learns a policy tries things out, which costs reward."
            )
            sentences.append(study.intervalRemark())
            if curves.leavesOutSettings {
                sentences.append("Shown are \(plan.settings[0].name) and the settings that were chosen or do best.")
            }
            if !curves.showsAll {
                sentences.append("Stability, Sharpe ratio and goal distance are in results.json.")
            }
            if curves.leavesOutScenarios { sentences.append("So are the other scenarios.") }
        }
        if curves.hasUtility, study.finished > 0 {
            sentences.append(
                "The episodes of a household that lives for utility are parts of lives; a curve of them would show nothing."
            )
        }
        sentences.removeAll(where: \.isEmpty)
        guard !sentences.isEmpty else { return [] }
        return [.paragraph(sentences.joined(separator: " "))] + (figures.isEmpty ? [] : [.figures(figures)])
    }

    private var sensitivity: [ReportContent.Block] {
        let figures = charts.sensitivity
        guard !figures.isEmpty else { return [] }
        return [
            .paragraph(
                "What a value of the grid does, averaged over the values of the other keys. A line is a 95\u{00A0}% "
                    + "confidence interval over seeds."), .figures(figures),
        ]
    }

    private var choice: [ReportContent.Block] {
        guard let wanted = plan.choice else { return [] }
        guard let choice = study.choice else {
            return [
                .paragraph(
                    "Nothing is chosen yet: that takes all \(DisplayFormat.count(study.planned, "training", "trainings")) "
                        + "of the comparison.")
            ]
        }
        var text =
            "\(choice.setting) has the highest \(choice.by.words) of \(DisplayFormat.number(plan.settings.count)) settings, "
            + "\(ScoreText.text(choice.score)); \(choice.rival) is what it is held against. The best of several settings looks "
            + "better than it is, since luck helped to choose it."
        guard choice.confirmed != nil else {
            text +=
                wanted.confirm > 0
                ? " The trainings that confirm are missing, so nothing is known yet of what it comes to."
                : " Nothing confirms the choice: `choose: {confirm: 20}` in the file would train both with 20 further seeds."
            return [.paragraph(text)]
        }
        text +=
            " Both were trained again with \(StudyOverview.seedsText(study.seeds(.confirm))) and judged on other lives; only "
            + "these figures are its result."
        return [
            .paragraph(text), .tables([confirmation(choice)]), .figures(charts.scores(.confirm)),
            .tables([tables.scores(.confirm, id: "choice-cells", caption: "Trainings that confirm")]),
            .tables([
                tables.comparisons(
                    .confirm, id: "choice-comparisons", caption: "\(choice.setting) against \(choice.rival)")
            ]),
        ]
    }

    private func confirmation(_ choice: StudyResults.Choice) -> TextTable {
        let rows = [choice.setting, choice.rival].compactMap { name -> TextTable.Row? in
            guard let setting = study.index(ofSetting: name) else { return nil }
            let before = finding.reach(setting, .search), after = finding.reach(setting, .confirm)
            let difference = before.flatMap { before in after.map { ScoreText.signed($0.iqm - before.iqm) } }
            return TextTable.Row(
                cells: [
                    name, before.map { ScoreText.text($0.iqm, $0.interval) } ?? "–",
                    after.map { ScoreText.text($0.iqm, $0.interval) } ?? "–", difference ?? "–",
                    study.worst(ofSetting: setting, .confirm).map { ScoreText.text($0.score) } ?? "–",
                ], emphasis: name == choice.setting ? .strong : .none)
        }
        return TextTable(
            id: "choice-table", caption: "Chosen, and confirmed",
            columns: [
                .text("Setting"), .number("IQM, on the seeds that chose"), .number("IQM, on those that confirm"),
                .number("Difference"), .number("Worst of these"),
            ], rows: rows)
    }

    private var spread: [ReportContent.Block] {
        guard study.results.cells.contains(where: { $0.spread != nil }) else { return [] }
        let difference = DisplayFormat.exact(plan.difference).droppingZero
        return [
            .paragraph(
                "Two trainings differ by the luck of training and by how that luck meets these lives. Where most of the spread "
                    + "comes from training, more lives would not help, only more seeds. The lives themselves move all "
                    + "trainings together: that is the standard error of the lives, and no interval over seeds holds it. The last "
                    + "column says how many seeds tell a difference of \(difference) between two independent settings, four "
                    + "times in five."),
            .tables([tables.spread]),
        ]
    }

    private var failures: [ReportContent.Block] {
        guard let table = tables.failures else {
            return [
                .paragraph(
                    "None: each of \(DisplayFormat.count(study.planned, "training", "trainings")) ended with a policy.")
            ]
        }
        return [.tables([table])]
    }

    private var inputs: [ReportContent.Block] {
        let baselines = plan.baselines.map(\.label)
        var rows = [
            ("Scenarios", plan.scenarios.joined(separator: ", ")),
            ("Seeds", StudyTables.ranges(Array(Set(plan.trainings.filter { $0.role == .search }.map(\.seed))))),
        ]
        let confirming = Set(plan.trainings.filter { $0.role == .confirm }.map(\.seed))
        if !confirming.isEmpty { rows.append(("Seeds that confirm", StudyTables.ranges(Array(confirming)))) }
        rows += [
            ("Lives", "\(DisplayFormat.number(plan.lives.count)), seed \(plan.lives.seed)"),
            ("Shown beside", baselines.isEmpty ? "–" : DisplayFormat.list(baselines)),
            ("What counts as a difference", DisplayFormat.exact(plan.difference).droppingZero),
        ]
        if let choice = plan.choice {
            rows.append(
                (
                    "Choice",
                    "the highest \(choice.by.words)"
                        + (choice.confirm > 0
                            ? ", confirmed by \(StudyOverview.seedsText(choice.confirm))" : ", not confirmed")
                ))
        }
        let summary = TextTable(
            id: "inputs-study", caption: "The study", columns: [.text("What"), .text("Value")],
            rows: rows.map { TextTable.Row(cells: [$0.0, $0.1]) })
        return [.tables([summary])] + (tables.settings.map { [.tables([$0])] } ?? []) + [.tables([tables.file])]
    }

    private var provenance: [ReportContent.Block] {
        [
            .paragraph(
                "The same command with the same version of the program gives the same bytes: results, page and PDF, on one "
                    + "machine or many. It reads study.yaml, which is attached to the PDF with all results. The start of the "
                    + "study is the only date in this report."),
            .tables([tables.provenance]),
        ]
    }
}

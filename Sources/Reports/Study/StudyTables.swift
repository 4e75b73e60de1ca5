import Households
import Studies

/// The tables of a study: every figure that the charts show, and those that they leave out.
struct StudyTables {
    let study: StudyOverview

    /// More are in the files, whose rows nobody reads one by one.
    static let mostRows = 100
    /// Rows of scenarios and settings up to which a table shows all, and not only `default` and what was chosen.
    private static let fewRows = 60
    private static let fewConfirmingRows = 12

    private var plan: StudyPlan { study.plan }

    // MARK: Scores

    /// A row a scenario and setting.
    func scores(_ role: StudyRole, id: String, caption: String) -> TextTable {
        let cells = cells(role)
        let hasEuros = cells.places.contains { $0.cell.certaintyEquivalent != nil }
        let columns: [TextTable.Column] =
            names(cells).map { .text($0) } + [.number("Trainings"), .number("IQM"), .number("95\u{00A0}% interval")]
            + [.number("Worst"), .number("Below the tuned rule"), .number("Better than the worst")]
            + [.number("Mean")] + (hasEuros ? [.number("A month"), .number("95\u{00A0}% interval")] : [])
        return TextTable(
            id: id, caption: caption, columns: columns,
            rows: cells.places.map { place in
                let cell = place.cell
                let euros = cell.certaintyEquivalent
                return TextTable.Row(
                    cells: names(place, cells) + [
                        count(cell), text(cell.iqm), cell.interval.map(ScoreText.text) ?? "–", text(cell.lowest),
                        cell.belowTuned.map { DisplayFormat.number($0) } ?? "–",
                        cell.toleranceShare.map { "≥\u{00A0}" + StudyFinding.wholePercent($0) } ?? "–", text(cell.mean),
                    ]
                        + (hasEuros
                            ? [
                                euros.map { LifeFinding.euro($0.iqm) } ?? "–",
                                euros?.interval.map {
                                    "[\(LifeFinding.euro($0.lower)),\u{00A0}\(LifeFinding.euro($0.upper))]"
                                } ?? "–",
                            ] : []),
                    emphasis: isMain(place) && !cells.isOneSetting && study.hasSettings ? .strong : .none)
            },
            note:
                "“Better than the worst”: with 95\u{00A0}% confidence at least this share of all trainings does better than the "
                + "worst of those that were made." + cells.left)
    }

    private typealias Place = (scenario: Int, setting: Int, role: StudyRole, cell: StudyResults.Cell)

    /// Cells that a table shows, all of them where they are few.
    private struct Cells {
        var places: [Place]
        /// Whether they are all of one setting, which then needs no column.
        var isOneSetting = false
        /// What is said of the others; empty where there are none.
        var left = ""
    }

    private func cells(_ role: StudyRole) -> Cells {
        let all = plan.scenarios.indices.flatMap { scenario in
            plan.settings.indices.compactMap { setting in
                study.cell(scenario, setting, role).map { (scenario, setting, role, $0) }
            }
        }
        let few = role == .search ? Self.fewRows : Self.fewConfirmingRows
        guard all.count > few, study.hasSettings, !study.isOneScenario else {
            let left = all.count - min(all.count, Self.mostRows)
            return Cells(
                places: Array(all.prefix(Self.mostRows)),
                left: left > 0 ? " The other \(DisplayFormat.number(left)) rows are in results.json." : "")
        }
        // What was chosen is told by what confirms it.
        let (main, judged) = study.main
        let settings: Set<Int> = role == .confirm ? [main] : judged == .confirm ? [0] : [0, main]
        let names = settings.sorted().map { plan.settings[$0].name }
        let shown = all.filter { settings.contains($0.1) }.prefix(Self.mostRows)
        return Cells(
            places: Array(shown), isOneSetting: settings.count == 1,
            left:
                " Shown is \(DisplayFormat.list(names)); the other \(DisplayFormat.number(all.count - shown.count)) rows are "
                + "in results.json.")
    }

    /// Headings of what names a row: what there is one of needs no column.
    private func names(_ cells: Cells? = nil) -> [String] {
        if !study.hasSettings || cells?.isOneSetting == true { return ["Scenario"] }
        return study.isOneScenario ? ["Setting"] : ["Scenario", "Setting"]
    }

    private func names(_ place: Place, _ cells: Cells) -> [String] {
        names(cells).map { $0 == "Scenario" ? place.cell.scenario : place.cell.setting }
    }

    private func isMain(_ place: Place) -> Bool { place.setting == study.main.setting }

    /// `20`, `18 of 20`.
    private func count(_ cell: StudyResults.Cell) -> String {
        let finished = cell.done + cell.diverged
        return finished == cell.seeds
            ? DisplayFormat.number(finished)
            : "\(DisplayFormat.number(finished)) of \(DisplayFormat.number(cell.seeds))"
    }

    private func text(_ score: Double?) -> String { score.map(ScoreText.text) ?? "–" }

    private func more(_ count: Int) -> String {
        count > Self.mostRows
            ? " The other \(DisplayFormat.number(count - Self.mostRows)) rows are in results.json." : ""
    }

    /// Over all scenarios, a row a setting.
    var aggregates: TextTable {
        let aggregates = study.results.aggregates.filter { $0.role == .search }
        return TextTable(
            id: "scores-aggregates", caption: "Over all scenarios",
            columns: [
                .text("Setting"), .number("IQM"), .number("95\u{00A0}% interval"), .number("Worst"), .number("Mean"),
                .number("Median"), .number("Optimality gap"),
            ],
            rows: aggregates.prefix(Self.mostRows).map { aggregate in
                TextTable.Row(
                    cells: [
                        aggregate.setting, ScoreText.text(aggregate.iqm),
                        aggregate.interval.map(ScoreText.text) ?? "–",
                        ScoreText.text(aggregate.lowest), ScoreText.text(aggregate.mean),
                        ScoreText.text(aggregate.median), ScoreText.text(aggregate.optimalityGap),
                    ],
                    emphasis: aggregate.setting == plan.settings[study.main.setting].name && study.hasSettings
                        ? .strong : .none)
            },
            note:
                "The mean is that of the scenarios’ means, the median that of them; the optimality gap is what is missing to "
                + "the optimum on average, where more than the optimum counts as the optimum." + more(aggregates.count))
    }

    /// Other policies on the same lives, a row a household.
    var yardsticks: TextTable? {
        let all = study.results.yardsticks.filter { $0.role == .search }
        var kinds: [PolicyKind] = []
        for kind in all.flatMap(\.policies).map(\.policy) where !kinds.contains(kind) { kinds.append(kind) }
        guard !kinds.isEmpty else { return nil }
        // Of one scenario, too: a household is named by what it belongs to.
        let hasOthers = all.contains { $0.setting != plan.settings[0].name }
        return TextTable(
            id: "scores-yardsticks", caption: "Other policies on the same lives",
            columns: [.text("Scenario")] + (hasOthers ? [.text("Setting")] : []) + kinds.map { .number($0.label) },
            rows: all.prefix(Self.mostRows).map { yardsticks in
                TextTable.Row(
                    cells: [yardsticks.scenario] + (hasOthers ? [yardsticks.setting] : [])
                        + kinds.map { kind in text(yardsticks.policies.first { $0.policy == kind }?.norm) })
            },
            note: (hasOthers ? "A setting that changes the household has a row of its own." : "") + more(all.count))
    }

    // MARK: Comparisons

    func comparisons(_ role: StudyRole, id: String, caption: String) -> TextTable {
        let all = study.results.comparisons.filter { $0.role == role }
        let overall = all.filter { $0.scenario == nil }
        let few = role == .search ? Self.fewRows : Self.fewConfirmingRows
        let showsAll = all.count <= few && !study.isOneScenario
        let shown = showsAll || overall.isEmpty ? all : overall
        let left = study.isOneScenario ? 0 : all.count - min(shown.count, Self.mostRows)
        return TextTable(
            id: id, caption: caption,
            columns: [.text("Setting")] + (showsAll ? [.text("Scenario")] : []) + [
                .number("Difference"), .number("Simultaneous 95\u{00A0}% interval"),
                .number("Probability of improvement"), .number("95\u{00A0}% interval"), .text("It is"),
                .number("Seeds that would tell"),
            ],
            rows: shown.prefix(Self.mostRows).map { comparison in
                TextTable.Row(
                    cells: [comparison.setting] + (showsAll ? [comparison.scenario ?? "all"] : []) + [
                        ScoreText.signed(comparison.difference),
                        comparison.simultaneous.map(ScoreText.signed) ?? "–",
                        DisplayFormat.percent(comparison.probabilityOfImprovement, decimals: 0),
                        comparison.probabilityInterval.map(percent) ?? "–",
                        comparison.verdict.label.replacing(" ", with: "\u{00A0}"),
                        comparison.seedsNeeded.map { DisplayFormat.number($0) } ?? "–",
                    ], emphasis: comparison.scenario == nil && showsAll ? .strong : .none)
            },
            note:
                "“Better” and “worse” are said where the simultaneous interval leaves out 0, “the same” where it lies within ±"
                + "\(DisplayFormat.exact(plan.difference).droppingZero)."
                + (left > 0
                    ? " The \(DisplayFormat.number(left)) rows of single scenarios are in results.json." : ""))
    }

    private func percent(_ interval: Interval) -> String {
        let bounds = [interval.lower, interval.upper].map { DisplayFormat.percent($0, decimals: 0) }
        return "[\(bounds.joined(separator: ",\u{00A0}"))]"
    }

    // MARK: Spread

    var spread: TextTable {
        let cells = cells(.search)
        return TextTable(
            id: "spread-cells", caption: "What moves a score",
            columns: names(cells).map { .text($0) } + [
                .number("Spread of the trainings"), .number("From training"), .number("Standard error of the lives"),
                .number("Lives worth simulating"),
                .number("Seeds that tell \(DisplayFormat.exact(plan.difference).droppingZero)"),
            ],
            rows: cells.places.map { place in
                let cell = place.cell
                return TextTable.Row(
                    cells: names(place, cells) + [
                        cell.spread.map(ScoreText.text) ?? "–",
                        cell.shareOfTraining.map { DisplayFormat.percent($0, decimals: 0) } ?? "–",
                        cell.standardErrorOfLives.map(ScoreText.text) ?? "–",
                        cell.livesWorth.map { DisplayFormat.number($0) } ?? "enough",
                        cell.seedsForDifference.map { DisplayFormat.number($0) } ?? "–",
                    ])
            },
            note: cells.left)
    }

    // MARK: Failures

    /// Each training without a score of its own, those of one cell with the same message in one row.
    var failures: TextTable? {
        struct Group {
            var status: String
            var role: StudyRole
            var scenario, setting: Int
            var message: String
            var seeds: [UInt64]
        }
        struct Key: Hashable {
            var status: String
            var role: StudyRole
            var scenario, setting: Int
            var message: String
        }
        var places: [Key: Int] = [:]
        var groups: [Group] = []
        for (training, outcome) in zip(plan.trainings, study.input.outcomes) where outcome?.status != .done {
            let status = outcome.map { $0.status.rawValue } ?? "missing"
            let message = outcome?.message ?? ""
            let key = Key(
                status: status, role: training.role, scenario: training.scenario, setting: training.setting,
                message: message)
            if let place = places[key] {
                groups[place].seeds.append(training.seed)
            } else {
                places[key] = groups.count
                groups.append(
                    Group(
                        status: status, role: training.role, scenario: training.scenario, setting: training.setting,
                        message: message, seeds: [training.seed]))
            }
        }
        guard !groups.isEmpty else { return nil }
        // What went wrong before what is still to come.
        let order = ["diverged", "failed", "missing"]
        let sorted = order.flatMap { status in groups.filter { $0.status == status } }
        return TextTable(
            id: "failures-table", caption: "Trainings without a score of their own",
            columns: [
                .text("What"), .text("Scenario"), .text("Setting"), .text("For"), .text("Seeds"), .text("Why"),
            ],
            rows: sorted.map { group in
                TextTable.Row(cells: [
                    group.status, plan.scenarios[group.scenario], plan.settings[group.setting].name,
                    group.role == .search ? "the comparison" : "the confirmation", Self.ranges(group.seeds),
                    group.message.isEmpty ? "–" : group.message,
                ])
            }, note: "What diverged counts as 0 in all figures; what failed or is missing is in none.")
    }

    /// `1–5, 8`.
    static func ranges(_ seeds: [UInt64]) -> String {
        var ranges: [ClosedRange<UInt64>] = []
        for seed in seeds.sorted() {
            if let last = ranges.last, seed == last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...seed
            } else {
                ranges.append(seed...seed)
            }
        }
        return ranges.map { range in
            range.count == 1 ? String(range.lowerBound) : "\(range.lowerBound)–\(range.upperBound)"
        }.joined(separator: ", ")
    }

    // MARK: Inputs and provenance

    var settings: TextTable? {
        guard study.hasSettings else { return nil }
        return TextTable(
            id: "inputs-settings", caption: "Settings", columns: [.text("Name"), .code("Values")],
            rows: plan.settings.prefix(Self.mostRows).map { setting in
                let values = setting.values.map { "\($0.key)=\($0.text)" }.joined(separator: " ")
                return TextTable.Row(cells: [setting.name, values.isEmpty ? "the scenario as it is" : values])
            },
            note: plan.settings.count > Self.mostRows ? "The other settings are in results.json." : "")
    }

    /// The file line by line, with its indentation.
    var file: TextTable {
        let lines = study.input.studyYAML.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let shown = (lines.last?.isEmpty == true ? lines.dropLast() : lines[...])
        return TextTable(
            id: "inputs-file", caption: "study.yaml", columns: [.number("Line"), .code("Text")],
            rows: shown.prefix(Self.mostRows).enumerated().map { index, line in
                let indentation = line.prefix { $0 == " " }.count
                return TextTable.Row(cells: [
                    String(index + 1), String(repeating: "\u{00A0}", count: indentation) + line.dropFirst(indentation),
                ])
            }, note: shown.count > Self.mostRows ? "The whole file is attached to the PDF." : "")
    }

    var provenance: TextTable {
        let provenance = study.input.provenance
        let looks = study.looks?.capitalizedSentence ?? "Once: " + StudyOverview.seedsText(study.seeds(.search))
        var rows = [
            ("Study", plan.name), ("Identity of the study", plan.identity), ("Plans looked at", looks),
            ("Start of the study", provenance.startTime),
            ("Program", "hrlreport \(provenance.programVersion)"),
            ("Form of the results", "version \(study.results.formatVersion)"),
            ("Evaluation", lives(plan.lives)),
        ]
        if study.wantsConfirmation { rows.append(("Evaluation that confirms", lives(plan.confirmingLives))) }
        rows += [
            (
                "Resamples of the bootstrap",
                "\(DisplayFormat.number(study.results.resamples)), "
                    + "\(DisplayFormat.number(StudyResults.fewerResamples)) for profiles, curves and probabilities"
            ), ("To reproduce", provenance.command),
        ]
        return TextTable(
            id: "provenance-table", caption: "Origin of this report", columns: [.text("What"), .code("Value")],
            rows: rows.map { TextTable.Row(cells: [$0.0, $0.1]) })
    }

    private func lives(_ lives: StudyLives) -> String {
        "\(DisplayFormat.count(lives.count, "life", "lives")), seed \(lives.seed), the same for every training of a household"
    }
}

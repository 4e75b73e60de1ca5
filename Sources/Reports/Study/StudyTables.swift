import Households
import ScenarioFiles
import Studies

/// The tables of a study: every figure that the charts show, and those that they leave out.
struct StudyTables {
    let study: StudyOverview

    /// More are in the files, whose rows nobody reads one by one.
    static let mostRows = 100
    /// Rows of scenarios and settings up to which a table shows all, and not only `default` and what was chosen.
    private static let fewRows = 60
    private static let fewConfirmingRows = 12

    var plan: StudyPlan { study.plan }

    // MARK: Scores

    /// A row a scenario and setting.
    func scores(_ role: StudyRole, id: String, caption: String) -> TextTable {
        let cells = cells(role)
        let hasEuros = cells.places.contains { $0.cell.certaintyEquivalent != nil }
        let isIncomplete = cells.places.contains { $0.cell.done + $0.cell.diverged < $0.cell.seeds }
        let columns: [TextTable.Column?] = [
            isIncomplete ? .number("Trainings") : nil, .number("IQM"), .number("95\u{00A0}% interval"),
            .number("Worst"), .number("Below rule"), isIncomplete ? .number("Do better") : nil, .number("Mean"),
            hasEuros ? .number("A month") : nil, hasEuros ? .number("95\u{00A0}% interval") : nil,
        ]
        let rows = cells.places.map { place -> TextTable.Row in
            let cell = place.cell
            let euros = cell.certaintyEquivalent
            let values: [String?] = [
                isIncomplete ? count(cell) : nil, text(cell.iqm), cell.interval.map(ScoreText.text) ?? "–",
                text(cell.lowest), cell.belowTuned.map { DisplayFormat.number($0) } ?? "–",
                isIncomplete ? cell.toleranceShare.map { "≥\u{00A0}" + StudyFinding.wholePercent($0) } ?? "–" : nil,
                text(cell.mean),
                hasEuros ? euros.map { LifeFinding.euro($0.iqm) } ?? "–" : nil,
                hasEuros ? euros?.interval.map(\.euroText) ?? "–" : nil,
            ]
            return TextTable.Row(
                cells: names(place, cells) + values.compactMap(\.self),
                emphasis: isMain(place) && !cells.isOneSetting && study.hasSettings ? .strong : .none)
        }
        let each = isIncomplete ? "" : ", \(DisplayFormat.count(study.seeds(role), "training", "trainings")) each"
        return TextTable(
            id: id, caption: caption + each,
            columns: names(cells).map { .text($0) } + columns.compactMap(\.self), rows: rows,
            note:
                "“Below rule” counts trainings that are worse than the tuned rule. " + tolerance(cells, isIncomplete)
                + cells.left)
    }

    /// How sure the worst is to be about as bad as it gets.
    private func tolerance(_ cells: Cells, _ isIncomplete: Bool) -> String {
        if isIncomplete {
            return
                "“Do better”: with 95\u{00A0}% confidence at least this share of all trainings does better than the worst."
        }
        guard let share = cells.places.compactMap(\.cell.toleranceShare).min() else { return "" }
        return
            "With 95\u{00A0}% confidence at least \(StudyFinding.wholePercent(share)) of all trainings do better than the "
            + "worst of these."
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
        names(cells).map { $0 == "Scenario" ? place.cell.scenario : place.cell.setting.breakable }
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

    /// What the policies of a cell are like, on average, a row a scenario and setting.
    var means: TextTable? {
        let cells = cells(.search)
        let rows = cells.places.compactMap { place in
            place.cell.means.map { means in
                let policies = study.yardsticks(place.scenario, place.setting, place.role)?.policies ?? []
                return (
                    place: place, means: means, rule: policies.first { $0.policy == .tunedRule },
                    optimum: policies.first { $0.policy == .optimum }
                )
            }
        }
        guard !rows.isEmpty else { return nil }
        let costs = rows.flatMap { [$0.means.monthlyCost, $0.rule?.monthlyCost].compactMap(\.self) }
        let decimals = DisplayFormat.euroDecimals(for: costs)
        func euro(_ cost: Double?) -> String { cost.map { DisplayFormat.euro($0, decimals: decimals) } ?? "–" }
        let hasGoals = rows.contains { $0.means.goalAdherence != nil }
        return TextTable(
            id: "scores-means", caption: "How the policies fare, on average",
            columns: names(cells).map { .text($0) } + [
                .number("Short, a month"), .number("The rule’s"), .number("Insolvent"), .number("The optimum’s"),
            ] + (hasGoals ? [.number("Goal distance")] : []),
            rows: rows.map { row in
                TextTable.Row(
                    cells: names(row.place, cells) + [
                        euro(row.means.monthlyCost), euro(row.rule?.monthlyCost),
                        DisplayFormat.percent(row.means.insolvencyRate),
                        row.optimum.map { DisplayFormat.percent($0.insolvencyRate) } ?? "–",
                    ]
                        + (hasGoals
                            ? [row.means.goalAdherence.map { DisplayFormat.number($0, decimals: 3) } ?? "–"] : []),
                    emphasis: isMain(row.place) && !cells.isOneSetting && study.hasSettings ? .strong : .none)
            },
            note: Self.costWords(plan.livesForUtility)
                + (costs.count < 2 * rows.count
                    ? " A dash stands where that cannot be told: a policy is worse than any that it is measured by."
                    : "")
                + cells.left)
    }

    /// What “short” means in reward and in utility.
    private static func costWords(_ livesForUtility: [Bool]) -> String {
        let bills = "by so much could the fixed bills rise for the optimum to be no better"
        let certainty = "what is missing to the optimum’s certainty equivalent"
        let lives = Set(livesForUtility)
        if lives == [true] { return "“Short” is \(certainty)." }
        return "“Short” is what the mistakes cost: \(bills)"
            + (lives == [false] ? "." : "; where a household lives for utility, \(certainty).")
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
            note: ((hasOthers ? "A setting that changes the household has a row of its own." : "") + more(all.count))
                .trimmingBlanks)
    }

    // MARK: Comparisons

    func comparisons(_ role: StudyRole, id: String, caption: String) -> TextTable {
        let all = study.results.comparisons.filter { $0.role == role }
        let overall = all.filter { $0.scenario == nil }
        let few = role == .search ? Self.fewRows : Self.fewConfirmingRows
        let showsAll = all.count <= few && !study.isOneScenario
        let shown = showsAll || overall.isEmpty ? all : overall
        let hasNeeds = shown.contains { $0.seedsNeeded != nil }
        let left = study.isOneScenario ? 0 : all.count - min(shown.count, Self.mostRows)
        let columns: [TextTable.Column?] = [
            .text("Setting"), showsAll ? .text("Scenario") : nil, .number("Difference"),
            .number("Simultaneous interval"), .number("Probability"),
            showsAll ? nil : .number("95\u{00A0}% interval"), .text("It is"), hasNeeds ? .number("Seeds needed") : nil,
        ]
        let rows = shown.prefix(Self.mostRows).map { comparison -> TextTable.Row in
            let cells: [String?] = [
                comparison.setting.breakable, showsAll ? comparison.scenario ?? "all" : nil,
                ScoreText.signed(comparison.difference), comparison.simultaneous.map(ScoreText.signed) ?? "–",
                DisplayFormat.percent(comparison.probabilityOfImprovement, decimals: 0),
                showsAll ? nil : comparison.probabilityInterval.map(percent) ?? "–",
                comparison.verdict.label.replacing(" ", with: "\u{00A0}"),
                hasNeeds ? comparison.seedsNeeded.map { DisplayFormat.number($0) } ?? "–" : nil,
            ]
            return TextTable.Row(
                cells: cells.compactMap(\.self),
                emphasis: comparison.scenario == nil && showsAll ? .strong : .none)
        }
        return TextTable(
            id: id, caption: caption, columns: columns.compactMap(\.self), rows: rows,
            note:
                "Simultaneous are 95\u{00A0}% intervals that hold together, for all rows. The probability is that of improvement: "
                + "how often a training with the setting beats one without. “Better” and “worse” are said where the simultaneous interval leaves out 0, “the same” where it lies within ±"
                + "\(DisplayFormat.exact(plan.difference).droppingZero)."
                + (left > 0 ? " The \(DisplayFormat.number(left)) rows of single scenarios are in results.json." : ""))
    }

    private func percent(_ interval: Interval) -> String {
        let bounds = [interval.lower, interval.upper].map { DisplayFormat.percent($0, decimals: 0) }
        return "[\(bounds.joined(separator: ",\u{00A0}"))]"
    }

    // MARK: Spread

    var spread: TextTable {
        let cells = cells(.search)
        let wantsLives = cells.places.contains { $0.cell.livesWorth != nil }
        let enough = wantsLives ? "" : "More lives would gain little: there are enough of them."
        let columns: [TextTable.Column?] = [
            .number("Spread"), .number("From training"), .number("Error of the lives"),
            wantsLives ? .number("Lives worth it") : nil,
            .number("Seeds that tell \(DisplayFormat.exact(plan.difference).droppingZero)"),
        ]
        let rows = cells.places.map { place -> TextTable.Row in
            let cell = place.cell
            let values: [String?] = [
                cell.spread.map(ScoreText.text) ?? "–",
                cell.shareOfTraining.map { DisplayFormat.percent($0, decimals: 0) } ?? "–",
                cell.standardErrorOfLives.map(ScoreText.text) ?? "–",
                wantsLives ? cell.livesWorth.map { DisplayFormat.number($0) } ?? "enough" : nil,
                cell.seedsForDifference.map { DisplayFormat.number($0) } ?? "–",
            ]
            return TextTable.Row(cells: names(place, cells) + values.compactMap(\.self))
        }
        return TextTable(
            id: "spread-cells", caption: "What moves a score",
            columns: names(cells).map { .text($0) } + columns.compactMap(\.self), rows: rows,
            note: (enough + cells.left).trimmingBlanks)
    }
}

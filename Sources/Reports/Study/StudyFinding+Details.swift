import Households
import Studies

/// What is said beside the finding of a study.
extension StudyFinding {
    /// What else is to be said, a paragraph each.
    var details: [String] {
        guard study.finished > 0 else { return [] }
        return [flattery, eachScenario, eachSetting, tolerance, failures, trust].compactMap { $0 }
    }

    private var flattery: String? {
        guard let choice = study.choice, let confirmed = choice.confirmed, let flattery = choice.flattery else {
            return nil
        }
        let words =
            "The \(choice.by.words) of \(choice.setting) was \(ScoreText.text(choice.score)) on the seeds that chose it and "
            + "is \(ScoreText.text(confirmed)) on those that confirm it: "
        guard ScoreText.signed(flattery) != ScoreText.signed(0) else {
            return words + "the choice hardly flattered it. The second is its result."
        }
        return flattery > 0
            ? words + "by \(ScoreText.signed(flattery).droppingPlus) the first flattered it. The second is its result."
            : words + "the choice did not flatter it. The second is its result."
    }

    /// A sentence a scenario, where they are few.
    private var eachScenario: String? {
        guard !study.isOneScenario else { return nil }
        let (setting, role) = study.main
        guard plan.scenarios.count <= 6 else { return nil }
        let sentences = plan.scenarios.indices.compactMap { scenario -> String? in
            guard let cell = study.cell(scenario, setting, role), let iqm = cell.iqm, let lowest = cell.lowest else {
                return nil
            }
            var text = "\(cell.scenario): "
            if let euros = cell.certaintyEquivalent { text += "\(euros.text) a month for certain, " }
            text += "\(ScoreText.text(iqm, cell.interval)), the worst \(ScoreText.text(lowest))"
            if let below = cell.belowTuned { text += ", \(Self.number(below)) below the tuned rule" }
            return text + "."
        }
        let name = study.hasSettings ? "With \(plan.settings[setting].name), scenario" : "Scenario"
        return "\(name) by scenario. \(sentences.joined(separator: " "))"
    }

    /// The settings that differ, where they are few.
    private var eachSetting: String? {
        let told = study.comparisons.filter { [.better, .worse].contains($0.verdict) }
        guard study.comparisons.count > 1, !told.isEmpty, told.count <= 6 else { return nil }
        return told.map { verdict($0) + "." }.joined(separator: " ")
    }

    private var tolerance: String? {
        let (setting, role) = study.main
        let cells = plan.scenarios.indices.compactMap { study.cell($0, setting, role) }
        let shares = Set(cells.compactMap(\.toleranceShare))
        guard let share = shares.min(), let count = cells.map({ $0.done + $0.diverged }).min(), count > 1 else {
            return nil
        }
        let percent = Self.wholePercent(share)
        return study.isOneScenario
            ? "With 95\u{00A0}% confidence at least \(percent) of trainings do better than the worst of these "
                + "\(DisplayFormat.number(count))."
            : "In each scenario, with 95\u{00A0}% confidence at least \(percent) of trainings do better than the worst of "
                + "\(DisplayFormat.number(count))."
    }

    /// Rounded down: what is said to be at least so much.
    static func wholePercent(_ share: Double) -> String {
        DisplayFormat.percent((share * 100 + 1e-9).rounded(.down) / 100, decimals: 0)
    }

    private var failures: String? {
        let parts = [
            (study.count(.diverged), "diverged", "diverged"), (study.count(.failed), "failed", "failed"),
            (study.missing, "is missing", "are missing"),
        ].filter { $0.0 > 0 }.map { "\(Self.number($0.0)) \($0.0 == 1 ? $0.1 : $0.2)" }
        guard !parts.isEmpty else { return nil }
        var text = "Of \(trainings(study.planned)) \(DisplayFormat.list(parts))."
        if study.count(.diverged) > 0 { text += " What diverged counts as 0, as good as acting at random." }
        return text + " Each is named under “\(StudySection.failures.title)”."
    }

    /// What the intervals are worth, and what looking again does.
    private var trust: String? {
        let role = study.main.role
        let remarks = [
            study.intervalRemark(role),
            study.looks == nil
                ? "" : "Adding seeds until a difference shows is a way to find one that is not there.",
        ].filter { !$0.isEmpty }
        return remarks.isEmpty ? nil : remarks.joined(separator: " ")
    }

    /// What the numbers are.
    var note: String {
        let scale = "A score of 1 is the computed optimum and 0 is acting at random"
        let utility = "a score is a share of the optimum’s certainty equivalent"
        let lives = Set(plan.livesForUtility)
        let score =
            lives == [true]
            ? utility.capitalizedSentence
            : scale + (lives == [false] ? "" : "; where a household lives for utility, \(utility)")
        return score
            + ". Scores of several trainings are summed up by their interquartile mean (IQM), the mean of the middle half. "
            + "In brackets is its 95\u{00A0}% confidence interval over seeds: how far it would move with other seeds, on the "
            + "same lives."
            + (study.hasSettings ? " Intervals of differences hold together, for all rows of their table." : "")
    }
}

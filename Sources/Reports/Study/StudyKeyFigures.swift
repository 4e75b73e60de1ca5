import Households
import Studies

/// The numbers of a study that matter: of what was chosen, as it is confirmed, else of `default`.
struct StudyKeyFigures {
    let study: StudyOverview

    private var plan: StudyPlan { study.plan }
    private var finding: StudyFinding { StudyFinding(study: study) }

    /// The most important first.
    var all: [KeyFigure] {
        [reach, worst, study.hasSettings ? told : nil, trainings, lives].compactMap { $0 }
    }

    /// Trainings that the figures are of.
    private var count: String {
        let (setting, role) = study.main
        let count = plan.scenarios.indices.map { study.scores($0, setting, role).count }.reduce(0, +)
        return DisplayFormat.count(count, "training", "trainings")
    }

    private var reach: KeyFigure? {
        let (setting, role) = study.main
        guard let reach = finding.reach(setting, role) else { return nil }
        let interval = reach.interval.map { ", 95\u{00A0}% interval \(ScoreText.text($0))" } ?? ""
        let name = study.hasSettings ? "\(plan.settings[setting].name), " : ""
        var comparisons: [LabelledValue] = []
        if let choice = study.choice, choice.confirmed != nil {
            comparisons.append(
                LabelledValue(label: "On the seeds that chose it", value: text(finding.reach(setting, .search))))
            if let rival = study.index(ofSetting: choice.rival) {
                comparisons.append(LabelledValue(label: choice.rival, value: text(finding.reach(rival, role))))
            }
        }
        if study.isOneScenario {
            let policies = study.yardsticks(0, setting, role)?.policies ?? []
            comparisons += policies.compactMap { policy in
                policy.norm.map { LabelledValue(label: policy.policy.label, value: ScoreText.text($0)) }
            }
        }
        if let euros = reach.euros {
            let interval = euros.interval.map { _ in euros.text } ?? LifeFinding.euro(euros.iqm)
            return KeyFigure(
                label: "As well off as with", value: LifeFinding.euro(euros.iqm),
                meaning: "a month for certain, \(name)IQM over \(count): \(interval)",
                comparisons: [
                    LabelledValue(label: "Share of the optimum", value: ScoreText.text(reach.iqm, reach.interval))
                ] + comparisons)
        }
        return KeyFigure(
            label: "Share of the optimum", value: ScoreText.text(reach.iqm),
            meaning: "\(name)IQM over \(count)\(interval)", comparisons: comparisons)
    }

    private func text(_ reach: StudyFinding.Reach?) -> String {
        reach.map { ScoreText.text($0.iqm, $0.interval) } ?? "–"
    }

    private var worst: KeyFigure? {
        let (setting, role) = study.main
        guard let worst = study.worst(ofSetting: setting, role) else { return nil }
        let cells = plan.scenarios.indices.compactMap { study.cell($0, setting, role) }
        let count = cells.map { $0.done + $0.diverged }.reduce(0, +)
        var comparisons: [LabelledValue] = []
        let below = cells.compactMap(\.belowTuned)
        if below.count == cells.count {
            comparisons.append(
                LabelledValue(
                    label: "Below the tuned rule",
                    value: "\(DisplayFormat.number(below.reduce(0, +))) of \(DisplayFormat.number(count))"))
        }
        if let share = cells.compactMap(\.toleranceShare).min() {
            comparisons.append(
                LabelledValue(
                    label: "Do better, with 95\u{00A0}% confidence",
                    value: "≥\u{00A0}" + StudyFinding.wholePercent(share)))
        }
        let place = study.isOneScenario ? "" : "\(plan.scenarios[worst.scenario]), "
        let diverged = worst.score == 0 && cells.contains { $0.diverged > 0 }
        return KeyFigure(
            label: "Worst training", value: ScoreText.text(worst.score),
            meaning: "\(place)seed \(worst.seed)\(diverged ? ", diverged" : "")", comparisons: comparisons)
    }

    private var told: KeyFigure? {
        let all = study.comparisons
        guard !all.isEmpty else { return nil }
        func count(_ verdict: StudyResults.Comparison.Verdict) -> String {
            DisplayFormat.number(all.count { $0.verdict == verdict })
        }
        return KeyFigure(
            label: "Better than \(plan.settings[0].name)", value: count(.better),
            meaning: "of \(DisplayFormat.count(all.count, "other setting", "other settings"))",
            comparisons: [
                LabelledValue(label: "Worse", value: count(.worse)),
                LabelledValue(
                    label: "The same within \(DisplayFormat.exact(plan.difference).droppingZero)", value: count(.same)),
                LabelledValue(label: "Cannot be told", value: count(.untold)),
            ])
    }

    private var trainings: KeyFigure {
        KeyFigure(
            label: "Trainings", value: DisplayFormat.number(study.finished),
            meaning: "of \(DisplayFormat.number(study.planned)) that are planned",
            comparisons: [
                LabelledValue(label: "Diverged, count as 0", value: DisplayFormat.number(study.count(.diverged))),
                LabelledValue(label: "Failed", value: DisplayFormat.number(study.count(.failed))),
                LabelledValue(label: "Missing", value: DisplayFormat.number(study.missing)),
            ])
    }

    private var lives: KeyFigure {
        let lives = plan.lives(of: study.main.role)
        return KeyFigure(
            label: "Simulated lives", value: DisplayFormat.number(lives.count),
            meaning: "of each policy, the same for every training of a household; seed \(lives.seed)", comparisons: [])
    }
}

import Households
import Statistics

extension StudyResults {
    /// All that is said of a study whose trainings came to `outcomes`: the same bits with any number of threads.
    ///
    /// - Parameters:
    ///   - outcomes: one a training of the plan, in its order; nil for what is missing.
    ///   - yardsticks: by `PlannedTraining.household`.
    package init(
        plan: StudyPlan, outcomes: [StudyOutcome?], yardsticks: [String: StudyYardsticks], threads: Int
    ) {
        let statistics = StudyStatistics(plan: plan, outcomes: outcomes, yardsticks: yardsticks, threads: threads)
        let ofScenarios = statistics.cellsAndComparisons()
        let overAll = statistics.aggregatesAndComparisons()
        self.init(
            study: plan.name, identity: plan.identity, lives: plan.lives, scenarios: plan.scenarios,
            settings: plan.settings.map { setting in
                Setting(
                    name: setting.name,
                    set: Dictionary(setting.values.map { ($0.key, $0.text) }, uniquingKeysWith: { $1 }))
            },
            yardsticks: statistics.yardsticksInUse(), cells: ofScenarios.cells, aggregates: overAll.aggregates,
            comparisons: StudyRole.allCases.flatMap { role in
                (overAll.comparisons + ofScenarios.comparisons).filter { $0.role == role }
            },
            choice: statistics.choice(), sensitivity: overAll.sensitivity, profiles: statistics.profiles(),
            curves: statistics.curves())
    }
}

/// What the parts of the results are worked out from.
struct StudyStatistics {
    let plan: StudyPlan
    let outcomes: [StudyOutcome?]
    let yardsticks: [String: StudyYardsticks]
    let cells: StudyCells
    let chooser: StudyChooser?
    let resampler: StudyResampler

    init(plan: StudyPlan, outcomes: [StudyOutcome?], yardsticks: [String: StudyYardsticks], threads: Int) {
        self.plan = plan
        self.outcomes = outcomes
        self.yardsticks = yardsticks
        cells = StudyCells(plan: plan, outcomes: outcomes)
        chooser = StudyChooser(plan: plan, outcomes: outcomes)
        resampler = StudyResampler(threads: threads)
    }

    /// In the order of the trainings, each household once.
    func yardsticksInUse() -> [StudyResults.Yardsticks] {
        var seen: Set<String> = []
        return cells.all.flatMap { cell in
            cell.trainings.compactMap { training in
                let household = plan.trainings[training].household
                guard seen.insert(household).inserted, let yardsticks = yardsticks[household] else { return nil }
                return StudyResults.Yardsticks(
                    scenario: plan.scenarios[cell.place.scenario], setting: plan.settings[cell.place.setting].name,
                    role: cell.place.role, optimalValue: yardsticks.optimalValue, isExact: yardsticks.isExact,
                    policies: yardsticks.policies)
            }
        }
    }

    func choice() -> StudyResults.Choice? {
        guard let chooser, let choice = plan.choice else { return nil }
        return StudyResults.Choice(
            by: choice.by, setting: plan.settings[chooser.chosen].name, rival: plan.settings[chooser.rival].name,
            score: chooser.score,
            confirmed: cells.strata(.confirm, setting: chooser.chosen).map { choice.by.value(of: $0) },
            livesSeed: choice.confirm > 0 ? plan.lives.confirming.seed : nil)
    }
}

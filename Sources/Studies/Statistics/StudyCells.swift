/// The trainings of a study by scenario, setting and role.
struct StudyCells {
    typealias Strata = StudyResampler.Strata

    /// The trainings of one scenario with one setting.
    struct Cell {
        let place: Place
        /// Indices among the plan's trainings.
        var trainings: [Int] = []
        /// Of those that are done or diverged, in the same order.
        var scores: [Double] = []
    }

    struct Place: Hashable, Comparable {
        let role: StudyRole
        /// Indices among the plan's scenarios and settings.
        let scenario, setting: Int

        static func < (left: Self, right: Self) -> Bool {
            func order(_ place: Self) -> (Int, Int, Int) {
                (place.role == .search ? 0 : 1, place.scenario, place.setting)
            }
            return order(left) < order(right)
        }
    }

    /// Scenario by scenario, setting by setting; those that confirm last.
    let all: [Cell]
    private let indices: [Place: Int]
    private let scenarios: Int

    init(plan: StudyPlan, outcomes: [StudyOutcome?]) {
        precondition(plan.trainings.count == outcomes.count, "every training has an outcome, or lacks one")
        var cells: [Place: Cell] = [:]
        for (index, training) in plan.trainings.enumerated() {
            let place = Place(role: training.role, scenario: training.scenario, setting: training.setting)
            cells[place, default: Cell(place: place)].trainings.append(index)
            if let score = outcomes[index]?.score { cells[place]?.scores.append(score) }
        }
        all = cells.values.sorted { $0.place < $1.place }
        indices = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.place, $0) })
        scenarios = plan.scenarios.count
    }

    /// The scores of a setting; nil where a scenario has none.
    ///
    /// - Parameter scenario: nil for all.
    func strata(_ role: StudyRole, setting: Int, scenario: Int? = nil) -> Strata? {
        var strata = Strata()
        for scenario in scenario.map({ $0..<$0 + 1 }) ?? 0..<scenarios {
            let place = Place(role: role, scenario: scenario, setting: setting)
            guard let index = indices[place], !all[index].scores.isEmpty else { return nil }
            strata.append(all[index].scores)
        }
        return strata
    }
}

extension StudyResampler.Strata {
    /// Seeds of the scenario that has fewest.
    var fewestSeeds: Int { map(\.count).min() ?? 0 }
    var mostSeeds: Int { map(\.count).max() ?? 0 }
    var hasIntervals: Bool { fewestSeeds >= StudyResults.fewestSeeds }
}

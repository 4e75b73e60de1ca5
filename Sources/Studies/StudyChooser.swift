import Statistics

/// Who is chosen by what its search came to, and whom it is judged against.
package struct StudyChooser: Sendable, Equatable {
    /// Indices among the plan's settings. The rival is `default`, the best of the others where that is chosen itself.
    package let chosen, rival: Int
    /// Of the chosen setting, by which it was chosen.
    package let score: Double

    /// - Parameters:
    ///   - outcomes: one a training of the plan, in its order; nil for what is missing. Those that confirm have no say.
    /// - Returns: nil where there is nothing to choose, and while a training of the search failed or is missing.
    package init?(plan: StudyPlan, outcomes: [StudyOutcome?]) {
        guard let choice = plan.choice, plan.settings.count > 1 else { return nil }
        var scores = Array(
            repeating: Array(repeating: [Double](), count: plan.scenarios.count), count: plan.settings.count)
        for (training, outcome) in zip(plan.trainings, outcomes) where training.role == .search {
            guard let score = outcome?.score else { return nil }
            scores[training.setting][training.scenario].append(score)
        }
        guard !scores.joined().contains(where: \.isEmpty) else { return nil }
        let measured = scores.map(choice.by.value)
        func best(_ settings: some Sequence<Int>) -> Int {
            settings.reduce(nil) { best, setting in
                guard let best, measured[best] >= measured[setting] else { return setting }
                return best
            } ?? 0
        }
        chosen = best(measured.indices)
        rival = chosen == 0 ? best(1..<measured.count) : 0
        score = measured[chosen]
    }
}

extension StudyChoice.Measure {
    /// - Parameter scores: scenario by scenario, each with at least one.
    func value(of scores: [[Double]]) -> Double {
        switch self {
        case .iqm: Aggregate.interquartileMean(scores)
        case .mean: Aggregate.mean(scores)
        case .lowest: scores.joined().reduce(.infinity, min)
        }
    }
}

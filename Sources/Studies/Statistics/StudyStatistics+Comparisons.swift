import Statistics

extension StudyStatistics {
    /// How settings compare: with `default` in the search; where they confirm, the chosen one with its rival.
    ///
    /// - Parameters:
    ///   - scenario: nil over all.
    ///   - resampled: the interquartile means of a setting in each resample, where it has an interval.
    func comparisons(
        _ role: StudyRole, scenario: Int?, resampled: (_ setting: Int) -> [Double]?
    ) -> [StudyResults.Comparison] {
        let (settings, rival) =
            switch role {
            case .search: (Array(plan.settings.indices.dropFirst()), 0)
            case .confirm: (chooser.map { [$0.chosen] } ?? [], chooser?.rival ?? 0)
            }
        guard let others = cells.strata(role, setting: rival, scenario: scenario) else { return [] }
        let rows = settings.compactMap { setting in
            cells.strata(role, setting: setting, scenario: scenario).map { Row(setting: setting, scores: $0, others) }
        }
        let ofRival = resampled(rival)
        let bounded = rows.filter { $0.scores.hasIntervals && others.hasIntervals }
        let differences = bounded.map { row in
            zip(resampled(row.setting) ?? [], ofRival ?? []).map { $0 - $1 }
        }
        let simultaneous = SimultaneousIntervals(
            bounded.map(\.difference), resampled: differences,
            rounding: 1e-12 * rows.map(\.largest).reduce(1, max))
        let improvements = resampler.improvements(
            bounded.map { ($0.scores, others) }, resamples: StudyResults.fewerResamples)
        return rows.map { row in
            var result = StudyResults.Comparison(
                setting: plan.settings[row.setting].name, rival: plan.settings[rival].name,
                scenario: scenario.map { plan.scenarios[$0] }, role: role, difference: row.difference, interval: nil,
                simultaneous: nil,
                probabilityOfImprovement: Aggregate.probabilityOfImprovement(row.scores, over: others),
                probabilityInterval: nil, verdict: .untold, seedsNeeded: nil)
            guard let index = bounded.firstIndex(where: { $0.setting == row.setting }) else { return result }
            let interval = Interval(simultaneous.intervals[index])
            result.interval = Interval(percentilesOf: differences[index])
            result.simultaneous = interval
            result.probabilityInterval = Interval(percentilesOf: improvements[index])
            result.verdict = StudyResults.Comparison.Verdict(interval, difference: plan.difference)
            if result.verdict == .untold {
                result.seedsNeeded = seedsNeeded(
                    row.difference, seeds: max(row.scores.mostSeeds, others.mostSeeds),
                    standardError: simultaneous.standardErrors[index], critical: simultaneous.critical)
            }
            return result
        }
    }

    /// That tell the difference that was found from none, or that it does not count, whichever needs fewer: more than
    /// there are, since neither has been told.
    private func seedsNeeded(_ difference: Double, seeds: Int, standardError: Double, critical: Double) -> Int? {
        SeedsNeeded.toTell(
            max(abs(difference), plan.difference - abs(difference)),
            standardDeviation: standardError * Double(seeds).squareRoot(), critical: critical)
    }

    private struct Row {
        let setting: Int
        let scores: StudyResampler.Strata
        let difference: Double
        /// Score, without its sign.
        let largest: Double

        init(setting: Int, scores: StudyResampler.Strata, _ others: StudyCells.Strata) {
            self.setting = setting
            self.scores = scores
            difference = Aggregate.interquartileMean(scores) - Aggregate.interquartileMean(others)
            largest = (scores + others).joined().map(\.magnitude).reduce(0, max)
        }
    }
}

extension StudyResults.Comparison.Verdict {
    /// - Parameter interval: that holds together with those of all rows of its table.
    package init(_ interval: Interval, difference: Double) {
        if interval.lower > 0 {
            self = .better
        } else if interval.upper < 0 {
            self = .worse
        } else {
            self = interval.lower >= -difference && interval.upper <= difference ? .same : .untold
        }
    }
}

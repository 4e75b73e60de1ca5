import Statistics

extension StudyStatistics {
    /// What is said of each scenario: its cells, and how their settings compare.
    ///
    /// One scenario after the other, so that no more than its resamples are held at once.
    func cellsAndComparisons() -> (cells: [StudyResults.Cell], comparisons: [StudyResults.Comparison]) {
        var results: [StudyCells.Place: StudyResults.Cell] = [:]
        var comparisons: [StudyResults.Comparison] = []
        for scenario in plan.scenarios.indices {
            let cells = cells.all.filter { $0.place.scenario == scenario }
            let resampled = cells.filter { [$0.scores].hasIntervals }
            let euros = cells.map(certaintyEquivalents)
            let resampledEuros = euros.compactMap(\.self).filter { [$0].hasIntervals }
            let means = resampler.interquartileMeans(
                of: (resampled.map(\.scores) + resampledEuros).map { [[$0]] }, resamples: StudyResults.usualResamples)
            let ofScores = Dictionary(uniqueKeysWithValues: zip(resampled.map(\.place), means))
            var ofEuros = means.dropFirst(resampled.count)
            for (cell, euros) in zip(cells, euros) {
                var result = summary(of: cell)
                result.interval = ofScores[cell.place].map { Interval(percentilesOf: $0) }
                result.certaintyEquivalent = euros.map { euros in
                    StudyResults.Euros(
                        iqm: Aggregate.interquartileMean([euros]),
                        interval: [euros].hasIntervals ? Interval(percentilesOf: ofEuros.removeFirst()) : nil,
                        lowest: euros.reduce(.infinity, min))
                }
                results[cell.place] = result
            }
            for role in StudyRole.allCases {
                comparisons += self.comparisons(role, scenario: scenario) { setting in
                    ofScores[StudyCells.Place(role: role, scenario: scenario, setting: setting)]
                }
            }
        }
        return (cells.all.compactMap { results[$0.place] }, comparisons)
    }

    /// EUR of month 1 a month; of a training that diverged 0, as its score. Nil for a household that does not live for
    /// utility, and without any.
    private func certaintyEquivalents(of cell: StudyCells.Cell) -> [Double]? {
        guard plan.livesForUtility[cell.place.scenario] else { return nil }
        let values = cell.trainings.compactMap { training -> Double? in
            guard let outcome = outcomes[training] else { return nil }
            return outcome.status == .diverged ? 0 : outcome.evaluation?.certaintyEquivalent
        }
        return values.isEmpty ? nil : values
    }

    /// All but intervals.
    private func summary(of cell: StudyCells.Cell) -> StudyResults.Cell {
        var result = StudyResults.Cell(
            scenario: plan.scenarios[cell.place.scenario], setting: plan.settings[cell.place.setting].name,
            role: cell.place.role, seeds: cell.trainings.count)
        func count(_ status: StudyOutcome.Status) -> Int {
            cell.trainings.count { outcomes[$0]?.status == status }
        }
        (result.done, result.diverged, result.failed) = (count(.done), count(.diverged), count(.failed))
        result.missing = result.seeds - result.done - result.diverged
        guard !cell.scores.isEmpty else { return result }
        result.iqm = Aggregate.interquartileMean([cell.scores])
        result.mean = cell.scores.mean
        result.median = cell.scores.quantile(0.5)
        result.lowest = cell.scores.reduce(.infinity, min)
        result.optimalityGap = Aggregate.optimalityGap([cell.scores])
        result.toleranceShare = SeedsNeeded.toleranceShare(seeds: cell.scores.count)
        result.belowTuned = belowTuned(cell, diverged: result.diverged)
        result.means = means(of: cell)
        let variance = variance(of: cell)
        if let variance {
            result.spread = variance.spread
            result.shareOfTraining = variance.shareOfTraining
            result.standardErrorOfLives = variance.standardErrorOfLives
            result.livesWorth = livesWorth(cell, variance)
        }
        if cell.scores.count > 1 {
            // That of the scores is the same, but counts those that diverged.
            let spread = max(cell.scores.sampleDeviation, variance?.spread ?? 0)
            result.seedsForDifference = SeedsNeeded.toTell(
                plan.difference, standardDeviation: 2.0.squareRoot() * spread)
        }
        return result
    }

    private func means(of cell: StudyCells.Cell) -> StudyResults.Means? {
        let done = cell.trainings.compactMap { outcomes[$0]?.evaluation }
        guard !done.isEmpty else { return nil }
        func mean(_ value: (StudyOutcome.Evaluation) -> Double?) -> Double? {
            let values = done.compactMap(value)
            return values.count == done.count ? values.mean : nil
        }
        let yardsticks = yardsticks[plan.trainings[cell.trainings[0]].household]
        return StudyResults.Means(
            monthlyCost: mean { yardsticks?.monthlyCost(norm: $0.norm) },
            insolvencyRate: done.map(\.insolvencyRate).mean,
            goalAdherence: mean(\.goalAdherence))
    }

    /// Nil where there is no tuned rule.
    private func belowTuned(_ cell: StudyCells.Cell, diverged: Int) -> Int? {
        let differences = cell.trainings.compactMap { outcomes[$0]?.evaluation?.differenceToTuned }
        let household = plan.trainings[cell.trainings[0]].household
        let hasRule = yardsticks[household]?.policies.contains { $0.policy == .tunedRule } ?? false
        return differences.isEmpty && !hasRule ? nil : differences.count { $0 < 0 } + diverged
    }

    /// Of the trainings that are done; nil with fewer than two of them, or two lives.
    private func variance(of cell: StudyCells.Cell) -> TwoWayVariance? {
        guard let yardsticks = yardsticks[plan.trainings[cell.trainings[0]].household],
            yardsticks.optimumRewards.count > 1
        else { return nil }
        let rewards = cell.trainings.compactMap { outcomes[$0]?.evaluation?.rewards }
        guard rewards.count > 1 else { return nil }
        return TwoWayVariance(
            rewards.map { rewards in
                precondition(rewards.count == yardsticks.optimumRewards.count, "all have lived the same lives")
                return zip(rewards, yardsticks.optimumRewards).map { $0 - $1 }
            }, scale: yardsticks.scale)
    }

    /// Nil where there are half as many already.
    private func livesWorth(_ cell: StudyCells.Cell, _ variance: TwoWayVariance) -> Int? {
        let worth = variance.livesWorthSimulating(
            costOfTraining: plan.trainingCosts[cell.place.scenario][cell.place.setting])
        return Double(plan.lives.count) < worth / 2 ? Int(min(worth, Double(StudyLives.most)).rounded()) : nil
    }
}

extension Interval {
    /// The percentile interval of what a statistic is in each resample.
    init(percentilesOf values: [Double]) {
        var values = values
        self.init(StratifiedBootstrap.interval(of: &values))
    }
}

import Foundation
import Statistics

extension StudyStatistics {
    /// What is said of settings over all scenarios. A setting is left out that lacks a scenario: it would be another
    /// average.
    func aggregatesAndComparisons() -> (
        aggregates: [StudyResults.Aggregate], comparisons: [StudyResults.Comparison],
        sensitivity: [StudyResults.Sensitivity]
    ) {
        let rows = StudyRole.allCases.flatMap { role in
            plan.settings.indices.compactMap { setting in
                cells.strata(role, setting: setting).map { (role: role, setting: setting, strata: $0) }
            }
        }
        let grid = gridPoints()
        let bounded = rows.filter { $0.strata.hasIntervals }
        let boundedPoints = grid.joined().filter { $0.pool.allSatisfy(\.hasIntervals) }
        var means = resampler.interquartileMeans(
            of: bounded.map { [$0.strata] } + boundedPoints.map(\.pool), resamples: StudyResults.usualResamples)[...]
        var resampled: [StudyRole: [Int: [Double]]] = [:]
        for row in bounded { resampled[row.role, default: [:]][row.setting] = means.removeFirst() }
        return (
            rows.map { row in
                StudyResults.Aggregate(
                    setting: plan.settings[row.setting].name, role: row.role,
                    iqm: Aggregate.interquartileMean(row.strata),
                    interval: resampled[row.role]?[row.setting].map { Interval(percentilesOf: $0) },
                    mean: Aggregate.mean(row.strata), median: Aggregate.median(row.strata),
                    optimalityGap: Aggregate.optimalityGap(row.strata),
                    lowest: StudyChoice.Measure.lowest.value(of: row.strata))
            },
            StudyRole.allCases.flatMap { role in comparisons(role, scenario: nil) { resampled[role]?[$0] } },
            zip(plan.grid, grid).map { key, points in
                StudyResults.Sensitivity(
                    key: key.key,
                    points: points.map { point in
                        StudyResults.Sensitivity.Point(
                            value: point.value, iqm: Aggregate.interquartileMean(point.pool.flatMap(\.self)),
                            interval: point.pool.allSatisfy(\.hasIntervals)
                                ? Interval(percentilesOf: means.removeFirst()) : nil)
                    })
            }
        )
    }

    /// The settings of the grid that share a value, key by key. A value is left out one of whose settings lacks a
    /// scenario.
    private func gridPoints() -> [[(value: String, pool: [StudyResampler.Strata])]] {
        // The points of the grid come after `default`, the last key fastest.
        let points = plan.grid.map(\.values.count).reduce(1, *)
        var repeats = points
        return plan.grid.map { key in
            repeats /= key.values.count
            return key.values.enumerated().compactMap { index, value in
                let settings = (0..<points).filter { $0 / repeats % key.values.count == index }
                let pool = settings.compactMap { cells.strata(.search, setting: $0 + 1) }
                return pool.count == settings.count ? (value, pool) : nil
            }
        }
    }

    /// Over all scenarios, of the settings that have them all.
    func profiles() -> [StudyResults.Profile] {
        let steps = 60
        let distances = (0..<steps).map { pow(10, -4 * Double($0) / Double(steps - 1)) }
        let thresholds = distances.map { 1 - $0 }
        let rows = plan.settings.indices.compactMap { setting in
            cells.strata(.search, setting: setting).map { (setting: setting, strata: $0) }
        }
        let bounded = rows.filter { $0.strata.hasIntervals }
        var resampled = resampler.profiles(
            of: bounded.map(\.strata), thresholds: thresholds, resamples: StudyResults.fewerResamples)[...]
        return rows.map { row in
            let scores = Array(row.strata.joined())
            let intervals =
                row.strata.hasIntervals ? resampled.removeFirst().map { Interval(percentilesOf: $0) } : nil
            return StudyResults.Profile(
                setting: plan.settings[row.setting].name, distances: distances,
                shares: thresholds.map { threshold in
                    Double(scores.count { $0 > threshold }) / Double(scores.count)
                }, lower: intervals?.map(\.lower), upper: intervals?.map(\.upper))
        }
    }

    /// Of the trainings of the search that are done.
    func curves() -> [StudyResults.Curves] {
        let series: [KeyPath<StudyCurves, [Double]>] = [\.reward, \.stability, \.sharpeRatio, \.goalAdherence]
        let rows = cells.all.filter { $0.place.role == .search }.compactMap { cell in
            let done = cell.trainings.compactMap { outcomes[$0]?.evaluation == nil ? nil : outcomes[$0] }
            return done.isEmpty ? nil : (place: cell.place, done: done)
        }
        let bands = resampler.bands(
            of: rows.flatMap { row in
                series.map { series in row.done.compactMap { $0.evaluation?.curves[keyPath: series] } }
            }, resamples: StudyResults.fewerResamples)
        return rows.enumerated().map { index, row in
            let bands = bands[index * series.count..<(index + 1) * series.count].map(\.rounded)
            return StudyResults.Curves(
                scenario: plan.scenarios[row.place.scenario], setting: plan.settings[row.place.setting].name,
                episodes: StudyCurves.bins(episodes: row.done[0].episodes), reward: bands[0],
                stability: bands[1], sharpeRatio: bands[2], goalAdherence: bands[3])
        }
    }
}

extension StudyResults.Curves.Band {
    /// To a thousandth of what the band spans or finer, which is more than a chart shows: curves are most of what is
    /// stored of results.
    fileprivate var rounded: Self {
        let all = [iqm, lower ?? [], upper ?? []].joined()
        guard let least = all.min(), let most = all.max(), most > least else { return self }
        let decimals = max(0, 3 - Int(log10(most - least).rounded(.down)))
        func rounded(_ values: [Double]) -> [Double] { values.map { $0.rounded(toDecimals: decimals) } }
        return Self(iqm: rounded(iqm), lower: lower.map(rounded), upper: upper.map(rounded))
    }
}

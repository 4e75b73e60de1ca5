import NumericKernels
import Statistics

/// What statistics of a study are in its resamples. Every statistic sees the same positions, whatever it is of, and
/// each thread does resamples or samples of its own: the results are the same bits with any number of threads.
package struct StudyResampler {
    /// Scores scenario by scenario, seed by seed.
    package typealias Strata = [[Double]]
    private typealias Lanes = ResampleTallies.Lanes

    private let team: WorkerTeam
    private let bootstrap: StratifiedBootstrap

    package init(threads: Int) {
        team = WorkerTeam(count: max(1, threads))
        let random = CounterRandom(seed: 0, purpose: .resampling)
        bootstrap = StratifiedBootstrap { random.block(index: $0, counter: $1) }
    }

    /// The interquartile mean of each pool in each resample. A pool holds the scores of several settings, each with
    /// its strata.
    package func interquartileMeans(of pools: [[Strata]], resamples: Int) -> [[Double]] {
        let layouts = Layouts(pools.joined())
        let samples = pools.map { pool in
            ResampledSample(
                Array(pool.joined().joined()), slots: pool.flatMap { layouts.slots(of: $0) })
        }
        return table(rows: samples.count, resamples: resamples) {
            var tallies = layouts.tallies
            return { first, store in
                tallies.draw(from: first, of: bootstrap)
                tallies.counts.withUnsafeBufferPointer { counts in
                    for (row, sample) in samples.enumerated() { store(row, sample.interquartileMeans(counts)) }
                }
            }
        }
    }

    /// The probability of improvement of each pair in each resample. Both sides are resampled independently.
    package func improvements(_ pairs: [(scores: Strata, others: Strata)], resamples: Int) -> [[Double]] {
        let layouts = Layouts(pairs.flatMap { [$0.scores, $0.others] })
        let wins = pairs.map { pair in
            var (slot, otherSlot) = (
                layouts.slots(of: pair.scores).lowerBound, layouts.slots(of: pair.others).lowerBound
            )
            return zip(pair.scores, pair.others).map { scores, others in
                defer { (slot, otherSlot) = (slot + scores.count, otherSlot + others.count) }
                return ResampledWins(
                    scores, slots: slot..<slot + scores.count, over: others, slots: otherSlot..<otherSlot + others.count
                )
            }
        }
        return table(rows: pairs.count, resamples: resamples) {
            var tallies = layouts.tallies
            var others = layouts.tallies
            return { first, store in
                tallies.draw(from: first, of: bootstrap)
                others.draw(from: StratifiedBootstrap.firstOfOthers + first, of: bootstrap)
                tallies.counts.withUnsafeBufferPointer { counts in
                    others.counts.withUnsafeBufferPointer { others in
                        for (row, wins) in wins.enumerated() {
                            let shares = wins.reduce(into: Lanes()) { $0 += $1.shares(counts, over: others) }
                            store(row, shares / Double(wins.count))
                        }
                    }
                }
            }
        }
    }

    /// The share of each setting's scores that are greater than each threshold, in each resample.
    ///
    /// - Parameter thresholds: in ascending order.
    /// - Returns: setting by setting, threshold by threshold.
    package func profiles(of settings: [Strata], thresholds: [Double], resamples: Int) -> [[[Double]]] {
        let layouts = Layouts(settings)
        let descending = Array(thresholds.reversed())
        let samples = settings.map { strata in
            let values = strata.joined().sorted()
            let ranks = descending.map { threshold in values.prefix { $0 <= threshold }.count }
            return (
                sample: ResampledSample(Array(strata.joined()), slots: Array(layouts.slots(of: strata))), ranks: ranks
            )
        }
        let rows = table(rows: samples.count * thresholds.count, resamples: resamples) {
            var tallies = layouts.tallies
            return { first, store in
                tallies.draw(from: first, of: bootstrap)
                tallies.counts.withUnsafeBufferPointer { counts in
                    for (setting, sample) in samples.enumerated() {
                        let last = (setting + 1) * thresholds.count - 1
                        sample.sample.shares(above: sample.ranks, counts) { store(last - $0, $1) }
                    }
                }
            }
        }
        return settings.indices.map { Array(rows[$0 * thresholds.count..<($0 + 1) * thresholds.count]) }
    }

    /// The lines and bands of curves, point by point; seeds are resampled whole.
    ///
    /// - Parameter curves: curve by curve, seed by seed, point by point; those of a curve are as long.
    package func bands(of curves: [[[Double]]], resamples: Int) -> [StudyResults.Curves.Band] {
        let blocks = ResampleTallies.blocks(resamples: resamples)
        let seeds = Set(curves.map(\.count)).filter { $0 >= StudyResults.fewestSeeds }
        let tallies = Dictionary(
            uniqueKeysWithValues: seeds.map { seeds in
                var tallies = ResampleTallies(sizes: [[seeds]])
                return (
                    seeds,
                    (0..<blocks).map { block in
                        tallies.draw(from: UInt64(block * Lanes.scalarCount), of: bootstrap)
                        return tallies.counts
                    }
                )
            })
        var bands = [StudyResults.Curves.Band?](repeating: nil, count: curves.count)
        bands.withUnsafeMutableBufferPointer { bands in
            team.run { member in
                for curve in member.share(of: curves.count) {
                    bands[curve] = Self.band(
                        of: curves[curve], tallies: tallies[curves[curve].count], resamples: resamples)
                }
            }
        }
        return bands.compactMap(\.self)
    }

    private static func band(
        of seeds: [[Double]], tallies: [[Lanes]]?, resamples: Int
    ) -> StudyResults.Curves.Band {
        let points = (0..<(seeds.first?.count ?? 0)).map { point in seeds.map { $0[point] } }
        let line = points.map { Statistics.Aggregate.interquartileMean([$0]) }
        guard let tallies else { return StudyResults.Curves.Band(iqm: line, lower: nil, upper: nil) }
        let samples = points.map { ResampledSample($0, slots: Array($0.indices)) }
        let stride = tallies.count * Lanes.scalarCount
        var values = [Double](repeating: 0, count: points.count * stride)
        values.withUnsafeMutableBufferPointer { values in
            for (block, counts) in tallies.enumerated() {
                counts.withUnsafeBufferPointer { counts in
                    for (point, sample) in samples.enumerated() {
                        let means = sample.interquartileMeans(counts)
                        let place = point * stride + block * Lanes.scalarCount
                        for lane in 0..<Lanes.scalarCount { values[place + lane] = means[lane] }
                    }
                }
            }
        }
        let intervals = points.indices.map { point in
            var means = Array(values[point * stride..<point * stride + resamples])
            return StratifiedBootstrap.interval(of: &means)
        }
        return StudyResults.Curves.Band(
            iqm: line, lower: intervals.map(\.lowerBound), upper: intervals.map(\.upperBound))
    }

    /// - Parameter worker: makes what a thread does for a block of resamples, which hands each row's values to `store`.
    private func table(
        rows: Int, resamples: Int,
        _ worker: () -> (_ first: UInt64, _ store: (_ row: Int, _ values: Lanes) -> Void) -> Void
    ) -> [[Double]] {
        let blocks = ResampleTallies.blocks(resamples: resamples)
        let stride = blocks * Lanes.scalarCount
        var values = [Double](repeating: 0, count: rows * stride)
        values.withUnsafeMutableBufferPointer { values in
            team.run { member in
                let fill = worker()
                for block in member.share(of: blocks) {
                    let first = block * Lanes.scalarCount
                    fill(UInt64(first)) { row, result in
                        for lane in 0..<Lanes.scalarCount { values[row * stride + first + lane] = result[lane] }
                    }
                }
            }
        }
        return (0..<rows).map { Array(values[$0 * stride..<$0 * stride + resamples]) }
    }
}

/// One layout for all strata that have the same numbers of seeds: they are resampled alike.
private struct Layouts {
    let tallies: ResampleTallies
    private let indices: [[Int]: Int]

    init(_ strata: some Sequence<StudyResampler.Strata>) {
        var indices: [[Int]: Int] = [:]
        var sizes: [[Int]] = []
        for strata in strata where indices[strata.map(\.count)] == nil {
            indices[strata.map(\.count)] = sizes.count
            sizes.append(strata.map(\.count))
        }
        self.indices = indices
        tallies = ResampleTallies(sizes: sizes)
    }

    func slots(of strata: StudyResampler.Strata) -> Range<Int> {
        guard let index = indices[strata.map(\.count)] else { preconditionFailure("these strata have no layout") }
        return tallies.layouts[index].slots
    }
}

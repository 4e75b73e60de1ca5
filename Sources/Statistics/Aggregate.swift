/// One number for the scores of many trainings, as rliable has them (Agarwal and others, "Deep reinforcement learning
/// at the edge of the statistical precipice", NeurIPS 2021). Scores are held scenario by scenario, seed by seed.
///
/// - Precondition: of all: there is a scenario, each has a seed, and no score is NaN.
package enum Aggregate {
    /// The mean of the scenarios' means.
    package static func mean(_ scores: [[Double]]) -> Double { scores.map(\.mean).mean }

    /// The median of the scenarios' means.
    package static func median(_ scores: [[Double]]) -> Double { scores.map(\.mean).quantile(0.5) }

    /// The mean of the middle half of all n scores, whatever their scenario: ⌊n/4⌋ are dropped at each end.
    package static func interquartileMean(_ scores: [[Double]]) -> Double {
        var values = Array(scores.joined())
        let middle = values.count / 4..<values.count - values.count / 4
        values.withUnsafeMutableBufferPointer {
            Quantile.select(middle.lowerBound, of: $0, within: 0..<$0.count)
            Quantile.select(middle.upperBound - 1, of: $0, within: middle.lowerBound..<$0.count)
        }
        return Array(values[middle]).mean
    }

    /// How much the mean of all scores lacks to 1, the optimum; what exceeds the optimum counts as it.
    package static func optimalityGap(_ scores: [[Double]]) -> Double { 1 - scores.joined().map { min($0, 1) }.mean }

    /// Probability that a seed of `scores` does better than one of `others`: the share of all pairs of seeds of a
    /// scenario that it wins, ties half (Mann–Whitney's U over n·m), then the mean over the scenarios.
    ///
    /// - Precondition: both have the same scenarios; the number of seeds may differ.
    /// - Complexity: O(n·log n) of the scores.
    package static func probabilityOfImprovement(_ scores: [[Double]], over others: [[Double]]) -> Double {
        precondition(scores.count == others.count, "both have the same scenarios")
        return zip(scores, others).map(shareOfWins).mean
    }

    private static func shareOfWins(_ scores: [Double], _ others: [Double]) -> Double {
        let others = others.sorted()
        var halves = 0
        var (below, notAbove) = (0, 0)
        for score in scores.sorted() {
            while below < others.count, others[below] < score { below += 1 }
            while notAbove < others.count, others[notAbove] <= score { notAbove += 1 }
            halves += below + notAbove
        }
        return Double(halves) / Double(2 * scores.count * others.count)
    }
}

/// Intervals of several differences that hold together in 95 of 100 studies, by the largest of all deviations in each
/// resample, in standard errors ("max-t": Westfall & Young, "Resampling-based multiple testing", 1993).
package struct SimultaneousIntervals: Sendable, Equatable {
    /// The standard deviation of each difference over the resamples; 0 where it is no more than rounding.
    package let standardErrors: [Double]
    /// How many standard errors each interval reaches to either side.
    package let critical: Double
    package let intervals: [ClosedRange<Double>]

    /// - Parameters:
    ///   - differences: as they were found.
    ///   - resampled: each of them in the same resamples, at least two.
    ///   - rounding: standard errors that are no larger count as 0.
    package init(_ differences: [Double], resampled: [[Double]], rounding: Double) {
        let errors = resampled.map { values in
            let error = values.sampleDeviation
            return error > rounding ? error : 0
        }
        var largest = [Double](repeating: 0, count: resampled.first?.count ?? 0)
        for (row, error) in errors.enumerated() where error > 0 {
            for (resample, value) in resampled[row].enumerated() {
                largest[resample] = max(largest[resample], abs(value - differences[row]) / error)
            }
        }
        let critical = largest.isEmpty ? 0 : Quantile.value(0.95, of: &largest)
        (standardErrors, self.critical) = (errors, critical)
        intervals = zip(differences, errors).map { $0 - critical * $1...$0 + critical * $1 }
    }
}

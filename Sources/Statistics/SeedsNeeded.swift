import Foundation

/// How many seeds tell what.
package enum SeedsNeeded {
    /// That tell a difference with a power of 80 %: n = ⌈(z + z.8)²·(σ/Δ)² + z²/2⌉, within one of what the noncentral
    /// t distribution asks for (Guenther, "Sample size formulas for normal theory t tests", The American Statistician
    /// 35, 1981).
    ///
    /// - Parameters:
    ///   - standardDeviation: σ, of the difference of two trainings with the same seed.
    ///   - critical: z, how many standard errors an interval reaches to either side; z.975 for a single one.
    /// - Returns: nil where there are more than an Int counts.
    package static func toTell(
        _ difference: Double, standardDeviation: Double, critical: Double = StandardNormal.quantile(0.975)
    ) -> Int? {
        let ratio = (critical + StandardNormal.quantile(0.8)) * standardDeviation / difference
        return Int(exactly: (ratio * ratio + critical * critical / 2).rounded(.up))
    }

    /// With 95 % confidence at least this share of all trainings does better than the worst of so many: 0.05^(1/K)
    /// (Wilks, Annals of Mathematical Statistics 12, 1941).
    package static func toleranceShare(seeds: Int) -> Double { pow(0.05, 1 / Double(seeds)) }
}

import Foundation

/// The normal distribution of mean 0 and variance 1.
package enum StandardNormal {
    /// φ(x) = e^(−x²/2)/√(2π).
    package static func density(_ x: Double) -> Double { exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }

    /// Φ(x) = erfc(−x/√2)/2.
    package static func distribution(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

    /// Φ⁻¹(`share`): the value below which a share of the distribution lies, by Newton's method. Φ is convex below 0,
    /// so that the steps from there all go down, until rounding turns one round.
    ///
    /// - Precondition: `share` lies between 0 and 1.
    package static func quantile(_ share: Double) -> Double {
        precondition(share > 0 && share < 1, "no value has all of the distribution on one side")
        guard share <= 0.5 else { return -quantile(1 - share) }
        var x = 0.0
        while true {
            let next = x - (distribution(x) - share) / density(x)
            guard next < x else { return x }
            x = next
        }
    }
}

import Foundation

/// The normal distribution of mean 0 and variance 1.
package enum StandardNormal {
    /// φ(x) = e^(−x²/2)/√(2π).
    package static func density(_ x: Double) -> Double { exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }

    /// Φ(x) = erfc(−x/√2)/2.
    package static func distribution(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

    /// Φ⁻¹(`share`): the value below which a share of the distribution lies, by the rational approximations of PPND16
    /// (Wichura, algorithm AS 241, Applied Statistics 37, 1988), which are right to about 16 digits.
    ///
    /// - Precondition: `share` lies between 0 and 1.
    package static func quantile(_ share: Double) -> Double {
        precondition(share > 0 && share < 1, "no value has all of the distribution on one side")
        let fromMiddle = share - 0.5
        if abs(fromMiddle) <= 0.425 { return fromMiddle * middle.value(at: 0.180625 - fromMiddle * fromMiddle) }
        let r = (-log(min(share, 1 - share))).squareRoot()
        let size = r <= 5 ? tail.value(at: r - 1.6) : farTail.value(at: r - 5)
        return fromMiddle < 0 ? -size : size
    }

    /// A ratio of polynomials of degree 7, the coefficients from x⁰ on.
    private struct Ratio {
        let numerator, denominator: (Double, Double, Double, Double, Double, Double, Double, Double)

        func value(at x: Double) -> Double { Self.polynomial(numerator, x) / Self.polynomial(denominator, x) }

        /// By Horner's rule.
        private static func polynomial(
            _ c: (Double, Double, Double, Double, Double, Double, Double, Double), _ x: Double
        ) -> Double {
            let upper = ((c.7 * x + c.6) * x + c.5) * x + c.4
            return (((upper * x + c.3) * x + c.2) * x + c.1) * x + c.0
        }
    }

    private static let middle = Ratio(
        numerator: (
            3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
            45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727
        ),
        denominator: (
            1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
            39307.89580009271061, 28729.085735721942674, 5226.495278852854561
        ))
    private static let tail = Ratio(
        numerator: (
            1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
            1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 0.00077454501427834140764
        ),
        denominator: (
            1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
            0.0151986665636164571966, 0.0005475938084995344946, 1.05075007164441684324e-9
        ))
    private static let farTail = Ratio(
        numerator: (
            6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
            0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7
        ),
        denominator: (
            1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
            1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15
        ))
}

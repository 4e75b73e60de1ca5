import Foundation

/// U: constant relative risk aversion in euros of the first month, 0 with slope 1 at the reference consumption.
///
///     U(x) = x̂/(1−γ)·((x/x̂)^(1−γ) − 1),  x̂·ln(x/x̂) for γ = 1
package struct Utility: Sendable, Equatable {
    /// x̂, EUR a month.
    package let reference: Double
    /// γ.
    package let riskAversion: Double
    /// γ where it is a whole number from 1 to 5, for which no power need be taken; else 0.
    private let wholeRiskAversion: Int

    package init(reference: Double, riskAversion: Double) {
        self.reference = reference
        self.riskAversion = riskAversion
        let whole = riskAversion.rounded()
        wholeRiskAversion = whole == riskAversion && (1...5).contains(whole) ? Int(whole) : 0
    }

    /// - Parameter consumption: x, EUR a month at the prices of the first month; above 0.
    @inline(__always)
    package func callAsFunction(_ consumption: Double) -> Double { of(consumption) }

    /// The same of one or of four.
    @inline(__always)
    func of<Amount: LifeAmount>(_ consumption: Amount) -> Amount {
        let share = consumption / reference
        let one = Amount(repeating: 1)
        switch wholeRiskAversion {
        case 3: return (one / (share * share) - 1) * (reference / -2)
        case 4: return (one / (share * share * share) - 1) * (reference / -3)
        case 2: return (one / share - 1) * -reference
        case 5:
            let square = share * share
            return (one / (square * square) - 1) * (reference / -4)
        case 1: return share.map { log($0) } * reference
        default: return (share.map { pow($0, 1 - riskAversion) } - 1) * (reference / (1 - riskAversion))
        }
    }

    /// The consumption that has a utility: U⁻¹.
    @inline(__always)
    package func inverse(_ utility: Double) -> Double {
        // More than any consumption can be worth, by rounding, is worth as much as a very large one.
        let power = max(1 + utility * (1 - riskAversion) / reference, .leastNormalMagnitude)
        switch wholeRiskAversion {
        case 1: return reference * exp(utility / reference)
        case 2: return reference / power
        case 3: return reference / power.squareRoot()
        case 4: return reference / cbrt(power)
        case 5: return reference / power.squareRoot().squareRoot()
        default: return reference * pow(power, 1 / (1 - riskAversion))
        }
    }

    /// U′(x) = (x/x̂)^(−γ): what a euro more is worth.
    package func slope(_ consumption: Double) -> Double {
        let share = consumption / reference
        switch wholeRiskAversion {
        case 1: return 1 / share
        case 2: return 1 / (share * share)
        case 3: return 1 / (share * share * share)
        case 4: return 1 / (share * share * share * share)
        case 5: return 1 / (share * share * share * share * share)
        default: return pow(share, -riskAversion)
        }
    }
}

/// The sum of `months` discount factors 1, β, β², …
func annuity(_ discount: Double, _ months: Int) -> Double {
    abs(discount - 1) < 1e-15 ? Double(months) : (1 - pow(discount, Double(months))) / (1 - discount)
}

import Foundation

extension Double {
    /// The nearest number with so many significant digits.
    func rounded(toDigits digits: Int) -> Double { Double(String(format: "%.\(digits)g", self)) ?? self }

    /// The nearest number with so many digits behind the point.
    func rounded(toDecimals decimals: Int) -> Double { Double(String(format: "%.\(decimals)f", self)) ?? self }
}

import Charts

/// Numbers as a reader sees them: true minus signs, thousands separators, units. The same in every locale.
package enum DisplayFormat {
    package static let minus = "\u{2212}"
    package static let noBreakSpace = "\u{00A0}"

    /// `−1,234.50`; at 10¹⁵ and above `1.23 × 10¹⁸`; `n/a` for what is no number.
    package static func number(_ value: Double, decimals: Int = 0) -> String {
        guard value.isFinite else { return "n/a" }
        let scaled = value * DecimalNumber.powerOfTen(decimals)
        guard scaled.magnitude < 1e15 else { return scientific(value) }
        return DecimalNumber(Int(scaled.rounded(.toNearestOrAwayFromZero)), exponent: -decimals)
            .formatted(decimals: decimals)
    }

    package static func number(_ value: Int) -> String { DecimalNumber(value, exponent: 0).formatted(decimals: 0) }

    /// `+1.5`, `−1.5`, `0.0`.
    package static func signed(_ value: Double, decimals: Int = 0) -> String {
        let text = number(value, decimals: decimals)
        let isZero = !text.contains { ("1"..."9").contains($0) }
        return value > 0 && !isZero ? "+" + text : text
    }

    /// `€63,200`, `−€120`; cents below ten euros, and further digits below one.
    package static func euro(_ value: Double) -> String { euro(value, decimals: euroDecimals(value)) }

    /// Decimals of an amount: two significant digits at least, as long as one of them can be seen.
    package static func euroDecimals(_ value: Double) -> Int {
        switch value.magnitude {
        case 9.995..., ..<1e-9: 0
        case 0.1...: 2
        case 0.01...: 3
        case 0.001...: 4
        case 0.0001...: 5
        default: 9
        }
    }

    /// Decimals of amounts that stand beside each other: as many as the smallest of them wants, but no more than cents
    /// where the largest wants none beyond.
    static func euroDecimals(for values: [Double]) -> Int {
        let sizes = values.map(\.magnitude).filter { $0 >= 1e-9 }
        guard let least = sizes.min(), let most = sizes.max() else { return 0 }
        return min(euroDecimals(least), max(2, euroDecimals(most)))
    }

    package static func euro(_ value: Double, decimals: Int) -> String {
        let text = number(value, decimals: decimals)
        return text.hasPrefix(minus) ? minus + "€" + text.dropFirst() : "€" + text
    }

    /// A share as `99.4 %`.
    package static func percent(_ share: Double, decimals: Int = 1) -> String {
        number(share * 100, decimals: decimals) + noBreakSpace + "%"
    }

    /// A share of the optimum, which is not all of it where it falls short: `99.4 %`, `99.97 %`.
    package static func shareOfOptimum(_ share: Double) -> String {
        let decimals = (1...3).first { share >= 1 || percent(share, decimals: $0) != percent(1, decimals: $0) }
        return percent(share, decimals: decimals ?? 1)
    }

    /// A parameter with as many decimals as it needs: `0.0003`, `3,200`, `1.5`.
    package static func exact(_ value: Double) -> String {
        guard value.isFinite else { return "n/a" }
        guard value == 0 || (1e-6..<1e15).contains(value.magnitude) else { return scientific(value) }
        for decimals in 0...9 where isExact(value, decimals: decimals) {
            return number(value, decimals: decimals)
        }
        return number(value, decimals: 9)
    }

    /// `1,000 episodes`, `one episode`.
    package static func count(_ count: Int, _ singular: String, _ plural: String) -> String {
        (count == 1 ? "one" : number(count)) + noBreakSpace + (count == 1 ? singular : plural)
    }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Decimals that show `values` side by side with three to four significant digits of the largest.
    package static func decimals(for values: [Double]) -> Int {
        let largest = values.lazy.filter(\.isFinite).map(\.magnitude).max() ?? 0
        switch largest {
        case 0, 100_000...: return 0
        case 100...: return 1
        case 1..<100: return 2
        case 0.01..<1: return 3
        default: return 5
        }
    }

    /// Writes a value with the decimals of `decimals(for: values)`.
    static func format(for values: [Double]) -> (Double) -> String {
        let decimals = decimals(for: values)
        return { number($0, decimals: decimals) }
    }

    /// `1.23 × 10¹⁸`.
    private static func scientific(_ value: Double) -> String {
        var mantissa = value.magnitude
        var exponent = 0
        while mantissa >= 9.995 {
            mantissa /= 10
            exponent += 1
        }
        while mantissa < 0.9995 {
            mantissa *= 10
            exponent -= 1
        }
        return (value < 0 ? minus : "") + number(mantissa, decimals: 2) + noBreakSpace
            + DecimalNumber.timesPowerOfTen(exponent)
    }

    private static func isExact(_ value: Double, decimals: Int) -> Bool {
        let scaled = value.magnitude * DecimalNumber.powerOfTen(decimals)
        return scaled >= 1e15 || (scaled - scaled.rounded()).magnitude <= 1e-9 * max(1, scaled)
    }
}

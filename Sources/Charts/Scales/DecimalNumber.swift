/// `mantissa` · 10^`exponent`: a number whose digits are known exactly, for the labels of ticks.
package struct DecimalNumber: Equatable, Sendable {
    package var mantissa: Int
    package var exponent: Int

    package init(_ mantissa: Int, exponent: Int) {
        self.mantissa = mantissa
        self.exponent = exponent
    }

    /// The nearest `Double`.
    package var value: Double {
        // A quotient of exact powers is rounded once, a product with 10^−e twice.
        exponent >= 0
            ? Double(mantissa) * Self.powerOfTen(exponent) : Double(mantissa) / Self.powerOfTen(-exponent)
    }

    /// Decimals that the number needs, 0 for whole numbers.
    package var decimals: Int {
        guard mantissa != 0 else { return 0 }
        var (mantissa, exponent) = (mantissa, exponent)
        while exponent < 0, mantissa.isMultiple(of: 10) {
            mantissa /= 10
            exponent += 1
        }
        return max(0, -exponent)
    }

    /// In English: a comma between thousands, a true minus sign, exactly `decimals` decimals.
    ///
    /// - Precondition: `decimals` loses no digit.
    package func formatted(decimals: Int) -> String {
        precondition(decimals >= self.decimals, "digits would be lost")
        var digits = String(mantissa.magnitude)
        let shift = exponent + decimals
        if shift >= 0 {
            digits += String(repeating: "0", count: shift)
        } else {
            digits.removeLast(min(-shift, digits.count))
        }
        digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        var whole = String(digits.dropLast(decimals).drop { $0 == "0" })
        if whole.isEmpty { whole = "0" }
        let fraction = decimals > 0 ? "." + digits.suffix(decimals) : ""
        let sign = mantissa < 0 ? "\u{2212}" : ""
        return sign + Self.grouped(whole) + fraction
    }

    private static func grouped(_ digits: String) -> String {
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// `× 10⁻⁶`, with a no-break space.
    package static func timesPowerOfTen(_ exponent: Int) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        return "×\u{00A0}10" + String(String(exponent).map { $0.wholeNumberValue.map { digits[$0] } ?? "⁻" })
    }

    /// 10^`exponent` for exponents from 0; exact up to 22, infinite from 309.
    package static func powerOfTen(_ exponent: Int) -> Double {
        var result = 1.0
        var base = 10.0
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= base }
            base *= base
            rest >>= 1
        }
        return result
    }
}

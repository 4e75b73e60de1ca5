/// Reads JSON numbers: the nearest double of every decimal, whatever the locale.
///
/// A history of a million episodes holds nine million numbers, most of them with 16 or 17 digits. Up to 19 digits and
/// powers of ten up to 27 either way the value is one exact division or multiplication of integers and one rounding;
/// everything else goes through the standard library.
struct DecimalParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position: Int
    private var isNegative = false
    /// The digits as an integer, while there are at most 19 significant ones.
    private var digits: UInt64 = 0
    private var significantDigits = 0
    private var fractionDigits = 0
    private var exponent = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// The number that begins at the position; nil, and the position anywhere in it, where there is none. Infinite
    /// where it is too large for a double.
    mutating func double() -> Double? {
        let start = position
        takeSign()
        guard takeWholeDigits(), takeFraction(), takeExponent() else { return nil }
        if significantDigits <= 19, let value = Self.nearest(digits, exponent: exponent - fractionDigits) {
            return isNegative ? -value : value
        }
        return Double(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    /// The whole number that begins at the position; nil where there is none, or it has a fraction or an exponent, or
    /// it does not fit.
    mutating func integer() -> Int? {
        takeSign()
        guard takeWholeDigits(), significantDigits <= 18 else { return nil }
        if let next, next == UInt8(ascii: ".") || next | 0x20 == UInt8(ascii: "e") { return nil }
        return isNegative ? -Int(digits) : Int(digits)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func takeSign() {
        if next == UInt8(ascii: "-") {
            isNegative = true
            position += 1
        }
    }

    /// Digits without a leading zero.
    private mutating func takeWholeDigits() -> Bool {
        if next == UInt8(ascii: "0") {
            position += 1
            return next.map { !(48...57).contains($0) } ?? true
        }
        return takeDigits() > 0
    }

    private mutating func takeFraction() -> Bool {
        guard next == UInt8(ascii: ".") else { return true }
        position += 1
        fractionDigits = takeDigits()
        return fractionDigits > 0
    }

    /// Takes digits into `digits`, and says how many.
    private mutating func takeDigits() -> Int {
        let start = position
        while position < bytes.count {
            let digit = bytes[position] &- 48
            if digit > 9 { break }
            if digits != 0 || digit != 0 { significantDigits += 1 }
            digits = digits &* 10 &+ UInt64(digit)
            position += 1
        }
        return position - start
    }

    private mutating func takeExponent() -> Bool {
        guard let mark = next, mark | 0x20 == UInt8(ascii: "e") else { return true }
        position += 1
        var isBelowOne = false
        if let sign = next, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isBelowOne = sign == UInt8(ascii: "-")
            position += 1
        }
        let start = position
        while let digit = next, (48...57).contains(digit) {
            // A bound that leaves the fast path and cannot overflow.
            exponent = min(exponent * 10 + Int(digit - 48), 100_000)
            position += 1
        }
        if isBelowOne { exponent = -exponent }
        return position > start
    }

    /// 5⁰…5²⁷, all below 2⁶³.
    private static let powersOfFive: [UInt64] = (0...27).map { power in
        (0..<power).reduce(1) { product, _ in product * 5 }
    }

    /// The double nearest to digits · 10^exponent, ties to even; nil outside the range of the fast path.
    static func nearest(_ digits: UInt64, exponent: Int) -> Double? {
        if digits == 0 { return 0 }
        guard abs(exponent) < powersOfFive.count else { return nil }
        let power = powersOfFive[abs(exponent)]
        if exponent >= 0 {
            // digits · 5ᵉ is exact in 128 bits; 2ᵉ is an exponent.
            let (high, low) = digits.multipliedFullWidth(by: power)
            let shift = high == 0 ? 64 + low.leadingZeroBitCount : high.leadingZeroBitCount
            let wide = (UInt128(high) << 64 | UInt128(low)) << UInt128(shift)
            return rounded(UInt64(wide >> 64), hasRest: UInt64(truncatingIfNeeded: wide) != 0, 64 - shift + exponent)
        }
        // Both with their highest bit at 63, so that the quotient has 64 bits.
        let numerator = digits << UInt64(digits.leadingZeroBitCount)
        let divisor = power << UInt64(power.leadingZeroBitCount)
        let scale = power.leadingZeroBitCount - digits.leadingZeroBitCount + exponent
        if numerator < divisor {
            let (quotient, rest) = divisor.dividingFullWidth((numerator, 0))
            return rounded(quotient, hasRest: rest != 0, scale - 64)
        }
        let (quotient, rest) = divisor.dividingFullWidth((numerator >> 1, numerator << 63))
        return rounded(quotient, hasRest: rest != 0, scale - 63)
    }

    /// (bits + rest) · 2^scale, rounded to 53 bits, ties to even.
    /// - Precondition: the highest bit of `bits` is set, and the result is a normal number.
    private static func rounded(_ bits: UInt64, hasRest: Bool, _ scale: Int) -> Double {
        let dropped = bits & 0x7FF
        var significand = bits >> 11
        if dropped > 0x400 || (dropped == 0x400 && (hasRest || significand & 1 == 1)) { significand += 1 }
        let power = Double(bitPattern: UInt64(1023 + 11 + scale) << 52)
        return Double(significand) * power
    }
}

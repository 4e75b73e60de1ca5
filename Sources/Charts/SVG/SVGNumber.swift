/// Numbers of SVG files: read, rounded and written without regard to any locale.
package enum SVGNumber {
    /// The decimal number at the beginning of `bytes`, which it takes off; nil where there is none.
    static func take(from bytes: inout ArraySlice<UInt8>) -> Double? {
        var rest = bytes
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        var mantissa = 0.0
        var divisor = 1.0
        var digits = 0
        var isFraction = false
        while let byte = rest.first {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                mantissa = mantissa * 10 + Double(byte - UInt8(ascii: "0"))
                if isFraction { divisor *= 10 }
                digits += 1
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        guard digits > 0 else { return nil }
        bytes = rest
        return (isNegative ? -mantissa : mantissa) / divisor
    }

    /// The whole string as a number.
    package static func parse(_ bytes: ArraySlice<UInt8>) -> Double? {
        var rest = bytes
        guard let number = take(from: &rest), rest.isEmpty else { return nil }
        return number
    }

    /// `units` · 10^−`decimals` as short as possible: no zero before the point, none at the end.
    static func append(_ units: Int, decimals: Int, to text: inout [UInt8]) {
        var digits = Array(String(units.magnitude).utf8)
        if digits.count < decimals {
            digits.insert(contentsOf: repeatElement(48, count: decimals - digits.count), at: 0)
        }
        let whole = digits.dropLast(decimals)
        var fraction = digits.suffix(decimals)
        while fraction.last == 48 { fraction.removeLast() }
        if units < 0 { text.append(UInt8(ascii: "-")) }
        if !(whole.count == 1 && whole.first == 48) { text += whole }
        if !fraction.isEmpty {
            text.append(UInt8(ascii: "."))
            text += fraction
        }
        if units == 0 { text.append(48) }
    }

    /// `value` rounded to `decimals`, as short as possible.
    package static func string(_ value: Double, decimals: Int) -> String {
        var text: [UInt8] = []
        append(rounded(value, decimals: decimals), decimals: decimals, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// `value` in whole units of 10^−`decimals`.
    static func rounded(_ value: Double, decimals: Int) -> Int {
        Int((value * DecimalNumber.powerOfTen(decimals)).rounded())
    }
}

/// Numbers of SVG files: rounded, and written without regard to any locale.
package enum SVGNumber {
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

/// Numbers as scenario files write them: plain decimals, in any locale.
package enum DecimalText {
    /// The shortest text that reads back as `value`, without a fraction where there is none.
    package static func text(_ value: Double) -> String {
        let exactlyRepresented = 1e15
        if value == value.rounded(), value.magnitude < exactlyRepresented { return String(Int(value)) }
        return "\(value)"
    }

    /// The number that `text` writes as a plain decimal (`3200`, `-0.5`, `.5`, `1e-3`), or nil.
    ///
    /// YAML knows more forms (`1:30` is 90, `0x10`, `1_000`, `.inf`, `010` is 8); they are no plain decimals. Neither
    /// is a number too large for a `Double`.
    package static func number(_ text: String) -> Double? {
        var rest = Substring(text)
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        let whole = takeDigits(&rest)
        if whole.count > 1, whole.first == "0" { return nil }
        var fraction = Substring()
        if rest.first == "." {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        if whole.isEmpty, fraction.isEmpty { return nil }
        if rest.first == "e" || rest.first == "E" {
            rest.removeFirst()
            if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
            if takeDigits(&rest).isEmpty { return nil }
        }
        guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
        return value + 0  // turns −0 into 0
    }

    private static func takeDigits(_ rest: inout Substring) -> Substring {
        let digits = rest.prefix { ("0"..."9").contains($0) && $0.isASCII }
        rest.removeFirst(digits.count)
        return digits
    }
}

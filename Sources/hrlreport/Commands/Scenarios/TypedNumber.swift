import ScenarioFiles

/// A number as people type it: `0,02`, `2%`, `2.350,50€`.
package enum TypedNumber: Equatable {
    /// As scenario files write it; what is no number stays as it is.
    case plain(String)
    /// What may be meant, as scenario files write it: `2.350` is 2350 in one country, and 2.35 in another.
    case ambiguous([String])

    package init(_ text: String) {
        let bare = text.replacing("EUR", with: "").filter { !"€ \u{A0}\u{202F}'’_".contains($0) }
        if bare.hasSuffix("%") {
            guard case .plain(let number) = TypedNumber(String(bare.dropLast())), let value = DecimalText.number(number)
            else {
                self = .plain(text)
                return
            }
            // 2 % is 0.02, not 0.020000000000000004.
            self = .plain(DecimalText.text((value * 1e10).rounded() / 1e12))
            return
        }
        self = Self.reading(bare)
    }

    private static func reading(_ text: String) -> TypedNumber {
        let (points, commas) = (text.count { $0 == "." }, text.count { $0 == "," })
        switch (points, commas) {
        case (0, 0): return .plain(text)
        case (1, 0), (0, 1): return oneSeparator(text, points == 1 ? "." : ",")
        case (_, 0): return .plain(grouped(text, by: ".") ?? text)
        case (0, _): return .plain(grouped(text, by: ",") ?? text)
        default:
            // Both: the last one is the decimal's.
            let decimal = text.last { $0 == "." || $0 == "," } ?? "."
            let parts = text.split(separator: decimal, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let whole = grouped(parts[0], by: decimal == "." ? "," : ".") else {
                return .plain(text)
            }
            return .plain("\(whole).\(parts[1])")
        }
    }

    private static func oneSeparator(_ text: String, _ separator: Character) -> TypedNumber {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        let decimal = parts.joined(separator: ".")
        // Three digits behind it may be thousands, but not behind a nought or where a group would be too long.
        let digits = parts[0].drop { $0 == "-" || $0 == "+" }
        let mayBeGroup = parts[1].count == 3 && (1...3).contains(digits.count) && digits != "0"
        guard mayBeGroup, DecimalText.number(decimal) != nil else { return .plain(decimal) }
        return .ambiguous([parts.joined(), DecimalText.number(decimal).map(DecimalText.text) ?? decimal])
    }

    /// Without the separators of groups of three; nil where they are none.
    private static func grouped(_ text: String, by separator: Character) -> String? {
        let groups = text.split(separator: separator, omittingEmptySubsequences: false)
        let first = groups[0].drop { $0 == "-" || $0 == "+" }
        guard (1...3).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        return groups.joined()
    }
}

import Studies

/// Scores of policies as a reader sees them: `.9996`, `1.0002`, `−.0126`; 0 is acting at random, 1 is the optimum.
package enum ScoreText {
    private static let usualDecimals = 4
    private static let mostDecimals = 7

    /// With four decimals; with more where these would make the optimum of what falls short of it.
    package static func text(_ score: Double) -> String {
        guard score.isFinite else { return "n/a" }
        guard score != 0, score != 1 else { return DisplayFormat.number(score) }
        let decimals = (usualDecimals...mostDecimals).first { score > 1 || !isWhole(score, decimals: $0) }
        return short(DisplayFormat.number(score, decimals: decimals ?? mostDecimals))
    }

    /// `[.9994, .9997]`.
    package static func text(_ interval: Interval) -> String {
        "[\(text(interval.lower)),\(DisplayFormat.noBreakSpace)\(text(interval.upper))]"
    }

    /// `.9996 [.9994, .9997]`; without an interval the score alone.
    package static func text(_ score: Double, _ interval: Interval?) -> String {
        interval.map { text(score) + DisplayFormat.noBreakSpace + text($0) } ?? text(score)
    }

    /// `+.0012`, `−.0126`, `.0000`.
    package static func signed(_ difference: Double) -> String {
        short(DisplayFormat.signed(difference, decimals: usualDecimals))
    }

    /// `+.0012 [+.0003, +.0021]`.
    package static func signed(_ difference: Double, _ interval: Interval?) -> String {
        guard let interval else { return signed(difference) }
        return "\(signed(difference))\(DisplayFormat.noBreakSpace)\(signed(interval))"
    }

    /// `[+.0003, +.0021]`.
    package static func signed(_ interval: Interval) -> String {
        "[\(signed(interval.lower)),\(DisplayFormat.noBreakSpace)\(signed(interval.upper))]"
    }

    private static func isWhole(_ score: Double, decimals: Int) -> Bool {
        DisplayFormat.number(score, decimals: decimals) == DisplayFormat.number(1, decimals: decimals)
    }

    /// Without a zero before the point.
    private static func short(_ text: String) -> String {
        for sign in ["", "+", DisplayFormat.minus] where text.hasPrefix(sign + "0.") {
            return sign + text.dropFirst(sign.count + 1)
        }
        return text
    }
}

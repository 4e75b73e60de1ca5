/// Text that came from elsewhere, made fit to be printed.
package enum PrintableText {
    /// On one line, and without anything that a terminal could take for a command, or by which a text could show itself
    /// in another order than it has: control characters, bidirectional ones included, become blanks or U+FFFD.
    package static func oneLine(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t", "\u{85}", "\u{2028}", "\u{2029}": result.append(" ")
            case _ where scalar.properties.generalCategory == .control || scalar.properties.isBidiControl:
                result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Every line of `text` made fit to be printed.
    package static func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { oneLine(String($0)) }
            .joined(separator: "\n")
    }
}

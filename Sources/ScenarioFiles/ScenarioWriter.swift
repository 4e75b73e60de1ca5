import Households

extension Scenario {
    /// The scenario as a YAML file with all values, which reads back as the same scenario.
    package func yaml() -> String {
        var lines = ["name: \(YAMLText.quoted(name))"]
        if !description.isEmpty { lines.append("description: \(YAMLText.quoted(description))") }
        for section in ScenarioParameter.Section.allCases {
            lines += ["", "\(section.rawValue):"]
            lines += ScenarioParameter.all(in: section).map { "  \($0.key): \($0.text(in: self))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Texts as YAML writes them.
enum YAMLText {
    /// The text in double quotes, with escapes where a YAML reader would take a character for something else; without
    /// quotes where the text is a plain word.
    static func quoted(_ text: String) -> String {
        isPlainWord(text) ? text : "\"" + text.unicodeScalars.map(escaped).joined() + "\""
    }

    /// Letters, digits, `_`, `-`, starting with a letter; not one of the words that mean something in YAML.
    private static func isPlainWord(_ text: String) -> Bool {
        guard let first = text.first, first.isASCII, first.isLetter else { return false }
        guard text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }) else {
            return false
        }
        return !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\t": "\\t"
        // Line separators would be folded; a byte order mark and non-characters would not be read.
        case "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}": "\\u" + String(scalar.value, radix: 16)
        default: String(scalar)
        }
    }
}

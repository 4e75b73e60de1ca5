import Households

extension Scenario {
    /// The scenario as a YAML file with all values, which reads back as the same scenario.
    package func yaml() -> String {
        var lines = ["name: \(YAMLText.quoted(name))"]
        if !description.isEmpty { lines.append("description: \(YAMLText.quoted(description))") }
        for section in ScenarioParameter.Section.allCases where section.isUsed(in: self) {
            lines += ["", "\(section.rawValue):"]
            let parameters = ScenarioParameter.all(in: section, of: self).filter { !$0.isLeftOut(in: self) }
            lines += parameters.map { "\($0.indentation)\($0.key): \($0.text(in: self))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension ScenarioParameter {
    /// Whether a file must not give the value, so that it goes on following from others.
    fileprivate func isLeftOut(in scenario: Scenario) -> Bool {
        switch domain {
        case .derivedReal, .history: isDefault(in: scenario)
        default: false
        }
    }

    /// What stands before the key in its line: of the first key of a list's entry, the dash.
    var indentation: String {
        guard let entry else { return "  " }
        return key == Self.goal(entry)[0].key ? "  - " : "    "
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

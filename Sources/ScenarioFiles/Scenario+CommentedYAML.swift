import Households

extension Scenario {
    /// The scenario as a file for a person to edit: each value with its unit and meaning; those that are the defaults
    /// as comments. It reads back as the same scenario.
    package var commentedYAML: String {
        var lines = [
            "# A household and how its agents are to be trained. Amounts in EUR; a # begins a comment.",
            "# What is commented out is the default.", "",
            "name: \(YAMLText.quoted(name))", "description: \(YAMLText.quoted(description))",
        ]
        for section in ScenarioParameter.Section.allCases where section.isUsed(in: self) {
            let parameters = ScenarioParameter.all(in: section, of: self)
            let entries = parameters.map { parameter in
                let text = "\(parameter.key): \(parameter.text(in: self))"
                return parameter.isDefault(in: self) ? "  # \(text)" : parameter.indentation + text
            }
            let isEmpty = parameters.allSatisfy { $0.isDefault(in: self) }
            let width = entries.map(\.count).max() ?? 0
            lines += ["", isEmpty ? "# \(section.rawValue):" : "\(section.rawValue):"]
            lines += zip(parameters, entries).map { parameter, entry in
                let blanks = String(repeating: " ", count: width - entry.count)
                let unit = parameter.unit.rawValue
                return "\(entry)\(blanks)  # \(unit.isEmpty ? "" : "\(unit); ")\(parameter.meaning(of: objectiveKind))"
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

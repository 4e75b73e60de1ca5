import Households
import Jobs
import ScenarioFiles

/// Asks a person for the figures of a household, one after the other.
package struct ScenarioQuestions {
    /// Shows a text, and does not go on to the next line.
    package var show: (String) -> Void
    /// The next line that is typed; nil at the end.
    package var answer: () -> String?

    package init(show: @escaping (String) -> Void, answer: @escaping () -> String?) {
        self.show = show
        self.answer = answer
    }

    static var onTerminal: ScenarioQuestions {
        ScenarioQuestions(
            show: { StandardStream.error.writeIfPossible($0) }, answer: { readLine(strippingNewline: true) })
    }

    /// What is asked for beside what every scenario needs.
    private static let optionalKeys = [
        "environment.income_growth", "environment.emergency_probability", "environment.emergency_cost",
    ]

    /// The scenario with the answers; an empty one leaves a value as it is.
    ///
    /// - Throws: `CommandError.answersEnded`.
    package func ask(about scenario: Scenario) throws(CommandError) -> Scenario {
        show("Press return to keep a value; amounts in EUR.\n")
        var result = scenario
        result.description = ""
        for parameter in ScenarioParameter.all(in: .environment)
        where parameter.isRequired || Self.optionalKeys.contains(parameter.dottedKey) {
            result = try asked(parameter, result)
        }
        return result
    }

    private func asked(_ parameter: ScenarioParameter, _ scenario: Scenario) throws(CommandError) -> Scenario {
        let unit = parameter.unit.rawValue.isEmpty ? "" : ", \(parameter.unit.rawValue)"
        while true {
            show("\(parameter.key) (\(parameter.meaning)\(unit)) [\(parameter.text(in: scenario))]: ")
            guard let line = answer() else {
                show("\n")
                throw .answersEnded
            }
            let text = line.filter { $0 != " " }
            if text.isEmpty { return scenario }
            guard let override = ScenarioOverride("\(parameter.dottedKey)=\(text)") else { continue }
            do {
                return try scenario.overriding([override])
            } catch {
                for entry in Failure(error).entries {
                    // Of "--set KEY=VALUE: what", the person knows the first part.
                    let what = entry.message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
                    show("  \(PrintableText.oneLine(what))\n")
                    if let hint = entry.hint { show("  hint: \(PrintableText.oneLine(hint))\n") }
                }
            }
        }
    }
}

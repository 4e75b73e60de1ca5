import Households
import Jobs
import ScenarioFiles

/// Asks a person for the figures of a household, one after the other, or takes them from a pipe.
package struct ScenarioQuestions {
    /// Shows a text, and does not go on to the next line.
    package var show: (String) -> Void
    /// The next line that is typed; nil at the end.
    package var answer: () -> String?
    /// Whether somebody can be asked again, and look at it all in the end.
    package var isInteractive: Bool

    package init(show: @escaping (String) -> Void, answer: @escaping () -> String?, isInteractive: Bool = true) {
        self.show = show
        self.answer = answer
        self.isInteractive = isInteractive
    }

    static var onTerminal: ScenarioQuestions {
        ScenarioQuestions(
            show: { StandardStream.error.writeIfPossible($0) }, answer: { readLine(strippingNewline: true) })
    }

    /// What comes on standard input, a line a figure; nil where nothing does.
    static var onPipe: ScenarioQuestions? {
        guard let first = readLine(strippingNewline: true) else { return nil }
        var waiting: String? = first
        return ScenarioQuestions(
            show: { _ in },
            answer: {
                defer { waiting = nil }
                return waiting ?? readLine(strippingNewline: true)
            }, isInteractive: false)
    }

    /// What is asked for beside what every scenario needs.
    private static let optionalKeys = [
        "environment.income_growth", "environment.emergency_probability", "environment.emergency_cost",
    ]
    /// Required, but no part of what is best: it stays what the template has.
    private static let keyWithoutEffect = "environment.risk_tolerance"
    private static let back = "back"

    /// What is asked for, in this order.
    package static var parameters: [ScenarioParameter] {
        ScenarioParameter.all(in: .environment).filter {
            $0.dottedKey != keyWithoutEffect && $0.isRequired || optionalKeys.contains($0.dottedKey)
        }
    }

    /// The scenario with the answers; an empty one leaves a value as it is.
    ///
    /// - Throws: `CommandError.answersEnded`, `.answerRefused`, `.answersLeft`.
    package func ask(about scenario: Scenario) throws(CommandError) -> Scenario {
        show("Press return to keep a value; \(Self.back) goes back to the one before. Amounts are in EUR.\n")
        var result = scenario
        result.description = ""
        // What it was before each answer.
        var before: [Scenario] = []
        while true {
            if before.count < Self.parameters.count {
                if let answered = try asked(Self.parameters[before.count], result) {
                    before.append(result)
                    result = answered
                    continue
                }
            } else if try isConfirmed(result) {
                return result
            }
            if let last = before.popLast() { result = last }
        }
    }

    /// Shows all answers, and asks whether they are right.
    private func isConfirmed(_ scenario: Scenario) throws(CommandError) -> Bool {
        guard isInteractive else {
            // One answer more than there are questions: all of them may belong elsewhere.
            if let line = answer(), !line.isEmpty { throw .answersLeft(keys: Self.parameters.map(\.key)) }
            return true
        }
        for parameter in Self.parameters { show("  \(parameter.key): \(parameter.text(in: scenario))\n") }
        show(ScenarioText.cashFlow(scenario))
        show("Press return to write it; \(Self.back) changes the last value [write]: ")
        return try line() != Self.back
    }

    private func line() throws(CommandError) -> String {
        guard let line = answer() else {
            show("\n")
            throw .answersEnded
        }
        return line.filter { $0 != " " && $0 != "\t" && $0 != "\u{A0}" }
    }

    /// - Returns: nil to go back.
    private func asked(_ parameter: ScenarioParameter, _ scenario: Scenario) throws(CommandError) -> Scenario? {
        let unit = parameter.unit.rawValue.isEmpty ? "" : ", \(parameter.unit.rawValue)"
        while true {
            show("\(parameter.key) (\(parameter.meaning)\(unit)) [\(parameter.text(in: scenario))]: ")
            let text = try line()
            if text.isEmpty { return scenario }
            if text == Self.back { return nil }
            do {
                return try answered(parameter, scenario, TypedNumber(text))
            } catch {
                guard isInteractive else { throw .answerRefused(parameter.key, error.what) }
                show("  \(PrintableText.oneLine(error.what))\n")
                if let hint = error.hint { show("  hint: \(PrintableText.oneLine(hint))\n") }
            }
        }
    }

    private struct Refusal: Error {
        var what: String
        var hint: String?
    }

    private func answered(
        _ parameter: ScenarioParameter, _ scenario: Scenario, _ number: TypedNumber
    ) throws(Refusal) -> Scenario {
        let text: String
        switch number {
        case .plain(let plain): text = plain
        case .ambiguous(let readings): throw Refusal(what: "may be \(readings.joined(separator: " or "))")
        }
        guard let override = ScenarioOverride("\(parameter.dottedKey)=\(text)") else {
            throw Refusal(what: "must be \(parameter.rule)")
        }
        do {
            return try scenario.overriding([override])
        } catch {
            let entry = Failure(error).entries[0]
            // Of "--set KEY=VALUE: what", the person knows the first part.
            let what = entry.message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
            throw Refusal(what: what, hint: entry.hint)
        }
    }
}

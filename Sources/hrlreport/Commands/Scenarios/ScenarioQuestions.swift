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

    /// What comes on standard input, a line a figure.
    static var onPipe: ScenarioQuestions {
        ScenarioQuestions(
            show: { _ in }, answer: { readLine(strippingNewline: true) }, isInteractive: false)
    }

    /// What is asked for beside what every scenario needs.
    private static let optionalKeys = [
        "environment.income_growth", "environment.emergency_probability", "environment.emergency_cost",
    ]
    /// Required, but no part of what is best: it stays what the template has.
    private static let keyWithoutEffect = "environment.risk_tolerance"
    private static let back = "back"

    /// What is asked for of a household that lives for a reward, in this order.
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
        let isLife = scenario.objectiveKind == .utility
        let questions = isLife ? LifeQuestions.all : Self.parameters.map(ScenarioQuestion.init)
        var draft = isLife ? LifeQuestions.draft(scenario) : ScenarioQuestion.Draft(scenario: scenario)
        draft.scenario.description = ""
        // What has been asked, and what was known before each answer.
        var asked: [(question: ScenarioQuestion, index: Int, before: ScenarioQuestion.Draft)] = []
        while true {
            let after = asked.last.map { $0.index + 1 } ?? 0
            if let index = questions.indices.dropFirst(after).first(where: { questions[$0].isAsked(draft) }) {
                if let answered = try ask(questions[index], draft) {
                    asked.append((questions[index], index, draft))
                    draft = answered
                    continue
                }
            } else {
                var result = draft.scenario
                if isLife { result.description = LifeQuestions.description(draft) }
                if try isConfirmed(result, asked.map(\.question), draft) { return result }
            }
            if let last = asked.popLast() { draft = last.before }
        }
    }

    /// Shows all answers, and asks whether they are right.
    private func isConfirmed(
        _ scenario: Scenario, _ asked: [ScenarioQuestion], _ draft: ScenarioQuestion.Draft
    ) throws(CommandError) -> Bool {
        guard isInteractive else {
            // One answer more than there are questions: all of them may belong elsewhere.
            if let line = answer(), !line.isEmpty { throw .answersLeft(keys: asked.map(\.key)) }
            return true
        }
        for question in asked { show("  \(question.key): \(PrintableText.oneLine(question.value(draft)))\n") }
        show(ScenarioText.cashFlow(scenario))
        show("Press return to write it; \(Self.back) changes the last value [write]: ")
        return try line() != Self.back
    }

    /// A line without the blanks around it.
    private func line() throws(CommandError) -> String {
        guard let line = answer() else {
            show("\n")
            throw .answersEnded
        }
        let text = line.drop { ScenarioQuestion.blanks.contains($0) }
        return String(text.prefix(text.count - text.reversed().prefix { ScenarioQuestion.blanks.contains($0) }.count))
    }

    /// - Returns: nil to go back.
    private func ask(
        _ question: ScenarioQuestion, _ draft: ScenarioQuestion.Draft
    ) throws(CommandError) -> ScenarioQuestion.Draft? {
        while true {
            show("\(question.text(draft)) [\(PrintableText.oneLine(question.value(draft)))]: ")
            let text = try line()
            if text.isEmpty { return draft }
            if text == Self.back { return nil }
            switch question.take(text, draft) {
            case .success(let answered): return answered
            case .failure(let refusal):
                guard isInteractive else { throw .answerRefused(question.key, refusal.what) }
                show("  \(PrintableText.oneLine(refusal.what))\n")
                if let hint = refusal.hint { show("  hint: \(PrintableText.oneLine(hint))\n") }
            }
        }
    }
}

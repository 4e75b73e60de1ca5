import Households
import Testing
import hrlreport

@Suite("Asking for a scenario")
struct ScenarioQuestionsTests {
    /// What was shown, and what came of it.
    private final class Conversation {
        var shown = ""
        var answers: [String]

        init(_ answers: [String]) {
            self.answers = answers
        }

        func ask(about scenario: Scenario) throws(CommandError) -> Scenario {
            try ScenarioQuestions(
                show: { self.shown += $0 }, answer: { self.answers.isEmpty ? nil : self.answers.removeFirst() }
            ).ask(about: scenario)
        }
    }

    private let scenario = Scenario(
        name: "x",
        environment: EnvironmentParameters(
            income: 3200, fixedExpenses: 1400, variableExpenseMean: 700, variableExpenseStd: 100, inflation: 0.02,
            safetyThreshold: 1000, maxMonths: 60, initialCash: 0, riskTolerance: 0.5))

    @Test func anEmptyAnswerKeepsTheValue() throws {
        let conversation = Conversation(["2 500"] + Array(repeating: "", count: 11))
        var expected = scenario
        expected.environment.income = 2500
        #expect(try conversation.ask(about: scenario) == expected)
        #expect(conversation.shown.contains("income (net income of the first year, EUR a month) [3200]: "))
        #expect(conversation.answers.isEmpty)
    }

    @Test func aWrongAnswerIsAskedForAgain() throws {
        let conversation = Conversation(["-5", "much", "2,500.5 EUR", "2500"] + Array(repeating: "", count: 11))
        #expect(try conversation.ask(about: scenario).environment.income == 2500)
        #expect(conversation.shown.contains("  must be greater than 0, found -5\nincome ("))
    }

    @Test func anEndOfInputIsAnError() {
        #expect(throws: CommandError.answersEnded) { try Conversation(["2500"]).ask(about: scenario) }
    }
}

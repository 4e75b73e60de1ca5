import Households
import Testing
import hrlreport

@Suite("Asking for a scenario")
struct ScenarioQuestionsTests {
    /// What was shown, and what came of it.
    private final class Conversation {
        var shown = ""
        var answers: [String]

        let isInteractive: Bool

        init(_ answers: [String], isInteractive: Bool = true) {
            self.answers = answers
            self.isInteractive = isInteractive
        }

        func ask(about scenario: Scenario) throws(CommandError) -> Scenario {
            try ScenarioQuestions(
                show: { self.shown += $0 }, answer: { self.answers.isEmpty ? nil : self.answers.removeFirst() },
                isInteractive: isInteractive
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
        let conversation = Conversation(["-5", "much", "2.500", "2500"] + Array(repeating: "", count: 11))
        #expect(try conversation.ask(about: scenario).environment.income == 2500)
        #expect(conversation.shown.contains("  must be 0 or more, found -5\nincome ("))
        #expect(conversation.shown.contains("  may be 2500 or 2.5\nincome ("))
    }

    /// What is no part of what is best is not asked for.
    @Test func deadInputsAreNotAskedFor() {
        #expect(!ScenarioQuestions.parameters.map(\.key).contains("risk_tolerance"))
        #expect(!ScenarioQuestions.parameters.map(\.key).contains("investment_return_std"))
        #expect(ScenarioQuestions.parameters.count == 11)
    }

    @Test func oneCanGoBack() throws {
        let rest = Array(repeating: "", count: 9)
        // The second answer leads back to the first; what is shown in the end leads back to the last.
        let conversation = Conversation(["2500", "back", "2600", "1500"] + rest + ["back", "900", ""])
        let answered = try conversation.ask(about: scenario)
        #expect(answered.environment.income == 2600 && answered.environment.fixedExpenses == 1500)
        #expect(answered.environment.emergencyCost == 900)
        #expect(conversation.answers.isEmpty)
        #expect(conversation.shown.contains("  income: 2600\n  fixed_expenses: 1500\n"))
        #expect(conversation.shown.contains("Income €2,600 a month"))
    }

    /// On a pipe nobody can be asked again: every answer must be right, and there must be as many as questions.
    @Test func aPipeIsReadWholeOrRefused() throws {
        let answers = ["2400", "1100", "700", "150", "2%", "6000", "120", "8.000,00 €", "0,01", "0.02", "2500"]
        let piped = try Conversation(answers, isInteractive: false).ask(about: scenario)
        #expect(piped.environment.initialCash == 8000 && piped.environment.inflation == 0.02)
        #expect(piped.environment.incomeGrowth == 0.01 && piped.environment.riskTolerance == 0.5)
        #expect(throws: CommandError.answersEnded) {
            try Conversation(Array(answers.dropLast()), isInteractive: false).ask(about: scenario)
        }
        #expect(throws: CommandError.answersLeft(keys: ScenarioQuestions.parameters.map(\.key))) {
            try Conversation(answers + ["1"], isInteractive: false).ask(about: scenario)
        }
        #expect(throws: CommandError.self) {
            try Conversation(["much"] + answers.dropFirst(), isInteractive: false).ask(about: scenario)
        }
    }

    @Test func anEndOfInputIsAnError() {
        #expect(throws: CommandError.answersEnded) { try Conversation(["2500"]).ask(about: scenario) }
    }
}

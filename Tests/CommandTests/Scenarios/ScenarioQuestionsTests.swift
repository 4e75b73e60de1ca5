import Foundation
import Households
import Reports
import ScenarioFiles
import Testing
import hrlreport

@Suite("Asking for a scenario")
struct ScenarioQuestionsTests {
    /// What was shown and typed, and what came of it.
    private final class Conversation {
        var shown = ""
        var answers: [String]
        var dialogue = ""

        let isInteractive: Bool

        init(_ answers: [String], isInteractive: Bool = true) {
            self.answers = answers
            self.isInteractive = isInteractive
        }

        func ask(about scenario: Scenario) throws(CommandError) -> Scenario {
            try ScenarioQuestions(
                show: {
                    self.shown += $0
                    self.dialogue += $0
                },
                answer: {
                    guard !self.answers.isEmpty else { return nil }
                    let answer = self.answers.removeFirst()
                    self.dialogue += answer + "\n"
                    return answer
                }, isInteractive: isInteractive
            ).ask(about: scenario)
        }
    }

    private static let folder = Program.root.appending(path: "scenarios")

    private static func shipped(_ name: String) throws -> Scenario {
        let file = folder.appending(path: "\(name).yaml")
        return try ScenarioReader.read(Array(Data(contentsOf: file)), file: file.path)
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

    /// A threshold has an effect where a goal is paid for, and is asked for there alone.
    @Test(arguments: ["casa_torino", "prestito_milano", "partita_iva", "verso_la_pensione"])
    func aThresholdIsAskedForWhereSomethingIsSavedFor(name: String) throws {
        let template = try Self.shipped(name)
        let conversation = Conversation(Array(repeating: "", count: 60))
        _ = try conversation.ask(about: template)
        #expect(conversation.shown.contains("stay in the account when you pay for it") == !template.goals.isEmpty)
        let words = "The safety threshold of \(DisplayFormat.euro(template.environment.safetyThreshold)) has no effect"
        #expect(conversation.shown.contains(words) == template.goals.isEmpty)
        #expect(!conversation.shown.contains("The buffer of"))
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

    @Test func theDialogueAboutARewardIsGolden() throws {
        let answers = [
            "2400", "1.100", "1100", "700", "150", "2%", "6000", "120", "8.000,00 €", "2", "1%", "back", "0,01", "0.02",
            "2500", "",
        ]
        let conversation = Conversation(answers)
        let scenario = try conversation.ask(about: Self.shipped("bologna_coppia"))
        #expect(scenario.objectiveKind == .reward && scenario.environment.fixedExpenses == 1100)
        #expect(scenario.environment.incomeGrowth == 0.01 && scenario.environment.emergencyProbability == 0.02)
        #expect(conversation.answers.isEmpty)
        try expectGolden(conversation.dialogue, "dialogue_reward")
    }

    /// Whoever presses return at every question gets the household that was shown.
    @Test func emptyAnswersKeepEveryShippedHousehold() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let names = files.filter { $0.hasSuffix(".yaml") }.map { $0.dropLast(5) }
        #expect(names.count > 10)
        for name in names {
            let scenario = try Self.shipped(String(name))
            let conversation = Conversation(Array(repeating: "", count: 60))
            var asked = try conversation.ask(about: scenario)
            asked.description = scenario.description
            #expect(asked == scenario, "\(name)")
            let again = try ScenarioReader.read(Array(asked.commentedYAML.utf8), file: "again.yaml")
            #expect(again == asked, "\(name)")
        }
    }

    private static let life = [
        "old", "55", "50", "90", "", "2.300", "2300 €", "1,5%", "2", "2 %", "850", "0", "650", "150", "4", "2.000,00 €",
        "15000", "back", "15.000,00", "70000", "perhaps", "yes", "50", "67", "1.550,00", "y", "12000", "9,5%",
        "50", "250", "no", "", "7%", "20", "3000", "1610", "24", "345", "900", "260", "7", "3", "no", "back", "yes",
        "a camper", "60", "3", "30000", "150", "no", "3000", "",
    ]

    @Test func theDialogueAboutALifeIsGolden() throws {
        let conversation = Conversation(Self.life)
        let scenario = try conversation.ask(about: Self.shipped("casa_torino"))
        #expect(conversation.answers.isEmpty)
        try expectGolden(conversation.dialogue, "dialogue_life")
        #expect(scenario.objectiveKind == .utility)
        #expect(scenario.description == "Aged 55, planned until 90, retired from 67 on, saving for a camper")
        // Years and ages as months.
        #expect(scenario.environment.maxMonths == 420 && scenario.utility.afterMonths == 24)
        #expect(scenario.work.retirementMonth == 145 && scenario.work.pension == 1550)
        #expect(scenario.goals == [SavingsGoal(month: 36, amount: 30000, worth: 150)])
        // Seven in a hundred lose their work within a year.
        #expect(abs(pow(1 - scenario.work.jobLossProbability, 12) - 0.93) < 1e-4)
        #expect(scenario.work.jobFindingProbability == 0.05 && scenario.work.benefitMonths == 24)
        #expect(abs(scenario.work.benefitShare - 0.7) < 1e-6 && abs(scenario.work.noBenefitShare - 0.15) < 1e-6)
        #expect(scenario.debt.loan == 12000 && scenario.debt.loanRate == 0.095 && scenario.debt.loanInstalment == 250)
        #expect(scenario.debt.overdraftLimit == 0)
        #expect(scenario.utility.ruinConsumption == 260 && scenario.utility.riskAversion == 4)
        #expect(try ScenarioReader.read(Array(scenario.commentedYAML.utf8), file: "again.yaml") == scenario)
    }

    /// On a pipe: a line for each question that the lines before lead to, and each must be right.
    @Test func aLifeIsReadFromAPipe() throws {
        // 35 to 60, no retirement, no loan, no overdraft, no loss of work, nothing saved for.
        let answers = [
            "35", "60", "", "2400", "1%", "2%", "1100", "700", "150", "0", "8000", "0", "no", "no", "no", "no",
            "300", "2", "no",
        ]
        let template = try Self.shipped("casa_torino")
        let scenario = try Conversation(answers, isInteractive: false).ask(about: template)
        #expect(scenario.environment.maxMonths == 300 && scenario.environment.emergencyProbability == 0)
        #expect(scenario.work == WorkParameters() && scenario.debt == DebtParameters() && scenario.goals.isEmpty)
        #expect(scenario.utility.riskAversion == 3 && scenario.utility.ruinConsumption == 300)
        #expect(throws: CommandError.answersEnded) {
            try Conversation(Array(answers.dropLast()), isInteractive: false).ask(about: template)
        }
        #expect(throws: CommandError.answerRefused("age", "must be a number, found much")) {
            try Conversation(["much"] + answers.dropFirst(), isInteractive: false).ask(about: template)
        }
        #expect {
            try Conversation(answers + ["1"], isInteractive: false).ask(about: template)
        } throws: { error in
            guard case .answersLeft(let keys) = error as? CommandError else { return false }
            return keys.count == answers.count && keys.first == "age" && keys.last == "saving"
        }
    }

    /// A shorter plan has no room for what would come later; who goes back finds it again.
    @Test func aShorterPlanForgetsWhatComesAfterIt() throws {
        let template = try Self.shipped("casa_torino")
        let empty = Array(repeating: "", count: 60)
        #expect(try Conversation(["", "38"] + empty).ask(about: template).goals.isEmpty)
        #expect(try Conversation(["", "38", "back", "45"] + empty).ask(about: template).goals == template.goals)
        let retired = try Conversation(["", "60"] + empty).ask(about: Self.shipped("verso_la_pensione"))
        #expect(retired.work.retirementMonth == 0 && retired.work.pension == 0)
    }

    /// The sentences about a coin are true: each amount is worth as much as the toss to who has that risk aversion.
    @Test func theAmountsBesideACoinAreItsCertaintyEquivalents() throws {
        let conversation = Conversation(Array(repeating: "", count: 60))
        _ = try conversation.ask(about: Self.shipped("casa_torino"))
        for (choice, riskAversion) in [2.0, 3, 4, 6].enumerated() {
            let power = 1 - riskAversion
            let certain = pow((pow(1100, power) + pow(2200, power)) / 2, 1 / power)
            let shown = "  \(choice + 1): \(DisplayFormat.euro(certain))"
            #expect(conversation.shown.contains(shown + "\n"), "\(shown)")
        }
    }
}

import Households
import ScenarioFiles
import Testing

@Suite("Values that override a scenario's")
struct ScenarioOverrideTests {
    private func read(_ overrides: String..., text: String = ScenarioText().text) throws -> Scenario {
        try ScenarioReader.read(
            Array(text.utf8), file: "house.yaml",
            overrides: overrides.map { try #require(ScenarioOverride($0)) })
    }

    private func messages(_ overrides: String..., text: String = ScenarioText().text) throws -> [String] {
        do {
            _ = try ScenarioReader.read(
                Array(text.utf8), file: "house.yaml",
                overrides: overrides.map { try #require(ScenarioOverride($0)) })
            return []
        } catch let error as InvalidScenario {
            return error.messages.map { ([$0.message] + ($0.hint.map { [$0] } ?? [])).joined(separator: " | ") }
        }
    }

    @Test func takeThePlaceOfTheFilesValues() throws {
        let scenario = try read(
            "environment.income=2400", "training.learning_rate_low=3e-4", "reward.lambda_=0",
            "environment.investment_return_type=none", "environment.income=2500")
        var expected = try read()
        expected.environment.income = 2500
        expected.environment.investmentReturnType = .none
        expected.training.learningRateLow = 3e-4
        expected.reward.lambda = 0
        #expect(scenario == expected)
    }

    @Test func areValidatedAsTheFilesValuesAre() throws {
        #expect(
            try messages("environment.income=-5") == [
                "--set environment.income=-5: must be 0 or more, found -5"
            ])
        #expect(try messages("environment.income=1:30").count == 1)
        #expect(try messages("environment.income=")[0].hasPrefix("--set environment.income=: must be a number"))
        #expect(
            try messages("training.hiden=3", "income=2") == [
                "--set income=2: unknown key | did you mean environment.income?",
                "--set training.hiden=3: unknown key | did you mean training.hidden?",
            ])
        let file = ScenarioText().text.replacing("inflation: 0.02", with: "inflation: 7")
        #expect(try messages("environment.income=-5", text: file).count == 2)
    }

    @Test func relationsAreCheckedAfterwards() throws {
        // Defaults that count months shrink with the horizon, what is given does not.
        #expect(try read("environment.max_months=4").training.segment == 4)
        #expect(
            try messages("environment.max_months=4", "training.segment=5") == [
                "--set training.segment=5: must be at most max_months, which is 4, found 5"
            ])
        let file = ScenarioText().text + "training:\n  segment: 12\n"
        #expect(try messages("environment.max_months=4", text: file).count == 1)
        #expect(try messages("environment.income_growth=-0.99", "environment.max_months=1200").count == 1)
    }

    @Test func mayGiveWhatTheFileLacks() throws {
        let file = ScenarioText().text.split(separator: "\n").filter { !$0.contains(" income:") }
            .joined(separator: "\n")
        #expect(try messages(text: file).count == 1)
        #expect(try read("environment.income=1234", text: file).environment.income == 1234)
    }

    @Test func changeAScenarioThatWasReadBefore() throws {
        let scenario = try read()
        let changed = try scenario.overriding([try #require(ScenarioOverride("environment.max_months=3"))])
        #expect(changed.environment.maxMonths == 3 && changed.training.segment == 3)
        let wrong = try #require(ScenarioOverride("environment.risk_tolerance=2"))
        #expect(throws: InvalidScenario.self) { try scenario.overriding([wrong]) }
    }

    @Test(arguments: ["", "income", "=3"])
    func areAKeyAndAValue(text: String) {
        #expect(ScenarioOverride(text) == nil)
    }
}

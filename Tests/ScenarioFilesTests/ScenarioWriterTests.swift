import Households
import ScenarioFiles
import Testing

@Suite("Writing scenarios")
struct ScenarioWriterTests {
    @Test(arguments: [Scenario.WrittenValues.all, .necessary])
    func whatIsWrittenReadsBack(values: Scenario.WrittenValues) throws {
        var scenario = try readScenario(ScenarioText().text)
        #expect(try readScenario(scenario.yaml(values)) == scenario)
        scenario.environment.inflation = 0.1 + 0.2
        scenario.environment.incomeGrowth = -1e-7
        scenario.environment.investmentReturnType = .none
        scenario.training.learningRateHigh = 1.0 / 3
        scenario.reward.lambda = 0
        scenario.reward.alpha = 1e6
        #expect(try readScenario(scenario.yaml(values)) == scenario)
    }

    @Test(arguments: [
        "plain", "null", "12", "1e3", "with: colon", "\"quoted\" 'and' \\", "two\nlines\tand tab", "# no comment",
        "x\u{2028}\u{FEFF}\u{FFFE} 😀 العربية", "- x", "&a *b !c", "yes", "trailing \\",
    ])
    func everyDescriptionReadsBack(text: String) throws {
        var scenario = try readScenario(ScenarioText().text)
        scenario.description = text
        scenario.name = text.filter { !$0.isNewline && $0 != "\\" && $0 != "\t" && $0 != " " }
        #expect(try readScenario(scenario.yaml()) == scenario)
    }

    @Test func onlyWhatDiffersIsNecessary() throws {
        var scenario = try readScenario(ScenarioText().text, file: "house.yaml")
        #expect(scenario.yaml(.necessary) == "name: house\n\n" + ScenarioText().text)
        scenario.training.epochs = 4
        #expect(scenario.yaml(.necessary).hasSuffix("  risk_tolerance: 0.5\n\ntraining:\n  epochs: 4\n"))
    }

    @Test func aHorizonShorterThanTheDefaultsNeedsNoPeriods() throws {
        var text = ScenarioText()
        text.environment[6].value = "3"
        #expect(try !readScenario(text.text).yaml(.necessary).contains("training"))
    }
}

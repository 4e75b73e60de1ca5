import Households
import ScenarioFiles
import Testing

@Suite("Writing scenarios")
struct ScenarioWriterTests {
    @Test(arguments: [{ $0.yaml() }, { $0.commentedYAML }] as [@Sendable (Scenario) -> String])
    func whatIsWrittenReadsBack(written: @Sendable (Scenario) -> String) throws {
        var scenario = try readScenario(ScenarioText().text)
        #expect(try readScenario(written(scenario)) == scenario)
        scenario.environment.inflation = 0.1 + 0.2
        scenario.environment.incomeGrowth = -1e-7
        scenario.environment.investmentReturnType = .none
        scenario.training.learningRateHigh = 1.0 / 3
        scenario.reward.lambda = 0
        scenario.reward.alpha = 1e6
        #expect(try readScenario(written(scenario)) == scenario)
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

    /// The file for a person without its comments.
    private func uncommented(_ scenario: Scenario) -> [String] {
        scenario.commentedYAML.split(separator: "\n").compactMap { line in
            let value = line.prefix { $0 != "#" }
            return value.allSatisfy { $0 == " " } ? nil : String(value.reversed().drop { $0 == " " }.reversed())
        }
    }

    @Test func onlyWhatDiffersFromItsDefaultIsNoComment() throws {
        var scenario = try readScenario(ScenarioText().text, file: "house.yaml")
        let required = ScenarioText().text.split(separator: "\n").map(String.init)
        #expect(uncommented(scenario) == ["name: house", "description: \"\""] + required)
        scenario.training.epochs = 4
        #expect(uncommented(scenario).suffix(3) == ["  risk_tolerance: 0.5", "training:", "  epochs: 4"])
    }

    @Test func aHorizonShorterThanTheDefaultsNeedsNoPeriods() throws {
        var text = ScenarioText()
        text.environment[6].value = "3"
        #expect(try !uncommented(readScenario(text.text)).contains("training:"))
    }
}

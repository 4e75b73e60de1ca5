import Households
import ScenarioFiles
import Testing

@Suite("Reading scenarios")
struct ScenarioReaderTests {
    @Test func readsValuesAndTakesTheNameFromTheFile() throws {
        let scenario = try readScenario(ScenarioText().text, file: "somewhere/my.house.yaml")
        #expect(scenario.name == "my.house")
        #expect(scenario.description.isEmpty)
        #expect(scenario.environment.income == 3200)
        #expect(scenario.environment.maxMonths == 60)
    }

    @Test func nameAndDescriptionMayHoldAnyLanguage() throws {
        let scenario = try readScenario(
            ScenarioText(rest: "name: Coppia di Città\ndescription: |\n  prima riga\n  第二行 العربية 😀\n").text)
        #expect(scenario.name == "Coppia di Città")
        #expect(scenario.description == "prima riga\n第二行 العربية 😀")
    }

    /// What other people's files look like: a byte order mark, Windows' line ends, quoted keys, flow style, a document
    /// start, comments in Italian, exponents, a section without keys.
    @Test func readsFilesThatOthersWrote() throws {
        let text = """
            \u{FEFF}%YAML 1.1
            ---
            # Famiglia con due figli; cifre mensili in €
            "name": 'famiglia'
            'environment': {income: 3.2e3, fixed_expenses: 14e2, variable_expense_mean: 700.0,
              variable_expense_std: 1e+2, inflation: .02, safety_threshold: +1000, max_months: 6e1,
              initial_cash: -0, risk_tolerance: 1., 'investment_return_type': 'none'}  # perché no
            training:
              # num_episodes: 500
            reward: ~
            ...
            """.replacing("\n", with: "\r\n")
        let scenario = try readScenario(text)
        #expect(scenario.environment.income == 3200)
        #expect(scenario.environment.inflation == 0.02)
        #expect(scenario.environment.maxMonths == 60)
        #expect(scenario.environment.initialCash == 0 && scenario.environment.initialCash.sign == .plus)
        #expect(scenario.environment.investmentReturnType == .none)
        #expect(scenario.training == TrainingParameters())
    }

    @Test func reportsLineKeyRuleAndWhatWasFound() {
        let text =
            "\n# comment\nenvironment:\n  income: -5\n"
            + ScenarioText().text.split(separator: "\n").dropFirst(2)
            .joined(separator: "\n")
        #expect(
            problems(of: text, file: "scenarios/foo.yaml") == [
                "scenarios/foo.yaml:4: environment.income: must be 0 or more, found -5"
            ])
    }

    @Test func reportsAllProblemsAtOnceInTheOrderOfTheLines() {
        let text = """
            name: "a/b"
            environment:
              incme: 3200
              fixed_expenses: 2e9
              variable_expense_mean: '700'
              variable_expense_std: [100]
              inflation: 1:30
              safety_threshold: &a 1000
              max_months: 12.5
              initial_cash: *a
              investment_return_type: stocastic
              income_growth: 0,02
              emergency_cost:
              fixed_expenses: 5
            training:
              alpha: 3
              batch_size: !!int 20
            rewards: {}
            """
        #expect(
            problems(of: text) == [
                "foo.yaml:1: name: must not contain / or \\",
                "foo.yaml:2: environment.risk_tolerance: is missing; it must be from 0 to 1",
                "foo.yaml:3: environment.incme: unknown key",
                "foo.yaml:4: environment.fixed_expenses: must be at most 1000000000, found 2e9",
                "foo.yaml:5: environment.variable_expense_mean: must be a number, 0 or more, found the text \"700\"",
                "foo.yaml:6: environment.variable_expense_std: must be a number, 0 or more, found a list",
                "foo.yaml:7: environment.inflation: must be a number, greater than -1 and at most 1, found 1:30",
                "foo.yaml:8: anchors are not allowed, found &a",
                "foo.yaml:9: environment.max_months: must be a whole number from 1 to 1200, found 12.5",
                "foo.yaml:10: aliases are not allowed, found *a",
                "foo.yaml:11: environment.investment_return_type: must be one of none, fixed, stochastic, "
                    + "found stocastic",
                "foo.yaml:12: environment.income_growth: must be a number, greater than -1 and at most 1, found 0,02",
                "foo.yaml:13: environment.emergency_cost: must be a number, 0 or more, found nothing",
                "foo.yaml:14: environment.fixed_expenses: is given twice, first on line 4",
                "foo.yaml:16: training.alpha: unknown key",
                "foo.yaml:17: tags are not allowed, found tag:yaml.org,2002:int",
                "foo.yaml:18: rewards: unknown key",
            ])
        #expect(
            hints(for: text) == [
                "did you mean environment.income?", "write 700 without quotes",
                "write the value out where it is needed",
                "write the value out where it is needed", "did you mean stochastic?", "write 0.02",
                "did you mean reward.alpha?", "did you mean reward?",
            ])
    }

    @Test(arguments: [
        ("1_000", "write 1000"), ("2%", "write 0.02"), ("€ 3200", "write 3200"), ("3200 EUR", "write 3200"),
        ("3200,50", "write 3200.50"),
    ])
    func otherNotationsGetTheDecimalAsAHint(found: String, hint: String) {
        #expect(hints(for: ScenarioText(ScenarioParameter.all(in: .environment)[0], found).text) == [hint])
    }

    @Test(arguments: [
        "1:30", "0x10", "0o17", "010", ".inf", "-.inf", ".nan", "1e400", "inf", "nan", "true", "3,200", "1e", "e3", ".",
        "--5", "5 5", "٣٢", "0b1", "infinity", "+", "1.2.3", "Ⅷ", "0x1p3",
    ])
    func whatIsNoPlainDecimalIsRefused(found: String) {
        #expect(
            problems(of: ScenarioText(ScenarioParameter.all(in: .environment)[0], found).text) == [
                "foo.yaml:10: environment.income: must be a number, 0 or more, found \(found)"
            ])
    }

    @Test(arguments: ["", "~", "null", "NULL", "# nothing"])
    func aValueThatIsLeftOutIsReported(found: String) {
        #expect(
            problems(of: ScenarioText(ScenarioParameter.all(in: .environment)[0], found).text) == [
                "foo.yaml:10: environment.income: must be a number, 0 or more, found nothing"
            ])
    }

    @Test func missingSectionsAndKindsOfSections() {
        let missing =
            "foo.yaml:1: environment: is missing; it must hold income, fixed_expenses, variable_expense_mean, "
            + "variable_expense_std, inflation, safety_threshold, max_months, initial_cash, risk_tolerance"
        for text in ["", "# nothing\n", "---\n", "{}", "~", "\u{FEFF}"] { #expect(problems(of: text) == [missing]) }
        #expect(problems(of: "[1, 2]") == ["foo.yaml:1: must be a mapping of keys to values, found a list"])
        #expect(problems(of: "3200") == ["foo.yaml:1: must be a mapping of keys to values, found 3200"])
        #expect(
            problems(of: "environment: 12\ntraining: [a]\n") == [
                "foo.yaml:1: environment: must be a mapping of keys to values, found 12",
                "foo.yaml:2: training: must be a mapping of keys to values, found a list",
            ])
        #expect(problems(of: "enviroment:\n  income: 1\n") == ["foo.yaml:1: enviroment: unknown key"])
        #expect(problems(of: "environment:\n").count == 9)
    }

    @Test func unknownKeysFarFromEverythingHaveNoHint() {
        let text = ScenarioText(rest: "training:\n  colour_of_the_door: red\n").text
        #expect(problems(of: text) == ["foo.yaml:12: training.colour_of_the_door: unknown key"])
        #expect(hints(for: text).isEmpty)
    }

    @Test func horizonBoundsThePeriods() throws {
        var text = ScenarioText()
        text.environment[6].value = "1"
        let scenario = try readScenario(text.text)
        #expect(scenario.training.highPeriod == 1 && scenario.training.segment == 1)
        text.environment[6].value = "12"
        #expect(try readScenario(text.text).training.highPeriod == 6)
        text.rest = "training:\n  high_period: 24\n  segment: 13\n"
        #expect(
            problems(of: text.text) == [
                "foo.yaml:12: training.high_period: must be at most max_months, which is 12, found 24",
                "foo.yaml:13: training.segment: must be at most max_months, which is 12, found 13",
            ])
    }

    @Test func namesAndDescriptionsHoldNoControlCharacters() {
        func problem(_ rest: String) -> String? { problems(of: ScenarioText(rest: rest).text).first }
        #expect(problem("name: \"a\\eb\"\n") == "foo.yaml:11: name: must not contain control characters, found U+001B")
        #expect(problem("name: ''\n") == "foo.yaml:11: name: must not be empty")
        #expect(problem("name:\n") == "foo.yaml:11: name: must be a text, found nothing")
        #expect(problem("name: ..\n") == "foo.yaml:11: name: must not contain / or \\")
        #expect(problem("name: \"a\\nb\"\n") == "foo.yaml:11: name: must be a single line")
        #expect(
            problem("name: \(String(repeating: "n", count: 101))\n")
                == "foo.yaml:11: name: must have at most 100 characters, found 101")
        #expect(problem("name: \(String(repeating: "é", count: 100))\n") == nil)
        #expect(
            problem("description: \"\\0\"\n")
                == "foo.yaml:11: description: must not contain control characters, found U+0000")
        #expect(problem("description: {a: b}\n") == "foo.yaml:11: description: must be a text, found a mapping")
    }

    /// What a terminal could take for a command is not printed.
    @Test func messagesHoldNoControlCharactersAndStayShort() throws {
        let hostile = "\"\\e[2J" + String(repeating: "x", count: 5000) + "\""
        for rest in ["training: {epochs: \(hostile)}\n", "\(hostile): 1\n", "training: {\(hostile): 1}\n"] {
            let message = try #require(problems(of: ScenarioText(rest: rest).text).first)
            #expect(!message.unicodeScalars.contains { $0.properties.generalCategory == .control })
            #expect(message.count < 200)
        }
    }

    @Test func relationsThatBreakArithmeticAreReported() {
        func problem(_ key: String, _ value: String) -> [String] {
            var text = ScenarioText()
            text.environment[6].value = "1200"
            text.environment.append((key, value))
            return problems(of: text.text)
        }
        #expect(
            problem("investment_return_mean", "1") == [
                "foo.yaml:11: environment.investment_return_mean: within 1200 months amounts grow larger than can be "
                    + "computed with"
            ])
        #expect(
            problem("income_growth", "-0.9") == [
                "foo.yaml:11: environment.income_growth: the income of the last year must be 0.01 or more, found 3.2e-96"
            ])
        // A century of the largest growth that anybody would assume is fine.
        #expect(problem("income_growth", "0.2").isEmpty)
        #expect(problem("investment_return_mean", "0.02").isEmpty)
    }
}

import Foundation
import Testing

@Suite("Scenarios as files")
struct ScenarioCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func scenarios(_ arguments: String...) throws -> Program.Outcome { try scenarios(arguments) }

    private func scenarios(_ arguments: [String]) throws -> Program.Outcome {
        try Program.run(["scenarios"] + arguments, in: folder.url)
    }

    @Test func theListIsGolden() throws {
        let outcome = try scenarios("list")
        #expect(outcome.status == 0)
        try expectGolden(outcome.output, "scenarios_list")
        let list = try JSONSerialization.jsonObject(with: Data(try scenarios("list", "--json").output.utf8))
        let entries = try #require((list as? [String: Any])?["scenarios"] as? [[String: Any]])
        #expect(entries.count == 17 && entries.allSatisfy { $0["cash_flow"] != nil && $0["scenario"] != nil })
    }

    @Test func whatIsShownIsGolden() throws {
        let outcome = try Program.run(["scenarios", "show", "freelancer", "--set", "environment.income=2500"])
        #expect(outcome.status == 0)
        try expectGolden(outcome.output, "scenarios_show")
    }

    @Test func whatIsShownOfALifeIsGolden() throws {
        let outcome = try Program.run(["scenarios", "show", "verso_la_pensione"])
        #expect(outcome.status == 0)
        try expectGolden(outcome.output, "scenarios_show_life")
    }

    private static let otherObjective = "objective: { kind: utility } draws on the portfolio first."

    /// A pension below the bills, a deficit, an income that never rises: each is sent to the other objective, where the
    /// same figures are valid and nobody is sent on.
    @Test(arguments: [
        ("income: 1000", "fixed_expenses: 1100", "max_months: 240\n  initial_cash: 300000"),
        ("income: 1500", "fixed_expenses: 1200", "max_months: 60\n  initial_cash: 20000"),
        ("income: 3200", "fixed_expenses: 2100", "max_months: 210\n  initial_cash: 10000"),
    ])
    func billsAboveTheIncomeLeadToTheOtherObjective(income: String, fixed: String, rest: String) throws {
        let text = """
            environment:
              \(income)
              \(fixed)
              variable_expense_mean: 500
              variable_expense_std: 100
              inflation: 0.02
              safety_threshold: 3000
              \(rest)
              risk_tolerance: 0.5

            """
        let reward = try folder.write(text, to: "reward.yaml")
        let life = try folder.write("objective: { kind: utility }\n" + text, to: "life.yaml")
        let told = try scenarios("validate", reward)
        let hint = told.output.split(separator: "\n").last ?? ""
        #expect(told.status == 0 && hint.hasPrefix("  hint: this reward prefers going bankrupt"), "\(told.output)")
        #expect(
            hint.hasSuffix("of the lives, keeping everything in cash in 0.0\u{A0}%; \(Self.otherObjective)"), "\(hint)")
        let other = try scenarios("validate", life)
        #expect(other.status == 0 && !other.output.contains("hint: "), "\(other.output)")
        #expect(try !scenarios("validate", "bologna_coppia").output.contains("hint: "))
        // Where bills never exceed the income, too: emergencies ruin who invests.
        #expect(try scenarios("validate", "bologna_shocks").output.contains(Self.otherObjective))
    }

    @Test func whatALifeImpliesIsInTheJSON() throws {
        let json = try scenarios("validate", "verso_la_pensione", "balanced", "--json")
        let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let files = try #require(document?["files"] as? [[String: Any]])
        let life = try #require(files[0]["life"] as? [String: Any])
        #expect((life["pension"] as? [String: Any])?["month"] as? Int == 145)
        #expect(files[1]["life"] == nil && files[1]["cash_flow"] != nil)
    }

    @Test func aNewScenarioCanBeTrainedAndDoesNotHideTheOthers() throws {
        let outcome = try scenarios("new", "mine", "--from", "roma_famiglia", "--set", "environment.income_growth=0")
        #expect(
            outcome
                == Program.Outcome(
                    status: 0,
                    output: """
                        my_scenarios/mine.yaml
                          Income €2,400 a month, bills €2,200, free €200 (8\u{A0}%).
                          The buffer of €3,000 is full at the start.
                          From month 54 to the end the bills to be expected exceed the income; if nothing is invested or spent freely, cash lasts to the end where every month is as expected.
                          Invested money earns 0.5\u{A0}% a month in the mean, 6.2\u{A0}% a year.
                          hint: this reward prefers going bankrupt to what staying solvent costs: its optimum does so in 29.0\u{A0}% of the lives, keeping everything in cash in 25.4\u{A0}%; \(Self.otherObjective)
                        Edit the file, then: hrlreport train-and-report mine

                        """, errors: ""))
        #expect(folder.text("my_scenarios/mine.yaml").contains("  income: 2400                          # EUR a month"))
        #expect(try scenarios("validate", "mine", "my_scenarios/mine.yaml", "balanced").status == 0)
        let trained = try Program.run(["train", "mine", "--episodes", "20", "-q"], in: folder.url)
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(try scenarios("list").output.split(separator: "\n").count == 1 + 18)
    }

    @Test func aFileThatIsThereIsKept() throws {
        _ = try folder.write("mine", to: "my_scenarios/mine.yaml")
        let refused = try scenarios("new", "mine")
        #expect(
            refused
                == Program.Outcome(
                    status: 73, output: "",
                    errors: """
                        error: my_scenarios/mine.yaml: already exists
                        hint: choose another name, or replace it with --force

                        """))
        #expect(folder.text("my_scenarios/mine.yaml") == "mine")
        #expect(
            try scenarios("new", "mine", "--from", "casa_torino", "--force", "--quiet")
                == Program.Outcome(status: 0, output: "", errors: ""))
        #expect(try scenarios("validate", "mine").status == 0)
        #expect(try scenarios("new", "../x").status == 64)
        #expect(try scenarios("new", "x", "--from", "balancd").errors.hasSuffix("hint: did you mean balanced?\n"))
        #expect(try scenarios("new", "x", "--set", "environment.income=-1").status == 65)
        #expect(try folder.files().keys.sorted() == ["my_scenarios/mine.yaml"])
        // Whoever types the file's name means the same file, and what is printed next works.
        let named = try scenarios("new", "other.yaml", "--set", "environment.income=9999")
        #expect(
            named.output.hasPrefix("my_scenarios/other.yaml\n") && named.output.hasSuffix("train-and-report other\n"))
        for name in ["other", "other.yaml"] {
            #expect(try scenarios("show", name).output.contains(#/income +9999/#), "\(name)")
        }
        for name in ["third.YAML", "fourth.Yml"] {
            #expect(try scenarios("new", name, "--from", "balanced", "-q").status == 0)
        }
        #expect(
            try folder.files().keys.filter { $0.hasPrefix("my_scenarios/") }.sorted() == [
                "my_scenarios/fourth.yaml", "my_scenarios/mine.yaml", "my_scenarios/other.yaml",
                "my_scenarios/third.yaml",
            ])
        #expect(try scenarios("new", "y", "--from", "balanced", "--scenarios", "elsewhere", "-q").status == 0)
        #expect(!folder.text("elsewhere/y.yaml").isEmpty)
    }

    /// Where nobody answers, nothing is written that nobody asked for; whose figures are taken may be said.
    @Test(arguments: ["printf '' |", "", "printf '\\n\\n' |"])
    func whereNobodyAnswersNothingIsWritten(pipe: String) throws {
        let command = "cd '\(folder.path)' && \(pipe) '\(Program.url.path)' scenarios new p3"
        let refused = try Program.shell(command + (pipe.isEmpty ? " </dev/null" : ""))
        #expect(refused.status == 64 && refused.output.isEmpty, "\(refused)")
        #expect(refused.errors.contains("nothing was written"), "\(refused)")
        #expect(try folder.files().isEmpty)
        let copied = try Program.shell(
            "cd '\(folder.path)' && '\(Program.url.path)' scenarios new p3 --from partita_iva </dev/null")
        #expect(copied.status == 0 && copied.errors.contains("the figures are those of partita_iva"), "\(copied)")
    }

    /// Whoever takes the name of another scenario is told which one is found no more.
    @Test(arguments: [["--set", "environment.income=2000"], ["--from", "roma_famiglia"]])
    func aNameThatHidesAnotherIsTold(options: [String]) throws {
        let outcome = try scenarios(["new", "bologna_coppia"] + options)
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.contains("my_scenarios/bologna_coppia.yaml: takes the place of ")
                && outcome.errors.contains("scenarios/bologna_coppia.yaml, which is not found by the name"),
            "\(outcome)")
        #expect(!(try scenarios(["new", "free"] + options)).errors.contains("takes the place"))
        #expect(
            !(try scenarios(["new", "bologna_coppia", "--scenarios", "elsewhere"] + options)).errors.contains("place"))
        let missing = try scenarios("show", "mine.yml").errors
        #expect(missing.contains("there is no such scenario in my_scenarios or "), "\(missing)")
    }

    @Test func allProblemsAreTold() throws {
        let bad = try folder.write(SmallScenario.text.replacing("income: 3200", with: "income: -5"), to: "bad.yaml")
        let good = try folder.write(SmallScenario.text, to: "good.yaml")
        let outcome = try scenarios("validate", bad, good)
        #expect(outcome.status == 65)
        #expect(outcome.errors == "error: \(bad):3: environment.income: must be 0 or more, found -5\n")
        #expect(outcome.output.hasPrefix("\(good): valid\n  Income €3,200 a month"))
        let json = try scenarios("validate", bad, good, "--json")
        #expect(json.status == 65)
        let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let files = try #require(document?["files"] as? [[String: Any]])
        #expect(files.map { $0["valid"] as? Bool } == [false, true])
        #expect((files[0]["problems"] as? [[String: Any]])?.count == 1)
    }

    /// A run that was trained with overrides is another run, says so, and keeps a scenario that says the same.
    @Test func overridesBecomePartOfTheRun() throws {
        let scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        func train(_ arguments: String...) throws -> Program.Outcome {
            try Program.run(["train", scenario, "-q"] + SmallScenario.options + arguments, in: folder.url)
        }
        #expect(try train().status == 0)
        #expect(try train("--set", "environment.income=3200").status == 0)
        #expect(try train("--set", "environment.income=3100").status == 73)
        #expect(
            try train("--set", "environment.income=zero").errors
                == "error: --set environment.income=zero: must be a number, 0 or more, found zero\n")
        #expect(try train("--set", "environment.income=3100", "--name", "less").status == 0)
        let manifest = try JSONSerialization.jsonObject(
            with: Data(folder.text("output/models/checkpoints/less/manifest.json").utf8))
        let run = try #require((manifest as? [String: Any])?["run"] as? [String: Any])
        #expect(run["overrides"] as? [String] == ["environment.income=3100"])
        let text = try #require(run["scenario_text"] as? String)
        #expect(text.hasPrefix("# small with --set environment.income=3100\nname: small\n"))
        let copy = try folder.write(text, to: "copy.yaml")
        #expect(
            try Program.run(["train", copy, "--name", "less", "-q"] + SmallScenario.options, in: folder.url)
                == Program.Outcome(status: 0, output: "", errors: ""))
        #expect(try Program.run(["report", "less", "--format", "html", "-q"], in: folder.url).status == 0)
        #expect(folder.text("output/reports/less/index.html").contains("--set environment.income=3100"))
    }

    @Test func theOutputsFolderMayComeFromTheEnvironment() throws {
        let scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        let environment = ["HRLREPORT_OUTPUT": folder.path + "/there"]
        _ = try Program.run(
            ["train", scenario, "-q"] + SmallScenario.options, in: folder.url, environment: environment)
        #expect(try folder.files().keys.contains("there/models/small_history.json"))
        let outcome = try Program.run(
            ["simulate", "small", "-q", "--output", "here"], in: folder.url, environment: environment)
        #expect(outcome.status == 66)
    }
}

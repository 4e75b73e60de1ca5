import Foundation
import Testing

@Suite("Training on the command line")
struct TrainingTests {
    private let folder: TemporaryFolder
    private let scenario: String

    init() throws {
        folder = try TemporaryFolder()
        scenario = try folder.write(SmallScenario.text, to: "small.yaml")
    }

    private func run(
        _ command: String = "train", _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> Program.Outcome {
        try Program.run(
            [command, scenario, "--output", folder.path + "/out"] + SmallScenario.options + arguments,
            environment: environment)
    }

    private func events(_ output: String) throws -> [[String: Any]] {
        try output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func jsonProgressHoldsTheEventsAndNothingElse() throws {
        let outcome = try run(
            "train-and-report", ["--progress", "json"], environment: ["SOURCE_DATE_EPOCH": "1795343400"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        let events = try events(outcome.output)
        let names = try events.map { try #require($0["event"] as? String) }
        #expect(names.first == "training_started" && names.filter { $0 == "training_progress" }.count == 50)
        #expect(names.suffix(3) == ["training_completed", "report_written", "report_written"])
        #expect(events[0]["scenario_name"] as? String == "small")
        #expect(events[0]["num_episodes"] as? Int == 50)
        #expect(events[0]["seed"] as? Int == 42)
        #expect(events[0]["start_time"] as? String == "2026-11-22T10:30:00Z")
        #expect(
            events.compactMap { $0["event"] as? String == "training_progress" ? $0["episode"] as? Int : nil }
                == Array(1...50))
        let progress = try #require(events.last { $0["event"] as? String == "training_progress" })
        #expect(
            progress.keys.sorted() == [
                "avg_cash", "avg_duration", "avg_invested", "avg_reward", "elapsed_time", "episode", "event",
                "goal_adherence", "run", "scenario_name", "stability", "total_episodes",
            ])
        let saved = events.filter { $0["event"] as? String == "checkpoint_saved" }
        #expect(saved.compactMap { $0["episode"] as? Int } == [20, 40, 50])
        for path in (saved + events.suffix(2)).compactMap({ $0["path"] as? String }) {
            #expect(FileManager.default.fileExists(atPath: path), "\(path)")
        }
    }

    @Test func plainProgressTellsEveryTenthEpisodeOnStandardError() throws {
        let outcome = try run("train")
        #expect(outcome.status == 0)
        #expect(outcome.output == folder.path + "/out/models/checkpoints/small\n")
        let lines = outcome.errors.split(separator: "\n").map(String.init)
        #expect(lines.first == "training small: 50 episodes, seed 42")
        #expect(lines.last?.hasPrefix("trained small: 50 episodes in ") == true)
        #expect(lines.count { $0.hasPrefix("episode ") } == 5)
        #expect(lines.count { $0.hasPrefix("checkpoint ") } == 3)
    }

    @Test func quietSaysNothing() throws {
        #expect(try run("train-and-report", ["--quiet"]) == Program.Outcome(status: 0, output: "", errors: ""))
    }

    @Test func aFinishedRunIsUpToDateAndOnlyRendered() throws {
        let first = try run("train-and-report")
        #expect(first.status == 0)
        let before = try folder.files()
        let second = try run("train-and-report")
        #expect(
            second
                == Program.Outcome(
                    status: 0, output: first.output, errors: "note: small: is up to date: 50 episodes, seed 42\n"))
        #expect(try folder.files() == before)
    }

    @Test func moreEvaluationEpisodesOnlyEvaluateAgain() throws {
        #expect(try run("train").status == 0)
        let before = try folder.files()
        let outcome = try Program.run(
            ["train", scenario, "--output", folder.path + "/out", "--eval-episodes", "30"])
        #expect(outcome.errors == "note: small: is up to date: 50 episodes, seed 42\n")
        let after = try folder.files()
        let changed = after.filter { before[$0.key] != $0.value }.keys.filter { !$0.contains("SHA256SUMS") }.sorted()
        #expect(changed == ["out/models/checkpoints/small/evaluation.json", "out/models/small_evaluation.json"])
    }

    @Test func aNameThatIsTakenIsRefused() throws {
        #expect(try run("train").status == 0)
        let before = try folder.files()
        #expect(
            try run("train", ["--seed", "7"])
                == Program.Outcome(
                    status: 73, output: "",
                    errors: """
                        error: small: a finished run with other inputs has this name
                        hint: choose another name with --name, or replace the run with --force

                        """))
        #expect(try folder.files() == before)
        #expect(try run("train", ["--seed", "7", "--name", "other", "--quiet"]).status == 0)
        #expect(try run("train", ["--seed", "7", "--force", "--quiet"]).status == 0)
        let after = try folder.files()
        #expect(after["out/models/small_history.json"] != before["out/models/small_history.json"])
        #expect(after["out/models/small_history.json"] == after["out/models/other_history.json"])
    }

    @Test func oneFailureDoesNotStopTheOthers() throws {
        let other = try folder.write(SmallScenario.text, to: "other.yaml")
        let bad = try folder.write("environment: 3\n", to: "bad.yaml")
        let outcome = try Program.run(
            ["train", bad, scenario, "nowhere", other, "--output", folder.path + "/out", "--progress", "none"]
                + SmallScenario.options)
        #expect(outcome.status == 66)
        #expect(
            outcome.output == """
                \(folder.path)/out/models/checkpoints/small
                \(folder.path)/out/models/checkpoints/other

                """)
        #expect(outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }.count == 2)
    }

    /// One scenario that is invalid, one that is not there, one whose name is taken: the others are reported on.
    @Test func everyScenarioThatCanBeIsReportedOn() throws {
        let other = try folder.write(SmallScenario.text, to: "other.yaml")
        let taken = try folder.write(SmallScenario.text, to: "taken.yaml")
        let bad = try folder.write("environment: 3\n", to: "bad.yaml")
        let options = ["--output", folder.path + "/out", "--progress", "none"] + SmallScenario.options
        #expect(try Program.run(["train", taken, "--seed", "7"] + options).status == 0)
        let outcome = try Program.run(
            ["train-and-report", bad, scenario, "nowhere", taken, other, "--format", "html"] + options)
        #expect(outcome.status == 73)
        #expect(
            outcome.output == """
                \(folder.path)/out/reports/small/index.html
                \(folder.path)/out/reports/other/index.html

                """)
        #expect(outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }.count == 3)
    }

    /// Different learning rates, then a training that goes on from where another one ended.
    @Test func aRunCanStartFromAnother() throws {
        #expect(try run("train", ["--quiet"]).status == 0)
        let longer = ["--from", "small", "--name", "longer", "--episodes", "80"]
        let outcome = try run("train", longer)
        #expect(outcome.status == 0)
        #expect(outcome.errors.hasPrefix("resuming longer (scenario small): 50 of 80 episodes done, seed 42\n"))
        #expect(
            try run("train", ["--from", "small", "--name", "same"]).errors == """
                error: --from small: has 50 episodes already, and 50 are to be trained in all
                hint: ask for more with --episodes

                """)
        #expect(try run("train", ["--from", "nobody", "--name", "x"]).status == 66)
    }

    /// Networks of another size: found before the new run's name is taken, or an unfinished run is given up for it.
    @Test func aRunThatCannotStartFromAnotherTakesNoName() throws {
        #expect(try run("train").status == 0)
        let other = try folder.write(SmallScenario.text.replacing("hidden: 8", with: "hidden: 4"), to: "other.yaml")
        let before = try folder.files()
        let outcome = try Program.run(
            ["train", other, "--from", "small", "--episodes", "80", "--output", folder.path + "/out"])
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(try folder.files() == before)
    }

    /// The run's name is the user's, the scenario's its author's.
    @Test func eventsNameTheScenario() throws {
        let named = try folder.write("name: \"La \\u00e8 \\t casa\"\n" + SmallScenario.text, to: "file.yaml")
        let arguments = [
            "train", named, "--output", folder.path + "/out", "--name", "mine", "--progress",
        ]
        let outcome = try Program.run(arguments + ["json"] + SmallScenario.options)
        let events = try events(outcome.output)
        #expect(events.count > 50)
        for event in events {
            #expect(event["scenario_name"] as? String == "La è \t casa" && event["run"] as? String == "mine")
        }
        let plain = try Program.run(arguments + ["plain", "--force"] + SmallScenario.options)
        #expect(plain.errors.hasPrefix("training mine (scenario La è   casa): 50 episodes, seed 42\n"))
    }

    /// Learning rates of 1 and a bonus on entropy that nothing bounds: the spread of the actions leaves all bounds.
    @Test func aTrainingThatDivergesStopsAndKeepsItsCheckpoints() throws {
        let wild = """
            learning_rate_low: 1
              learning_rate_high: 1
              entropy_coefficient: 1e9
              max_gradient_norm: 0
            """
        let file = try folder.write(SmallScenario.text.replacing("epochs: 2", with: wild), to: "wild.yaml")
        let output = ["--output", folder.path + "/out"]
        let outcome = try Program.run(
            ["train", file, "--episodes", "20000", "--progress", "json"] + output + SmallScenario.options)
        #expect(outcome.status == 65)
        #expect(outcome.errors.hasPrefix("error: the training diverged at update "))
        #expect(outcome.errors.contains("hint: a smaller training.learning_rate_low"))
        let events = try events(outcome.output)
        #expect(events.last?["event"] as? String == "training_error")
        // The last good checkpoint is whole, and can be reported on.
        let saved = events.compactMap { $0["event"] as? String == "checkpoint_saved" ? $0["episode"] as? Int : nil }
        let last = try #require(saved.last)
        #expect(try Program.run(["verify"] + output).status == 0)
        #expect(try Program.run(["report", "wild", "--checkpoint", "\(last)"] + output).status == 0)
        for (name, data) in try folder.files() where name.hasSuffix(".json") || name.hasSuffix(".csv") {
            let text = String(decoding: data, as: UTF8.self).lowercased()
            #expect(!text.contains("nan") && !text.contains("inf,"), "\(name)")
        }
    }

    /// Nothing but a learning rate of 10.
    @Test func aLearningRateThatIsTooLargeEndsWithTheUpdate() throws {
        let rates = ["--set", "training.learning_rate_low=10", "--set", "training.learning_rate_high=10"]
        let outcome = try run("train", rates + ["--episodes", "20000", "--progress", "none"])
        #expect(outcome.status == 65 && outcome.output.isEmpty)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("error: the training diverged at update "), "\(outcome.errors)")
        #expect(try Program.run(["verify", "--output", folder.path + "/out"]).status == 0)
        for (name, data) in try folder.files() where name.hasSuffix(".json") {
            #expect(!String(decoding: data, as: UTF8.self).lowercased().contains("nan"), "\(name)")
        }
        let refused = try run("train", ["--set", "training.learning_rate_low=10.5"])
        #expect(refused.status == 65)
        #expect(refused.errors.contains("learning_rate_low=10.5: must be greater than 0 and at most 10, found 10.5"))
    }

    @Test func outputThatCannotBeWrittenIsToldAsSuch() throws {
        let file = try folder.write("", to: "file")
        for output in [file, file + "/out"] {
            #expect(
                try Program.run(["train", scenario, "--output", output] + SmallScenario.options)
                    == Program.Outcome(status: 73, output: "", errors: "error: \(file): is not a folder\n"))
        }
    }

    @Test func aBrokenTemplateIsFoundBeforeTraining() throws {
        _ = try folder.write("{{#open}}", to: "templates/page.mustache")
        let outcome = try run("train-and-report", ["--templates", folder.path + "/templates"])
        #expect(outcome.status == 65)
        #expect(outcome.errors.hasPrefix("error: page.mustache:1:"))
        #expect(try !folder.files().keys.contains { $0.hasPrefix("out/models") })
    }

    @Test func startTimesMustBeSeconds() throws {
        let outcome = try run("train", environment: ["SOURCE_DATE_EPOCH": "yesterday"])
        #expect(outcome.status == 64)
        #expect(outcome.errors == "error: SOURCE_DATE_EPOCH: must be seconds since 1970, found yesterday\n")
    }
}

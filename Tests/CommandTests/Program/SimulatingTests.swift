import Foundation
import Testing

@Suite("Simulating on the command line")
struct SimulatingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        _ = try folder.write(
            SmallScenario.text.replacing("income: 3200", with: "income: 2400"), to: "poorer.yaml")
        let outcome = try Program.run(
            ["train", scenario, "--output", folder.path + "/out", "--quiet"] + SmallScenario.options)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private func simulate(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["simulate"] + arguments + ["--output", "out"], in: folder.url)
    }

    private func document(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// With the run's own seed and as many lives, the figures are those of its report.
    @Test func theFiguresAreThoseOfTheStoredEvaluation() throws {
        let outcome = try simulate("small", "--episodes", "20", "--json")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(outcome.output == folder.text("out/simulations/small.json"))
        let simulation = try document(outcome.output)
        let evaluation = try #require(simulation["evaluation"] as? NSDictionary)
        let stored = try document(folder.text("out/models/small_evaluation.json"))
        #expect(evaluation == stored as NSDictionary)
        let model = try #require(simulation["model"] as? [String: Any])
        #expect(model["run"] as? String == "small" && model["episode"] as? Int == 50)
        #expect((model["differences"] as? [Any])?.isEmpty == true)
    }

    @Test func agentsCanLiveInAnotherScenario() throws {
        let outcome = try simulate("small", "--scenario", "poorer.yaml", "--name", "visit")
        #expect(outcome.status == 0)
        #expect(
            outcome.output.hasPrefix(
                """
                poorer: 1,000\u{A0}simulated lives of 12\u{A0}months, seed 42
                Agents of small, trained for 50\u{A0}episodes on small, not on this household:
                  environment.income: trained with 3200, here 2400

                """))
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 88 })
        for policy in ["Trained policy*", "Untrained policy", "Optimum", "Tuned rule", "Random"] {
            #expect(lines.contains { $0.hasPrefix(policy) }, "\(policy)")
        }
        #expect(outcome.output.hasSuffix("\nKept as out/simulations/visit.json\n"))
        let verified = try #require(try document(folder.text("out/simulations/visit.json"))["name"] as? String)
        #expect(verified == "visit")
    }

    /// Whoever lives in another household than its own says so in the simulation's name.
    @Test func aSimulationInAnotherHouseholdIsKeptApart() throws {
        for arguments in [[], ["--scenario", "poorer.yaml"]] {
            #expect(
                try Program.run(
                    ["simulate", "small", "--episodes", "10", "--output", "out"] + arguments, in: folder.url
                ).status == 0)
        }
        #expect(try simulate("--scenario", "small.yaml", "--policy", "cash", "--episodes", "10").status == 0)
        let kept = try folder.files().keys.filter { $0.hasPrefix("out/simulations/") }.sorted()
        #expect(kept.map { $0.dropFirst(16) } == ["cash_on_small.json", "small.json", "small_on_poorer.json"])
        #expect(
            try simulate("small", "--name", "cash_on_small")
                == Program.Outcome(
                    status: 73, output: "",
                    errors: """
                        error: out/simulations/cash_on_small.json: is a simulation without a run
                        hint: choose another name with --name

                        """))
        #expect(try Program.run(["models", "delete", "small", "--yes", "--output", "out"], in: folder.url).status == 0)
        #expect(
            try folder.files().keys.filter { $0.hasPrefix("out/simulations/") } == [
                "out/simulations/cash_on_small.json"
            ])
    }

    /// A household is the run's own where nothing differs, whatever was given to say so.
    @Test(arguments: [
        (["--set", "environment.income=2400"], "small_on_small"),
        (["--set", "environment.income=3200"], "small"),
        (["--scenario", "small.yaml"], "small"),
        (["--scenario", "small.yaml", "--set", "reward.alpha=7"], "small_on_small"),
        (["--scenario", "poorer.yaml", "--set", "environment.income=3200"], "small"),
    ])
    func aHouseholdIsAnotherWhereAnythingDiffers(arguments: [String], name: String) throws {
        let outcome = try Program.run(
            ["simulate", "small", "--episodes", "10", "--output", "out"] + arguments, in: folder.url)
        #expect(outcome.status == 0 && outcome.output.contains("not on this household") == (name != "small"))
        let kept = try folder.files().keys.filter { $0.hasPrefix("out/simulations/") }
        #expect(kept == ["out/simulations/\(name).json"])
    }

    @Test func aRuleNeedsNoRun() throws {
        let outcome = try simulate("--scenario", "small.yaml", "--policy", "tuned", "--episodes", "200")
        #expect(outcome.status == 0)
        try expectGolden(outcome.output, "simulate_rule")
        #expect(
            try simulate("--policy", "tuned")
                == Program.Outcome(
                    status: 64, output: "",
                    errors: """
                        error: <run>: is missing
                        hint: only a rule's --policy in a --scenario needs none

                        """))
    }

    /// Without rivals the figures are the same, and nothing is said of who is not there.
    @Test func rivalsAreLeftOut() throws {
        let outcome = try simulate("small", "--alone", "--scenario", "poorer.yaml", "--episodes", "20", "--json")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let whole = try simulate("small", "--scenario", "poorer.yaml", "--episodes", "20", "--json")
        func policies(_ text: String) throws -> [[String: Any]] {
            let evaluation = try #require(try document(text)["evaluation"] as? [String: Any])
            return try #require(evaluation["policies"] as? [[String: Any]])
        }
        let (alone, among) = try (policies(outcome.output), policies(whole.output))
        #expect(alone.count == 1 && among.count == 9)
        #expect(alone[0]["policy"] as? String == "trained")
        #expect(alone[0]["mean_reward"] as? Double == among[0]["mean_reward"] as? Double)
        let text = try simulate("small", "--alone", "--scenario", "poorer.yaml", "--episodes", "20").output
        #expect(text.contains("not trained for it.\n") && !text.contains("Tuned rule") && !text.contains("norm: "))
        #expect(try simulate("small", "--alone", "--month-by-month").status == 64)
        #expect(try Program.run(["verify", "--output", folder.path + "/out"]).status == 0)
    }

    @Test func aSingleLifeHasNoErrorToTell() throws {
        let outcome = try simulate("--scenario", "small.yaml", "--policy", "cash", "--episodes", "1")
        let rows = outcome.output.split(separator: "\n").filter { $0.hasPrefix("All cash") || $0.hasPrefix("Optimum") }
        #expect(rows.count == 2 && rows.allSatisfy { !$0.contains("±") && !$0.contains(" to ") })
    }

    @Test func oneLifeIsPrintedMonthByMonth() throws {
        let outcome = try simulate(
            "--scenario", "small.yaml", "--policy", "threshold", "--month-by-month", "--episode", "3")
        #expect(outcome.status == 0)
        try expectGolden(outcome.output, "simulate_life")
        let life = try simulate("small", "--month-by-month", "--json")
        let months = try #require(try document(life.output)["months"] as? [[String: Any]])
        #expect(months.count == 12 && months.allSatisfy { $0["goal"] != nil })
        #expect(try !folder.files().keys.contains { $0.hasPrefix("out/simulations") })
    }

    @Test func monthsAreWrittenAsCSV() throws {
        #expect(try simulate("small", "--checkpoint", "20", "--episodes", "30", "--csv", "m.csv", "-q").output == "")
        let lines = folder.text("m.csv").split(separator: "\r\n")
        #expect(lines.count == 13 && lines[0].hasPrefix("month,alive,cash_p5,") && lines[1].hasPrefix("1,30,"))
        #expect(try simulate("small", "--month-by-month", "--csv", "-").output.split(separator: "\r\n").count == 13)
        let device = try simulate("small", "--month-by-month", "--csv", "/dev/null")
        #expect(device.status == 0 && FileManager.default.fileExists(atPath: "/dev/null"))
        #expect(try simulate("small", "--csv", "nowhere/m.csv").status == 73)
    }

    @Test func aDamagedModelIsRefused() throws {
        let path = "out/models/checkpoints/small/checkpoint_episode_50/low_agent.safetensors"
        var data = try #require(try folder.files()[path])
        data[data.count - 1] ^= 1
        try data.write(to: folder.url.appending(path: path))
        for arguments in [["small"], ["small", "--checkpoint", "20"], ["./out/models/checkpoints/small"]] {
            let outcome = try Program.run(["simulate"] + arguments + ["--output", "out"], in: folder.url)
            #expect([65, 66].contains(outcome.status) && outcome.output.isEmpty)
        }
        #expect(try simulate("small").errors.hasPrefix("error: \(path): is damaged: "))
        #expect(try !folder.files().keys.contains { $0.hasPrefix("out/simulations") })
        #expect(try simulate("nobody").errors == "error: nobody: there is no such run\n")
    }
}

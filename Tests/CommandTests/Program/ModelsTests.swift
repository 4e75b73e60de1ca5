import Foundation
import Testing

@Suite("What has been trained, on the command line")
struct ModelsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["small", "other"] {
            let scenario = try folder.write(SmallScenario.text, to: "\(name).yaml")
            let outcome = try Program.run(
                ["train-and-report", scenario, "--output", folder.path + "/out", "--quiet"] + SmallScenario.options,
                environment: ["SOURCE_DATE_EPOCH": "1700000000"])
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
    }

    private func models(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["models"] + arguments + ["--output", folder.path + "/out"])
    }

    private func json(_ outcome: Program.Outcome) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    }

    @Test func listsRunsByName() throws {
        let outcome = try models("list")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 3 && lines[0].hasPrefix("RUN"))
        #expect(lines[1].hasPrefix("other  50 episodes"))
        #expect(lines[2].contains("2023-11-14T22:13:20Z"))
        let runs = try #require(try json(models("list", "--json")) as? [[String: Any]])
        #expect(runs.map { $0["name"] as? String } == ["other", "small"])
        #expect(runs[1]["checkpoints"] as? [Int] == [20, 40, 50])
        #expect(try models("list", "--quiet").output.isEmpty)
    }

    @Test func aDamagedRunIsNamedAndTheOthersListed() throws {
        let manifest = "out/models/checkpoints/other/manifest.json"
        _ = try folder.write("{}", to: manifest)
        let outcome = try models("list")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains(manifest) && outcome.output.contains("\nsmall "))
        #expect(try models("show", "other").status == 65)
    }

    @Test func showsOneRun() throws {
        let outcome = try models("show", "small")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("\ncheckpoints      20, 40, 50\n"))
        let run = try #require(try json(models("show", "small", "--json")) as? [String: Any])
        let scenario = try #require(run["scenario"] as? [String: Any])
        #expect((scenario["environment"] as? [String: Any])?["income"] as? Double == 3200)
        #expect((run["evaluation"] as? [String: Any])?["episodes"] as? Int == 20)
        #expect((run["training"] as? [String: Any])?["episodes"] as? Int == 50)
        #expect(try models("show", "nobody").status == 66)
    }

    @Test func deletionNeedsAYesAndTakesTheIndexEntryAlong() throws {
        let before = try folder.files()
        let refused = try models("delete", "small")
        #expect(refused.status == 64)
        #expect(refused.errors.hasSuffix("hint: give --yes to go ahead without being asked\n"))
        #expect(try folder.files() == before)
        let outcome = try models("delete", "small", "nobody", "--yes")
        #expect(outcome.status == 66)
        #expect(outcome.errors == "error: nobody: there is no such run\n")
        let after = try folder.files()
        let index = String(decoding: after["out/index.html"] ?? Data(), as: UTF8.self)
        #expect(!index.contains("reports/small/") && index.contains("reports/other/"))
        let gone = Set(before.keys).subtracting(after.keys)
        #expect(
            gone == Set(before.keys.filter { $0.contains("small") && !$0.contains("/archive/") && $0 != "small.yaml" }))
    }

    @Test func aStaleIndexIsWrittenByTheNextStart() throws {
        // As a deletion leaves it that is interrupted.
        let runs = folder.url.appending(path: "out/models/checkpoints")
        try FileManager.default.moveItem(at: runs.appending(path: "small"), to: runs.appending(path: ".small.deleted"))
        let outcome = try Program.run(["report", "nobody", "--output", folder.path + "/out"])
        #expect(outcome.status == 66)
        let files = try folder.files()
        #expect(
            files.keys.filter { $0.hasPrefix("out/") && $0.contains("small") }.allSatisfy { $0.contains("archive") })
        #expect(!String(decoding: files["out/index.html"] ?? Data(), as: UTF8.self).contains("reports/small/"))
        #expect(files["out/.index_stale"] == nil)
    }

    @Test func aPrunedRunIsReportedOn() throws {
        let outcome = try models("prune", "small", "--keep", "1")
        #expect(outcome.status == 0 && outcome.output.hasPrefix("small: removed one\u{A0}checkpoint"))
        let report = try Program.run(["report", "small", "--checkpoint", "40", "--output", folder.path + "/out"])
        #expect(report.status == 0)
        #expect(try models("prune", "small", "--keep", "1").output == "small: nothing to remove\n")
        #expect(try models("prune", "small", "--keep", "-1").status == 64)
    }
}

import Foundation
import Testing

@Suite("Comparing and publishing on the command line")
struct ComparingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let same = try folder.write(SmallScenario.text, to: "same.yaml")
        let richer = try folder.write(
            SmallScenario.text.replacing("income: 3200", with: "income: 3900"), to: "richer.yaml")
        for arguments in [[same], [same, "--name", "seed_7", "--seed", "7"], [richer]] {
            let outcome = try Program.run(
                ["train-and-report", "--quiet", "--format", "html"] + arguments + SmallScenario.options,
                in: folder.url, environment: ["SOURCE_DATE_EPOCH": "1700000000"])
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
    }

    private func run(_ arguments: String...) throws -> Program.Outcome { try Program.run(arguments, in: folder.url) }

    private func json(_ outcome: Program.Outcome) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    @Test func runsOfOneHouseholdAreComparedLifeByLife() throws {
        let outcome = try run("compare", "same", "seed_7")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(outcome.output.contains("\nAGAINST same  ") && outcome.output.contains("\nseed "))
        let comparison = try json(run("compare", "same", "seed_7", "--json"))
        let difference = try #require((comparison["differences"] as? [[String: Any]])?.first)
        #expect(difference["lives"] as? Int == 20 && difference["reference"] as? String == "same")
        // The other way round the lives are those of the other evaluation.
        let back = try json(run("compare", "seed_7", "same", "--json"))
        let reverse = try #require((back["differences"] as? [[String: Any]])?.first)
        let means = try [difference, reverse].map {
            try #require(($0["reward"] as? [String: Double])?["mean"])
        }
        #expect(means[0] != 0 && means[0] != -means[1])
    }

    @Test func otherHouseholdsAndCheckpointsCanBeCompared() throws {
        let outcome = try run("compare", "same", "richer")
        #expect(outcome.status == 0 && !outcome.output.contains("AGAINST"))
        #expect(outcome.output.contains("environment.income"))
        let checkpoint = "output/models/checkpoints/same/checkpoint_episode_20"
        let names = try json(run("compare", "same", checkpoint, "--json"))["runs"] as? [[String: Any]]
        #expect(names?.compactMap { $0["name"] as? String } == ["same", "same@20"])
    }

    @Test func filesAreTheSameEveryTime() throws {
        let names = ["html", "pdf", "csv", "json"].map { "c.\($0)" }
        let arguments = ["compare", "same", "seed_7", "richer"] + names.flatMap { ["--to", $0] }
        let outcome = try Program.run(arguments, in: folder.url)
        #expect(outcome == .init(status: 0, output: names.map { $0 + "\n" }.joined(), errors: ""))
        let before = try folder.files()
        _ = try Program.run(arguments, in: folder.url, environment: ["TZ": "Asia/Tokyo", "LC_ALL": "ar_EG.UTF-8"])
        #expect(try folder.files() == before)
        #expect(before["c.pdf"]?.starts(with: Array("%PDF".utf8)) == true)
        #expect(String(decoding: before["c.html"] ?? Data(), as: UTF8.self).contains("same, seed_7 and richer"))
        #expect(String(decoding: before["c.csv"] ?? Data(), as: UTF8.self).split(separator: "\r\n").count == 4)
    }

    @Test func whatCannotBeComparedIsTold() throws {
        #expect(try run("compare", "same").status == 64)
        #expect(try run("compare", "same", "same").errors == "error: same: is named twice\n")
        #expect(try run("compare", "same", "nobody").status == 66)
        #expect(try run("compare", "same", "richer", "--to", "c.doc").status == 64)
    }

    @Test func theSiteIsPublished() throws {
        let outcome = try run("publish", "www")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(outcome.output == "www: 10\u{A0}files written, 0 unchanged, 0 removed\n")
        let files = try folder.files()
        for name in ["index.html", "reports/same/index.html", "reports/richer/history.csv"] {
            #expect(files["www/\(name)"] == files["output/\(name)"] && files["www/\(name)"] != nil)
        }
        #expect(
            !files.keys.contains { $0.hasPrefix("www/models") || $0.hasSuffix("www/reports/same/index_entry.json") })
        #expect(try run("models", "delete", "richer", "--yes").status == 0)
        #expect(try run("publish", "www").output == "www: one\u{A0}file written, 6 unchanged, 3 removed\n")
        #expect(try run("publish", "www", "--json").output.contains("\"unchanged\" : 7"))
    }

    @Test func publishingIsRefusedWhereItWouldDoHarm() throws {
        #expect(try run("publish", "output").status == 64)
        #expect(try run("publish", "output/site").errors == "error: output/site: is the output folder, or lies in it\n")
        #expect(try run("publish", "www", "--output", "nothing").status == 66)
        _ = try folder.write("mine", to: "www/index.html")
        let outcome = try run("publish", "www")
        #expect(outcome.status == 73 && outcome.errors.contains("hint: move it away"))
        #expect(try folder.files()["www/index.html"] == Data("mine".utf8))
    }
}

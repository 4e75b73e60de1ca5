import Foundation
import Testing

@Suite("Verifying on the command line")
struct VerifyTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        let outcome = try Program.run(
            ["train-and-report", scenario, "--output", folder.path + "/out", "--quiet"] + SmallScenario.options,
            environment: ["SOURCE_DATE_EPOCH": "1795343400"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let report = try Program.run(["report", "small", "--checkpoint", "20", "--output", folder.path + "/out"])
        try #require(report.status == 0, "\(report.errors)")
    }

    private func verify(_ arguments: [String] = []) throws -> Program.Outcome {
        try Program.run(["verify", "--output", folder.path + "/out"] + arguments)
    }

    @Test func whatIsIntactIsSaidToBe() throws {
        let before = try folder.files()
        let text = "1 run, 3 checkpoints, 2 reports, 0 simulations, 2 archived documents: everything is intact\n"
        #expect(try verify() == Program.Outcome(status: 0, output: text, errors: ""))
        #expect(try verify(["--quiet"]) == Program.Outcome(status: 0, output: "", errors: ""))
        #expect(try folder.files() == before)
    }

    @Test func whatIsDamagedIsNamedWithAWayOut() throws {
        let page = folder.url.appending(path: "out/reports/small/index.html")
        try (Data(contentsOf: page) + Data(" ".utf8)).write(to: page)
        let history = folder.url.appending(path: "out/models/small_history.json")
        try FileManager.default.removeItem(at: history)
        let outcome = try verify()
        #expect(outcome.status == 65)
        #expect(outcome.output.hasSuffix(": 2 problems\n"))
        #expect(outcome.errors.contains("error: \(history.path): is missing\nhint: the run itself is intact"))
        #expect(outcome.errors.contains("error: \(page.path): is damaged: its SHA-256 is "))
        let json = try verify(["--json"])
        #expect(json.status == 65 && json.errors.isEmpty)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(object["intact"] as? Bool == false)
        let problems = try #require(object["problems"] as? [[String: String]])
        #expect(problems.compactMap { $0["path"] } == [history.path, page.path])
    }

    /// The document is what its hash says, and yet not what the run says: a bit of the run's own files was exchanged
    /// together with all hashes.
    @Test func archivedDocumentsAreReadAndCompared() throws {
        let archive = folder.url.appending(path: "out/archive")
        let sums = archive.appending(path: "SHA256SUMS")
        let names = try FileManager.default.contentsOfDirectory(atPath: archive.path)
        let name = try #require(names.sorted().first { $0.hasSuffix(".pdf") })
        let old = archive.appending(path: name)
        var pdf = try Data(contentsOf: old)
        // Within the first attached file's compressed bytes.
        let stream = try #require(pdf.range(of: Data("/EmbeddedFile /Subtype".utf8)))
        let content = try #require(pdf.range(of: Data("stream\n".utf8), in: stream.upperBound..<pdf.count))
        pdf[content.upperBound + 40] ^= 1
        try FileManager.default.removeItem(at: old)
        let hash = try sha256(pdf)
        let renamed = name.dropLast("01234567.pdf".count) + hash.prefix(8) + ".pdf"
        try pdf.write(to: archive.appending(path: String(renamed)))
        let lines = String(decoding: try Data(contentsOf: sums), as: UTF8.self).split(separator: "\n")
        let kept = lines.filter { !$0.hasSuffix(name) } + ["\(hash)  \(renamed)"]
        try Data((kept.joined(separator: "\n") + "\n").utf8).write(to: sums)
        let outcome = try verify()
        #expect(outcome.status == 65)
        #expect(
            outcome.errors.contains(
                "\(renamed): is not a document of hrlreport: the attached evaluation.json is damaged"))
    }

    private func sha256(_ data: Data) throws -> String {
        let file = folder.url.appending(path: "hashed")
        try data.write(to: file)
        return String(try Program.shell("sha256sum '\(file.path)'").output.prefix(64))
    }

    @Test func anOutputThatIsNotThereIsNotIntact() throws {
        let outcome = try Program.run(["verify", "--output", folder.path + "/nowhere"])
        #expect(
            outcome
                == Program.Outcome(
                    status: 66, output: "", errors: "error: \(folder.path)/nowhere: there is no such file\n"))
        #expect(try Program.run(["verify", "--output", folder.path + "/small.yaml"]).status == 73)
    }
}

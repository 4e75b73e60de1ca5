import Foundation
import Testing

/// What version 0.1.0 left behind, in `Tests/Fixtures/0.1.0`, in the hands of today's program.
@Suite("Runs of released versions on the command line")
struct ReleasedRunTests {
    private static let fixture = Program.root.appending(path: "Tests/Fixtures/0.1.0")

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["output", "scenarios"] {
            try FileManager.default.copyItem(
                at: Self.fixture.appending(path: name), to: folder.url.appending(path: name))
        }
    }

    private func run(_ arguments: String...) throws -> Program.Outcome {
        let outcome = try Program.run(
            arguments + ["--output", folder.path + "/output", "--scenarios", folder.path + "/scenarios"],
            environment: ["SOURCE_DATE_EPOCH": "1700000000"])
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        return outcome
    }

    @Test func theyServeAsTheirOwnRunsDo() throws {
        let list = try run("models", "list").output
        #expect(list.contains("small    48 episodes") && list.contains("stopped  48 of 80 episodes"))
        let intact = "2 runs, 6 checkpoints, 1 report, 1 simulation, 1 archived document: everything is intact\n"
        #expect(try run("verify").output == intact)

        let before = try folder.files()
        _ = try run("report", "small", "--quiet")
        let after = try folder.files()
        let report = "output/reports/small"
        #expect(after["\(report)/history.csv"] == before["\(report)/history.csv"])
        let updates = folder.text("\(report)/updates.csv").split(separator: "\r\n")
        #expect(updates[1].hasPrefix("executor,1,") && updates[1].hasSuffix(",,,,"))
        #expect(folder.text("\(report)/index.html").contains("<html"))
        #expect(after["\(report)/small.pdf"]?.starts(with: Data("%PDF-".utf8)) == true)

        #expect(try run("simulate", "small", "--episodes", "50").output.contains("policy"))
        for format in ["csv", "tensorboard", "onnx", "pt"] {
            _ = try run("models", "export", "small", "--format", format, "--to", folder.path + "/\(format)")
        }
        // The document of today lies beside the old one.
        #expect(try run("verify").output.contains("2 archived documents: everything is intact"))
    }

    /// The file leaves out what has another default today: the run goes on with what it had, and ends as with 0.1.0.
    @Test func whatWasStoppedIsResumedFromItsFile() throws {
        _ = try run("train", "stopped", "--resume", "--quiet")
        func sums(_ text: String) -> Set<Substring> {
            Set(text.split(separator: "\n").filter { !$0.hasSuffix("evaluation.json") })
        }
        let expected = try String(
            contentsOf: Self.fixture.appending(path: "expected/stopped/SHA256SUMS"), encoding: .utf8)
        #expect(sums(folder.text("output/models/checkpoints/stopped/SHA256SUMS")) == sums(expected))
        #expect(try run("train", "small").errors.contains("small: is up to date"))
    }

    /// The command that a report names gives the values that the run had, whatever the defaults are.
    @Test func itsReportNamesTheDefaultsOfThen() throws {
        _ = try run("report", "small", "--quiet")
        let page = folder.text("output/reports/small/index.html")
        let command = try #require(page.split(separator: "\n").first { $0.contains("hrlreport train-and-report") })
        for value in ["exploring_starts=0", "shock_sampling=independent", "target_kl=0.05", "log_std_min=-10"] {
            #expect(command.contains("--set training.\(value)"))
        }
    }
}

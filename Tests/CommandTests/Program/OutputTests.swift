import Foundation
import Testing

/// What the main jobs print, but for the numbers: these are those of what was learned.
@Suite("What is printed")
struct OutputTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.write(SmallScenario.text, to: "small.yaml")
    }

    private func run(_ arguments: String...) throws -> String {
        let outcome = try Program.run(arguments, in: folder.url, environment: ["SOURCE_DATE_EPOCH": "1795343400"])
        // A checkpoint is told when it is written, which may be after the next episodes.
        let errors = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("checkpoint ") }
        return "$ hrlreport \(arguments.joined(separator: " "))\n" + outcome.output
            + errors.map { "stderr: \($0)\n" }.joined() + "exit \(outcome.status)\n\n"
    }

    @Test func theMainJobsAreGolden() throws {
        let training = "--eval-episodes=20"
        var text = try run("train-and-report", "small.yaml", training)
        text += try run("train-and-report", "small.yaml", training)
        text += try run("train", "small.yaml", training, "--seed", "7")
        text += try run("report", "small", "--checkpoint", "30")
        text += try run("status", "small")
        text += try run("stop", "small")
        try expectGolden(Self.masked(text), "main_jobs")
    }

    @Test func whatATrainedPolicyDoesIsGolden() throws {
        _ = try run("train", "small.yaml", "--eval-episodes=20")
        try expectGolden(Self.masked(try run("simulate", "small")), "simulate_trained")
    }

    /// Without the numbers that training decides on: digits become one #, and what aligned them one blank.
    private static func masked(_ text: String) -> String {
        text.replacing(/[−+-]?[0-9][0-9,]*(\.[0-9]+)?/, with: "#").replacing(#/  +/#, with: "  ")
    }
}

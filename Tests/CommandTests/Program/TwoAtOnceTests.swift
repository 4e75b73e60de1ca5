import Foundation
import Glibc
import Testing

/// Several processes at work in one output.
@Suite("Two at once", .timeLimit(.minutes(10)))
struct TwoAtOnceTests {
    private let folder: TemporaryFolder
    private let scenario: String
    private let environment = ["SOURCE_DATE_EPOCH": "1795343400"]

    init() throws {
        folder = try TemporaryFolder()
        scenario = try folder.write(SmallScenario.text, to: "small.yaml")
    }

    private func arguments(_ command: String, _ more: [String]) -> [String] {
        [command, scenario, "--output", folder.path + "/out", "--progress", "none"] + SmallScenario.options + more
    }

    @Test func trainingsOfDifferentRunsShareTheOutput() throws {
        let names = (1...5).map { "run\($0)" }
        let programs = try names.map { name in
            try RunningProgram(arguments("train-and-report", ["--name", name]), environment: environment)
        }
        for program in programs {
            let outcome = program.wait()
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        }
        let verified = try Program.run(["verify", "--output", folder.path + "/out"])
        #expect(
            verified.output == "5 runs, 15 checkpoints, 5 reports, 0 simulations, 5 archived documents: everything is "
                + "intact\n", "\(verified.errors)")
        let page = folder.text("out/index.html")
        for name in names { #expect(page.contains("reports/\(name)/index.html"), "\(name)") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out/.running") == [])
    }

    /// Whoever reads while a training writes sees what is whole.
    @Test func reportsAndVerificationDuringATrainingSeeAConsistentState() throws {
        let training = try RunningProgram(
            [
                "train", scenario, "--output", folder.path + "/out", "--episodes", "1000000", "--save-interval", "20",
                "--progress", "json",
                // Slow enough that the checkpoints, each with the whole history, do not fill a disk.
                "--set", "training.hidden=128", "--set", "training.epochs=100",
            ], environment: environment)
        try training.waitForOutput(#""checkpoint_saved","episode":20,"#)
        for round in 0..<8 {
            let report = try Program.run(["report", "small", "--checkpoint", "20", "--output", folder.path + "/out"])
            #expect(report.status == 0, "\(round): \(report.errors)")
            let verified = try Program.run(["verify", "--output", folder.path + "/out"])
            #expect(verified.status == 0, "\(round): \(verified.errors)")
            if round == 0 {
                // The newest state stands for the final one as long as there is none.
                let newest = try Program.run(["report", "small", "--output", folder.path + "/out"])
                #expect(newest.status == 0 && newest.output.contains("reports/small/checkpoint_"), "\(newest.errors)")
            }
        }
        training.send(SIGTERM)
        #expect(training.wait().status == 143)
    }

    /// A lock file is no lock: what a dead process left names this very process, as after a reboot with the same
    /// numbers.
    @Test func theLockOfADeadProcessIsTakenOver() throws {
        let training = try RunningProgram(
            arguments("train", ["--episodes", "1000000", "--save-interval", "100000"]), environment: environment)
        let lock = folder.url.appending(path: "out/.running/small")
        while !folder.text("out/.running/small").contains("latest_progress") { usleep(2000) }
        training.send(SIGKILL)
        #expect(training.wait().status == -SIGKILL)
        let left = folder.text("out/.running/small")
        #expect(left.contains("\"process_id\" : \(training.processIdentifier)"))
        let reused = left.replacing("\(training.processIdentifier)", with: "\(getpid())")
        try Data(reused.utf8).write(to: lock)
        let again = try Program.run(arguments("train", ["--episodes", "60", "--force"]), environment: environment)
        #expect(again.status == 0, "\(again.errors)")
        #expect(!FileManager.default.fileExists(atPath: lock.path))
    }

    @Test func aSecondTrainingIsToldOfTheFirst() throws {
        let first = try RunningProgram(arguments("train", ["--episodes", "1000000"]), environment: environment)
        while !folder.text("out/.running/small").contains("latest_progress") { usleep(2000) }
        for more in [[], ["--resume"], ["--force"]] {
            let second = try Program.run(arguments("train", more))
            #expect(
                second
                    == Program.Outcome(
                        status: 75, output: "",
                        errors: "error: small: is being trained by process \(first.processIdentifier); that training "
                            + "began at 2026-11-22T10:30:00Z\n"))
        }
        first.send(SIGINT)
        #expect(first.wait().status == 130)
    }
}

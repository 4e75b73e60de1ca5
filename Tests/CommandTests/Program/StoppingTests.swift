import Foundation
import Glibc
import Testing

/// The real process, stopped by real signals.
@Suite("Stopping", .timeLimit(.minutes(2)))
struct StoppingTests {
    private static let episodes = "6000"
    private let folder: TemporaryFolder
    private let scenario: String
    private let environment = ["SOURCE_DATE_EPOCH": "1795343400"]

    init() throws {
        folder = try TemporaryFolder()
        scenario = try folder.write(SmallScenario.text, to: "small.yaml")
    }

    private func arguments(_ output: String, _ more: [String] = []) -> [String] {
        [
            "train-and-report", scenario, "--output", "\(folder.path)/\(output)", "--episodes", Self.episodes,
            "--eval-episodes", "20", "--save-interval", "1000", "--progress", "json",
        ] + more
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func aSignalSavesTheStateAndResumingEndsBitForBitTheSame(signal: Int32, status: Int32) throws {
        if signal == SIGHUP, Self.isIgnored(signal) { return }
        let program = try RunningProgram(arguments("stopped"), environment: environment)
        try program.waitForOutput(#""episode":1500,"#)
        program.send(signal)
        let outcome = program.wait()
        #expect(outcome.status == status)
        #expect(outcome.errors.isEmpty)
        let last = try #require(outcome.output.split(separator: "\n").last)
        #expect(last.hasPrefix(#"{"event":"training_stopped","scenario_name":"small","episodes_completed":"#))
        #expect(try !folder.files().keys.contains { $0.hasPrefix("stopped/reports") })

        // Without --resume it says what there is.
        let again = try Program.run(arguments("stopped"), environment: environment)
        #expect(again.status == 73)
        #expect(again.errors.contains("hint: continue it with --resume, or start again with --force\n"))

        #expect(try Program.run(arguments("stopped", ["--resume"]), environment: environment).status == 0)
        #expect(try Program.run(arguments("whole"), environment: environment).status == 0)
        let files = try folder.files()
        func run(_ output: String) -> [String: Data] {
            Dictionary(
                uniqueKeysWithValues: files.filter { $0.key.hasPrefix(output) && !$0.key.contains("/.") }
                    .map { (String($0.key.dropFirst(output.count)), $0.value) })
        }
        #expect(run("stopped").keys.sorted() == run("whole").keys.sorted())
        for (path, data) in run("whole") { #expect(run("stopped")[path] == data, "\(path)") }
    }

    @Test func aSecondInterruptEndsAtOnce() throws {
        let program = try RunningProgram(arguments("twice", ["--episodes", "1000000", "--threads", "1"]))
        try program.waitForOutput(#""episode":100,"#)
        program.send(SIGINT)
        program.send(SIGINT)
        usleep(20_000)
        program.send(SIGINT)
        #expect(program.wait().status == 130)
    }

    @Test func aSecondTrainingOfARunIsRefused() throws {
        let program = try RunningProgram(arguments("busy", ["--episodes", "1000000"]))
        try program.waitForOutput(#""episode":100,"#)
        let outcome = try Program.run(arguments("busy", ["--progress", "none"]))
        #expect(outcome.status == 75)
        #expect(outcome.errors.contains("is being trained by process \(program.processIdentifier)"))
        program.send(SIGTERM)
        #expect(program.wait().status == 143)
        // A lock dies with its process: what is refused now is the unfinished run.
        #expect(try Program.run(arguments("busy", ["--progress", "none"])).status == 73)
    }

    @Test func aReaderThatGoesAwayEndsTheProgressOnly() throws {
        let command = ([Program.url.path] + arguments("piped", ["--episodes", "300"])).map { "'\($0)'" }
        let line = "{ \(command.joined(separator: " ")); echo $? >'\(folder.path)/status'; } | head -n 2"
        #expect(try Program.shell(line).output.split(separator: "\n").count == 2)
        #expect(folder.text("status") == "0\n")
        #expect(try folder.files().keys.contains("piped/reports/small/small.pdf"))
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

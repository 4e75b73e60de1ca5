import Foundation
import Glibc
import Testing

/// The real process, stopped by real signals.
@Suite("Stopping", .timeLimit(.minutes(10)))
struct StoppingTests {
    private let folder: TemporaryFolder
    private let scenario: String
    private let environment = ["SOURCE_DATE_EPOCH": "1795343400"]

    init() throws {
        folder = try TemporaryFolder()
        scenario = try folder.write(SmallScenario.text, to: "small.yaml")
    }

    private func arguments(_ output: String, _ more: [String] = []) -> [String] {
        [
            "train-and-report", scenario, "--output", "\(folder.path)/\(output)", "--eval-episodes", "20",
            "--progress", "json",
        ] + more
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func aSignalSavesTheStateAndResumingEndsBitForBitTheSame(signal: Int32, status: Int32) throws {
        if signal == SIGHUP, Self.isIgnored(signal) { return }
        let (outcome, length) = try StoppedTraining.first { episodes -> (Program.Outcome, [String])? in
            let length = ["--episodes", "\(episodes)", "--save-interval", "\(episodes / 6)"]
            let program = try RunningProgram(arguments("stopped", length), environment: environment)
            try program.waitForOutput(#""episode":1500,"#)
            program.send(signal)
            let outcome = program.wait()
            if try folder.files()["stopped/models/small_history.json"] == nil { return (outcome, length) }
            try FileManager.default.removeItem(at: folder.url.appending(path: "stopped"))
            return nil
        }
        #expect(outcome.status == status)
        #expect(outcome.errors.isEmpty)
        let last = try #require(outcome.output.split(separator: "\n").last)
        #expect(last.hasPrefix(#"{"event":"training_stopped","run":"small","scenario_name":"small","#))
        #expect(try !folder.files().keys.contains { $0.hasPrefix("stopped/reports") })

        // Without --resume it says what there is.
        let again = try Program.run(arguments("stopped", length), environment: environment)
        #expect(again.status == 73)
        #expect(again.errors.contains("hint: continue it with --resume, or start again with --force\n"))

        let resumed = try Program.run(arguments("stopped", length + ["--resume"]), environment: environment)
        let whole = try Program.run(arguments("whole", length), environment: environment)
        #expect(resumed.status == 0 && whole.status == 0)
        // The averages go on, too: from the first event on they are those of a training that was not stopped.
        let progress = resumed.output.split(separator: "\n").filter { $0.contains("training_progress") }
        let known = Set(whole.output.split(separator: "\n").map(Self.withoutTime))
        #expect(!progress.isEmpty && progress.allSatisfy { known.contains(Self.withoutTime($0)) })
        let files = try folder.files()
        func run(_ output: String) -> [String: Data] {
            Dictionary(
                uniqueKeysWithValues: files.filter { $0.key.hasPrefix(output) && !$0.key.contains("/.") }
                    .map { (String($0.key.dropFirst(output.count)), $0.value) })
        }
        #expect(run("stopped").keys.sorted() == run("whole").keys.sorted())
        for (path, data) in run("whole") { #expect(run("stopped")[path] == data, "\(path)") }
    }

    private static func withoutTime(_ line: Substring) -> Substring {
        line.range(of: ",\"elapsed_time\":").map { line[..<$0.lowerBound] } ?? line
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func anEvaluationStopsAtOnceAndTheTrainingIsKept(signal: Int32, status: Int32) throws {
        let few = ["--episodes", "50", "--threads", "1"]
        let program = try RunningProgram(arguments("judged", few + ["--eval-episodes", "200000"]))
        try program.waitForOutput("training_completed")
        program.send(signal)
        let outcome = program.wait()
        #expect(outcome.status == status && outcome.errors.isEmpty)
        let files = try folder.files()
        #expect(files["judged/models/small_history.json"] != nil)
        #expect(files["judged/models/small_evaluation.json"] == nil)
        #expect(!files.keys.contains { $0.hasPrefix("judged/reports") })
        #expect(try Program.run(arguments("judged", few)).status == 0)
    }

    /// There is nothing to save: a simulation of many lives ends there and then, and nothing of it is kept.
    @Test(arguments: [SIGINT, SIGTERM]) func aSimulationEndsAtOnce(signal: Int32) throws {
        let program = try RunningProgram([
            "simulate", "--scenario", scenario, "--policy", "cash", "--episodes", "1000000", "--output",
            folder.path + "/lives",
        ])
        usleep(300_000)
        #expect(program.isRunning)
        let began = ContinuousClock.now
        program.send(signal)
        #expect(program.wait().status == -signal && ContinuousClock.now - began < .seconds(1))
        #expect(try !folder.files().keys.contains { $0.hasPrefix("lives/simulations") })
    }

    /// `timeout` signals a process and its group, and a hand presses Ctrl-C twice: nothing is lost by that.
    @Test(arguments: [0, 1000, 20_000, 300_000] as [UInt32])
    func interruptsInQuickSuccessionAreOne(pause: UInt32) throws {
        let name = "twice\(pause)"
        let program = try RunningProgram(arguments(name, ["--episodes", "1000000", "--threads", "1"]))
        try program.waitForOutput(#""episode":100,"#)
        program.send(SIGINT)
        usleep(pause)
        program.send(SIGINT)
        #expect(program.wait().status == 130)
        let files = try folder.files().keys.filter { $0.contains("\(name)/models/checkpoints") }
        #expect(files.contains { $0.contains("stopped_at_episode_") }, "\(files)")
    }

    /// A later one ends a process that is busy, and says what that costs.
    @Test func aLaterInterruptEndsAtOnce() throws {
        let program = try RunningProgram(
            arguments("later", ["--episodes", "50", "--threads", "1", "--set", "environment.max_months=1200"]))
        try program.waitForOutput("training_started")
        // Held, the process cannot act on the first before the second is due.
        program.send(SIGINT)
        program.send(SIGSTOP)
        usleep(2_300_000)
        program.send(SIGCONT)
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

    @Test func statusAndStopReachAnotherProcess() throws {
        let output = ["--output", folder.path + "/busy"]
        #expect(
            try Program.run(["status"] + output)
                == Program.Outcome(status: 0, output: "no training is going on\n", errors: ""))
        #expect(
            try Program.run(["stop"] + output)
                == Program.Outcome(status: 66, output: "", errors: "error: no training is going on\n"))
        let program = try RunningProgram(
            arguments("busy", ["--episodes", "1000000"]), environment: environment)
        try program.waitForOutput(#""episode":100,"#)
        // The first that it tells may be older than what it printed since.
        var fields = try status(output)
        while fields["latest_progress"] is NSNull { fields = try status(output) }
        #expect(fields["is_training"] as? Bool == true && fields["scenario_name"] as? String == "small")
        #expect(fields["total_episodes"] as? Int == 1_000_000)
        #expect(fields["start_time"] as? String == "2026-11-22T10:30:00Z")
        #expect(fields["process_id"] as? Int32 == program.processIdentifier)
        let progress = try #require(fields["latest_progress"] as? [String: Any])
        #expect(progress["episode"] as? Int == fields["current_episode"] as? Int)
        let text = try Program.run(["status"] + output).output
        #expect(
            text.hasPrefix("small: being trained by process \(program.processIdentifier), begun at 2026-11-22T10:30"))

        let stopped = try Program.run(["stop", "small"] + output)
        // It waits: the process has given up the run when the command ends.
        #expect(stopped.status == 0 && stopped.errors.isEmpty)
        #expect(stopped.output.hasPrefix("stopped small after "))
        #expect(program.wait().status == 143)
        let after = try Program.run(["status", "small"] + output).output
        #expect(after.hasPrefix("small: not being trained; ") && after.hasSuffix("train --resume continues it\n"))
        let json = try Program.run(["status", "small", "--json"] + output).output
        #expect(json.contains("\"is_training\" : false") && json.contains("\"latest_progress\" : null"))
        #expect(
            try Program.run(["stop", "small"] + output).errors == "error: small: no training is going on\n")
        #expect(try Program.run(["status", "nobody"] + output).status == 66)
    }

    /// What is trained anew lies beside the finished run, which stays what it is for its readers.
    @Test func aTrainingThatReplacesARunIsToldOfAsItself() throws {
        let output = ["--output", folder.path + "/anew"]
        #expect(try Program.run(arguments("anew", ["--episodes", "50"])).status == 0)
        let program = try RunningProgram(
            arguments("anew", ["--force", "--episodes", "1000000", "--save-interval", "20"]))
        try program.waitForOutput(#""checkpoint_saved","episode":20,"#)
        let during = try Program.run(["models", "list"] + output).output
        #expect(during.contains("50 episodes; anew: training, ") && during.contains(" of 1,000,000 episodes saved"))
        let stopped = try Program.run(["stop"] + output).output
        #expect(stopped.hasPrefix("stopped small after ") && stopped.contains(" of 1000000 episodes; "), "\(stopped)")
        #expect(program.wait().status == 143)
        let status = try Program.run(["status", "small"] + output).output
        #expect(status.contains(" of 1000000 episodes saved, unfinished; "), "\(status)")
        let models = try Program.run(["models", "show", "small"] + output).output
        #expect(models.contains("50 episodes; anew: ") && !models.contains("training, "), "\(models)")
    }

    private func status(_ output: [String]) throws -> [String: Any] {
        let text = try Program.run(["status", "--json"] + output).output
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func oneOfSeveralTrainingsIsNamed() throws {
        let output = ["--output", folder.path + "/several"]
        let programs = try ["a", "b"].map { name in
            try RunningProgram(arguments("several", ["--episodes", "1000000", "--name", name]))
        }
        for program in programs { try program.waitForOutput(#""episode":100,"#) }
        for arguments in [["stop"], ["status", "--json"]] {
            let outcome = try Program.run(arguments + output)
            #expect(outcome.status == 64)
            #expect(
                outcome.errors == "error: <run>: is missing, and 2 trainings are going on\nhint: name one of a, b\n")
        }
        let listed = try Program.run(["status"] + output).output
        #expect(listed.contains("a: being trained") && listed.contains("b: being trained"))
        #expect(try Program.run(["stop", "b"] + output).status == 0)
        #expect(programs[1].wait().status == 143)
        #expect(try Program.run(["stop"] + output).output.hasPrefix("stopped a after "))
        #expect(programs[0].wait().status == 143)
    }

    @Test func aReaderThatGoesAwayEndsTheProgressOnly() throws {
        let command = ([Program.url.path] + arguments("piped", ["--episodes", "300"])).map { "'\($0)'" }
        let line = "{ \(command.joined(separator: " ")); echo $? >'\(folder.path)/status'; } | head -n 2"
        #expect(try Program.shell(line).output.split(separator: "\n").count == 2)
        #expect(folder.text("status") == "0\n")
        #expect(try folder.files().keys.contains("piped/reports/small/small.pdf"))
    }

    /// Whatever prints: nothing but what was printed is lost, and the exit code is the command's own.
    @Test func aReaderThatGoesAwayEndsNoCommand() throws {
        #expect(try Program.run(arguments("piped", ["--episodes", "300"])).status == 0)
        let page = folder.url.appending(path: "piped/reports/small/index.html")
        for command in ["report small", "verify", "verify --json", "simulate small --episodes 10"] {
            let call = "'\(Program.url.path)' \(command) --output '\(folder.path)/piped'"
            let line = "{ sleep 0.1; \(call); echo $? >'\(folder.path)/status'; } | true"
            let outcome = try Program.shell(line)
            #expect(folder.text("status") == "0\n" && outcome.errors.isEmpty, "\(command): \(outcome.errors)")
        }
        try Data([1]).write(to: page)
        let call = "'\(Program.url.path)' verify --output '\(folder.path)/piped'"
        _ = try Program.shell("{ sleep 0.1; \(call); echo $? >'\(folder.path)/status'; } 2>&1 | true")
        #expect(folder.text("status") == "65\n")
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

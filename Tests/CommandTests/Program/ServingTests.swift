import Foundation
import Glibc
import TestSupport
import Testing

/// `hrlreport serve` with its real trainer, by real requests and real signals.
@Suite("Serving", .timeLimit(.minutes(10)), .serialized)
struct ServingTests {
    private let folder: TemporaryFolder
    private let environment = ["SOURCE_DATE_EPOCH": "1795343400"]

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.write(SmallScenario.text, to: "scenarios/small.yaml")
        _ = try folder.write(SmallScenario.text, to: "scenarios/other.yaml")
    }

    private func arguments(_ output: String = "output", port: Int = 0) -> [String] {
        [
            "serve", "--port", "\(port)", "--output", "\(folder.path)/\(output)", "--scenarios",
            "\(folder.path)/scenarios", "--threads", "1",
        ]
    }

    private func serve(
        _ output: String = "output", port: Int = 0, _ more: [String] = [], environment: [String: String] = [:]
    ) throws -> (program: RunningProgram, client: ServiceClient) {
        let all = self.environment.merging(environment) { $1 }
        let program = try RunningProgram(arguments(output, port: port) + more, environment: all)
        try program.waitForOutput("\n")
        let address = try #require(program.output.firstMatch(of: /^serving http:\/\/127\.0\.0\.1:(\d+)\n$/))
        return (program, ServiceClient(port: try #require(Int(address.1))))
    }

    private static func start(
        _ episodes: Int, scenario: String = "small", seed: Int = 42, saveInterval: Int = 1000
    ) -> String {
        #"{"scenario_name":"\#(scenario)","num_episodes":\#(episodes),"save_interval":\#(saveInterval),"#
            + #""eval_episodes":20,"seed":\#(seed)}"#
    }

    private func episode(_ client: ServiceClient) -> Int {
        client.call("GET", "/api/training/status")?.value("current_episode") as? Int ?? 0
    }

    private func wait(_ condition: () -> Bool) throws {
        for _ in 0..<3000 {
            if condition() { return }
            usleep(10_000)
        }
        Issue.record("it does not come")
    }

    @Test func aSignalSavesTheTrainingAndItResumesToTheSameBits() throws {
        let (episodes, output, port) = try StoppedTraining.first { episodes -> (Int, String, Int)? in
            let output = "output\(episodes)"
            let (program, client) = try serve(output)
            let watcher = try #require(WatchingClient(port: client.port))
            let start = Self.start(episodes, saveInterval: episodes / 6)
            #expect(client.call("POST", "/api/training/start", json: start)?.status == 202)
            try wait { episode(client) > 1500 }
            program.send(SIGTERM)
            let outcome = program.wait()
            #expect(outcome.status == 0 && !outcome.errors.contains("error"))
            let events = watcher.events(through: "training_stopped")
            #expect(watcher.receive() == nil && watcher.closeCode == 1001)
            let state = "\(folder.path)/\(output)/models/small_history.json"
            if FileManager.default.fileExists(atPath: state) { return nil }
            #expect(events.last?.hasPrefix("training_stopped") == true)
            return (episodes, output, client.port)
        }

        // The next one lists it as unfinished, begins nothing by itself, and goes on where it is asked to.
        let (second, again) = try serve(output, port: port)
        let model = try #require(again.call("GET", "/api/models/small"))
        #expect(model.value("state") as? String == "unfinished")
        #expect(again.call("GET", "/api/training/status")?.value("is_training") as? Bool == false)
        let next = try #require(WatchingClient(port: again.port))
        let start = Self.start(episodes, saveInterval: episodes / 6)
        let answer = try #require(again.call("POST", "/api/training/start", json: start))
        #expect((answer.value("data", "episodes_done") as? Int ?? 0) > 1500)
        #expect(
            next.events(through: "training_completed").last?.contains(#""episodes_completed":\#(episodes)"#) == true)
        second.send(SIGINT)
        #expect(second.wait().status == 0)

        let whole = try Program.run(
            [
                "train", "\(folder.path)/scenarios/small.yaml", "--output", "\(folder.path)/whole", "--episodes",
                "\(episodes)", "--save-interval", "\(episodes / 6)", "--eval-episodes", "20", "--threads", "1",
            ], environment: environment)
        #expect(whole.status == 0)
        let files = try folder.files()
        func models(_ output: String) -> [String: Data] {
            let ours = files.filter { $0.key.hasPrefix("\(output)/models") && !$0.key.contains("/.") }
            return Dictionary(uniqueKeysWithValues: ours.map { (String($0.key.dropFirst(output.count)), $0.value) })
        }
        #expect(models(output).count > 10 && models(output) == models("whole"))
    }

    @Test func aServiceThatIsKilledLeavesItsTrainingToTheNext() throws {
        let (program, client) = try serve()
        #expect(client.call("POST", "/api/training/start", json: Self.start(1_000_000))?.status == 202)
        try wait { episode(client) > 100 }
        program.send(SIGKILL)
        _ = program.wait()
        // The port is free at once, though the training goes on.
        let (second, again) = try serve(port: client.port)
        #expect(again.port == client.port)
        let watcher = try #require(WatchingClient(port: again.port))
        try wait { again.call("GET", "/api/training/status")?.value("foreign") as? Bool == true }
        let before = episode(again)
        try wait { episode(again) > before }
        let refused = try #require(again.call("POST", "/api/training/start", json: Self.start(10, scenario: "other")))
        #expect(refused.status == 400)
        #expect(refused.value("detail") as? String == "Training already in progress for scenario: small")
        let stopped = try #require(again.call("POST", "/api/training/stop"))
        #expect(stopped.value("data", "status") as? String == "stopped")
        #expect((stopped.value("data", "episodes_completed") as? Int ?? 0) > before)
        let events = watcher.events(through: "training_stopped")
        #expect(events.count { $0.hasPrefix("training_started") } <= 1)
        #expect(events.contains { $0.hasPrefix("training_progress") })
        second.send(SIGTERM)
        #expect(second.wait().status == 0)
    }

    @Test func aTrainingOfTheCommandLineIsSeenAndItsEndTold() throws {
        let (program, client) = try serve()
        let watcher = try #require(WatchingClient(port: client.port))
        let trainer = try RunningProgram(
            [
                "train", "\(folder.path)/scenarios/small.yaml", "--output", "\(folder.path)/output", "--episodes",
                "3000",
                "--eval-episodes", "20",
            ], environment: environment)
        let events = watcher.events(through: "training_completed")
        #expect(events.contains { $0.hasPrefix(#"training_started",{"scenario_name":"small","num_episodes":3000"#) })
        #expect(events.last?.contains(#""episodes_completed":3000"#) == true)
        #expect(trainer.wait().status == 0)
        let stopping = try RunningProgram(
            [
                "train", "\(folder.path)/scenarios/other.yaml", "--output", "\(folder.path)/output", "--episodes",
                "1000000",
            ], environment: environment)
        _ = watcher.events(through: "training_progress")
        #expect(try Program.run(["stop", "--output", "\(folder.path)/output"]).status == 0)
        #expect(stopping.wait().status == 143)
        #expect(watcher.events(through: "training_stopped").last?.contains(#""scenario_name":"other""#) == true)
        program.send(SIGHUP)
        #expect([0, 128 + SIGHUP].contains(program.wait().status))
    }

    @Test func whatAStartReplacesIsKeptOnce() throws {
        let (program, client) = try serve()
        for seed in 1...3 {
            let watcher = try #require(WatchingClient(port: client.port))
            #expect(client.call("POST", "/api/training/start", json: Self.start(50, seed: seed))?.status == 202)
            #expect(watcher.events(through: "training_completed").last?.hasPrefix("training_completed") == true)
        }
        #expect(client.call("GET", "/api/models/small")?.value("seed") as? Int == 3)
        let kept = try #require(client.call("GET", "/api/models/small-previous"))
        #expect(kept.value("seed") as? Int == 2 && kept.value("state") as? String == "finished")
        #expect(kept.value("previous_of") as? String == "small")
        #expect(client.call("GET", "/api/models")?.value("total") as? Int == 2)
        program.send(SIGTERM)
        _ = program.wait()
        let verified = try Program.run(["verify", "--output", "\(folder.path)/output"])
        #expect(verified.status == 0, "\(verified.errors)")
    }

    @Test func aRunIsSimulatedAndReportedAndDeleted() throws {
        let (program, client) = try serve()
        #expect(client.call("POST", "/api/training/start", json: Self.start(50))?.status == 202)
        try wait { client.call("GET", "/api/training/status")?.value("state") as? String == "completed" }
        let body = #"{"model_name":"small","scenario_name":"small","num_episodes":3,"seed":7}"#
        let simulated = try #require(client.call("POST", "/api/simulation/run", json: body))
        #expect(simulated.status == 202, "\(simulated.body)")
        let id = try #require(simulated.value("simulation_id") as? String)
        #expect(simulated.headers["location"] == "/api/simulation/results/\(id)")
        let episodes = try #require(simulated.value("results", "episodes") as? [[String: Any]])
        #expect(
            episodes.count == 3
                && episodes.allSatisfy { ($0["actions"] as? [[Double]])?.count == $0["duration"] as? Int })
        let again = try #require(client.call("GET", "/api/simulation/results/\(id)"))
        #expect(
            again.value("total_wealth_mean") as? Double == simulated.value("results", "total_wealth_mean") as? Double)
        let order =
            #"{"simulation_id":"\#(id)","report_type":"html","title":"A <b>title</b>","include_sections":["summary"]}"#
        let report = try #require(client.call("POST", "/api/reports/generate", json: order))
        #expect(report.status == 202 && report.value("report_id") as? String == "small.html", "\(report.body)")
        #expect(report.value("sections") as? [String] == ["finding", "key-figures"])
        let page = try #require(client.call("GET", "/api/reports/small.html"))
        #expect(page.body.hasPrefix("<!DOCTYPE html>") && page.body.contains("A &lt;b&gt;title&lt;/b&gt;"))
        #expect(page.headers["content-disposition"] == #"attachment; filename="small.html""#)
        #expect(client.call("GET", "/site/reports/small/index.html")?.body == page.body)
        #expect(client.call("GET", "/site/reports/small/report.json")?.status == 404)
        #expect(client.call("GET", "/site/models/small_history.json")?.status == 404)
        #expect(client.call("DELETE", "/api/models/small")?.status == 200)
        #expect(client.call("GET", "/api/models/small")?.status == 404)
        #expect(client.call("GET", "/api/reports/list")?.value("total") as? Int == 0)
        #expect(client.call("GET", "/api/simulation/history")?.value("total") as? Int == 0)
        program.send(SIGTERM)
        #expect(program.wait().status == 0)
    }

    /// What does not fit together is told as the document says, by names a client knows.
    @Test func agentsOfAnotherKindOfHouseholdAreRefused() throws {
        try FileManager.default.copyItem(
            atPath: "\(Program.root.path)/scenarios/verso_la_pensione.yaml",
            toPath: "\(folder.path)/scenarios/verso_la_pensione.yaml")
        let (program, client) = try serve()
        #expect(client.call("POST", "/api/training/start", json: Self.start(50))?.status == 202)
        try wait { client.call("GET", "/api/training/status")?.value("state") as? String == "completed" }
        let body = #"{"model_name":"small","scenario_name":"verso_la_pensione","num_episodes":2}"#
        let answer = try #require(client.call("POST", "/api/simulation/run", json: body))
        #expect(answer.status == 400 && answer.value("error") as? String == "BadRequest", "\(answer.body)")
        let message = "has another objective.kind than the household of small, whose agents cannot live in it"
        #expect(answer.value("message") as? String == "scenarios/verso_la_pensione.yaml: \(message)")
        #expect(client.call("GET", "/api/simulation/history")?.value("total") as? Int == 0)
        program.send(SIGTERM)
        #expect(program.wait().status == 0)
    }

    @Test func anUnfinishedRunIsSimulatedFromItsNewestState() throws {
        let (program, client) = try serve()
        #expect(client.call("POST", "/api/training/start", json: Self.start(1_000_000))?.status == 202)
        try wait { episode(client) > 500 }
        #expect(client.call("POST", "/api/training/stop")?.status == 200)
        let body = #"{"model_name":"small","scenario_name":"other","num_episodes":2}"#
        #expect(client.call("POST", "/api/simulation/run", json: body)?.status == 202)
        program.send(SIGTERM)
        #expect(program.wait().status == 0)
    }

    // MARK: - Starting

    /// Whoever reads no log keeps no client waiting, nor the end.
    @Test func aLogThatNobodyReadsStallsNothing() throws {
        let unread = Pipe()
        let program = try RunningProgram(
            arguments() + ["--verbose"], environment: environment, terminal: unread.fileHandleForWriting)
        try program.waitForOutput("\n")
        let address = try #require(program.output.firstMatch(of: /^serving http:\/\/127\.0\.0\.1:(\d+)\n$/))
        let client = ServiceClient(port: try #require(Int(address.1)))
        // More lines than a pipe holds, and than may wait.
        for call in 0..<3000 {
            guard client.call("GET", "/health")?.status == 200 else {
                Issue.record("call \(call) is not answered")
                break
            }
        }
        program.send(SIGTERM)
        for _ in 0..<500 where program.isRunning { usleep(20_000) }
        #expect(!program.isRunning)
        let read = String(decoding: unread.fileHandleForReading.availableData, as: UTF8.self)
        #expect(read.hasPrefix("info: serving") && read.contains("debug: request"))
    }

    /// What only starting needed is given back, and what calls need comes again.
    @Test func aServiceThatWaitsTakesLittle() throws {
        let (program, client) = try serve()
        #expect(client.call("GET", "/api/training/status")?.status == 200)
        try wait {
            let status = try? String(contentsOfFile: "/proc/\(program.processIdentifier)/status", encoding: .utf8)
            return (status?.firstMatch(of: /VmRSS:\s+(\d+) kB/).flatMap { Int($0.1) }).map { $0 <= 30_000 } ?? false
        }
        #expect(client.call("GET", "/api/scenarios")?.status == 200)
        program.send(SIGTERM)
        #expect(program.wait().status == 0)
    }

    @Test func twoServicesDoNotShareAnOutput() throws {
        let (program, client) = try serve()
        let second = try Program.run(arguments())
        #expect(second.status == 75)
        #expect(second.errors.contains("another service works on this output\nhint: stop it, or choose another folder"))
        let taken = try Program.run(arguments("elsewhere", port: client.port))
        #expect(taken.status == 74)
        #expect(taken.errors.hasSuffix("error: 127.0.0.1:\(client.port): is in use\nhint: --port\n"))
        // While it works, its lock is nothing that does not belong there.
        #expect(try Program.run(["verify", "--output", "\(folder.path)/output"]).status == 0)
        program.send(SIGTERM)
        #expect(program.wait().status == 0)
    }

    @Test func otherMachinesNeedAToken() throws {
        let open = try Program.run(arguments() + ["--host", "0.0.0.0"])
        #expect(open.status == 64 && open.errors.contains("hint: give --token-file FILE"))
        let file = try folder.write("secret\nmore\n", to: "token")
        let readable = try Program.run(arguments() + ["--host", "0.0.0.0", "--token-file", file])
        #expect(readable.status == 64 && readable.errors.contains("hint: chmod 600"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let (program, client) = try serve(["--token-file", file])
        #expect(client.call("GET", "/api/models")?.status == 401)
        #expect(client.call("GET", "/api/models", headers: ["Authorization": "Bearer secret"])?.status == 200)
        #expect(WatchingClient(port: client.port) == nil)
        program.send(SIGTERM)
        #expect(program.wait().status == 0)
        let (other, second) = try serve("elsewhere", environment: ["HRLREPORT_TOKEN": "secret"])
        #expect(second.call("GET", "/api/models")?.status == 401)
        other.send(SIGTERM)
        #expect(other.wait().status == 0)
    }

    private func serve(_ more: [String]) throws -> (program: RunningProgram, client: ServiceClient) {
        try serve("output", more)
    }

    /// A disk of its own that is nearly full; only root can mount one.
    @Test(.enabled(if: ServingTests.canMount)) func aFullDiskIsTold() throws {
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "output"), withIntermediateDirectories: true)
        #expect(try Program.shell("mount -t tmpfs -o size=200k tmpfs '\(folder.path)/output'").status == 0)
        defer { _ = try? Program.shell("umount -l '\(folder.path)/output'") }
        let (program, client) = try serve()
        #expect(try Program.shell("head -c 190000 /dev/zero > '\(folder.path)/output/filler'").status == 0)
        let answer = try #require(client.call("POST", "/api/training/start", json: Self.start(50)))
        // It fails as it begins, or later, when the first state is saved.
        if answer.status == 202 {
            try wait { client.call("GET", "/api/training/status")?.value("state") as? String == "failed" }
        } else {
            #expect(answer.status == 507 && answer.body.contains("o space left"), "\(answer.body)")
        }
        #expect(client.call("GET", "/health")?.status == 200)
        program.send(SIGTERM)
        #expect(program.wait().status == 0)
    }

    private static let canMount: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
        let isMounted = try? Program.shell(
            "mount -t tmpfs -o size=100k tmpfs '\(folder.path)' && umount '\(folder.path)'")
        return isMounted?.status == 0
    }()

    @Test(arguments: [
        ["--host", "http://x"], ["--allow-origin", "x"], ["--port", "70000"], ["--max-clients", "0"],
        ["--no-token", "--token-file", "x"],
    ])
    func wrongOptionsAreWrongUsage(options: [String]) throws {
        let outcome = try Program.run(arguments() + options)
        #expect(outcome.status == 64 && outcome.errors.hasPrefix("error: "), "\(outcome.errors)")
    }
}

import Foundation
import RunStorage
import TestSupport
import Testing
import TrainingService

/// Trainings by programs that only pretend to train: they print lines, hang, die, or flood.
@Suite(.timeLimit(.minutes(5)), .serialized) struct TrainingTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    /// The lines of a trainer, as the shell prints them.
    private static let started =
        #"echo '{"event":"training_started","scenario_name":"x","num_episodes":20,"seed":42,"start_time":"2026-01-02T03:04:05Z"}'"#
    /// Prints progress from the first episode to the last; `%d` is an awk format.
    private static func progress(_ first: Int, _ last: Int) -> String {
        #"awk 'BEGIN { for (i = \#(first); i <= \#(last); i++) printf "{\"event\":\"training_progress\",\"episode\":%d,\"total_episodes\":20,\"avg_reward\":%.1f,\"avg_duration\":1.0,\"avg_cash\":2.0,\"avg_invested\":3.0,\"stability\":1.0,\"goal_adherence\":0.5,\"retirement\":7.5,\"elapsed_time\":0.1,\"run\":\"x\",\"scenario_name\":\"x\"}\n", i, i % 10 }'"#
    }
    private static let completed =
        #"echo '{"event":"training_completed","scenario_name":"x","episodes_completed":20,"total_episodes":20,"elapsed_time":1.25}'"#

    private func service(_ script: String, _ change: (inout ServiceConfiguration) -> Void = { _ in }) throws
        -> RunningService
    {
        var configuration = workplace.configuration(program: try workplace.trainer(script))
        change(&configuration)
        return try RunningService(configuration)
    }

    @Test func aTrainingIsToldFromItsStartToItsEnd() throws {
        let service = try service(
            """
            \(Self.started); sleep 0.2; \(Self.progress(1, 20))
            echo '{"event":"checkpoint_saved","episode":20,"path":"/secret/place"}'
            \(Self.completed); sleep 0.3
            """)
        let watcher = try #require(WatchingClient(port: service.client.port))
        let answer = try #require(service.start())
        #expect(answer.status == 202 && answer.headers["location"] == "/api/training/status")
        #expect(answer.value("scenario_name") as? String == "bologna_coppia")
        #expect(answer.value("data", "status") as? String == "started")
        #expect(answer.value("data", "start_time") as? String == "2026-01-02T03:04:05Z")
        let events = watcher.events(through: "training_completed")
        #expect(events[0].hasPrefix("connection_established"))
        #expect(events[1].hasPrefix(#"training_started",{"scenario_name":"bologna_coppia","num_episodes":20,"#))
        let episodes = events.compactMap {
            $0.firstMatch(of: /^training_progress",{"episode":(\d+),/).map { String($0.1) }
        }
        #expect(episodes == (1...20).map(String.init))
        #expect(events.contains(#"checkpoint_saved",{"scenario_name":"bologna_coppia","episode":20}]"#))
        // What a trainer tells beyond the seed's eight goes through as it is, and into what was reached.
        // Whose it is does not.
        #expect(events.allSatisfy { !$0.hasPrefix("training_progress") || $0.hasSuffix(#""elapsed_time":0.1}]"#) })
        #expect(events.allSatisfy { !$0.hasPrefix("training_progress") || $0.contains(#""retirement":7.5"#) })
        let last = try #require(events.last)
        #expect(
            last.contains(#""elapsed_time":1.25,"final_metrics":{"avg_reward":0.0,"#)
                && last.contains(#""retirement":7.5}"#))
        let status = try #require(service.client.call("GET", "/api/training/status"))
        #expect(status.value("state") as? String == "completed" && status.value("is_training") as? Bool == false)
        #expect(status.value("latest_progress", "episode") as? Int == 20)
        #expect(service.end())
    }

    @Test func theFrontEndsNamesAreThereWhereTheyAreWanted() throws {
        let service = try service("\(Self.started); sleep 0.2; \(Self.progress(1, 1)); exit 65") { $0.frontEnd = true }
        let watcher = try #require(WatchingClient(port: service.client.port))
        _ = service.start()
        let events = watcher.events(through: "training_error")
        #expect(events.contains { $0.hasPrefix("training_progress") && $0.contains(#","progress":{"episode":1,"#) })
        #expect(events.last?.contains(#""error":"#) == true)
        #expect(service.client.call("GET", "/api/training/status")?.value("progress", "episode") as? Int == 1)
        #expect(service.client.call("GET", "/api/scenarios")?.value("total") as? Int == 2)
    }

    @Test(arguments: [
        ("echo 'error: /home/somebody/x.yaml:3: is damaged' >&2; exit 65", 409, "x.yaml:3: is damaged"),
        ("echo 'error: no such' >&2; exit 66", 404, "no such"), ("exit 73", 409, ""), ("exit 74", 507, ""),
        ("exit 75", 400, ""), ("exit 70", 500, "exit code 70"), ("kill -9 $$", 500, "signal 9"),
        ("exit 143", 500, "stopped"),
        ("exit 0", 500, "exit code 0"),
    ])
    func whatKeepsATrainingFromBeginningIsAnswered(script: String, status: Int, text: String) throws {
        let service = try service(script)
        let answer = try #require(service.start())
        #expect(answer.status == status && (text.isEmpty || answer.body.contains(text)), "\(answer.body)")
        #expect(answer.value("message") as? String != "")
        #expect(!answer.body.contains("/home/"))
        // Nothing has begun, and the next one may.
        #expect(service.client.call("GET", "/api/training/status")?.value("state") as? String == "idle")
        #expect(service.start()?.status == status)
    }

    @Test(arguments: [
        ("exit 0", "training_completed", "completed"), ("exit 143", "training_stopped", "stopped"),
        ("exit 130", "training_stopped", "stopped"),
        ("echo 'error: it diverged' >&2; exit 65", "training_error", "failed"),
        ("exit 70", "training_error", "failed"), ("kill -11 $$", "training_error", "failed"),
    ])
    func everyEndIsToldOnce(script: String, event: String, state: String) throws {
        let service = try service("\(Self.started); sleep 0.2; \(Self.progress(1, 5)); \(script)")
        let watcher = try #require(WatchingClient(port: service.client.port))
        #expect(service.start()?.status == 202)
        #expect(service.waitForState(state))
        watcher.send(#"42["no_such_event"]"#)
        watcher.send(#"421["subscribe_training"]"#)
        let ends = watcher.events(through: "subscription_confirmed").filter {
            $0.contains(/^training_(completed|stopped|error)"/)
        }
        #expect(ends.count == 1 && ends[0].hasPrefix(event), "\(ends)")
        if script.contains("diverged") { #expect(ends[0].contains(#""message":"it diverged""#)) }
    }

    @Test func twoStartsAtOnceAreOne() throws {
        let service = try service("\(Self.started); sleep 30")
        let statuses = Statuses()
        let client = service.client
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            statuses.add(
                client.call("POST", "/api/training/start", json: #"{"scenario_name":"bologna_coppia"}"#)?.status ?? 0)
        }
        #expect(statuses.all.sorted() == [202, 400, 400, 400])
        let refused = try #require(service.start())
        #expect(refused.value("detail") as? String == "Training already in progress for scenario: bologna_coppia")
    }

    @Test func aStopIsAnsweredWhenTheTrainerHasEnded() throws {
        let service = try service(
            """
            trap 'echo "{\\"event\\":\\"training_stopped\\",\\"episodes_completed\\":7}"; exit 143' TERM
            \(Self.started); \(Self.progress(1, 9)); sleep 30 & wait
            """)
        #expect(service.start()?.status == 202)
        let answer = try #require(service.client.call("POST", "/api/training/stop"))
        #expect(answer.status == 200 && answer.value("data", "status") as? String == "stopped")
        #expect(
            answer.value("data", "episodes_completed") as? Int == 7
                && answer.value("data", "total_episodes") as? Int == 20)
        let again = try #require(service.client.call("POST", "/api/training/stop"))
        #expect(again.status == 400 && again.value("detail") as? String == "No training in progress")
    }

    @Test func aStopThatCameTooLateSaysSo() throws {
        let service = try service("trap '' TERM; \(Self.started); \(Self.progress(1, 20)); sleep 0.5; exit 0")
        #expect(service.start()?.status == 202)
        #expect(service.client.call("POST", "/api/training/stop")?.value("data", "status") as? String == "completed")
    }

    @Test func aTrainerThatHangsIsEnded() throws {
        let service = try service(
            "trap '' TERM; \(Self.started); \(Self.progress(1, 3)); sleep 60 & while :; do wait; done"
        ) {
            $0.limits.silence = 700
            $0.limits.grace = 300
        }
        #expect(service.start()?.status == 202)
        #expect(service.waitForState("failed"))
        let silent = try self.service("sleep 60") { $0.limits.silence = 500 }
        #expect(silent.start()?.status == 500)
    }

    /// A reader gets every line in order, and who does not read costs it nothing.
    @Test func aFloodReachesWhoReads() throws {
        let service = try service("\(Self.started); sleep 0.3; \(Self.progress(1, 100_000)); exit 0")
        let slow = try #require(WatchingClient(port: service.client.port))
        let reader = try #require(WatchingClient(port: service.client.port))
        #expect(service.start()?.status == 202)
        var (next, missed, isOver) = (1, 0, false)
        while !isOver, let text = reader.receive() {
            isOver = text.hasPrefix("42[\"training_completed")
            guard let episode = text.firstMatch(of: /^42\["training_progress",{"episode":(\d+),/).flatMap({ Int($0.1) })
            else { continue }
            if episode < next { Issue.record("\(episode) after \(next - 1)") }
            missed += episode - next
            next = episode + 1
        }
        #expect(isOver)
        // A reader that is slower than the flood misses episodes, never the last ones.
        #expect(next == 100_001 && missed < 100_000)
        let events = slow.events(through: "training_completed")
        #expect(events.last?.hasPrefix("training_completed") == true)
        let seen = events.compactMap {
            $0.firstMatch(of: /^training_progress",{"episode":(\d+),/).flatMap { Int($0.1) }
        }
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
        // Little waits for it, so that it soon knows how the training ended, also where it reads a few bytes at a time.
        #expect(events.map(\.utf8.count).reduce(0, +) < 1_000_000)
        let history = try #require(service.client.call("GET", "/api/training/history?points=100"))
        let points = try #require(history.value("points") as? [[String: Any]])
        #expect(points.count <= 100 && points.count >= 50)
        #expect(points.first?["episode"] as? Int == 1 && points.last?["episode"] as? Int == 100_000)
        let rewards = points.compactMap { $0["avg_reward"] as? Double }
        #expect(rewards.min() == 0 && rewards.max() == 9)
    }

    /// A poll brings sixteen episodes: who is behind does not wait for what all get together, which is rare where many
    /// clients are.
    @Test func manyOthersMakeNoPollerMissEpisodes() throws {
        let episodes = 3000
        let lines = (0..<30).map { Self.progress(100 * $0 + 1, 100 * $0 + 100) }.joined(separator: "; sleep 0.2; ")
        let service = try service("\(Self.started); \(lines); \(Self.completed); exit 0")
        let place = "/socket.io/?EIO=4&transport=polling"
        func open() throws -> String {
            let answer = try #require(service.client.call("GET", place))
            return try #require(answer.body.firstMatch(of: /"sid":"([^"]+)"/).map { String($0.1) })
        }
        for _ in 0..<400 { _ = try open() }
        let sid = try open()
        #expect(service.client.call("POST", "\(place)&sid=\(sid)", json: "40")?.status == 200)
        #expect(service.start()?.status == 202)
        var (got, isOver) = (0, false)
        while !isOver, let answer = service.client.call("GET", "\(place)&sid=\(sid)"), answer.status == 200 {
            got += answer.body.matches(of: /"training_progress"/).count
            isOver = answer.body.contains(#""training_completed""#)
        }
        #expect(isOver && got == episodes)
    }

    /// It misses episodes, and learns how the training ended, if it takes something again soon enough.
    @Test(arguments: [60_000, 500] as [UInt64]) func whoTakesNothingKeepsItsPlaceForATime(limit: UInt64) throws {
        let service = try service(
            "\(Self.started); sleep 0.3; \(Self.progress(1, 100_000)); sleep 3; \(Self.completed); exit 0"
        ) {
            $0.limits.blocked = limit
            ($0.sessions.pingInterval, $0.sessions.pingTimeout) = (300, 200)
        }
        let client = try #require(WatchingClient(port: service.client.port))
        #expect(service.start()?.status == 202)
        #expect(service.waitForState("completed"))
        let isLeft = client.events(through: "training_completed").last?.hasPrefix("training_completed") == true
        #expect(isLeft == (limit == 60_000))
    }

    @Test func whoComesLateGetsProgressAgainWhereThatIsWanted() throws {
        let service = try service("\(Self.started); \(Self.progress(1, 10)); sleep 30")
        #expect(service.start()?.status == 202)
        while service.client.call("GET", "/api/training/status")?.value("current_episode") as? Int != 10 {
            usleep(10_000)
        }
        let watcher = try #require(WatchingClient(port: service.client.port))
        let greeting = try #require(watcher.receive())
        #expect(
            greeting.contains(#""training":{"is_training":true,"scenario_name":"bologna_coppia","current_episode":10"#))
        watcher.send(#"42["subscribe_training",{"since":7}]"#)
        #expect(watcher.receive()?.contains("subscription_confirmed") == true)
        for episode in 8...10 { #expect(watcher.receive()?.contains("{\"episode\":\(episode),") == true) }
    }

    @Test func aServiceThatEndsTellsItsClients() throws {
        let service = try service("trap 'exit 143' TERM; \(Self.started); sleep 60 & wait")
        let watcher = try #require(WatchingClient(port: service.client.port))
        #expect(service.start()?.status == 202)
        let began = Date()
        #expect(service.end())
        #expect(Date().timeIntervalSince(began) < 5)
        var texts: [String] = []
        while let text = watcher.receive() { texts.append(text) }
        #expect(texts.last?.hasPrefix("42[\"training_stopped") == true)
        #expect(watcher.closeCode == 1001)
        #expect(!texts.contains("1") && !texts.contains("41"))
    }

    /// What it is told last finds room, however much it has not taken.
    @Test func aServiceThatEndsTellsWhoIsFarBehind() throws {
        let service = try service(
            "trap 'exit 143' TERM; \(Self.started); \(Self.progress(1, 100_000)); sleep 60 & wait")
        let watcher = try #require(WatchingClient(port: service.client.port))
        #expect(service.start()?.status == 202)
        while service.client.call("GET", "/api/training/status")?.value("current_episode") as? Int != 100_000 {
            usleep(10_000)
        }
        #expect(service.end())
        #expect(watcher.events(through: "training_stopped").last?.hasPrefix("training_stopped") == true)
        #expect(watcher.receive() == nil && watcher.closeCode == 1001)
    }

    @Test func unknownScenariosAndBrokenOnesAreNoTrainings() throws {
        try Data("environment: 7\n".utf8).write(to: URL(filePath: "\(workplace.folder)/scenarios/broken.yaml"))
        try FileManager.default.createSymbolicLink(
            atPath: "\(workplace.folder)/scenarios/linked.yaml", withDestinationPath: "/etc/hostname")
        let service = try service("exit 70")
        func start(_ name: String) -> ServiceClient.Answer? {
            service.client.call("POST", "/api/training/start", json: #"{"scenario_name":"\#(name)"}"#)
        }
        for name in ["nobody", "../../etc/passwd", "linked", "broken.yaml", "scenarios/balanced"] {
            let answer = try #require(start(name))
            #expect(answer.status == 404 && answer.value("detail") as? String == "Scenario '\(name)' not found")
        }
        let broken = try #require(start("broken"))
        #expect(broken.status == 400 && broken.body.contains("scenarios/broken.yaml:1: environment"))
        #expect(!broken.body.contains(workplace.folder))
        let names = try #require(service.client.call("GET", "/api/scenarios")?.value() as? [[String: Any]])
        #expect(names.compactMap { $0["name"] as? String }.sorted() == ["balanced", "bologna_coppia"])
    }

    /// What is no scenario, and not listed, is somebody's all the same.
    @Test func aLinkIsNotWrittenOver() throws {
        let link = "\(workplace.folder)/scenarios/mine.yaml"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/etc/hostname")
        let service = try service("exit 70")
        let environment =
            #"{"income":2000,"fixed_expenses":900,"variable_expense_mean":500,"variable_expense_std":50,"inflation":0.02,"safety_threshold":1000,"max_months":12,"risk_tolerance":0.5}"#
        for (method, path, name, status) in [
            ("POST", "/api/scenarios", "mine", 409), ("PUT", "/api/scenarios/balanced", "mine", 409),
            ("POST", "/api/scenarios", "ours", 201),
        ] {
            let json = #"{"name":"\#(name)","environment":\#(environment)}"#
            let answer = try #require(service.client.call(method, path, json: json))
            #expect(answer.status == status, "\(method) \(name): \(answer.body)")
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/etc/hostname")
        #expect(FileManager.default.fileExists(atPath: "\(workplace.folder)/scenarios/balanced.yaml"))
    }

    // MARK: - Trainings of other processes

    /// A process that has the lock of the run `foreign` and says that it trains.
    private func foreignTraining() throws -> Process {
        let lock = "\(workplace.folder)/output/.running/foreign"
        try FileManager.default.createDirectory(
            atPath: "\(workplace.folder)/output/.running", withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "trap '' TERM; exec 9>>'\(lock)'; flock 9; echo ready; while :; do sleep 1 9>&-; done",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        #expect(pipe.fileHandleForReading.availableData == Data("ready\n".utf8))
        let text =
            #"{"process_id":\#(process.processIdentifier),"run_name":"foreign","scenario_name":"foreign","#
            + #""start_time":"2026-01-02T03:04:05Z","current_episode":3,"total_episodes":10}"#
        // In place: a new file would not carry the lock.
        let file = try #require(FileHandle(forWritingAtPath: lock))
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
        return process
    }

    /// Who waits for the training of another process to stop keeps nobody else waiting.
    @Test func stopsOfOthersStallNobody() throws {
        let foreign = try foreignTraining()
        defer { kill(foreign.processIdentifier, SIGKILL) }
        let service = try service("exit 70")
        #expect(service.waitForState("training"))
        let statuses = Statuses()
        let (client, group) = (service.client, DispatchGroup())
        for _ in 0..<3 {
            group.enter()
            Thread {
                statuses.add(client.call("POST", "/api/training/stop")?.status ?? 0)
                group.leave()
            }.start()
        }
        #expect(service.waitForState("stopping"))
        usleep(300_000)
        let began = Date()
        #expect(client.call("GET", "/api/scenarios")?.status == 200)
        #expect(Date().timeIntervalSince(began) < 5)
        #expect(statuses.all == [])
        kill(foreign.processIdentifier, SIGKILL)
        foreign.waitUntilExit()
        group.wait()
        // There is no run of that name whose state could be told.
        #expect(statuses.all == [404, 404, 404])
    }

    /// The end of a training is told, also where the next one begins before anybody has looked.
    @Test func anEndJustBeforeAStartIsTold() throws {
        let foreign = try foreignTraining()
        defer { kill(foreign.processIdentifier, SIGKILL) }
        let service = try service("\(Self.started); sleep 30")
        #expect(service.waitForState("training"))
        let watcher = try #require(WatchingClient(port: service.client.port))
        #expect(watcher.receive()?.contains(#""scenario_name":"foreign""#) == true)
        kill(foreign.processIdentifier, SIGKILL)
        // Sooner than the service looks again by itself.
        while try !workplace.output.runs.running().isEmpty { usleep(500) }
        #expect(service.start()?.status == 202)
        let events = watcher.events(through: "training_started")
        #expect(events.count == 2, "\(events)")
        #expect(
            events.first
                == #"training_stopped",{"scenario_name":"foreign","episodes_completed":3,"total_episodes":10}]"#)
    }

    /// A share of an income that is 0 is no number.
    @Test func aHouseholdWithoutIncomeIsListed() throws {
        let keys = [
            "income", "fixed_expenses", "variable_expense_mean", "variable_expense_std", "inflation",
            "safety_threshold", "initial_cash", "risk_tolerance",
        ]
        let text = "environment:\n  max_months: 12\n" + keys.map { "  \($0): 0\n" }.joined()
        try Data(text.utf8).write(to: URL(filePath: "\(workplace.folder)/scenarios/idle.yaml"))
        let service = try service("exit 70")
        let list = try #require(service.client.call("GET", "/api/scenarios")?.value() as? [[String: Any]])
        let idle = try #require(list.first { $0["name"] as? String == "idle" })
        #expect(idle["available_pct"] as? Double == 0)
    }

    /// Deletions are processes as simulations and reports are: two at a time, eight wait, and one more is refused.
    @Test func tooMuchAtOnceIsRefused() throws {
        let service = try service("sleep 1; exit 70")
        let names = (0..<11).map { "run\($0)" }
        for name in names {
            try FileManager.default.createDirectory(
                atPath: "\(workplace.folder)/output/models/checkpoints/\(name)", withIntermediateDirectories: true)
        }
        let statuses = Statuses()
        let (client, group) = (service.client, DispatchGroup())
        for name in names {
            group.enter()
            Thread {
                statuses.add(client.call("DELETE", "/api/models/\(name)")?.status ?? 0)
                group.leave()
            }.start()
        }
        group.wait()
        #expect(statuses.all.sorted() == Array(repeating: 500, count: 10) + [503])
    }
}

/// What several threads were answered.
private final class Statuses: @unchecked Sendable {
    private let lock = NSLock()
    private var statuses: [Int] = []

    func add(_ status: Int) { lock.withLock { statuses.append(status) } }
    var all: [Int] { lock.withLock { statuses } }
}

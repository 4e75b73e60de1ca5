import Foundation
import Households
import Jobs
import Reports
import RunStorage
import ScenarioFiles
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite("Jobs without a command", .timeLimit(.minutes(5)))
struct JobRunnerTests {
    private let workplace: Workplace

    init() throws {
        workplace = try Workplace()
    }

    @Test func aTrainingTellsWhatHappensInOrder() throws {
        let heard = Heard()
        let run = try workplace.jobs(heard).train(workplace.request)
        #expect(run.description.episodes == 30 && run.evaluation?.episodes == 20)
        let events = heard.events.filter { if case .note = $0 { false } else { true } }
        let episodes = events.compactMap { if case .episode(let progress, _, _) = $0 { progress.episode } else { nil } }
        let saved = events.compactMap { if case .checkpointSaved(_, _, let episode, _) = $0 { episode } else { nil } }
        #expect(episodes == Array(1...30))
        #expect(saved == [20, 30])
        guard case .trainingStarted("small", "small", 30, 42, _, 0) = events.first,
            case .trainingCompleted("small", "small", 30, _) = events.last
        else {
            Issue.record("\(events)")
            return
        }
    }

    @Test func whatIsFinishedIsNotTrainedAgain() throws {
        _ = try workplace.jobs().train(workplace.request)
        let heard = Heard()
        _ = try workplace.jobs(heard).train(workplace.request)
        #expect(heard.events.contains(.note(.notice, "small: is up to date: 30 episodes, seed 42")))
        #expect(!heard.events.contains { if case .episode = $0 { true } else { false } })
    }

    @Test func whatKeepsARunFromBeingTrainedIsToldAndThrown() throws {
        let heard = Heard()
        var request = workplace.request
        request.from = "nobody"
        #expect(throws: StorageError.runNotFound(try RunName("nobody"))) { try workplace.jobs(heard).train(request) }
        #expect(heard.events.last == .trainingFailed(message: "nobody: there is no such run"))
    }

    /// The request comes from the thread that hears the events, from another one, or before anything begins.
    @Test func aTrainingThatIsStoppedGoesOnFromThere() throws {
        let (stop, heard) = (StopRequest(), Heard())
        var request = workplace.request
        request.episodes = 2000
        let jobs = workplace.jobs(heard, stop: stop) { event in
            guard case .episode(let progress, _, _) = event, progress.episode == 20 else { return }
            let thread = Thread { #expect(stop.ask(.terminated)) }
            thread.start()
            while stop.reason == nil { usleep(100) }
            #expect(!stop.ask(.interrupted))
        }
        #expect(throws: Stopped(.terminated)) { try jobs.train(request) }
        guard case .trainingStopped("small", "small", let done, 2000, _) = heard.events.last else {
            Issue.record("\(heard.events.suffix(3))")
            return
        }
        #expect((20..<2000).contains(done))
        // The report of the state as it stands says so.
        var report = ReportRequest(run: "small")
        report.formats = [.html]
        let reporter = workplace.jobs()
        let page = try reporter.report(report, with: reporter.renderer())[0]
        let text = String(decoding: try Data(contentsOf: URL(filePath: page.string)), as: UTF8.self)
        #expect(
            text.replacing("\u{A0}", with: " ").contains(
                "Training stopped after \(DisplayFormat.number(done)) of 2,000 episodes"))
        request.mode = .resume
        let again = Heard()
        let other = StopRequest()
        _ = try? workplace.jobs(again, stop: other) { if case .episode = $0 { other.ask(.interrupted) } }.train(request)
        guard case .trainingStarted("small", "small", 2000, 42, _, done) = again.events.first(where: \.isStart) else {
            Issue.record("\(again.events)")
            return
        }
    }

    /// Whoever starts a training is its only listener, whatever else goes on.
    @Test func twoTrainingsGoOnSideBySide() async throws {
        let (first, second) = (Heard(), Heard())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, heard) in [("first", first), ("second", second)] {
                group.addTask { [workplace] in
                    var request = workplace.request
                    request.name = name
                    _ = try workplace.jobs(heard).train(request)
                }
            }
            try await group.waitForAll()
        }
        for heard in [first, second] {
            let episodes = heard.events.compactMap { if case .episode(let it, _, _) = $0 { it.episode } else { nil } }
            #expect(episodes == Array(1...30))
        }
    }

    @Test func aReportIsRenderedWithoutTheIndex() throws {
        let heard = Heard()
        let jobs = workplace.jobs(heard)
        let renderer = try jobs.renderer()
        let run = try jobs.train(workplace.request)
        let paths = try jobs.report(ReportRequest(run: "small"), of: run, with: renderer)
        #expect(paths.map { $0.lastComponent?.string } == ["index.html", "small.pdf"])
        let told = paths.map { JobEvent.reportWritten(run: "small", scenario: "small", path: $0.string) }
        #expect(heard.events.suffix(2) == told[...])
        #expect(!workplace.hasFile("index.html"))
        try jobs.writeIndex(with: renderer)
        #expect(workplace.hasFile("index.html"))
    }

    /// A training whose lock another machine holds is told of, and nobody here is signalled in its place.
    @Test(arguments: ["node7", nil]) func aTrainingOnAnotherMachineIsStoppedThere(host: String?) throws {
        let place = host.map { "\"host\": \"\($0)\", " } ?? ""
        let holder = try workplace.holdLock(
            "small",
            """
            {"process_id": 1, \(place)"run_name": "small", "scenario_name": "small", "current_episode": 0,
             "start_time": "2026-11-22T10:30:00Z", "total_episodes": 50}
            """)
        defer { try? holder.close() }
        let output = workplace.output()
        let training = try #require(try OtherTraining.find(nil, in: output))
        #expect(training.processWords == "process 1" + (host.map { " on \($0)" } ?? ""))
        let expected =
            host.map { JobError.runsElsewhere("small", host: $0, process: 1) }
            ?? .notStopped("small", process: 1, .noSuchProcess)
        let error = #expect(throws: expected) { try OtherTraining.stop(training, in: output) }
        #expect(error.map { Failure($0).entries.first?.hint?.isEmpty } == false)
        #expect(throws: StorageError.locked(try RunName("small"), training)) {
            try workplace.jobs().train(workplace.request)
        }
    }

    @Test func aStudyOnAnotherMachineIsNamedWithIt() throws {
        let holder = try workplace.holdLock(
            "wide", #"{"process_id": 1, "host": "node7", "study": "wide", "running": 2}"#)
        defer { try? holder.close() }
        let error = #expect(throws: StorageError.self) {
            _ = try workplace.output().studies.lock(RunName("wide"))
        }
        #expect(error?.description == "wide: process 1 on node7 works on this study")
        #expect(error?.hint == "wait for it, or stop it with hrlreport study stop wide on node7")
    }

    /// The front page is made of the entries beside the reports: a damaged one is told, and its report left out until
    /// it is rendered again; what became of the run does not matter.
    @Test func theIndexLeavesOutOnlyDamagedEntries() throws {
        let heard = Heard()
        let jobs = workplace.jobs(heard)
        let renderer = try jobs.renderer()
        var request = workplace.request
        for name in ["a", "b"] {
            request.name = name
            let run = try jobs.train(request)
            try jobs.report(ReportRequest(run: name), of: run, with: renderer)
        }
        func shown() throws -> [Bool] {
            try jobs.writeIndex(with: renderer)
            let page = String(decoding: try workplace.bytes("index.html"), as: UTF8.self)
            return ["a", "b"].map { page.contains("reports/\($0)/index.html") }
        }
        try workplace.write("models/checkpoints/a/manifest.json", "{}")
        #expect(try shown() == [true, true])
        let entry = "reports/b/\(Site.indexEntryName)"
        let text = String(decoding: try workplace.bytes(entry), as: UTF8.self)
        try workplace.write(entry, text.replacing("/b/", with: "/a/"))
        #expect(try shown() == [true, false])
        #expect(
            heard.events.last == .note(.warning, "b: index.html leaves it out until its report is rendered again"))
        try jobs.report(ReportRequest(run: "b"), with: renderer)
        #expect(try shown() == [true, true])
    }

    /// A run that is trained anew or pruned at any instant while it is read has changed; it is not damaged.
    @Test(arguments: ["replaced", "pruned"]) func whatChangesWhileItIsReadIsNoDamage(how: String) throws {
        var changes = 0
        for call in 1... {
            let workplace = try Workplace()
            let run = try workplace.jobs().train(workplace.request)
            let left = Mutex(call)
            var operations = FileOperations.posix
            operations.open = { path, purpose in
                guard purpose == .reading, path.string.contains("/checkpoints/small/") else {
                    return try FileOperations.posix.open(path, purpose)
                }
                let isNow = left.withLock { calls in
                    calls -= 1
                    return calls == 0
                }
                if isNow {
                    if how == "pruned" {
                        _ = try workplace.output().runs.prune(run.description.name, keeping: 0)
                    } else {
                        var request = workplace.request
                        (request.seed, request.mode) = (7, .force)
                        _ = try workplace.jobs().train(request)
                    }
                }
                return try FileOperations.posix.open(path, purpose)
            }
            let jobs = workplace.jobs(files: operations)
            var request = ReportRequest(run: "small")
            request.formats = [.html]
            if how == "pruned" { request.checkpoint = .episode(20) }
            do {
                try jobs.report(request, with: try jobs.renderer())
            } catch let error as StorageError {
                #expect(error.kind != .invalidData, "call \(call): \(error)")
                changes += 1
            }
            // The scenario's file is beside the runs.
            let problems = try workplace.output().verify().problems.filter { !$0.location.hasSuffix("small.yaml") }
            #expect(problems == [], "call \(call)")
            if left.withLock({ $0 > 0 }) { break }
        }
        #expect(changes > 0)
    }

    @Test func aReportThatIsStoppedWritesNothing() throws {
        let run = try workplace.jobs().train(workplace.request)
        let stop = StopRequest()
        let jobs = workplace.jobs(stop: stop)
        let renderer = try jobs.renderer()
        stop.ask(.hungUp)
        #expect(throws: Stopped(.hungUp)) {
            try jobs.report(ReportRequest(run: "small"), of: run, with: renderer)
        }
        #expect(!workplace.hasFile("reports/small"))
    }

    @Test func aSimulationIsKeptUnderTheRunsName() throws {
        _ = try workplace.jobs().train(workplace.request)
        var request = SimulationRequest(run: "small")
        request.episodes = 10
        let (simulation, file) = try workplace.jobs().simulate(request)
        #expect(simulation.name.description == "small" && file.lastComponent == "small.json")
        #expect(try workplace.jobs().life(1, of: request).months.count == 24)
    }
}

extension JobEvent {
    fileprivate var isStart: Bool { if case .trainingStarted = self { true } else { false } }
}

/// What a listener heard.
final class Heard: Sendable {
    private let all = Mutex<[JobEvent]>([])

    var events: [JobEvent] { all.withLock { $0 } }

    /// What was warned of.
    var warnings: [String] {
        events.compactMap { if case .note(.warning, let text) = $0 { text } else { nil } }
    }

    func append(_ event: JobEvent) { all.withLock { $0.append(event) } }
}

/// A folder with a scenario whose training takes a blink, and an output; it goes with its owner.
final class Workplace: Sendable {
    private let folder: URL
    private let stem: String

    convenience init() throws {
        var scenario = Scenario.small
        scenario.training.batchSize = 10
        try self.init("small", yaml: scenario.yaml())
    }

    /// - Parameter yaml: of the scenario.
    init(_ stem: String, yaml: String) throws {
        self.stem = stem
        folder = FileManager.default.temporaryDirectory.appending(path: "hrlreport-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(yaml.utf8).write(to: folder.appending(path: "\(stem).yaml"))
    }

    deinit {
        // Nothing depends on its being gone.
        try? FileManager.default.removeItem(at: folder)
    }

    var request: TrainingRequest {
        var request = TrainingRequest(scenario: path("\(stem).yaml"))
        request.episodes = 30
        request.saveInterval = 20
        request.evaluationEpisodes = 20
        return request
    }

    func output(_ files: FileOperations = .posix) -> Output { Output(root: FilePath(folder.path), files: files) }

    func jobs(
        _ heard: Heard = Heard(), stop: StopRequest = StopRequest(), files: FileOperations = .posix,
        also: @escaping (JobEvent) -> Void = { _ in }
    ) -> JobRunner {
        JobRunner(output: output(files), threads: 1, stop: stop) { event in
            heard.append(event)
            also(event)
        }
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(at: folder.appending(path: name)) }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

    /// A lock that another process seems to have, which its file says who it is; it goes when it is closed.
    func holdLock(_ name: String, _ text: String, in output: String = ".") throws -> FileDescriptor {
        let locks = path("\(output)/.running")
        try FileManager.default.createDirectory(atPath: locks, withIntermediateDirectories: true)
        let lock = try FileDescriptor.open(
            FilePath(locks).appending(name), .readWrite, options: [.create, .closeOnExec],
            permissions: .ownerReadWrite)
        #expect(flock(lock.rawValue, LOCK_EX) == 0)
        try lock.writeAll(text.utf8)
        return lock
    }

    func hasFile(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.appending(path: name).path) }
}

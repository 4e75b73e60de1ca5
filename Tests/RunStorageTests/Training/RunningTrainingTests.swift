import Foundation
import RunStorage
import SystemPackage
import Testing

@Suite struct RunningTrainingTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let lockPath: FilePath

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        lockPath = output.root.appending(".running/bologna")
    }

    private func begin() throws -> TrainingStart {
        guard case .train(let start) = try output.runs.begin(SampleTraining().plan(), mode: .resume) else {
            throw SampleTraining.ResumedWrongly()
        }
        return start
    }

    /// What another process sees.
    private func isLocked() -> Bool {
        (try? run("flock", ["--nonblock", lockPath.string, "true"], in: directory.path).code) == 1
    }

    /// Waits, but not for ever.
    private func waitUntil(_ condition: () -> Bool) {
        var attemptsLeft = 500
        while !condition() && attemptsLeft > 0 {
            attemptsLeft -= 1
            usleep(10_000)
        }
    }

    private func progress(_ episode: Int) -> TrainingProgress {
        TrainingProgress(
            episode: episode, totalEpisodes: 50, averageReward: 1, averageDuration: 120, averageCash: 3,
            averageInvested: 4,
            stability: 1, goalAdherence: 0.1, elapsedTime: 2.5)
    }

    @Test func aSecondTrainingIsRefusedAndNamesTheFirst() throws {
        let first = try begin()
        let error = #expect(throws: StorageError.self) { try begin() }
        guard case .locked(let name, let holder?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(name.description == "bologna" && holder.processID == getpid())
        #expect(holder.startTime.description == "2023-11-14T22:13:20Z")
        #expect(error?.kind == .alreadyRunning && error?.message.contains("process \(getpid())") == true)
        // Another run is free.
        try SampleTraining(name: "roma").run(in: output)
        withExtendedLifetime(first) {}
    }

    @Test func theLockIsSeenByOtherProcesses() throws {
        let start = try begin()
        #expect(isLocked())
        withExtendedLifetime(start) {}
    }

    @Test func theLockOfAnotherProcessIsSeenAndTakenOverWhenItDies() throws {
        try DurableFiles().makeDirectory(lockPath.removingLastComponent())
        let other = Process()
        other.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // `sleep` takes the place of `flock`: one process, which can be killed whole.
        other.arguments = ["flock", "--no-fork", lockPath.string, "sleep", "30"]
        try other.run()
        defer { other.terminate() }
        let name = try RunName("bologna")
        waitUntil { isLocked() }
        #expect(throws: StorageError.locked(name, nil)) { try begin() }
        kill(other.processIdentifier, SIGKILL)
        waitUntil { !isLocked() }
        // The file is still there; the lock is not.
        #expect(exists(lockPath))
        #expect(try output.runs.running(name) == nil)
        #expect(try begin().writer.description.name == name)
    }

    @Test func theLockGoesWhenTheRunIsFinished() throws {
        let start = try begin()
        #expect(exists(lockPath))
        try SampleTraining().train(start)
        #expect(!exists(lockPath))
        #expect(try output.runs.running() == [])
    }

    @Test func tellsHowFarTheTrainingIs() throws {
        let name = try RunName("bologna")
        #expect(try output.runs.running(name) == nil)
        let start = try begin()
        #expect(try output.runs.running(name)?.currentEpisode == 0)
        try start.writer.report(progress(7))
        let training = try #require(try output.runs.running(name))
        #expect(training.currentEpisode == 7 && training.latestProgress == progress(7) && training.totalEpisodes == 50)
        #expect(try output.runs.running() == [training])
        // Asking leaves the lock where it is.
        #expect(throws: StorageError.self) { try begin() }
        withExtendedLifetime(start) {}
    }

    @Test func reportingOftenCostsLittle() throws {
        let start = try begin()
        let time = try ContinuousClock().measure {
            for episode in 1...100_000 { try start.writer.report(progress(episode)) }
        }
        // A microsecond each is usual; one write each would take seconds.
        #expect(time < .seconds(1))
    }

    @Test func stopsAndStartsOfManyProcessesNeverOverlap() async throws {
        // Twenty at once on a free lock: one wins, and the file is gone in the end.
        let plan = try SampleTraining().plan()
        let output = output
        let winners = await withTaskGroup(of: TrainingStart?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    if case .train(let start)? = try? output.runs.begin(plan, mode: .resume) { start } else { nil }
                }
            }
            return await group.reduce(into: [TrainingStart]()) { $0 += $1.map { [$0] } ?? [] }
        }
        #expect(winners.count == 1)
    }

    @Test func aReportSeesAConsistentRunWhileItIsTrained() throws {
        let training = SampleTraining(episodes: 400, saveInterval: 20)
        guard case .train(let start) = try output.runs.begin(training.plan(), mode: .fresh) else { return }
        let output = output
        let reader = Thread {
            for _ in 0..<200 {
                do {
                    let run = try output.runs.run(RunName("bologna"))
                    for checkpoint in run.checkpoints { _ = try checkpoint.history() }
                } catch {
                    Issue.record("\(error)")
                }
            }
        }
        reader.start()
        try training.train(start)
        while !reader.isFinished { usleep(1000) }
    }
}

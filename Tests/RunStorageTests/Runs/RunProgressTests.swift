import Foundation
import RunStorage
import SystemPackage
import Testing

@Suite struct RunProgressTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let name: RunName

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        name = try RunName("bologna")
    }

    @Test func isWhatTheRunLists() throws {
        #expect(throws: StorageError.runNotFound(name)) { try output.runs.progress(of: name) }
        try SampleTraining().run(in: output, stopAt: 40)
        let unfinished = try output.runs.progress(of: name)
        #expect(unfinished.episodesDone == 40 && !unfinished.isFinished && unfinished.run.name == name)
        try SampleTraining().run(in: output, mode: .resume)
        let finished = try output.runs.progress(of: name)
        #expect(finished.episodesDone == 50 && finished.isFinished)
    }

    /// What is trained anew lies beside the finished run until it is complete.
    @Test func ofARunThatIsTrainedAnewIsThatOfItsSuccessor() throws {
        try SampleTraining().run(in: output)
        #expect(try output.overview(name).successor == nil)
        try SampleTraining(episodes: 80).run(in: output, mode: .force, stopAt: 20)
        let stopped = try output.runs.progress(of: name)
        #expect(stopped.episodesDone == 20 && stopped.run.episodes == 80 && !stopped.isFinished)
        // Its reader still has the finished run.
        let overview = try output.overview(name)
        #expect(overview.isFinished && overview.episodesDone == 50 && overview.successor == stopped)
        try SampleTraining(episodes: 80).run(in: output, mode: .resume)
        let finished = try output.runs.progress(of: name)
        #expect(finished.episodesDone == 80 && finished.isFinished)
        #expect(try output.overview(name).successor == nil)
    }

    /// A lock file may name a process that has died, and whose number another one has by now.
    @Test func aProcessIsKnownByTheLockThatItHolds() throws {
        guard case .train(let start) = try output.runs.begin(SampleTraining().plan(), mode: .fresh) else {
            Issue.record("there was a run before")
            return
        }
        var training = try #require(try output.runs.running(name))
        #expect(training.processID == ProcessInfo.processInfo.processIdentifier)
        #expect(try output.runs.isHeld(by: training))
        training.processID = 1
        #expect(try !output.runs.isHeld(by: training))
        withExtendedLifetime(start) {}
    }

    @Test func aLockThatWasGivenUpIsHeldByNobody() throws {
        let training = RunningTraining.sample(name)
        #expect(try !output.runs.isHeld(by: training))
        try SampleTraining().run(in: output)
        #expect(try output.runs.running(name) == nil && !output.runs.isHeld(by: training))
    }
}

extension RunningTraining {
    /// One of this process.
    fileprivate static func sample(_ name: RunName) -> RunningTraining {
        let json = """
            {"process_id": \(ProcessInfo.processInfo.processIdentifier), "run_name": "\(name)", "scenario_name": "x",
             "start_time": "2026-11-22T10:30:00Z", "current_episode": 0, "total_episodes": 50}
            """
        guard let training = try? JSONDecoder().decode(RunningTraining.self, from: Data(json.utf8)) else {
            preconditionFailure("the form of a lock file has changed")
        }
        return training
    }
}

import Foundation
import Households
import Jobs
import RunStorage
import ScenarioFiles
import Studies
import SystemPackage
import TestSupport
import Testing

/// A study as it runs on Slurm, whose programs are replaced: the test does what tasks do.
@Suite("Studies on Slurm", .timeLimit(.minutes(5)))
struct SlurmStudyTests {
    private let workplace: Workplace
    private let name: RunName

    init() throws {
        var scenario = Scenario.small
        scenario.training.batchSize = 10
        scenario.training.numEpisodes = 20
        workplace = try Workplace("calm", yaml: scenario.yaml())
        name = try RunName("study")
        try workplace.write(
            "study.yaml",
            """
            scenarios: [calm]
            seeds: 5
            lives: {count: 20}
            settings: {list: [{name: fewer, training.epochs: 2}]}
            choose: {by: mean, confirm: 2}
            """)
    }

    private func runner(
        _ output: String = "slurm", stop: StopRequest = StopRequest(), tell: @escaping (JobEvent) -> Void = { _ in }
    ) -> JobRunner {
        JobRunner(
            output: Output(root: FilePath(workplace.path(output))), scenarios: workplace.path("."), threads: 1,
            stop: stop, tell: tell)
    }

    private func request() throws -> StudyRequest {
        StudyRequest(
            study: workplace.path("study.yaml"), startTime: try #require(Timestamp(secondsSince1970: 1_700_000_000)))
    }

    private func submit(_ double: SlurmDouble) throws -> SubmittedStudy? {
        var slurm = SlurmRequest()
        // A training a task.
        slurm.taskMinutes = 1e-9
        return try runner().submitStudy(
            request(), on: double.slurm, slurm, report: StudyReportRequest(), with: runner().renderer()
        ).submitted
    }

    private func doTask(
        _ chunk: Int, on slurm: Slurm = SlurmDouble().slurm, restarts: Int = 0, runner: JobRunner? = nil
    ) throws {
        try (runner ?? self.runner()).runStudyTask(
            name, chunk: chunk,
            environment: [
                "SLURM_ARRAY_JOB_ID": "101", "SLURM_ARRAY_TASK_ID": "\(chunk)", "SLURM_RESTART_COUNT": "\(restarts)",
            ], began: .now, on: slurm)
    }

    private func collect() throws -> StudyEnd {
        try runner().reportStudy(name, report: StudyReportRequest(), with: runner().renderer())
    }

    private func results(_ output: String = "slurm") throws -> [Data] {
        try [
            "studies/study/results.csv", "studies/study/results.json", "reports/study/index.html",
            "reports/study/study.pdf",
        ].map { try workplace.bytes("\(output)/\($0)") }
    }

    private func runHere(_ output: String) throws {
        let runner = runner(output)
        _ = try runner.runStudy(request(), report: StudyReportRequest(), with: runner.renderer())
    }

    @Test func theSameBytesAsHereInWhateverOrder() throws {
        let double = SlurmDouble()
        let submitted = try #require(try submit(double))
        // Ten that search in two arrays of eight at most, four that confirm, one that collects.
        #expect(submitted.tasks == 14)
        #expect(submitted.jobs.ids == ["101", "102", "103", "104"])
        #expect(submitted.jobs.arrays.map(\.tasks) == [8, 2, 4])
        for chunk in (0..<10).reversed() { try doTask(chunk) }
        // One that was requeued has nothing left to do.
        try doTask(3, restarts: 1)
        for chunk in 10..<14 { try doTask(chunk) }
        let end = try collect()
        #expect(end.progress.done == 14 && end.progress.missing == 0)
        try runHere("here")
        #expect(try results() == results("here"))
        #expect(try runner().output.verify().isIntact)
    }

    /// A task that was stopped is missing what it had left, and only that is submitted again.
    @Test func onlyWhatIsMissingIsSubmittedAgain() throws {
        _ = try submit(SlurmDouble())
        for chunk in [0, 2, 7] { try doTask(chunk) }
        let waiting = SlurmDouble { call in
            call.program == "squeue" ? Slurm.Answer(output: "101_5 PENDING\n101_1 RUNNING\n103_0 PENDING\n") : nil
        }
        let progress = try runner().studyProgress(of: name, on: waiting.slurm)
        #expect(progress.done == 3 && progress.missing == 11 && progress.running == 1 && progress.waiting == 2)
        #expect(throws: SlurmError.jobsLeft(study: "study", waiting: 2, running: 1)) { try submit(waiting) }
        #expect(waiting.calls(of: "sbatch").isEmpty)
        let ended = SlurmDouble()
        let submitted = try #require(try submit(ended))
        #expect(submitted.tasks == 11)
        #expect(submitted.jobs.arrays[0].firstChunk == 14)
        // What an older submission left is not done again either.
        try doTask(2)
        for chunk in 14..<25 { try doTask(chunk) }
        #expect(try collect().progress.missing == 0)
        try runHere("here")
        #expect(try results() == results("here"))
        // Nothing is left to be submitted: it is collected here.
        let none = SlurmDouble()
        #expect(try submit(none) == nil)
        #expect(none.calls(of: "sbatch").isEmpty)
    }

    @Test func begunOnSlurmAndEndedHere() throws {
        _ = try submit(SlurmDouble())
        for chunk in 4..<9 { try doTask(chunk) }
        try runHere("slurm")
        try runHere("here")
        #expect(try results() == results("here"))
    }

    /// A task that is asked to stop near its limit asks to be started again: its limit is five minutes and a bit here.
    @Test func aTaskNearItsLimitAsksForMore() throws {
        var slurm = SlurmRequest()
        slurm.taskMinutes = 10
        let double = SlurmDouble { call in
            call.arguments.first == "show" && call.arguments[1] == "job"
                ? Slurm.Answer(output: "JobState=RUNNING") : nil
        }
        _ = try runner().submitStudy(
            request(), on: double.slurm, slurm, report: StudyReportRequest(), with: runner().renderer())
        let cases: [(elapsed: Int, calls: [[String]])] = [
            (10, []), (300, [["show", "job", "101_0"], ["requeue", "101_0"]]),
        ]
        for (elapsed, calls) in cases {
            let stop = StopRequest()
            let runner = runner(stop: stop) { event in
                if case .studyTrainingFinished = event { stop.ask(.terminated) }
            }
            let before = double.calls(of: "scontrol").count
            #expect(throws: Stopped(.terminated)) {
                try runner.runStudyTask(
                    name, chunk: 0, environment: ["SLURM_ARRAY_JOB_ID": "101", "SLURM_ARRAY_TASK_ID": "0"],
                    began: .now - .seconds(elapsed), on: double.slurm)
            }
            #expect(Array(double.calls(of: "scontrol").dropFirst(before)) == calls)
        }
    }

    /// The job that collects has the study's lock, on whatever machine: it is ended as a job, and nobody is signalled.
    @Test func aJobThatWorksOnTheStudyElsewhereIsStopped() throws {
        _ = try submit(SlurmDouble())
        let text = #"{"process_id": 1, "host": "node7", "study": "study", "running": 0}"#
        let job = try workplace.holdLock("study", text, in: "slurm").rawValue
        let double = SlurmDouble { call in
            if call.program == "scancel" { try? FileDescriptor(rawValue: job).close() }
            return nil
        }
        try runner().stopStudy(name, on: double.slurm)
        #expect(double.calls(of: "scancel").count == 1)
        // Who works on it there, and is no job of it, is named.
        let other = try workplace.holdLock("study", text, in: "slurm")
        defer { try? other.close() }
        #expect(throws: JobError.runsElsewhere("study", host: "node7", process: 1)) {
            try runner().stopStudy(name, on: double.slurm)
        }
    }

    /// Whoever waits sees that the last job has ended, whatever Slurm says.
    @Test func waitingEndsWithTheJobThatCollects() throws {
        let double = SlurmDouble()
        let submitted = try #require(try submit(double))
        try doTask(0)
        try workplace.write("slurm/studies/study/slurm/collected_104", "0\n")
        #expect(throws: StudyError.incomplete(study: "study", missing: 13, trainings: 14)) {
            try runner().waitForJobs(of: submitted, on: double.slurm)
        }
        #expect(double.calls(of: "squeue").isEmpty)
        // Nor is it asked by whoever submits again.
        #expect(try submit(double)?.tasks == 13)
        #expect(double.calls(of: "squeue").isEmpty)
    }

    @Test func refusedByNoSlurmNothingIsWritten() throws {
        let absent: Slurm.Program = { _, _ in throw SlurmError.notInstalled("sbatch") }
        let slurm = Slurm(sbatch: absent, squeue: absent, scancel: absent, scontrol: absent)
        #expect(throws: SlurmError.notInstalled("sbatch")) {
            try runner().submitStudy(
                request(), on: slurm, SlurmRequest(), report: StudyReportRequest(), with: runner().renderer())
        }
        #expect(!FileManager.default.fileExists(atPath: workplace.path("slurm")))
    }

    @Test func emptyLogsGoWithTheirTask() throws {
        _ = try submit(SlurmDouble())
        for (chunk, text) in [(0, ""), (1, "slurmstepd: error\n")] {
            try workplace.write("slurm/studies/study/slurm/101_\(chunk).log", text)
            try doTask(chunk)
        }
        #expect(!FileManager.default.fileExists(atPath: workplace.path("slurm/studies/study/slurm/101_0.log")))
        #expect(FileManager.default.fileExists(atPath: workplace.path("slurm/studies/study/slurm/101_1.log")))
    }

    @Test func anUnknownChunkIsAnError() throws {
        _ = try submit(SlurmDouble())
        #expect(throws: StudyError.unknownChunk(study: "study", chunk: 99)) {
            try runner().runStudyTask(name, chunk: 99, environment: [:], began: .now, on: SlurmDouble().slurm)
        }
    }
}

import Foundation
import Jobs
import RunStorage
import Studies
import Testing

@Suite struct SlurmJobsTests {
    private let jobs = SlurmJobs(
        arrays: [
            SlurmJobs.Array(id: "11", role: .search, firstChunk: 40, tasks: 8),
            SlurmJobs.Array(id: "12", role: .confirm, firstChunk: 48, tasks: 2),
        ], collecting: "13")

    @Test func oneCallAsksForAll() throws {
        let output = """
            13 PENDING
            12_0 PENDING
            12_1 PENDING
            11_7 REQUEUED
            11_3 RUNNING
            11_0 COMPLETING

            """
        let double = SlurmDouble { _ in Slurm.Answer(output: output) }
        let queue = try jobs.queue(of: "clip", in: double.slurm)
        #expect(queue == SlurmQueue(waiting: [47, 48, 49], running: [40, 43], collects: true))
        #expect(
            double.calls(of: "squeue") == [["-h", "-r", "-j", "11,12,13", "-n", "hrlreport_clip", "-o", "%i %T"]])
        #expect(double.calls.count == 1)
        #expect(throws: SlurmError.jobsLeft(study: "clip", waiting: 4, running: 2)) {
            try queue.checkIsEmpty(study: "clip")
        }
        let failure = Failure(SlurmError.jobsLeft(study: "clip", waiting: 4, running: 2))
        #expect(failure.kind == .alreadyRunning)
        #expect(failure.entries[0].message == "study clip: its jobs still wait or run: 4 waiting, 2 running")
    }

    @Test func thoseThatSlurmKnowsNoMoreHaveEnded() throws {
        let unknown = SlurmDouble { _ in
            Slurm.Answer(code: 1, errors: "slurm_load_jobs error: Invalid job id specified\n")
        }
        #expect(try jobs.queue(of: "clip", in: unknown.slurm).isEmpty)
        try jobs.cancel(in: unknown.slurm)
        #expect(unknown.calls(of: "scancel") == [["11", "12", "13"]])
    }

    @Test func aSlurmThatDoesNotAnswerIsAnError() {
        let down = SlurmDouble { _ in
            Slurm.Answer(code: 1, errors: "slurm_load_jobs error: Unable to contact slurm controller\n")
        }
        let words = "slurm_load_jobs error: Unable to contact slurm controller"
        #expect(throws: SlurmError.failed("squeue", words)) { try jobs.queue(of: "clip", in: down.slurm) }
        #expect(throws: SlurmError.failed("scancel", words)) { try jobs.cancel(in: down.slurm) }
        let strange = SlurmDouble { _ in Slurm.Answer(output: "hello\n") }
        #expect(throws: SlurmError.notUnderstood("squeue", "hello")) { try jobs.queue(of: "clip", in: strange.slurm) }
    }

    @Test func nobodyIsAskedForNoJobs() throws {
        let double = SlurmDouble()
        #expect(try SlurmJobs().queue(of: "clip", in: double.slurm).isEmpty)
        try SlurmJobs().cancel(in: double.slurm)
        #expect(double.calls.isEmpty)
    }

    @Test func theyAreKeptAsJSON() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = try encoder.encode(jobs)
        let arrays =
            #"[{"first_chunk":40,"id":"11","role":"search","tasks":8},{"first_chunk":48,"id":"12","role":"confirm","tasks":2}]"#
        #expect(String(decoding: json, as: UTF8.self) == #"{"arrays":\#(arrays),"collecting":"13","format_version":1}"#)
        #expect(try JSONDecoder().decode(SlurmJobs.self, from: json) == jobs)
    }
}

@Suite struct SlurmTaskTests {
    private let environment = [
        "SLURM_ARRAY_JOB_ID": "11", "SLURM_ARRAY_TASK_ID": "3", "SLURM_JOB_ID": "14", "SLURM_RESTART_COUNT": "2",
    ]

    private func double(state: String) -> SlurmDouble {
        SlurmDouble { call in
            call.arguments[0] == "show"
                ? Slurm.Answer(output: "JobId=14 ArrayJobId=11\n   JobState=\(state) Reason=None\n") : nil
        }
    }

    @Test func aTaskKnowsItsNameFromTheArray() {
        #expect(SlurmTask(environment: environment)?.name == "11_3")
        #expect(SlurmTask(environment: environment)?.restarts == 2)
        #expect(SlurmTask(environment: ["SLURM_JOB_ID": "14"]) == nil)
    }

    @Test(arguments: ["RUNNING", "SIGNALING"])
    func whereTimeWasTooShortATaskIsStartedAgain(state: String) throws {
        let task = try #require(SlurmTask(environment: environment))
        let running = double(state: state)
        #expect(try task.requeueNearLimit(limit: 2700, elapsed: 2600, rowsAdded: 1, in: running.slurm))
        #expect(running.calls(of: "scontrol") == [["show", "job", "11_3"], ["requeue", "11_3"]])
    }

    @Test func aTaskThatAddedNothingOrWasCancelledIsNot() throws {
        let task = try #require(SlurmTask(environment: environment))
        let running = double(state: "RUNNING")
        #expect(try !task.requeueNearLimit(limit: 2700, elapsed: 2600, rowsAdded: 0, in: running.slurm))
        #expect(try !task.requeueNearLimit(limit: 2700, elapsed: 2580, rowsAdded: 9, in: running.slurm))
        #expect(running.calls.isEmpty)
        for state in ["COMPLETING", "CANCELLED", "PENDING", "PREEMPTED"] {
            let other = double(state: state)
            #expect(try !task.requeueNearLimit(limit: 2700, elapsed: 2600, rowsAdded: 1, in: other.slurm))
            #expect(other.calls(of: "scontrol") == [["show", "job", "11_3"]])
        }
    }

    @Test func aRefusalIsAnError() throws {
        let task = try #require(SlurmTask(environment: environment))
        let double = SlurmDouble { call in
            call.arguments[0] == "show"
                ? Slurm.Answer(output: "JobState=RUNNING") : Slurm.Answer(code: 1, errors: "Access/permission denied")
        }
        #expect(throws: SlurmError.failed("scontrol", "Access/permission denied")) {
            try task.requeueNearLimit(limit: 2700, elapsed: 2600, rowsAdded: 1, in: double.slurm)
        }
    }
}

@Suite struct SlurmPatienceTests {
    /// A clock that only sleeping moves.
    private final class Clock {
        var time = 0.0
        var sleeps = 0
    }

    private func patience(_ clock: Clock) -> SlurmPatience {
        SlurmPatience(now: { clock.time }) { seconds in
            clock.time += seconds
            clock.sleeps += 1
        }
    }

    @Test func slurmIsAskedEveryTwoMinutesAtMost() throws {
        let clock = Clock()
        var calls: [Double] = []
        try patience(clock).wait(until: { false }) {
            calls.append(clock.time)
            return clock.time > 1000
        }
        #expect(calls.count == 9)
        #expect(calls[0] >= 120)
        #expect(zip(calls, calls.dropFirst()).allSatisfy { $1 - $0 >= 120 })
        // Nor are files looked at without a pause.
        #expect(clock.sleeps < 250)
    }

    @Test func aShortStudyIsNotWaitedForLong() throws {
        let clock = Clock()
        var calls = 0
        try patience(clock).wait(until: { clock.time >= 7 }) {
            calls += 1
            return false
        }
        #expect(calls == 0)
        #expect(clock.time < 12)
    }

    @Test func whoeverWaitsMayGiveUp() {
        let patience = SlurmPatience(now: { 0 }, sleep: { _ in throw Stopped(.interrupted) })
        #expect(throws: Stopped(.interrupted)) { try patience.wait(until: { false }) { false } }
    }
}

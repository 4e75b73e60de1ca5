import Foundation
import Glibc
import Households
import Learning
import Reports
import RunStorage
import ScenarioFiles
import Studies
import SystemPackage

/// What a study came to when a process was done with it.
package struct StudyEnd: Sendable {
    package var progress: StudyProgress
    /// What was rendered.
    package var files: [FilePath] = []
}

extension JobRunner {
    /// Trains what is missing of a study, collects what is there, and renders it.
    ///
    /// - Throws: `Stopped` once what was reached is saved; `StudyError`, `InvalidStudy`, `JobError`, `StorageError`,
    ///   `ReportError`.
    package func runStudy(_ request: StudyRequest, report: StudyReportRequest, with renderer: ReportRenderer) throws
        -> StudyEnd
    {
        let (wanted, text) = try studyPlan(request)
        let lock = try output.studies.lock(wanted.name)
        let plan = try output.studies.begin(wanted, text: text, isExtending: request.isExtending, lock)
        let work = try StudyWork(plan, in: self)
        try work.requireOwnVersion(isRetrying: request.isRetrying)
        tell(.studyStarted(study: plan.name.description, trainings: work.count, done: work.countDone))
        let began = ContinuousClock.now
        func stopped(_ reason: Stopped) -> Stopped {
            tell(
                .studyStopped(
                    study: plan.name.description, done: work.countDone, trainings: work.count,
                    elapsed: (ContinuousClock.now - began) / .seconds(1)))
            return reason
        }
        do {
            try work.train(jobs: request.jobs, isRetrying: request.isRetrying, chunk: "here", lock)
        } catch let reason as Stopped {
            throw stopped(reason)
        }
        let files = try collect(plan, report, lock, with: renderer)
        tell(
            .studyCompleted(
                study: plan.name.description, trainings: work.count,
                elapsed: (ContinuousClock.now - began) / .seconds(1)))
        let progress = try studyProgress(of: plan.name)
        if let failed = work.firstFailure {
            throw StudyError.trainingsFailed(
                study: plan.name.description, count: progress.failed, first: failed)
        }
        return StudyEnd(progress: progress, files: files)
    }

    /// Collects what is there of a study, and renders it.
    ///
    /// - Throws: as `runStudy`.
    package func reportStudy(
        _ name: RunName, report: StudyReportRequest, with renderer: ReportRenderer
    ) throws -> StudyEnd {
        let (plan, _) = try output.studies.plan(of: name)
        let lock = try output.studies.lock(name)
        let files = try collect(plan, report, lock, with: renderer)
        return StudyEnd(progress: try studyProgress(of: name), files: files)
    }
}

/// The trainings of a study, of which some are done.
final class StudyWork {
    private let runner: JobRunner
    private let stored: StoredStudyPlan
    private var plan: StudyPlan
    private var rows: StudyRows
    /// Outcomes of this process, beside those of `rows`.
    private var outcomes: [String: StudyOutcome] = [:]
    private let elements: StudyElements
    private(set) var firstFailure: String?

    private var store: StudyStore { runner.output.studies }

    /// Seconds after which what a stopped training has reached is kept.
    private static let worthKeeping = 60.0

    /// - Parameter chunk: whose rows count; nil for those of all.
    init(_ stored: StoredStudyPlan, in runner: JobRunner, chunk: Int? = nil) throws {
        self.runner = runner
        self.stored = stored
        elements = try StudyElements(stored)
        plan = elements.search
        rows = try runner.output.studies.rows(
            of: stored.name, chunk: chunk.map(String.init), programVersion: ProgramVersion.current, withRecords: false)
        try planConfirming()
    }

    /// Refuses what another version has begun, whose rows do not count.
    func requireOwnVersion(isRetrying: Bool) throws {
        guard let other = rows.otherVersions.sorted().first, !isRetrying,
            plan.trainings.contains(where: { outcome(of: $0) == nil })
        else { return }
        throw StudyError.rowsOfOtherVersion(
            study: plan.name, stored: other, running: ProgramVersion.current)
    }

    /// Trainings of the whole study.
    var count: Int {
        let confirms = plan.trainings.contains { $0.role == .confirm }
        return plan.trainings.count + (confirms ? 0 : elements.confirming.count)
    }

    /// Trainings that this process has done.
    var countAdded: Int { outcomes.count }

    /// Trainings that failed in this process.
    var countFailed: Int { outcomes.values.count { $0.status == .failed } }

    var countDone: Int { plan.trainings.count { outcome(of: $0) != nil } }

    private func key(_ training: PlannedTraining) -> String {
        "\(training.identity) \(plan.lives(of: training.role).seed)"
    }

    private func outcome(of training: PlannedTraining) -> StudyOutcome? {
        outcomes[key(training)] ?? rows[training.identity, plan.lives(of: training.role)]?.outcome
    }

    /// Adds the trainings that confirm, once it is known which they are.
    private func planConfirming() throws {
        guard !plan.trainings.contains(where: { $0.role == .confirm }),
            let chosen = StudyChooser(plan: plan, outcomes: plan.trainings.map(outcome))
        else { return }
        plan.trainings += try stored.confirming([chosen.chosen, chosen.rival])
    }

    /// Trains what is missing: first the search, then what confirms it.
    ///
    /// - Throws: `Stopped`, once what was reached is saved; `StudyError`, `StorageError`.
    func train(jobs: Int, isRetrying: Bool, chunk: String, _ lock: StudyLock) throws {
        let writer = try store.rowWriter(
            of: stored.name, chunk: chunk, job: "\(Self.hostName)-\(getpid())")
        for role in StudyRole.allCases {
            if role == .confirm { try planConfirming() }
            let missing = plan.trainings.filter { training in
                guard training.role == role else { return false }
                guard let outcome = outcome(of: training) else { return true }
                if outcome.status == .failed, !isRetrying { firstFailure = firstFailure ?? outcome.message }
                return isRetrying && outcome.status == .failed
            }
            try train(missing, jobs: jobs, to: writer) { running in
                try lock.tell(RunningStudy(study: stored.name, running: running))
            } saving: { household, yardsticks in
                try store.save(yardsticks, household: household, lock)
            }
        }
    }

    /// What is missing, divided into what tasks do. While it is not known what confirms, tasks are planned for it
    /// all the same: they find out.
    func chunks(taskMinutes: Double, isRetrying: Bool) -> [StudyChunk] {
        func isWanted(_ training: PlannedTraining) -> Bool {
            guard let outcome = outcome(of: training) else { return true }
            return isRetrying && outcome.status == .failed
        }
        return StudyRole.allCases.flatMap { role in
            let planned = plan.trainings.filter { $0.role == role }
            guard role == .search || !planned.isEmpty else {
                return elements.chunks(of: role, taskMinutes: taskMinutes)
            }
            return elements.chunks(of: planned, role: role, taskMinutes: taskMinutes, isWanted: isWanted)
        }
    }

    /// Trains what is missing of some trainings of a role, as a task; does nothing while it is not known what confirms.
    ///
    /// - Parameters:
    ///   - indices: among the plan's trainings of the role.
    ///   - job: the process, as nobody else is called.
    /// - Throws: `Stopped`, once what was reached is saved; `StudyError`, `StorageError`.
    func train(_ role: StudyRole, _ indices: [Int], chunk: Int, job: String) throws {
        if role == .confirm { try awaitSearch() }
        let ofRole = plan.trainings.filter { $0.role == role }
        guard role == .search || !ofRole.isEmpty else { return }
        guard indices.allSatisfy(ofRole.indices.contains) else {
            throw StudyError.unknownChunk(study: plan.name, chunk: chunk)
        }
        let missing = indices.map { ofRole[$0] }.filter { outcome(of: $0) == nil }
        let writer = try store.rowWriter(of: stored.name, chunk: "\(chunk)", job: job)
        try train(missing, jobs: 1, to: writer, job: job, telling: { _ in }, saving: { _, _ in })
    }

    /// Looks for rows of the search until it is known what confirms, or none will come: tasks that have just ended on
    /// other machines may be seen a while later here.
    private func awaitSearch() throws {
        for pause in [30, 60] {
            let hasFailed = plan.trainings.contains { outcome(of: $0)?.status == .failed }
            guard !hasFailed, !plan.trainings.contains(where: { $0.role == .confirm }) else { return }
            runner.note(.debug, "\(plan.name): the search is not complete; looking again in \(pause) s")
            let end = ContinuousClock.now + .seconds(pause)
            while ContinuousClock.now < end {
                try runner.stop.check()
                Thread.sleep(forTimeInterval: 0.1)
            }
            rows = try store.rows(of: stored.name, programVersion: ProgramVersion.current, withRecords: false)
            try planConfirming()
        }
    }

    /// Trains, and writes a row for each.
    ///
    /// - Parameters:
    ///   - telling: is told how many trainings go on at once.
    ///   - saving: keeps yardsticks.
    func train(
        _ trainings: [PlannedTraining], jobs: Int, to writer: StudyRowWriter, job: String? = nil,
        telling: (Int) throws -> Void, saving: (String, StudyYardsticks) throws -> Void
    ) throws {
        guard !trainings.isEmpty else { return }
        let prepared = try trainings.map(prepare)
        let measured = try firstOfHouseholds(of: trainings).mapValues { ($0, try scenarioOf($0)) }
        let lives = plan
        let workers = StudyWorkers(prepared, stop: runner.stop) { [stop = runner.stop] household in
            guard let (training, scenario) = measured[household] else {
                preconditionFailure("a training has no household")
            }
            let evaluator = PolicyEvaluator(
                scenario: scenario, state: nil, trainingSeed: training.seed, threads: 1)
            let ofRole = lives.lives(of: training.role)
            let yardsticks = try evaluator.yardsticks(episodes: ofRole.count, seed: ofRole.seed) {
                stop.reason != nil
            }
            guard let known = StudyYardsticks(yardsticks, of: scenario, by: evaluator) else {
                throw StudyError.noYardstick(
                    scenario: lives.scenarios[training.scenario], setting: lives.settings[training.setting].name)
            }
            return (yardsticks, known)
        }
        var threads = min(jobs, trainings.count)
        try telling(threads)
        workers.start(jobs: threads)
        var failure: (any Error)?
        // What is written fails once; the threads are waited for all the same.
        func attempt(_ body: () throws -> Void) {
            do {
                try body()
            } catch {
                failure = failure ?? error
                workers.abandon()
            }
        }
        while threads > 0 {
            for message in workers.receive(waiting: 1) {
                switch message {
                case .threadEnded: threads -= 1
                case .failed(let error): failure = failure ?? error
                case .yardsticks(let household, let yardsticks): attempt { try saving(household, yardsticks) }
                case .row(let index, let outcome, let seconds, let weights):
                    attempt {
                        try add(
                            outcome, of: prepared[index], to: writer, job: job, seconds: seconds, weights: weights)
                    }
                case .stopped(let index, let state, let history, let seconds):
                    guard seconds > Self.worthKeeping || prepared[index].start != nil else { continue }
                    attempt { try store.keepUnfinished(prepared[index].run, state: state, history: history) }
                }
            }
            attempt { try writer.flushIfDue() }
        }
        attempt { try writer.flush() }
        if let failure { throw failure }
        try runner.stop.check()
    }

    private func add(
        _ outcome: StudyOutcome, of training: StudyTraining, to writer: StudyRowWriter, job: String?,
        seconds: Double, weights: TrainerState?
    ) throws {
        let planned = training.training
        let row = StudyRow(
            identity: training.run.identity, scenario: plan.scenarios[planned.scenario],
            setting: plan.settings[planned.setting].name, seed: planned.seed, lives: plan.lives(of: planned.role),
            programVersion: ProgramVersion.current, outcome: outcome,
            origin: StudyRow.Origin(job: job, seconds: seconds))
        if stored.keepsModels, let weights { try store.keepModel(weights, of: training.run) }
        try writer.append(row)
        if training.start != nil { try store.removeUnfinished(training.run) }
        var known = outcome
        // The numbers are on the disk.
        known.evaluation?.rewards = []
        known.evaluation?.curves = StudyCurves()
        outcomes[key(planned)] = known
        if outcome.status == .failed { firstFailure = firstFailure ?? outcome.message }
        if outcome.status == .diverged {
            runner.note(
                .warning,
                "\(row.scenario), setting \(row.setting), seed \(row.seed): diverged, which counts as 0")
        }
        runner.tell(
            .studyTrainingFinished(
                scenario: row.scenario, setting: row.setting, seed: row.seed, status: outcome.status.rawValue,
                norm: outcome.score, done: countDone, total: count))
    }

    /// The first training of each household in the whole plan, whose seed the untrained agents have: the same, whatever
    /// is missing.
    private func firstOfHouseholds(of trainings: [PlannedTraining]) -> [String: PlannedTraining] {
        let wanted = Set(trainings.map(\.household))
        return plan.trainings.reduce(into: [:]) { first, training in
            if first[training.household] == nil, wanted.contains(training.household) {
                first[training.household] = training
            }
        }
    }

    /// The run that a training is.
    private func prepare(_ training: PlannedTraining) throws -> StudyTraining {
        let scenario = try scenarioOf(training)
        guard let identity = ContentHash(hex: training.identity) else {
            preconditionFailure("\(training.identity) is no identity")
        }
        let run = RunDescription(
            study: stored.name, identity: identity, scenario: scenario,
            scenarioFile: stored.scenarios[training.scenario].name,
            scenarioText: stored.scenarios[training.scenario].text, seed: training.seed,
            programVersion: ProgramVersion.current, startTime: stored.startTime)
        return StudyTraining(training: training, run: run, start: try store.unfinishedState(of: run))
    }

    private var scenarios: [[Int]: Scenario] = [:]

    private func scenarioOf(_ training: PlannedTraining) throws -> Scenario {
        let key = [training.scenario, training.setting]
        if let known = scenarios[key] { return known }
        let scenario = try stored.scenario(training.scenario, setting: training.setting)
        scenarios[key] = scenario
        return scenario
    }

    /// In the characters of a file's name.
    private static let hostName = ProcessInfo.processInfo.hostName.filter {
        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
    }
}

extension JobRunner {
    /// Asks whoever trains a study to stop, here and on Slurm, and waits until that is done. What works on it on
    /// another machine is most often a job of it, and ends with the others.
    ///
    /// - Throws: `StudyError.notRunning`, `JobError.notStopped`, `.runsElsewhere`, `SlurmError`, `StorageError`.
    package func stopStudy(_ name: RunName, on slurm: Slurm) throws {
        guard try output.studies.exists(name) else { throw StorageError.studyNotFound(name) }
        let isStoppedHere = try stopProcess(of: name)
        let areJobsStopped = try stopJobs(of: name, on: slurm)
        if let other = try output.studies.running(name), let host = other.otherHost {
            throw JobError.runsElsewhere(name.description, host: host, process: other.processID)
        }
        if !isStoppedHere, !areJobsStopped { throw StudyError.notRunning(name.description) }
    }

    /// - Returns: false where no process of this machine works on the study.
    private func stopProcess(of name: RunName) throws -> Bool {
        guard let running = try output.studies.running(name), try output.studies.isHeld(by: running) else {
            return false
        }
        guard kill(running.processID, SIGTERM) == 0 else {
            let number = Errno(rawValue: errno)
            if number == .noSuchProcess { return true }
            throw JobError.notStopped(name.description, process: running.processID, number)
        }
        while try output.studies.isHeld(by: running) { usleep(20_000) }
        return true
    }
}

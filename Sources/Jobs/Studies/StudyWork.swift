import Foundation
import Glibc
import Households
import Learning
import RunStorage
import Studies

/// The trainings of a study, of which some are done.
final class StudyWork {
    private let runner: JobRunner
    private let stored: StoredStudyPlan
    private var plan: StudyPlan
    private var rows: StudyRows
    /// Outcomes of this process, beside those of `rows`.
    private var outcomes: [String: StudyOutcome] = [:]
    private let elements: StudyElements
    /// Whether it is known which trainings confirm.
    private var isWhole = false
    private(set) var firstFailure: String?

    private var store: StudyStore { runner.output.studies }

    /// Seconds after which what a stopped training has reached is kept.
    private static let worthKeeping = 60.0

    /// - Parameter chunk: whose rows count; nil for those of all.
    /// - Throws: `StorageError.otherStudyVersion`, whose rows would not count; `.damaged`, `.operationFailed`,
    ///   `InvalidScenario`.
    init(_ stored: StoredStudyPlan, in runner: JobRunner, chunk: Int? = nil) throws {
        guard stored.programVersion == ProgramVersion.current else {
            throw StorageError.otherStudyVersion(
                stored.name, stored: stored.programVersion, running: ProgramVersion.current)
        }
        self.runner = runner
        self.stored = stored
        elements = try StudyElements(stored)
        plan = elements.search
        rows = try runner.output.studies.rows(
            of: stored.name, chunk: chunk.map(String.init), programVersion: ProgramVersion.current, withRecords: false)
        try planConfirming()
    }

    /// Trainings of the whole study.
    var count: Int { plan.trainings.count + (isWhole ? 0 : elements.confirming.count) }

    /// Trainings that this process has done.
    var countAdded: Int { outcomes.count }

    /// Trainings that failed in this process.
    var countFailed: Int { outcomes.values.count { $0.status == .failed } }

    /// Trainings that have a row.
    private(set) var countDone = 0

    private func key(_ training: PlannedTraining) -> String {
        "\(training.identity) \(plan.lives(of: training.role).seed)"
    }

    private func outcome(of training: PlannedTraining) -> StudyOutcome? {
        outcomes[key(training)] ?? rows[training.identity, plan.lives(of: training.role)]?.outcome
    }

    /// Adds the trainings that confirm, once it is known which they are.
    private func planConfirming() throws {
        if !isWhole { isWhole = try stored.addConfirming(to: &plan, plan.trainings.map(outcome)) }
        countDone = plan.trainings.count { outcome(of: $0) != nil }
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
            guard !hasFailed, !isWhole else { return }
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
        // The first of the whole plan, whatever is missing of it.
        let measured = plan.firstOfHouseholds.mapValues { ($0, elements.scenario(of: $0)) }
        let workers = StudyWorkers(prepared, stop: runner.stop) { [plan, stop = runner.stop] household in
            guard let (training, scenario) = measured[household] else {
                preconditionFailure("a training has no household")
            }
            return try plan.yardsticks(of: training, in: scenario, threads: 1) { stop.reason != nil }
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
        if outcomes.updateValue(known, forKey: key(planned)) == nil,
            rows[planned.identity, plan.lives(of: planned.role)] == nil
        {
            countDone += 1
        }
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

    /// The run that a training is.
    private func prepare(_ training: PlannedTraining) throws -> StudyTraining {
        guard let identity = ContentHash(hex: training.identity) else {
            preconditionFailure("\(training.identity) is no identity")
        }
        let run = RunDescription(
            study: stored.name, identity: identity, scenario: elements.scenario(of: training),
            scenarioFile: stored.scenarios[training.scenario].name,
            scenarioText: stored.scenarios[training.scenario].text, seed: training.seed,
            programVersion: ProgramVersion.current, startTime: stored.startTime)
        return StudyTraining(training: training, run: run, start: try store.unfinishedState(of: run))
    }

    /// In the characters of a file's name.
    private static let hostName = Host.name.filter {
        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
    }
}

extension StudyPlan {
    /// The first training of each household, whose seed its untrained agents have.
    var firstOfHouseholds: [String: PlannedTraining] {
        Dictionary(trainings.map { ($0.household, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What the policies of a household are measured by, whole and as it is kept.
    ///
    /// - Parameters:
    ///   - first: the first training of the household.
    ///   - scenario: the household.
    /// - Throws: `EvaluationCancelled`; `StudyError.noYardstick`.
    func yardsticks(
        of first: PlannedTraining, in scenario: Scenario, threads: Int,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> (Yardsticks, StudyYardsticks) {
        let evaluator = PolicyEvaluator(scenario: scenario, state: nil, trainingSeed: first.seed, threads: threads)
        let lives = lives(of: first.role)
        let yardsticks = try evaluator.yardsticks(
            episodes: lives.count, seed: lives.seed, isCancelled: isCancelled)
        guard let known = StudyYardsticks(yardsticks, of: scenario, by: evaluator) else {
            throw StudyError.noYardstick(
                scenario: scenarios[first.scenario], setting: settings[first.setting].name)
        }
        return (yardsticks, known)
    }
}

extension StoredStudyPlan {
    /// Adds the trainings that confirm, once it is known which they are.
    ///
    /// - Parameter outcomes: of the search.
    /// - Returns: whether it is known, or nothing is to be confirmed.
    func addConfirming(to plan: inout StudyPlan, _ outcomes: [StudyOutcome?]) throws -> Bool {
        guard choice?.confirm ?? 0 > 0 else { return true }
        guard let chosen = StudyChooser(plan: plan, outcomes: outcomes) else { return false }
        plan.trainings += try confirming([chosen.chosen, chosen.rival])
        return true
    }
}

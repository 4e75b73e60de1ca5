import Foundation
import Households
import RunStorage
import ScenarioFiles
import Studies

/// A study that is asked for.
package struct StudyRequest: Sendable {
    /// Name or path of the study's file.
    package var study: String
    /// Nil for a study that is named after its file.
    package var name: String?
    /// Trainings side by side.
    package var jobs = 1
    /// Whether a study of another plan is added to.
    package var isExtending = false
    /// Whether what failed, or was trained by another version, is trained again.
    package var isRetrying = false
    /// What the study is said to have begun at.
    package var startTime: Timestamp

    package init(study: String, startTime: Timestamp = .now) {
        self.study = study
        self.startTime = startTime
    }
}

/// What a study would cost.
package struct StudyEstimate: Sendable, Equatable, Encodable {
    /// Those that confirm included.
    package var trainings: Int
    package var processorHours: Double
    /// On the disk.
    package var bytes: Int
    /// Of Slurm.
    package var tasks: Int

    package enum CodingKeys: String, CodingKey {
        case trainings
        case processorHours = "processor_hours"
        case bytes, tasks
    }
}

/// How far a study is.
package struct StudyProgress: Sendable, Equatable, Encodable {
    package var study: String
    /// Planned, those that confirm included.
    package var trainings = 0
    package var done = 0
    package var diverged = 0
    package var failed = 0
    /// Neither done nor failed.
    package var missing = 0
    /// Of the missing ones, those that go on, and those that a queue holds.
    package var running = 0
    package var waiting = 0
    /// Estimated by `studyProgress`; 0 where nothing is missing.
    package var secondsLeft = 0.0

    init(study: String) { self.study = study }

    /// - Parameters:
    ///   - outcomes: one a planned training; nil for what is missing.
    ///   - unplanned: trainings that will confirm, and are not known yet.
    init(study: String, outcomes: [StudyOutcome?], unplanned: Int = 0) {
        self.study = study
        trainings = outcomes.count + unplanned
        missing = unplanned
        for outcome in outcomes {
            switch outcome?.status {
            case .done: done += 1
            case .diverged: diverged += 1
            case .failed: failed += 1
            case nil: missing += 1
            }
        }
    }

    package enum CodingKeys: String, CodingKey {
        case study, trainings, done, diverged, failed, missing, running, waiting
        case secondsLeft = "seconds_left"
    }
}

extension JobRunner {
    /// Reads a study and what it names, and works out its plan.
    ///
    /// - Throws: `StudyError`, `JobError`, `InvalidStudy`, `StorageError.invalidName`.
    package func studyPlan(_ request: StudyRequest) throws -> (plan: StoredStudyPlan, text: [UInt8]) {
        let source = try StudySource(request.study, in: self)
        note(.debug, "\(source.path): read")
        guard let name = try request.name.map({ try RunName($0) }) ?? RunName(rawValue: source.stem) else {
            throw StudyError.stemIsNoName(source.stem)
        }
        let plan = try StoredStudyPlan(
            name: name, file: source.file, scenarios: source.scenarios, programVersion: ProgramVersion.current,
            startTime: request.startTime)
        return (plan, source.bytes)
    }

    /// What a study would cost; nothing is written.
    ///
    /// - Throws: `InvalidScenario`.
    package func estimate(_ plan: StoredStudyPlan, taskMinutes: Double) throws -> StudyEstimate {
        let elements = try StudyElements(plan)
        let seconds = elements.seconds(of: elements.all)
        let points = elements.points
        // A row, its rewards and its curves.
        let bytes = elements.all.count * (1000 + 8 * plan.lives.count + 32 * points)
        let tasks =
            elements.chunks(of: .search, taskMinutes: taskMinutes).count
            + elements.chunks(of: .confirm, taskMinutes: taskMinutes).count
        return StudyEstimate(
            trainings: elements.all.count, processorHours: seconds / 3600, bytes: bytes, tasks: tasks)
    }

    /// How far a study is.
    ///
    /// - Parameter slurm: is asked for its jobs, where it has any; nil where they do not matter.
    /// - Throws: `StorageError`, `InvalidScenario`.
    package func studyProgress(of name: RunName, on slurm: Slurm? = nil) throws -> StudyProgress {
        let (stored, _) = try output.studies.plan(of: name)
        let rows = try output.studies.rows(of: name, programVersion: stored.programVersion, withRecords: false)
        let elements = try StudyElements(stored)
        var plan = elements.search
        if try !stored.addConfirming(to: &plan, plan.outcomes(in: rows)) { plan.trainings += elements.confirming }
        let outcomes = plan.outcomes(in: rows)
        let trainings = plan.trainings
        var progress = StudyProgress(study: name.description, outcomes: outcomes)
        let missing = zip(trainings, outcomes).filter { $0.1 == nil }.map(\.0)
        let running = try output.studies.running(name)
        progress.running = min(running?.running ?? 0, missing.count)
        progress.waiting = running == nil ? 0 : missing.count - progress.running
        if let slurm, running == nil, let queue = try queueIfKnown(of: name, on: slurm) {
            let left = try countTrainings(of: queue, name) { role, index in
                let planned = trainings.filter { $0.role == role }
                return planned.indices.contains(index)
                    && rows[planned[index].identity, elements.search.lives(of: role)] == nil
            }
            // A task does one training at a time.
            progress.running = min(queue.running.count, left)
            progress.waiting = left - progress.running
        }
        progress.secondsLeft = elements.seconds(of: missing) / Double(max(1, progress.running))
        return progress
    }

    /// Rows say what is done: that Slurm cannot be asked is no error.
    private func queueIfKnown(of name: RunName, on slurm: Slurm) throws -> SlurmQueue? {
        do {
            return try slurmQueue(of: name, on: slurm)
        } catch let error as SlurmError {
            for entry in error.failure.entries { note(.warning, entry.message) }
            return nil
        }
    }

    /// How many trainings of the chunks whose tasks wait or run are counted.
    private func countTrainings(
        of queue: SlurmQueue, _ name: RunName, where isCounted: (StudyRole, Int) -> Bool
    ) throws -> Int {
        var count = 0
        var chunks: StudyChunks?
        for number in queue.waiting + queue.running {
            if chunks?[number] == nil { chunks = try output.studies.chunks(of: name, with: number) }
            guard let (role, trainings) = chunks?[number] else { continue }
            count += trainings.count { isCounted(role, $0) }
        }
        return count
    }
}

/// What a study is made of, for estimates: trainings and what each is expected to cost.
struct StudyElements {
    let search: StudyPlan
    /// As many as will confirm; which settings they have shows when the search is complete: until then they stand for
    /// `default` and the setting after it.
    let confirming: [PlannedTraining]
    /// Points of the longest curve.
    let points: Int
    /// Processor seconds of a training: scenario by scenario, setting by setting.
    private let costs: [[Double]]
    /// Processor seconds of what a household's policies are measured by: scenario by scenario, setting by setting.
    private let yardstickCosts: [[Double]]

    /// Households with each setting: scenario by scenario, setting by setting.
    private let scenarios: [[Scenario]]

    init(_ stored: StoredStudyPlan) throws {
        scenarios = try stored.resolved()
        search = stored.plan(scenarios)
        confirming = try stored.choice == nil ? [] : stored.confirming([0, min(1, stored.settings.count - 1)])
        costs = scenarios.map { $0.map { TrainingEstimate.training($0, lives: stored.lives.count) } }
        yardstickCosts = scenarios.map { $0.map { TrainingEstimate.yardsticks($0, lives: stored.lives.count) } }
        points = scenarios.joined().map { min(StudyCurves.mostPoints, $0.training.numEpisodes) }.max() ?? 0
    }

    /// The household of a training, and how it trains.
    func scenario(of training: PlannedTraining) -> Scenario { scenarios[training.scenario][training.setting] }

    var all: [PlannedTraining] { search.trainings + confirming }

    /// Processor seconds.
    func seconds(of trainings: [PlannedTraining]) -> Double {
        trainings.reduce(0) { $0 + seconds(of: $1) }
    }

    func seconds(of training: PlannedTraining) -> Double { costs[training.scenario][training.setting] }

    /// All trainings of a role, divided into what tasks do.
    func chunks(of role: StudyRole, taskMinutes: Double) -> [StudyChunk] {
        chunks(of: role == .search ? search.trainings : confirming, role: role, taskMinutes: taskMinutes) { _ in true }
    }

    /// Trainings of a role, divided into what tasks do.
    ///
    /// - Parameters:
    ///   - trainings: all of the role, which chunks number.
    ///   - isWanted: which of them are to be done.
    func chunks(
        of trainings: [PlannedTraining], role: StudyRole, taskMinutes: Double, isWanted: (PlannedTraining) -> Bool
    ) -> [StudyChunk] {
        let elements = trainings.enumerated().filter { isWanted($0.element) }.map { index, training in
            StudyChunk.Element(
                index: index, household: training.household, seconds: costInPlan(of: training),
                yardstickSeconds: yardstickCosts[training.scenario].max() ?? 0)
        }
        return StudyChunk.divide(elements, role: role, taskSeconds: 60 * taskMinutes)
    }

    /// Processor seconds; those of the longest setting where it may be any.
    private func costInPlan(of training: PlannedTraining) -> Double {
        training.role == .search ? seconds(of: training) : costs[training.scenario].max() ?? 0
    }
}

extension StudyPlan {
    /// What the trainings came to, in the plan's order; nil for what is missing.
    func outcomes(in rows: StudyRows) -> [StudyOutcome?] {
        trainings.map { rows[$0.identity, lives(of: $0.role)]?.outcome }
    }
}

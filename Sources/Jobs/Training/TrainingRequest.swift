import Foundation
import Households
import Learning
import RunStorage
import ScenarioFiles

/// One run that is asked for.
package struct TrainingRequest: Sendable {
    /// Name or path of the scenario.
    package var scenario: String
    /// What takes the place of the scenario's values.
    package var overrides: [ScenarioOverride] = []
    /// Nil for what the scenario says.
    package var episodes: Int?
    /// Episodes between two checkpoints; nil for the usual, or for what the run that is resumed has.
    package var saveInterval: Int?
    /// Fresh episodes on which the trained policy is judged; nil for as many as the household needs.
    package var evaluationEpisodes: Int?
    /// Of these episodes; nil for the training's.
    package var evaluationSeed: UInt64?
    package var seed: UInt64 = 42
    /// Nil for a run that is named after its scenario.
    package var name: String?
    package var mode = BeginMode.fresh
    /// The run from whose final state to start.
    package var from: String?
    /// What the run is said to have begun at.
    package var startTime: Timestamp

    package init(scenario: String, startTime: Timestamp = .now) {
        self.scenario = scenario
        self.startTime = startTime
    }
}

extension TrainingRequest {
    /// What is to be trained, and from where.
    ///
    /// - Throws: what reading the scenario and the other run throws; `JobError.nothingLeftToTrain`, `.stemIsNoName`,
    ///   `StorageError.invalidName`.
    func plan(in runner: JobRunner) throws -> (plan: RunPlan, source: TrainingSource?) {
        let file = try runner.scenario(scenario, overrides: overrides)
        runner.note(.debug, "\(file.path): read")
        let source = try from.map { try TrainingSource($0, in: runner.output) }
        var scenario = file.scenario
        scenario.training.numEpisodes = episodes ?? scenario.training.numEpisodes
        if let source, source.state.episodesDone >= scenario.training.numEpisodes {
            throw JobError.nothingLeftToTrain(
                run: source.start.run.description, done: source.state.episodesDone,
                episodes: scenario.training.numEpisodes)
        }
        let plan = try RunPlan(
            name: try RunName(given: name, usual: file.stem, else: .stemIsNoName(file.stem)), scenario: scenario,
            scenarioFile: file.stem, scenarioText: file.text, overrides: overrides, seed: seed,
            saveInterval: saveInterval, programVersion: ProgramVersion.current, startTime: startTime,
            startedFrom: source?.start)
        return (plan, source)
    }
}

extension Scenario {
    /// Fresh episodes on which a policy is judged unless somebody says otherwise. A life in ruin is rare, and weighs:
    /// certainty equivalents need more of them.
    package var usualEvaluationEpisodes: Int { objectiveKind == .utility ? 10_000 : 1000 }
}

extension RunName {
    /// What the user says, or the usual name; a file's name may make that one that is not allowed.
    ///
    /// - Throws: `StorageError.invalidName`; `error` where the usual name is not allowed.
    init(given: String?, usual: String, else error: JobError) throws {
        guard let name = try given.map({ try RunName($0) }) ?? RunName(rawValue: usual) else { throw error }
        self = name
    }
}

extension Timestamp {
    /// What the clock says.
    package static var now: Timestamp {
        let now = Int(Date().timeIntervalSince1970)
        guard let timestamp = Timestamp(secondsSince1970: now) else { preconditionFailure("the clock says \(now)") }
        return timestamp
    }
}

/// The final state of another run.
struct TrainingSource {
    var start: RunDescription.StartingPoint
    var state: TrainerState
    var history: TrainingHistory

    /// Reads what a run that starts from `name` needs.
    ///
    /// - Throws: `StorageError` where the run is not finished or not intact.
    init(_ name: String, in output: Output) throws {
        let run = try output.runs.run(RunName(name))
        let checkpoint = try run.finalCheckpoint()
        start = RunDescription.StartingPoint(run: run.name, state: try checkpoint.stateHash())
        (state, history) = try checkpoint.resumePoint()
    }

    /// A trainer that goes on from here.
    ///
    /// - Throws: `ModelError`, `TrainingError` where the networks are not those of the run's scenario.
    func trainer(for run: RunDescription, threads: Int) throws -> HRLTrainer {
        try HRLTrainer(resuming: state, history: history, scenario: run.scenario, seed: run.seed, threads: threads)
    }
}

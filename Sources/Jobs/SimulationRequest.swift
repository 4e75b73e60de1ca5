import Households
import Learning
import RunStorage
import ScenarioFiles
import SystemPackage

/// Lives that are asked for: of the agents of a run, or of a rule, in a household.
package struct SimulationRequest: Sendable {
    /// Name of the run, or the folder of one of its checkpoints; nil where only rules take part.
    package var run: String?
    package var checkpoint = CheckpointChoice.final
    /// Name or path of the household to live in; nil for the one trained on.
    package var scenario: String?
    package var overrides: [ScenarioOverride] = []
    /// To look at closely.
    package var policy = PolicyKind.trained
    /// Nil for as many as the household needs.
    package var episodes: Int?
    /// Of the lives; nil for that of the run's evaluation, so that the figures are those of its report.
    package var seed: UInt64?
    /// Of the simulation; nil for the run's, or for who lives in which household where that is not the run's own.
    package var name: String?
    /// Whether no rival lives the same lives, and no optimum is computed.
    package var isAlone = false
    /// Whether each life is kept month by month.
    package var keepsLives = false

    /// Lives that are kept month by month, at most: each of up to 1,200 months takes some 200 to 350 bytes.
    package static let mostLives = 1000

    /// - Precondition: there is a run, or a scenario and a policy without agents.
    package init(run: String?, scenario: String? = nil, policy: PolicyKind = .trained) {
        precondition(run != nil || (scenario != nil && !policy.hasAgents), "nobody to simulate, or nowhere")
        self.run = run
        self.scenario = scenario
        self.policy = policy
    }
}

/// One simulated life.
package struct SimulatedLife: Encodable {
    var formatVersion = 1
    package var model: Simulation.Model?
    package var scenario: Scenario
    package var policy: PolicyKind
    /// 1 for the first.
    package var episode: Int
    package var seed: UInt64
    package var months: [LivedMonth]

    enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case model, scenario, policy, episode, seed, months
    }
}

extension JobRunner {
    /// Lives the months with the policy and its rivals, and keeps what comes out.
    ///
    /// - Returns: the simulation, and its file, where it stands with its hash.
    /// - Throws: `Stopped`; `JobError`, `InvalidScenario`, `StorageError`, `ModelError`.
    package func simulate(_ request: SimulationRequest) throws -> (simulation: Simulation, file: FilePath) {
        if let run = request.run { try putInOrder(run) }
        let target = try SimulationTarget(request, in: self, isCompared: !request.isAlone)
        let usual = target.usualName
        let name = try RunName(given: request.name, usual: usual, else: .notASimulationsName(usual))
        try prepareOutput()
        // Before much is computed.
        try output.simulations.requireFree(name, for: target.model?.run)
        let episodes =
            request.episodes
            ?? (request.keepsLives ? SimulationRequest.mostLives : target.scenario.usualEvaluationEpisodes)
        let evaluation = try evaluate(
            target.evaluator, episodes: episodes, seed: target.seed, subject: request.policy, alone: request.isAlone)
        precondition(!request.keepsLives || episodes <= SimulationRequest.mostLives)
        let lives =
            try request.keepsLives
            ? target.evaluator.lives(of: request.policy, episodes: episodes, seed: target.seed) : nil
        let simulation = Simulation(
            name: name, model: target.model, scenario: target.scenario, policy: request.policy, evaluation: evaluation,
            lives: lives)
        return (simulation, try output.simulations.save(simulation))
    }

    /// Lives one of the lives, which is not kept.
    ///
    /// - Parameter episode: 1 for the first.
    /// - Throws: `JobError`, `InvalidScenario`, `StorageError`, `ModelError`.
    package func life(_ episode: Int, of request: SimulationRequest) throws -> SimulatedLife {
        let target = try SimulationTarget(request, in: self, isCompared: false)
        return SimulatedLife(
            model: target.model, scenario: target.scenario, policy: request.policy, episode: episode, seed: target.seed,
            months: try target.evaluator.life(of: request.policy, episode: episode - 1, seed: target.seed))
    }
}

/// Who lives where.
private struct SimulationTarget {
    /// What the simulation is called unless the user says otherwise.
    var usualName: String
    /// Nil where only rules take part.
    var model: Simulation.Model?
    /// The household, with the training's values of the model.
    var scenario: Scenario
    /// Of the lives.
    var seed: UInt64
    var evaluator: PolicyEvaluator

    /// Seed of lives that belong to no run.
    private static let seedWithoutRun: UInt64 = 42

    /// What the request means.
    ///
    /// - Parameter isCompared: whether rivals live beside the policy.
    /// - Throws: `StorageError` where the run is not there or not intact, `JobError` and `InvalidScenario` for the
    ///   scenario, `ModelError`.
    init(_ request: SimulationRequest, in runner: JobRunner, isCompared: Bool) throws {
        let file = try request.scenario.map { try runner.scenario($0, overrides: request.overrides) }
        let target = try request.run.map { try ReportTarget($0, request.checkpoint, in: runner.output) }
        let own = try target?.checkpoint.metadata.run.scenario.overriding(
            request.overrides, histories: ScenarioFile.histories(beside: nil))
        guard let household = file?.scenario ?? own,
            let stem = file?.stem ?? target?.checkpoint.metadata.run.scenarioFile
        else {
            preconditionFailure("neither a run nor a scenario was given")
        }
        scenario = household
        usualName = "\(request.policy.shortName)_on_\(stem)"
        var (state, trainingSeed): (TrainerState?, UInt64) = (nil, Self.seedWithoutRun)
        if let checkpoint = target?.checkpoint {
            let run = checkpoint.metadata.run
            guard run.scenario.objectiveKind == household.objectiveKind else {
                throw JobError.otherObjective(run: run.name.description, scenario: file?.path ?? household.name)
            }
            scenario.training = run.scenario.training
            trainingSeed = run.seed
            state = try checkpoint.state()
            let differences = Self.differences(trained: run.scenario, simulated: scenario)
            model = Simulation.Model(
                run: run.name, episode: checkpoint.metadata.boundary.episodes, state: try checkpoint.stateHash(),
                trainedOn: run.scenario.name, differences: differences)
            usualName = differences.isEmpty ? run.name.description : "\(run.name)_on_\(stem)"
        }
        seed = request.seed ?? target?.evaluation?.seed ?? trainingSeed
        let needsOptimum = isCompared || request.policy == .optimum
        evaluator = PolicyEvaluator(
            scenario: scenario, state: state, trainingSeed: trainingSeed, threads: runner.threads,
            lifeOptimum: needsOptimum ? (model?.run).flatMap { runner.keptOptimum(of: $0, for: household) } : nil)
    }

    private static func differences(trained: Scenario, simulated: Scenario) -> [Simulation.Difference] {
        ScenarioParameter.all(ofAny: [trained, simulated]).compactMap { parameter in
            let (before, after) = (parameter.text(in: trained), parameter.text(in: simulated))
            return before == after
                ? nil : Simulation.Difference(key: parameter.dottedKey, trained: before, simulated: after)
        }
    }
}

extension PolicyKind {
    /// By which a user names it, and a simulation without a run is called.
    package var shortName: String {
        switch self {
        case .trained, .untrained, .optimum, .threshold, .random: rawValue
        case .tunedRule: "tuned"
        case .fiftyThirtyTwenty: "50-30-20"
        case .allCash: "cash"
        case .equalThirds: "equal"
        case .spendAll: "spend-all"
        case .threeMonthFund: "fund-3"
        case .sixMonthFund: "fund-6"
        case .fiftyThirtyTwentyCash: "50-30-20-cash"
        case .halfInvested: "half"
        case .ageRule: "age"
        case .tenthFirst: "tenth-first"
        case .salary: rawValue
        case .fourPercent: "four-percent"
        case .fourPercentHalf: "four-percent-half"
        case .debtFirst: "debt-first"
        case .debtFirstTenth: "debt-first-tenth"
        }
    }
}

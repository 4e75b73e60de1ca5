import Households
import Learning
import RunStorage

/// Who lives where: the agents of a run, or none, in a household.
struct SimulationTarget {
    /// What the simulation is called unless the user says otherwise; a file's name may make it one that is not allowed.
    private var usualName: String
    /// Nil where only rules take part.
    var model: Simulation.Model?
    /// The household, with the training's values of the model.
    var scenario: Scenario
    /// Of the lives, unless the user says otherwise: the run's, so that the figures are those of its report.
    var seed: UInt64
    var evaluator: PolicyEvaluator

    /// Seed of lives that belong to no run.
    private static let seedWithoutRun: UInt64 = 42

    /// What the options ask for.
    ///
    /// - Throws: `StorageError` where the run is not there or not intact, `CommandError` and `InvalidScenario` for the
    ///   scenario, `ModelError`.
    init(run argument: String?, _ options: SimulationOptions, in context: CommandContext) throws {
        let file = try options.scenario.map {
            try ScenarioFile.load(
                $0, folders: .ofThisProcess, scenarios: context.options.scenarios,
                overrides: options.overriding.values)
        }
        let target = try argument.map { try ReportTarget($0, options.checkpoint, in: context.store) }
        let own = try target?.checkpoint.metadata.run.scenario.overriding(options.overriding.values)
        guard let household = file?.scenario ?? own,
            let stem = file?.stem ?? target?.checkpoint.metadata.run.scenarioFile
        else {
            preconditionFailure("neither a run nor a scenario was given")
        }
        scenario = household
        seed = Self.seedWithoutRun
        usualName = "\(options.policy.name)_on_\(stem)"
        var state: TrainerState?
        if let checkpoint = target?.checkpoint {
            let run = checkpoint.metadata.run
            scenario.training = run.scenario.training
            seed = run.seed
            state = try checkpoint.state()
            let differences = Self.differences(trained: run.scenario, simulated: scenario)
            model = Simulation.Model(
                run: run.name, episode: checkpoint.metadata.boundary.episodes, state: try checkpoint.stateHash(),
                trainedOn: run.scenario.name, differences: differences)
            usualName = differences.isEmpty ? run.name.description : "\(run.name)_on_\(stem)"
        }
        evaluator = PolicyEvaluator(
            scenario: scenario, state: state, trainingSeed: seed, threads: options.threadCount)
    }

    /// What the user says; else the run's, or who lives in which household where that is not the run's own.
    ///
    /// - Throws: `StorageError.invalidName`, `CommandError.notASimulationsName`.
    func name(given: String?) throws -> RunName {
        if let given { return try RunName(given) }
        do {
            return try RunName(usualName)
        } catch {
            throw CommandError.notASimulationsName(usualName)
        }
    }

    private static func differences(trained: Scenario, simulated: Scenario) -> [Simulation.Difference] {
        zip(trained.resolvedValues, simulated.resolvedValues).compactMap { trained, simulated in
            guard trained.text != simulated.text else { return nil }
            return Simulation.Difference(
                key: "\(trained.section.rawValue).\(trained.key)", trained: trained.text, simulated: simulated.text)
        }
    }
}

/// One simulated life, as it is printed.
struct SimulatedLife: Encodable {
    var formatVersion = 1
    var model: Simulation.Model?
    var scenario: Scenario
    var policy: PolicyKind
    /// 1 for the first.
    var episode: Int
    var seed: UInt64
    var months: [LivedMonth]

    enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case model, scenario, policy, episode, seed, months
    }
}

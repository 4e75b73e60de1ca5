import Households
import ScenarioFiles

/// What a run is: everything about it that does not change while it trains.
package struct RunDescription: Sendable, Equatable, Codable {
    package var name: RunName
    /// Hash of the values that determine the run: `RunIdentity`.
    package var identity: ContentHash
    /// The resolved scenario.
    package var scenario: Scenario
    /// Name of the scenario's file without its extension.
    package var scenarioFile: String
    /// The scenario's file, as it was read; what overrides it is in it, too.
    package var scenarioText: String
    /// What took the place of the file's values, `environment.income=2400` each; nil where nothing did.
    package var overrides: [String]?
    package var seed: UInt64
    /// Episodes of the whole training.
    package var episodes: Int
    /// Episodes between two checkpoints.
    package var saveInterval: Int
    package var programVersion: String
    /// When the training began: the only date that is stored.
    package var startTime: Timestamp
    /// The run whose final state this one starts from; nil where it starts from nothing.
    package var startedFrom: StartingPoint?
    /// The run of which this one is what it was before it was trained anew; nil for every other.
    package var previousOf: RunName?

    /// The state of another run.
    package struct StartingPoint: Sendable, Equatable, Codable {
        package var run: RunName
        /// Hash of that state: `StoredCheckpoint.stateHash`.
        package var state: ContentHash

        package init(run: RunName, state: ContentHash) {
            self.run = run
            self.state = state
        }
    }

    package enum CodingKeys: String, CodingKey {
        case name, identity, scenario
        case scenarioFile = "scenario_file"
        case scenarioText = "scenario_text"
        case overrides, seed, episodes
        case saveInterval = "save_interval"
        case programVersion = "program_version"
        case startTime = "start_time"
        case startedFrom = "started_from"
        case previousOf = "previous_of"
    }
}

extension RunDescription {
    /// The run that a training of a study is, under the study's name.
    package init(
        study: RunName, identity: ContentHash, scenario: Scenario, scenarioFile: String, scenarioText: String,
        seed: UInt64, programVersion: String, startTime: Timestamp
    ) {
        self.init(
            name: study, identity: identity, scenario: scenario, scenarioFile: scenarioFile,
            scenarioText: scenarioText, overrides: nil, seed: seed, episodes: scenario.training.numEpisodes,
            saveInterval: CheckpointSchedule.defaultInterval(episodes: scenario.training.numEpisodes),
            programVersion: programVersion, startTime: startTime, startedFrom: nil)
    }
}

extension RunDescription {
    /// Checks what the hashes cannot know: that the values, which may come from a stranger, are such as a scenario's
    /// file could have given.
    /// - Throws: `Damage.document`.
    func checkRanges() throws {
        guard episodes == scenario.training.numEpisodes else { throw Damage.document("run.episodes is contradicted") }
        guard saveInterval >= 1 else { throw Damage.document("run.save_interval must be at least 1") }
        if let problem = ScenarioReader.problem(ofTexts: scenario) { throw Damage.document("run.scenario.\(problem)") }
        for parameter in ScenarioParameter.all(ofAny: [scenario]) where !parameter.isAllowed(in: scenario) {
            throw Damage.document("run.scenario.\(parameter.dottedKey) must be \(parameter.rule)")
        }
        if let key = scenario.keyOfBrokenRelation {
            throw Damage.document("run.scenario.\(key) does not fit the other values")
        }
    }
}

extension Evaluation {
    /// - Throws: `Damage.document` for what no evaluation can have.
    func checkRanges() throws {
        if let key = impossibleKey { throw Damage.document("\(key) is out of range, or does not fit the rest") }
    }
}

extension RunDescription {
    /// Whether it is the run that somebody wants who asks for `wanted`: the same values, or the same file and settings,
    /// which had other defaults in an older version. Such a run goes on with the values it was begun with.
    func isAskedFor(by wanted: RunDescription) -> Bool {
        identity == wanted.identity
            || (scenarioText == wanted.scenarioText && overrides == wanted.overrides && seed == wanted.seed
                && episodes == wanted.episodes && startedFrom?.state == wanted.startedFrom?.state)
    }
}

/// A run that is asked for.
package struct RunPlan: Sendable {
    /// The run that begins with this plan.
    package let run: RunDescription
    /// Episodes between two checkpoints, where somebody asked for so many.
    let saveInterval: Int?

    /// - Parameters:
    ///   - scenario: with the episodes of the whole training.
    ///   - scenarioFile: nil where the run is named after it.
    ///   - scenarioText: the scenario's file, as it was read; with overrides, one that says the same as the scenario.
    ///   - saveInterval: nil for the default, or for what the run that is resumed has.
    ///   - startTime: now, or what `SOURCE_DATE_EPOCH` says; a resumed run keeps its own.
    /// - Throws: `StorageError.notFinite`.
    package init(
        name: RunName, scenario: Scenario, scenarioFile: String? = nil, scenarioText: String,
        overrides: [ScenarioOverride] = [], seed: UInt64, saveInterval: Int? = nil,
        programVersion: String, startTime: Timestamp,
        startedFrom: RunDescription.StartingPoint? = nil
    ) throws {
        precondition(saveInterval ?? 1 >= 1, "the save interval is at least 1")
        self.saveInterval = saveInterval
        let episodes = scenario.training.numEpisodes
        run = RunDescription(
            name: name, identity: try RunIdentity.of(scenario, seed: seed, startedFrom: startedFrom?.state),
            scenario: scenario, scenarioFile: scenarioFile ?? name.description, scenarioText: scenarioText,
            overrides: overrides.isEmpty ? nil : overrides.map(\.text), seed: seed, episodes: episodes,
            saveInterval: saveInterval ?? CheckpointSchedule.defaultInterval(episodes: episodes),
            programVersion: programVersion, startTime: startTime, startedFrom: startedFrom)
    }
}

/// `manifest.json`: what lies in a run's directory. It is written once; what the run has so far is in `SHA256SUMS`, so
/// that one rename of one file is the moment at which something becomes part of the run.
struct Manifest: Codable, Equatable {
    static let fileName = "manifest.json"
    static let newestVersion = 1

    var formatVersion = Manifest.newestVersion
    var run: RunDescription

    enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case run
    }
}

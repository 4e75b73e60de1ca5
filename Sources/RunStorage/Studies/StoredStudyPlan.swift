import Households
import ScenarioFiles
import Studies

/// `plan.json`: what a study trains, whole in itself: no scenario's file is read again.
package struct StoredStudyPlan: Sendable, Equatable, Codable {
    static let fileName = "plan.json"
    static let newestVersion = 1
    /// Of the statistics: it changes where the same rows give other results.
    package static let statisticsVersion = 1

    package var formatVersion = StoredStudyPlan.newestVersion
    package var name: RunName
    package var description: String
    package var programVersion: String
    /// Of the first plan under this name: the only date that is stored.
    package var startTime: Timestamp
    package var scenarios: [StoredScenario]
    package var settings: [Setting]
    /// Keys of the grid, in the order of the file.
    package var grid: [Grid]
    package var seeds: [UInt64]
    package var lives: StudyLives
    /// Nil for each scenario's own.
    package var episodes: Int?
    package var choice: StudyChoice?
    package var baselines: [PolicyKind]
    package var difference: Double
    package var keepsModels: Bool
    /// Of the trainings of the search: scenario by scenario, setting by setting, seed by seed.
    package var identities: [[[ContentHash]]]
    /// Of what policies are measured by, apart from the lives: scenario by scenario, setting by setting.
    package var households: [[ContentHash]]
    /// SHA-256 of what determines the results.
    package var identity: ContentHash
    /// Plans under this name before, the first one first.
    package var earlier: [Earlier] = []
    /// Whether a report was made under this plan.
    package var isReported = false

    /// A scenario as it was read.
    package struct StoredScenario: Sendable, Equatable, Codable {
        package var name: String
        /// As the study's file gives it.
        package var argument: String
        /// As messages name it.
        package var file: String
        package var text: String
        /// Monthly returns by the name that scenario or setting gives their file.
        package var histories: [String: [Double]]

        package init(
            name: String, argument: String, file: String, text: String, histories: [String: [Double]]
        ) {
            self.name = name
            self.argument = argument
            self.file = file
            self.text = text
            self.histories = histories
        }
    }

    package struct Setting: Sendable, Equatable, Codable {
        package var name: String
        package var values: [StudySetting.Value]
    }

    package struct Grid: Sendable, Equatable, Codable {
        package var key: String
        package var values: [String]
    }

    /// A plan that was replaced by one that adds to it.
    package struct Earlier: Sendable, Equatable, Codable {
        package var identity: ContentHash
        package var seeds: [UInt64]
        package var scenarios, settings: [String]
        package var isReported: Bool

        package enum CodingKeys: String, CodingKey {
            case identity, seeds, scenarios, settings
            case isReported = "is_reported"
        }
    }

    package enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case name, description
        case programVersion = "program_version"
        case startTime = "start_time"
        case scenarios, settings, grid, seeds, lives, episodes, choice, baselines, difference
        case keepsModels = "keeps_models"
        case identities, households, identity, earlier
        case isReported = "is_reported"
    }

    /// - Parameter scenarios: as they were read, in the order of `file.scenarios`.
    /// - Throws: `InvalidScenario` where one cannot be read with a setting; `StorageError.notFinite`.
    package init(
        name: RunName, file: StudyFile, scenarios: [StoredScenario], programVersion: String, startTime: Timestamp
    ) throws {
        self.name = name
        description = file.description
        self.programVersion = programVersion
        self.startTime = startTime
        self.scenarios = scenarios
        settings = file.settings.map { Setting(name: $0.name, values: $0.values) }
        grid = file.grid.map { Grid(key: $0.key, values: $0.values) }
        seeds = file.seeds
        lives = file.lives
        episodes = file.episodes
        choice = file.choice
        baselines = file.baselines
        difference = file.difference
        keepsModels = file.keepsModels
        (identities, households, identity) = ([], [], ContentHash(of: []))
        let resolved = try resolved()
        identities = try resolved.map { try $0.map { try RunIdentity.of($0, seeds: file.seeds) } }
        households = try resolved.map { try $0.map { try RunIdentity.ofHousehold($0) } }
        identity = identityOfAll()
    }

    /// A household with a setting, and the episodes of its training.
    ///
    /// - Throws: `InvalidScenario`.
    package func scenario(_ scenario: Int, setting: Int) throws -> Scenario {
        let stored = scenarios[scenario]
        let overrides = settings[setting].values.compactMap { ScenarioOverride("\($0.key)=\($0.text)") }
        var result = try ScenarioReader.read(Array(stored.text.utf8), file: stored.file, overrides: overrides) {
            (file: String) throws(ReturnHistoryProblem) -> ReturnHistory in
            guard let returns = stored.histories[file] else { throw .notFound }
            return ReturnHistory(file: file, returns: returns)
        }
        result.training.numEpisodes = episodes ?? result.training.numEpisodes
        return result
    }

    /// All households with each setting: scenario by scenario, setting by setting.
    ///
    /// - Throws: `InvalidScenario`.
    package func resolved() throws -> [[Scenario]] {
        try scenarios.indices.map { scenario in
            try settings.indices.map { try self.scenario(scenario, setting: $0) }
        }
    }

    private func identityOfAll() -> ContentHash {
        func text(_ key: String, _ value: String) -> JSONValue.Member { .init(key: key, value: .string(value)) }
        func texts(_ key: String, _ values: [String]) -> JSONValue.Member {
            .init(key: key, value: .array(values.map { .string($0) }))
        }
        var members = [
            texts("trainings", identities.joined().joined().map(\.hex)),
            texts("scenarios", scenarios.map(\.name)),
            texts("settings", settings.map(\.name)),
            texts("lives", [String(lives.count), String(lives.seed)]),
            texts("baselines", baselines.map(\.rawValue)),
            .init(key: "difference", value: .number(difference)),
            .init(key: "statistics_version", value: .number(Double(Self.statisticsVersion))),
        ]
        if let choice { members += [text("choose", choice.by.rawValue), text("confirm", String(choice.confirm))] }
        return ContentHash(of: JSONValue.object(members).canonical)
    }
}

extension StoredStudyPlan {
    /// What the study trains, as statistics and reports see it: the search only, until `confirming` adds the rest.
    ///
    /// - Throws: `InvalidScenario`.
    package func plan() throws -> StudyPlan { plan(try resolved()) }

    /// - Parameter resolved: the households with each setting.
    package func plan(_ resolved: [[Scenario]]) -> StudyPlan {
        var trainings: [PlannedTraining] = []
        for scenario in scenarios.indices {
            for setting in settings.indices {
                let household = household(scenario, setting, lives)
                trainings += zip(seeds, identities[scenario][setting]).map { seed, identity in
                    PlannedTraining(
                        role: .search, scenario: scenario, setting: setting, seed: seed, identity: identity.hex,
                        household: household)
                }
            }
        }
        let looks = earlier.filter(\.isReported).map(\.seeds.count)
        return StudyPlan(
            name: name.description, description: description, scenarios: scenarios.map(\.name),
            livesForUtility: resolved.map { $0[0].objectiveKind == .utility },
            settings: settings.map { StudySetting(name: $0.name, values: $0.values) },
            grid: grid.map { StudyFile.GridKey(key: $0.key, values: $0.values) },
            trainingCosts: resolved.map { $0.map(\.trainingCost) }, trainings: trainings, lives: lives,
            choice: choice, baselines: baselines, difference: difference, identity: identity.hex, earlierLooks: looks)
    }

    /// The trainings that judge a setting and its rival with seeds and lives that had no part in the choice.
    ///
    /// - Throws: `InvalidScenario`, `StorageError.notFinite`.
    package func confirming(_ chosen: [Int]) throws -> [PlannedTraining] {
        guard let confirm = choice?.confirm, confirm > 0, let largest = seeds.max() else { return [] }
        let further = (1...UInt64(confirm)).map { largest + $0 }
        let lives = lives.confirming
        return try scenarios.indices.flatMap { scenario in
            try Set(chosen).sorted().flatMap { setting in
                let household = household(scenario, setting, lives)
                let identities = try RunIdentity.of(self.scenario(scenario, setting: setting), seeds: further)
                return zip(further, identities).map { seed, identity in
                    PlannedTraining(
                        role: .confirm, scenario: scenario, setting: setting, seed: seed, identity: identity.hex,
                        household: household)
                }
            }
        }
    }

    private func household(_ scenario: Int, _ setting: Int, _ lives: StudyLives) -> String {
        let text = "\(households[scenario][setting].hex) \(lives.count) \(lives.seed)"
        return ContentHash(of: Array(text.utf8)).hex
    }
}

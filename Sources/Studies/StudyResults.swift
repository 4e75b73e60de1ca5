import Households

/// What a study says: `results.json`. Scores have no unit: 1 is the optimum, 0 is acting at random; of a household that
/// lives for utility they are shares of the optimum's certainty equivalent.
package struct StudyResults: Sendable, Equatable, Codable {
    /// Of the file.
    package static let newestVersion = 1
    /// Resamples of an interval of an aggregate, and of one of a profile, a curve or a probability.
    package static let usualResamples = 10_000
    package static let fewerResamples = 2000
    /// Seeds below which no interval is given.
    package static let fewestSeeds = 5

    package var formatVersion = StudyResults.newestVersion
    package var study: String
    /// Of the plan.
    package var identity: String
    package var lives: StudyLives
    package var resamples = StudyResults.usualResamples
    package var scenarios: [String]
    package var settings: [Setting]
    /// One a household and role.
    package var yardsticks: [Yardsticks]
    /// Scenario by scenario, setting by setting; those that confirm last.
    package var cells: [Cell]
    package var aggregates: [Aggregate]
    /// Of every setting but `default`, with `default`: over all scenarios, then scenario by scenario.
    package var comparisons: [Comparison]
    @OrNull package var choice: Choice?
    /// One a key of the grid.
    package var sensitivity: [Sensitivity]
    /// One a setting, over all scenarios.
    package var profiles: [Profile]
    /// One a cell of the search.
    package var curves: [Curves]

    package init(
        study: String, identity: String, lives: StudyLives, scenarios: [String], settings: [Setting],
        yardsticks: [Yardsticks], cells: [Cell], aggregates: [Aggregate], comparisons: [Comparison], choice: Choice?,
        sensitivity: [Sensitivity], profiles: [Profile], curves: [Curves]
    ) {
        self.study = study
        self.identity = identity
        self.lives = lives
        self.scenarios = scenarios
        self.settings = settings
        self.yardsticks = yardsticks
        self.cells = cells
        self.aggregates = aggregates
        self.comparisons = comparisons
        self.choice = choice
        self.sensitivity = sensitivity
        self.profiles = profiles
        self.curves = curves
    }

    package enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case study, identity, lives, resamples, scenarios, settings, yardsticks, cells, aggregates, comparisons, choice
        case sensitivity, profiles, curves
    }
}

extension StudyResults {
    /// What takes the place of the scenarios' values.
    package struct Setting: Sendable, Equatable, Codable {
        package var name: String
        /// Key → value, as a file would write it.
        package var set: [String: String]

        package init(name: String, set: [String: String]) {
            self.name = name
            self.set = set
        }
    }

    /// What the policies of a household are measured by.
    package struct Yardsticks: Sendable, Equatable, Codable {
        package var scenario: String
        /// The first setting with this household; `default` unless settings change households.
        package var setting: String
        package var role: StudyRole
        package var optimalValue: Double
        package var isExact: Bool
        package var policies: [StudyYardsticks.Policy]

        package init(
            scenario: String, setting: String, role: StudyRole, optimalValue: Double, isExact: Bool,
            policies: [StudyYardsticks.Policy]
        ) {
            self.scenario = scenario
            self.setting = setting
            self.role = role
            self.optimalValue = optimalValue
            self.isExact = isExact
            self.policies = policies
        }

        package enum CodingKeys: String, CodingKey {
            case scenario, setting, role
            case optimalValue = "optimal_value"
            case isExact = "is_exact"
            case policies
        }
    }

    /// A setting against `default`, its rival where it confirms: IQM less IQM, under the same resamples.
    package struct Comparison: Sendable, Equatable, Codable {
        package var setting: String
        package var rival: String
        /// Null over all scenarios.
        @OrNull package var scenario: String?
        package var role: StudyRole
        package var difference: Double
        /// Null below five seeds, as all intervals.
        @OrNull package var interval: Interval?
        /// That holds together with those of all rows of its table.
        @OrNull package var simultaneous: Interval?
        package var probabilityOfImprovement: Double
        @OrNull package var probabilityInterval: Interval?
        package var verdict: Verdict
        /// That would tell the difference that was found, or that it does not count, whichever needs fewer; null where
        /// it is told, and below five seeds.
        @OrNull package var seedsNeeded: Int?

        package enum Verdict: String, Sendable, Codable {
            case better, worse, same
            case untold = "cannot_be_told"
        }

        package init(
            setting: String, rival: String, scenario: String?, role: StudyRole, difference: Double,
            interval: Interval?, simultaneous: Interval?, probabilityOfImprovement: Double,
            probabilityInterval: Interval?, verdict: Verdict, seedsNeeded: Int?
        ) {
            self.setting = setting
            self.rival = rival
            self.role = role
            self.difference = difference
            self.probabilityOfImprovement = probabilityOfImprovement
            self.verdict = verdict
            self.scenario = scenario
            self.interval = interval
            self.simultaneous = simultaneous
            self.probabilityInterval = probabilityInterval
            self.seedsNeeded = seedsNeeded
        }

        package enum CodingKeys: String, CodingKey {
            case setting, rival, scenario, role, difference, interval, simultaneous
            case probabilityOfImprovement = "probability_of_improvement"
            case probabilityInterval = "probability_interval"
            case verdict
            case seedsNeeded = "seeds_needed"
        }
    }

    /// The setting that was chosen, and what it came to on seeds and lives that had no part in the choice.
    package struct Choice: Sendable, Equatable, Codable {
        package var by: StudyChoice.Measure
        package var setting, rival: String
        /// By which it was chosen.
        package var score: Double
        /// The same measure of the trainings that confirm; null where there are none.
        @OrNull package var confirmed: Double?
        /// `score` less `confirmed`.
        @OrNull package var flattery: Double?
        @OrNull package var livesSeed: UInt64?

        package init(
            by: StudyChoice.Measure, setting: String, rival: String, score: Double, confirmed: Double?,
            livesSeed: UInt64?
        ) {
            self.by = by
            self.setting = setting
            self.rival = rival
            self.score = score
            self.confirmed = confirmed
            self.flattery = confirmed.map { score - $0 }
            self.livesSeed = livesSeed
        }

        package enum CodingKeys: String, CodingKey {
            case by, setting, rival, score, confirmed, flattery
            case livesSeed = "lives_seed"
        }
    }
}

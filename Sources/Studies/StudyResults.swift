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

    /// The trainings of one scenario with one setting. What has no value, since there are too few scores, is null.
    package struct Cell: Sendable, Equatable, Codable {
        package var scenario, setting: String
        package var role: StudyRole
        /// That are planned, of which the others count what became of them; `missing` holds those that failed, too.
        package var seeds, done, diverged, failed, missing: Int
        @OrNull package var iqm: Double?
        /// 95 %, over seeds.
        @OrNull package var interval: Interval?
        @OrNull package var mean: Double?
        @OrNull package var median: Double?
        @OrNull package var lowest: Double?
        @OrNull package var optimalityGap: Double?
        /// Trainings whose policy is worse than the tuned rule.
        @OrNull package var belowTuned: Int?
        /// With 95 % confidence at least this share of trainings does better than the worst of these.
        @OrNull package var toleranceShare: Double?
        /// Standard deviation of the scores of one training, on these lives.
        @OrNull package var spread: Double?
        /// Share of its square that training causes, and not the lives.
        @OrNull package var shareOfTraining: Double?
        /// By which the lives move all seeds together.
        @OrNull package var standardErrorOfLives: Double?
        /// Lives worth simulating, where that is more than twice as many as there are; else null.
        @OrNull package var livesWorth: Int?
        /// That would tell `difference` between two settings like this one.
        @OrNull package var seedsForDifference: Int?
        /// Of a household that lives for utility; else null.
        @OrNull package var certaintyEquivalent: Euros?

        package init(scenario: String, setting: String, role: StudyRole, seeds: Int) {
            self.scenario = scenario
            self.setting = setting
            self.role = role
            self.seeds = seeds
            (done, diverged, failed, missing) = (0, 0, 0, seeds)
        }

        package enum CodingKeys: String, CodingKey {
            case scenario, setting, role, seeds, done, diverged, failed, missing, iqm, interval, mean, median, lowest
            case optimalityGap = "optimality_gap"
            case belowTuned = "below_tuned"
            case toleranceShare = "tolerance_share"
            case spread
            case shareOfTraining = "share_of_training"
            case standardErrorOfLives = "standard_error_of_lives"
            case livesWorth = "lives_worth"
            case seedsForDifference = "seeds_for_difference"
            case certaintyEquivalent = "certainty_equivalent"
        }
    }

    /// Certainty equivalents of a cell, EUR of month 1 a month.
    package struct Euros: Sendable, Equatable, Codable {
        package var iqm: Double
        @OrNull package var interval: Interval?
        package var lowest: Double

        package init(iqm: Double, interval: Interval?, lowest: Double) {
            self.iqm = iqm
            self.interval = interval
            self.lowest = lowest
        }
    }

    /// All scenarios of one setting together.
    package struct Aggregate: Sendable, Equatable, Codable {
        package var setting: String
        package var role: StudyRole
        package var iqm: Double
        @OrNull package var interval: Interval?
        package var mean, median, optimalityGap, lowest: Double

        package init(
            setting: String, role: StudyRole, iqm: Double, interval: Interval?, mean: Double, median: Double,
            optimalityGap: Double, lowest: Double
        ) {
            self.setting = setting
            self.role = role
            self.iqm = iqm
            self.interval = interval
            self.mean = mean
            self.median = median
            self.optimalityGap = optimalityGap
            self.lowest = lowest
        }

        package enum CodingKeys: String, CodingKey {
            case setting, role, iqm, interval, mean, median
            case optimalityGap = "optimality_gap"
            case lowest
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

    /// The IQM over all cells that share a value of a key of the grid.
    package struct Sensitivity: Sendable, Equatable, Codable {
        package var key: String
        package var points: [Point]

        package struct Point: Sendable, Equatable, Codable {
            package var value: String
            package var iqm: Double
            @OrNull package var interval: Interval?

            package init(value: String, iqm: Double, interval: Interval?) {
                self.value = value
                self.iqm = iqm
                self.interval = interval
            }
        }

        package init(key: String, points: [Point]) {
            self.key = key
            self.points = points
        }
    }

    /// Share of the trainings of a setting whose score is greater than τ.
    package struct Profile: Sendable, Equatable, Codable {
        package var setting: String
        /// 1 − τ, from 1 to 0.0001.
        package var distances: [Double]
        package var shares: [Double]
        /// Null below five seeds.
        @OrNull package var lower: [Double]?
        @OrNull package var upper: [Double]?

        package init(setting: String, distances: [Double], shares: [Double], lower: [Double]?, upper: [Double]?) {
            self.setting = setting
            self.distances = distances
            self.shares = shares
            self.lower = lower
            self.upper = upper
        }
    }

    /// How the trainings of a cell went: the IQM over its seeds, bin by bin, with its interval.
    package struct Curves: Sendable, Equatable, Codable {
        package var scenario, setting: String
        /// Episodes that have ended at the end of each bin.
        package var episodes: [Int]
        package var reward, stability, sharpeRatio, goalAdherence: Band

        package struct Band: Sendable, Equatable, Codable {
            package var iqm: [Double]
            @OrNull package var lower: [Double]?
            @OrNull package var upper: [Double]?

            package init(iqm: [Double], lower: [Double]?, upper: [Double]?) {
                self.iqm = iqm
                self.lower = lower
                self.upper = upper
            }
        }

        package init(
            scenario: String, setting: String, episodes: [Int], reward: Band, stability: Band, sharpeRatio: Band,
            goalAdherence: Band
        ) {
            self.scenario = scenario
            self.setting = setting
            self.episodes = episodes
            self.reward = reward
            self.stability = stability
            self.sharpeRatio = sharpeRatio
            self.goalAdherence = goalAdherence
        }

        package enum CodingKeys: String, CodingKey {
            case scenario, setting, episodes, reward, stability
            case sharpeRatio = "sharpe_ratio"
            case goalAdherence = "goal_adherence"
        }
    }
}

/// From where to where: written as a list of two numbers.
package struct Interval: Sendable, Equatable, Codable {
    package var lower, upper: Double

    package init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    package init(_ range: ClosedRange<Double>) { self.init(lower: range.lowerBound, upper: range.upperBound) }

    package init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        lower = try container.decode(Double.self)
        upper = try container.decode(Double.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(lower)
        try container.encode(upper)
    }
}

/// A value that is written as null where there is none, instead of left out.
@propertyWrapper
package struct OrNull<Value: Sendable & Equatable & Codable>: Sendable, Equatable, Codable {
    package var wrappedValue: Value?

    package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

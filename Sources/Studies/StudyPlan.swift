import Households

/// What a training of a study is for.
package enum StudyRole: String, Sendable, Codable, CaseIterable {
    /// Shows how the settings compare.
    case search
    /// Judges the chosen setting and its rival with seeds and lives that had no part in the choice.
    case confirm
}

/// One training of a study.
package struct PlannedTraining: Sendable, Equatable {
    package var role: StudyRole
    /// Index among the plan's scenarios.
    package var scenario: Int
    /// Index among the plan's settings.
    package var setting: Int
    package var seed: UInt64
    /// Of the run that it would be: SHA-256, lower-case hexadecimal digits.
    package var identity: String
    /// Of what its policy is measured by: trainings with the same household and the same lives have the same. SHA-256,
    /// lower-case hexadecimal digits.
    package var household: String

    package init(
        role: StudyRole, scenario: Int, setting: Int, seed: UInt64, identity: String, household: String
    ) {
        self.role = role
        self.scenario = scenario
        self.setting = setting
        self.seed = seed
        self.identity = identity
        self.household = household
    }
}

/// A study whose scenarios, settings and trainings are known.
package struct StudyPlan: Sendable, Equatable {
    package var name: String
    package var description: String
    /// Names, each once.
    package var scenarios: [String]
    /// Whether each household lives for utility, whose scores are shares of a certainty equivalent.
    package var livesForUtility: [Bool]
    /// `default`, the scenario as it is, is the first.
    package var settings: [StudySetting]
    package var grid: [StudyFile.GridKey]
    /// What a training costs, in simulated lives: scenario by scenario, setting by setting, `Scenario.trainingCost`.
    package var trainingCosts: [[Double]]
    /// Scenario by scenario, setting by setting, seed by seed; those that confirm come last, once it is known which
    /// they are.
    package var trainings: [PlannedTraining]
    /// On which the search is judged.
    package var lives: StudyLives
    package var choice: StudyChoice?
    package var baselines: [PolicyKind]
    package var difference: Double
    /// SHA-256 of what determines the results, lower-case hexadecimal digits.
    package var identity: String
    /// How many seeds each plan had under which a report was made before, the first one first: adding seeds until a
    /// difference shows is a way to find one that is not there.
    package var earlierLooks: [Int]

    package init(
        name: String, description: String, scenarios: [String], livesForUtility: [Bool], settings: [StudySetting],
        grid: [StudyFile.GridKey], trainingCosts: [[Double]], trainings: [PlannedTraining], lives: StudyLives,
        choice: StudyChoice?,
        baselines: [PolicyKind], difference: Double, identity: String, earlierLooks: [Int] = []
    ) {
        self.name = name
        self.description = description
        self.scenarios = scenarios
        self.livesForUtility = livesForUtility
        self.settings = settings
        self.grid = grid
        self.trainingCosts = trainingCosts
        self.trainings = trainings
        self.lives = lives
        self.choice = choice
        self.baselines = baselines
        self.difference = difference
        self.identity = identity
        self.earlierLooks = earlierLooks
    }

    package func lives(of role: StudyRole) -> StudyLives { role == .search ? lives : lives.confirming }
}

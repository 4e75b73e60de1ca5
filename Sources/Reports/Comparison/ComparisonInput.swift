import Households

/// A finished run that is compared with others: values only.
package struct ComparedRun: Sendable {
    package var name: String
    package var scenario: Scenario
    package var seed: UInt64
    /// Hexadecimal.
    package var identity: String
    package var programVersion: String
    /// `2026-11-22T10:30:00Z`.
    package var startTime: String
    package var history: TrainingHistory
    package var evaluation: Evaluation
    /// The outcomes of the first run's evaluation episodes under this run's policy; nil in another household.
    package var sharedLives: EpisodeOutcomes?

    package init(
        name: String, scenario: Scenario, seed: UInt64, identity: String, programVersion: String, startTime: String,
        history: TrainingHistory, evaluation: Evaluation, sharedLives: EpisodeOutcomes?
    ) {
        self.name = name
        self.scenario = scenario
        self.seed = seed
        self.identity = identity
        self.programVersion = programVersion
        self.startTime = startTime
        self.history = history
        self.evaluation = evaluation
        self.sharedLives = sharedLives
    }

    /// Whether rewards and euros mean the same in both: the household and what it lives for agree.
    package static func shareHousehold(_ first: Scenario, _ second: Scenario) -> Bool {
        guard first.objectiveKind == second.objectiveKind, first.environment == second.environment else { return false }
        switch first.objectiveKind {
        case .reward: return first.reward == second.reward
        case .utility:
            return first.utility == second.utility && first.portfolio == second.portfolio && first.work == second.work
                && first.debt == second.debt && first.goals == second.goals
        }
    }
}

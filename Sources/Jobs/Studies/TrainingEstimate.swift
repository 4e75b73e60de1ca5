import Households
import Studies

/// What trainings are expected to cost, in processor seconds: for plans, not for promises.
package enum TrainingEstimate {
    /// Seconds of training and of the evaluation of its policy.
    package static func training(_ scenario: Scenario, lives: Int) -> Double {
        let horizon = Double(scenario.environment.maxMonths)
        let months = scenario.trainingCost * horizon
        // A policy is judged twenty times in training, and at its end.
        let judged = Double(20 * scenario.training.validationEpisodes + lives) * horizon
        switch scenario.objectiveKind {
        case .reward: return 0.6e-6 * months + 0.85e-6 * judged
        case .utility: return 0.75e-6 * months + 1e-6 * judged
        }
    }

    /// Seconds of what the policies of a household are measured by.
    package static func yardsticks(_ scenario: Scenario, lives: Int) -> Double {
        let months = Double(scenario.environment.maxMonths)
        let ofRules = 6e-6 * Double(lives) * months
        // The optimum of a whole life takes a twentieth of a second a month.
        return scenario.objectiveKind == .utility ? ofRules + 0.05 * months : ofRules
    }
}

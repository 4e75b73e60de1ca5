import Households
import Studies

/// What trainings are expected to cost, in processor seconds: for plans, not for promises.
package enum TrainingEstimate {
    /// Seconds of training and of the evaluation of its policy.
    package static func training(_ scenario: Scenario, lives: Int) -> Double {
        let training = scenario.training
        // Two months for each pair of shocks, for the decision and for the policy's mean.
        let months = 1 + 4 * training.shockPairs
        let ofPolicy = Double(lives * scenario.environment.maxMonths)
        switch scenario.objectiveKind {
        case .reward:
            let lived = Double(training.numEpisodes * scenario.environment.maxMonths)
            return 0.6e-6 * lived * Double(months) + 0.85e-6 * ofPolicy
        case .utility:
            let lived = Double(training.numEpisodes * training.batchSize * training.segment)
            return 2.2e-6 * lived * Double(months) + 1e-6 * ofPolicy
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

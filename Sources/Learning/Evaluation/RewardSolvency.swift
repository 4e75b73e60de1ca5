import Households
import Statistics

/// How often the optimum of a reward goes bankrupt, beside who keeps everything in cash: what the reward itself
/// prefers.
package struct RewardSolvency: Sendable, Equatable {
    /// Shares of the lives.
    package let optimum, allCash: Double

    /// As many lives as an evaluation has, of a training's usual seed: its report says the same.
    private static let lives = 1000, seed: UInt64 = 42

    /// - Returns: nil for a household that does not live for a reward.
    package init?(_ scenario: Scenario) {
        guard scenario.objectiveKind == .reward, let optimum = scenario.calendar.optimum else { return nil }
        let run = EvaluationRun(scenario: scenario, episodes: Self.lives, seed: Self.seed)
        func share(_ policy: SingleHouseholdPolicy) -> Double {
            run.play(policy).map { $0.insolvent ? 1 : 0 }.mean
        }
        self.optimum = share(.optimum(optimum))
        allCash = share(.rule(.allCash, in: scenario.calendar))
    }

    package var prefersBankruptcy: Bool { optimum > allCash + Evaluation.notableInsolvency }
}

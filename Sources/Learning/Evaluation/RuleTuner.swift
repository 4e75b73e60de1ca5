import Households
import NumericKernels

/// Chooses the settings of the tuned rule as a person with a spreadsheet would: by trying them all, on episodes that
/// are used for nothing else.
package struct RuleTuner: Sendable {
    /// Episodes that every candidate lives through.
    package static let episodes = 400

    private let run: EvaluationRun
    private let candidates: [SimpleRule]

    /// - Parameter isCancelled: asked in every month; once true, the rule that is chosen is of no use.
    package init(scenario: Scenario, seed: UInt64, isCancelled: @escaping @Sendable () -> Bool = { false }) {
        run = EvaluationRun(
            scenario: scenario, episodes: Self.episodes, seed: seed, purpose: .ruleTuningShock, isCancelled: isCancelled
        )
        candidates = SimpleRule.tunedCandidates(safetyThreshold: scenario.environment.safetyThreshold)
    }

    /// The candidate with the highest mean ΣR; the first of equals.
    package func tunedRule(team: WorkerTeam) -> SimpleRule {
        let rewards = team.map(candidates) { candidate in
            run.play(SingleHouseholdPolicy.rule(candidate, in: run.calendar)).reduce(0) { $0 + $1.reward }
        }
        var best = 0
        for index in candidates.indices where rewards[index] > rewards[best] { best = index }
        return candidates[best]
    }
}

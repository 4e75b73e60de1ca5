import Households
import Statistics

/// How much more one policy earns than another, with its uncertainty.
package struct RewardDifference: Sendable, Equatable {
    private let estimate: MeanEstimate
    /// The larger of both means.
    private let scale: Double

    /// A difference below this part of the rewards themselves is none for a reader, however certain.
    private static let negligible = 1e-6

    package enum Outcome: Sendable, Equatable {
        case better, worse, undecided
    }

    /// Episode by episode where both were stored or the evaluation did it; otherwise as if the episodes were different
    /// ones, which exaggerates the error but never the certainty.
    package init(_ first: PolicyEvaluation, _ second: PolicyEvaluation) {
        let scale = max(first.meanReward.magnitude, second.meanReward.magnitude)
        if second.policy == .tunedRule, let stored = first.differenceToTunedRule {
            self.init(stored, scale: scale)
        } else if first.outcomes.rewards.count == second.outcomes.rewards.count, first.outcomes.rewards.count > 1 {
            self.init(
                MeanEstimate(of: zip(first.outcomes.rewards, second.outcomes.rewards).map { $0 - $1 }), scale: scale)
        } else {
            let variance = [first, second].map { $0.rewardStandardError * $0.rewardStandardError }.reduce(0, +)
            self.init(
                MeanEstimate(mean: first.meanReward - second.meanReward, standardError: variance.squareRoot()),
                scale: scale)
        }
    }

    /// A difference that was estimated life by life.
    ///
    /// - Parameter scale: the size of what differs.
    init(_ estimate: MeanEstimate, scale: Double) {
        self.estimate = estimate
        self.scale = scale
    }

    /// Mean ΣR of the first less that of the second.
    package var mean: Double { estimate.mean }

    /// Decided where the difference exceeds two standard errors and can be noticed.
    package var outcome: Outcome {
        guard mean.magnitude > max(2 * estimate.standardError, Self.negligible * scale) else { return .undecided }
        return mean > 0 ? .better : .worse
    }

    /// `12.3 ± 0.9`, the magnitude and two standard errors.
    var text: String {
        MeanEstimate(mean: mean.magnitude, standardError: estimate.standardError).text(decimals: decimals)
    }

    /// `−0.1 ± 0.9`.
    var signedText: String { signedText(decimals: decimals) }

    package func signedText(decimals: Int) -> String { estimate.text(decimals: decimals, isSigned: true) }

    /// As many as show the uncertainty, and no more than the rewards are worth.
    var decimals: Int {
        switch max(2 * estimate.standardError, mean.magnitude / 100, scale * 1e-5) {
        case 0: 1
        case 1000...: 0
        case 1...: 1
        case 0.01...: 2
        case 0.001...: 3
        case 0.0001...: 4
        default: 9
        }
    }
}

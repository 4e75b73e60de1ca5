import Foundation
import Households
import NumericKernels

/// The upper level: sets a goal every few months from what the months before brought.
package final class FinancialStrategist {
    package static let inputs = 5

    package let network: ActorCritic
    private let scales: HouseholdScales
    private let horizon: Double
    /// adherence_weight·alpha·income/1000: what a goal that is missed by a whole income costs, a month.
    private let adherenceWeight: Double

    /// A strategist before its training.
    package init(scenario: Scenario, seed: UInt64, kernels: Kernels = .best) {
        scales = HouseholdScales(scenario.environment)
        horizon = Double(scenario.environment.maxMonths)
        adherenceWeight =
            scenario.training.adherenceWeight * scenario.reward.alpha * scenario.environment.income / 1000
        network = ActorCritic(inputs: Self.inputs, hidden: scenario.training.hidden, kernels: kernels)
        network.initialize(
            actorRandom: CounterRandom(seed: seed, purpose: .strategistActorWeights),
            criticRandom: CounterRandom(seed: seed, purpose: .strategistCriticWeights),
            headBias: [
                logit(clip(0.4 * scales.freeShare, 0.02, 0.5)),
                logit(clip(scenario.environment.safetyThreshold / (2 * scales.safety), 0.05, 0.95)), 0,
            ], logStd: scenario.training.logStdHigh)
    }

    /// The five features of the months since the last goal.
    package func observe(_ period: PeriodSummary, into features: UnsafeMutablePointer<Float>) {
        features[0] = Float(clip(period.meanCash / scales.safety, -2, 5) - 1)
        features[1] = Float(2 * clip(period.meanWealthChange / scales.income, -2, 2))
        features[2] = Float(clip(period.expenseSlope / (0.1 * scales.income), -2, 2))
        features[3] = Float(log(1 + max(0, period.wealth) / scales.income) / 3 - 0.5)
        features[4] = Float(2 * Double(period.monthsDone) / horizon - 1)
    }

    /// The goal that an action x stands for: g0 = σ(x0), g1 = 2S·σ(x1), g2 = σ(x2).
    package func goal(_ action: SIMD3<Float>) -> Goal {
        Goal(
            targetInvestRatio: sigmoid(Double(action[0])),
            safetyBuffer: 2 * scales.safety * sigmoid(Double(action[1])),
            aggressiveness: sigmoid(Double(action[2])))
    }

    /// What the strategist learns from: its reward for a period less a penalty for goals that were not what was done.
    ///
    /// Without it the two agents drift apart: the strategist asks for what would suit its own reward, and the executor
    /// learns to do something else.
    ///
    /// - Parameter departure: Σ|a0 − g0| over the period's months.
    package func trainingReward(_ periodReward: Double, departure: Double) -> Double {
        periodReward - adherenceWeight * departure
    }
}

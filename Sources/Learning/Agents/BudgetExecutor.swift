import Foundation
import Households
import NumericKernels

/// The lower level: divides each month's income, under the strategist's goal.
package final class BudgetExecutor {
    package static let inputs = 10

    package let network: ActorCritic
    private let scales: HouseholdScales
    private let horizon: Double
    /// intrinsic_weight·alpha·income/1000: what leaving the target by a whole income costs.
    private let targetWeight: Double

    /// An executor before its training.
    package init(scenario: Scenario, seed: UInt64, kernels: Kernels = .best) {
        scales = HouseholdScales(scenario.environment)
        horizon = Double(scenario.environment.maxMonths)
        targetWeight =
            scenario.training.intrinsicWeight * scenario.reward.alpha * scenario.environment.income / 1000
        network = ActorCritic(inputs: Self.inputs, hidden: scenario.training.hidden, kernels: kernels)
        network.initialize(
            actorRandom: CounterRandom(seed: seed, purpose: .executorActorWeights),
            criticRandom: CounterRandom(seed: seed, purpose: .executorCriticWeights),
            headBias: [0, 0, 0], logStd: scenario.training.logStdLow)
    }

    /// The ten features of a month.
    package func observe(_ observation: Observation, goal: Goal, into features: UnsafeMutablePointer<Float>) {
        features[0] = Float(observation.income / scales.income - 1)
        features[1] = Float(observation.fixedExpenses / scales.income)
        features[2] = Float(observation.variableExpense / scales.income)
        features[3] = Float(clip(observation.cash / scales.safety, -2, 5) - 1)
        features[4] = Float(10 * observation.inflation)
        features[5] = Float(observation.riskTolerance)
        features[6] = Float(2 * Double(observation.monthsLeft) / horizon - 1)
        features[7] = Float(2 * goal.targetInvestRatio)
        features[8] = Float(goal.safetyBuffer / scales.safety)
        features[9] = Float(goal.aggressiveness)
    }

    /// What is added to the network's outputs to give the mean of the logits: the shares that the effective target and
    /// the share of income that is free suggest.
    ///
    ///     [log τ, log max(.05, 1 − τ − c0), log c0],  τ = clip(t_eff, .005, .95),  c0 = max(.4·s0, .01)
    package func logitOffset(effectiveTarget: Double) -> SIMD3<Float> {
        let invest = clip(effectiveTarget, 0.005, 0.95)
        let consume = max(0.4 * scales.freeShare, 0.01)
        return SIMD3(Float(log(invest)), Float(log(max(0.05, 1 - invest - consume))), Float(log(consume)))
    }

    /// softmax of the logits, clipped to ±10.
    package func allocation(_ logits: SIMD3<Float>) -> Allocation {
        let invest = exp(clip(Double(logits[0]), -10, 10))
        let save = exp(clip(Double(logits[1]), -10, 10))
        let consume = exp(clip(Double(logits[2]), -10, 10))
        let total = invest + save + consume
        return Allocation(invest: invest / total, save: save / total, consume: consume / total)
    }

    /// What the executor learns from: R less the penalty for leaving the effective target.
    package func trainingReward(_ outcome: MonthOutcome, effectiveTarget: Double) -> Double {
        outcome.reward - targetWeight * abs(outcome.allocation.invest - effectiveTarget)
    }
}

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

    /// The ten features of a month: what is earned and spent, cash at four scales, and time at two.
    ///
    /// The goal is not among them: it acts on the logits directly, through their offset, so that asking for more or less
    /// always has an effect.
    package func observe(_ observation: Observation, into features: UnsafeMutablePointer<Float>) {
        let cash = observation.cash / scales.safety
        let monthsLeft = Double(observation.monthsLeft)
        features[0] = Float(observation.income / scales.income - 1)
        features[1] = Float(observation.fixedExpenses / scales.income)
        features[2] = Float(observation.variableExpense / scales.income)
        features[3] = Float(clip(cash, -2, 5) - 1)
        features[4] = Float(clip(4 * cash, 0, 4) / 2 - 1)
        features[5] = Float(clip(16 * cash, 0, 4) / 2 - 1)
        features[6] = Float(log(1 + max(0, observation.cash) / scales.income) - 1)
        features[7] = Float(observation.riskTolerance)
        features[8] = Float(2 * monthsLeft / horizon - 1)
        features[9] = Float(2 * clip(monthsLeft / 12, 0, 1) - 1)
    }

    /// What is added to the network's outputs to give the mean of the logits, so that an untrained network invests the
    /// effective target and consumes two fifths of what is free.
    ///
    ///     [log τ, log max(.05, 1 − τ − c0), logit c0],  τ = clip(t_eff, .005, .95),  c0 = max(.4·s0, .01)
    package func logitOffset(effectiveTarget: Double) -> SIMD3<Float> {
        let invest = clip(effectiveTarget, 0.005, 0.95)
        let consume = max(0.4 * scales.freeShare, 0.01)
        return SIMD3(Float(log(invest)), Float(log(max(0.05, 1 - invest - consume))), Float(logit(consume)))
    }

    /// The division of income that logits, clipped to ±10, stand for: consumption is the sigmoid of the third, and what
    /// it leaves is divided by the softmax of the first two. So consumption stays what it is when investing changes from
    /// month to month.
    package func allocation(_ logits: SIMD3<Float>) -> Allocation {
        let consume = sigmoid(clip(Double(logits[2]), -10, 10))
        let invest = (1 - consume) * sigmoid(clip(Double(logits[0]), -10, 10) - clip(Double(logits[1]), -10, 10))
        return Allocation(invest: invest, save: 1 - consume - invest, consume: consume)
    }

    /// What the executor learns from: R less the penalty for leaving the effective target.
    package func trainingReward(_ outcome: MonthOutcome, effectiveTarget: Double) -> Double {
        outcome.reward - targetWeight * abs(outcome.allocation.invest - effectiveTarget)
    }
}

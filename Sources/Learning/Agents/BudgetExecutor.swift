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

    /// Share of income that one unit of the first two outputs moves between investing and saving.
    package static let investScale = 0.25
    /// Outputs count up to this, either way.
    package static let outputLimit = 10.0

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
            headBias: [0, 0, logit(max(0.3 * scales.freeShare, 0.01))], logStd: scenario.training.logStdLow)
    }

    /// The ten features of a month: what is earned and spent, cash at four scales, and time at two.
    ///
    /// The goal is not among them: it acts on the allocation directly, so that asking for more or less has an effect
    /// wherever what is consumed leaves room for it.
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

    /// The division of income that the network's outputs l stand for under an effective target:
    ///
    ///     a2 = σ(l2),  a0 = clip(t_eff + ¼·(l0 − l1), 0, 1 − a2),  a1 = 1 − a0 − a2
    ///
    /// with each l clipped to ±10. An untrained network invests the target and consumes three tenths of what is free: its
    /// last bias is logit(max(.3·s0, .01)). What it learns is a difference to the target in shares of income, so between
    /// the bounds, 0 and 1 − a2, the goal moves what is invested one to one, and a policy that invests little can still
    /// learn to invest more.
    package func allocation(_ outputs: SIMD3<Float>, effectiveTarget: Double) -> Allocation {
        func limited(_ output: Float) -> Double { clip(Double(output), -Self.outputLimit, Self.outputLimit) }
        let consume = sigmoid(limited(outputs[2]))
        let difference = limited(outputs[0]) - limited(outputs[1])
        let invest = clip(effectiveTarget + Self.investScale * difference, 0, 1 - consume)
        return Allocation(invest: invest, save: 1 - consume - invest, consume: consume)
    }

    /// What the executor learns from: R less the penalty for leaving the effective target.
    package func trainingReward(_ outcome: MonthOutcome, effectiveTarget: Double) -> Double {
        outcome.reward - targetWeight * abs(outcome.allocation.invest - effectiveTarget)
    }
}

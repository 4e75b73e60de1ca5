import Foundation
import Households
import NumericKernels

/// The lower level: divides each month's income, under the strategist's goal.
package final class BudgetExecutor {
    /// What the executor sees before a month, in the order of the network's inputs: what is earned and spent, cash at
    /// four scales, and time at two.
    ///
    /// The goal is not among them: it acts on the allocation directly, so that asking for more or less has an effect
    /// wherever what is consumed leaves room for it.
    package enum Feature: Int, CaseIterable {
        case income, fixedExpenses, variableExpense, cash, cashAtAQuarter, cashAtASixteenth, logarithmOfCash
        case riskTolerance, monthsLeft, lastYear

        /// For readers of an exported network; what each symbol means is said there.
        package var formula: String {
            switch self {
            case .income: "y/y0 - 1"
            case .fixedExpenses: "F/y0"
            case .variableExpense: "v/y0"
            case .cash: "clip(C/S, -2, 5) - 1"
            case .cashAtAQuarter: "clip(4*C/S, 0, 4)/2 - 1"
            case .cashAtASixteenth: "clip(16*C/S, 0, 4)/2 - 1"
            case .logarithmOfCash: "log(1 + max(0, C)/y0) - 1"
            case .riskTolerance: "risk tolerance"
            case .monthsLeft: "2*(months left)/horizon - 1"
            case .lastYear: "2*clip(months left/12, 0, 1) - 1"
            }
        }
    }

    package static let inputs = Feature.allCases.count

    package let network: ActorCritic
    private let scales: HouseholdScales
    private let horizon: Double
    /// intrinsic_weight·income in R: what leaving the target by a whole income costs.
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
            scenario.training.intrinsicWeight * scenario.objective.thousandEuros * scenario.environment.income / 1000
        network = ActorCritic(inputs: Self.inputs, hidden: scenario.training.hidden, kernels: kernels)
        network.initialize(
            actorRandom: CounterRandom(seed: seed, purpose: .executorActorWeights),
            criticRandom: CounterRandom(seed: seed, purpose: .executorCriticWeights),
            headBias: [0, 0, logit(max(0.3 * scales.freeShare, 0.01))], logStd: scenario.training.logStdLow)
    }

    /// Writes the features of a month.
    package func observe(_ observation: Observation, into features: UnsafeMutablePointer<Float>) {
        func set(_ feature: Feature, _ value: Double) { features[feature.rawValue] = Float(value) }
        let cash = observation.cash / scales.safety
        let monthsLeft = Double(observation.monthsLeft)
        set(.income, observation.income / scales.income - 1)
        set(.fixedExpenses, observation.fixedExpenses / scales.income)
        set(.variableExpense, observation.variableExpense / scales.income)
        set(.cash, clip(cash, -2, 5) - 1)
        set(.cashAtAQuarter, clip(4 * cash, 0, 4) / 2 - 1)
        set(.cashAtASixteenth, clip(16 * cash, 0, 4) / 2 - 1)
        set(.logarithmOfCash, log(1 + max(0, observation.cash) / scales.income) - 1)
        set(.riskTolerance, observation.riskTolerance)
        set(.monthsLeft, 2 * monthsLeft / horizon - 1)
        set(.lastYear, 2 * clip(monthsLeft / 12, 0, 1) - 1)
    }

    /// The division of income that the network's outputs l stand for under an effective target:
    ///
    ///     a2 = σ(l2),  a0 = clip(t_eff + ¼·(l0 − l1), 0, 1 − a2),  a1 = 1 − a0 − a2
    ///
    /// with each l clipped to ±10. An untrained network invests the target and consumes three tenths of what is free:
    /// its last bias is logit(max(.3·s0, .01)). What it learns is a difference to the target in shares of income, so
    /// between the bounds, 0 and 1 − a2, the goal moves what is invested one to one, and a policy that invests little
    /// can still learn to invest more.
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

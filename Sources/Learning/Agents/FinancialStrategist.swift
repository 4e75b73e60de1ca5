import Foundation
import Households
import NumericKernels

/// The upper level: sets a goal every few months from what the months before brought.
package final class FinancialStrategist {
    /// What the strategist sees of the months since the last goal, in the order of the network's inputs.
    package enum Feature: Int, CaseIterable {
        case meanCash, wealthChange, expenseSlope, logarithmOfWealth, monthsDone

        /// For readers of an exported network; what each symbol means is said there.
        package var formula: String {
            switch self {
            case .meanCash: "clip(mean cash/S, -2, 5) - 1"
            case .wealthChange: "2*clip(mean monthly change of wealth/y0, -2, 2)"
            case .expenseSlope: "clip(least-squares slope of the variable expense a month/(0.1*y0), -2, 2)"
            case .logarithmOfWealth: "log(1 + max(0, wealth)/y0)/3 - 0.5"
            case .monthsDone: "2*(months done)/horizon - 1"
            }
        }
    }

    package static let inputs = Feature.allCases.count

    package let network: ActorCritic
    private let scales: HouseholdScales
    private let horizon: Double
    /// adherence_weight·income in R: what a goal that is missed by a whole income costs, a month.
    private let adherenceWeight: Double

    /// A strategist before its training.
    package init(scenario: Scenario, seed: UInt64, kernels: Kernels = .best) {
        scales = HouseholdScales(scenario.environment)
        horizon = Double(scenario.environment.maxMonths)
        adherenceWeight =
            scenario.training.adherenceWeight * scenario.objective.thousandEuros * scenario.environment.income / 1000
        network = ActorCritic(inputs: Self.inputs, hidden: scenario.training.hidden, kernels: kernels)
        network.initialize(
            actorRandom: CounterRandom(seed: seed, purpose: .strategistActorWeights),
            criticRandom: CounterRandom(seed: seed, purpose: .strategistCriticWeights),
            headBias: [
                logit(clip(0.4 * scales.freeShare, 0.02, 0.5)),
                logit(clip(scenario.environment.safetyThreshold / (2 * scales.safety), 0.05, 0.95)), 0,
            ], logStd: scenario.training.logStdHigh)
    }

    /// Writes the features of a period.
    package func observe(_ period: PeriodSummary, into features: UnsafeMutablePointer<Float>) {
        func set(_ feature: Feature, _ value: Double) { features[feature.rawValue] = Float(value) }
        set(.meanCash, clip(period.meanCash / scales.safety, -2, 5) - 1)
        set(.wealthChange, 2 * clip(period.meanWealthChange / scales.income, -2, 2))
        set(.expenseSlope, clip(period.expenseSlope / (0.1 * scales.income), -2, 2))
        set(.logarithmOfWealth, log(1 + max(0, period.wealth) / scales.income) / 3 - 0.5)
        set(.monthsDone, 2 * Double(period.monthsDone) / horizon - 1)
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

import Foundation
import Households

/// What the strategist asks of the executor for the months to come.
package struct Goal: Sendable, Equatable {
    /// g0: share of income to invest, 0…1.
    package var targetInvestRatio: Double
    /// g1: cash to hold, EUR.
    package var safetyBuffer: Double
    /// g2: how much of the target is kept up while cash is below the buffer, 0…1.
    package var aggressiveness: Double

    package init(targetInvestRatio: Double, safetyBuffer: Double, aggressiveness: Double) {
        self.targetInvestRatio = targetInvestRatio
        self.safetyBuffer = safetyBuffer
        self.aggressiveness = aggressiveness
    }

    /// t_eff = g0·(g2 + (1 − g2)·φ) with φ = clip(C/max(g1, 1), 0, 1): below its buffer a household invests less,
    /// unless it is aggressive.
    package func effectiveTarget(cash: Double) -> Double {
        let fullness = clip(cash / max(safetyBuffer, 1), 0, 1)
        return targetInvestRatio * (aggressiveness + (1 - aggressiveness) * fullness)
    }
}

/// What the features of both agents are measured in.
struct HouseholdScales: Sendable {
    /// y0: the first year's income, EUR a month.
    let income: Double
    /// S = max(safety_threshold, income), EUR.
    let safety: Double
    /// s0: the share of income that is free at the start, at least .04.
    let freeShare: Double

    init(_ environment: EnvironmentParameters) {
        income = environment.income
        safety = max(environment.safetyThreshold, environment.income)
        freeShare = clip(
            (environment.income - environment.fixedExpenses - environment.variableExpenseMean) / environment.income,
            0.04, 1)
    }
}

@inline(__always)
func clip(_ value: Double, _ low: Double, _ high: Double) -> Double {
    min(max(value, low), high)
}

func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
func logit(_ p: Double) -> Double { log(p / (1 - p)) }

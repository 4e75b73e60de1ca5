import Foundation
import Households

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

extension EnvironmentParameters {
    /// 2S, EUR: a goal's safety buffer is this times the sigmoid of the strategist's second output. For those who
    /// rebuild the policy elsewhere.
    package var goalBufferScale: Double { 2 * HouseholdScales(self).safety }
}

@inline(__always)
func clip(_ value: Double, _ low: Double, _ high: Double) -> Double {
    min(max(value, low), high)
}

func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
func logit(_ p: Double) -> Double { log(p / (1 - p)) }

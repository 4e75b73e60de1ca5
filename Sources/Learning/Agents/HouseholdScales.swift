import Foundation
import Households

/// What the features of both agents are measured in.
struct HouseholdScales: Sendable {
    /// y0: the first year's income, EUR a month; where there is none, what goes out.
    let income: Double
    /// S = max(safety_threshold, income), EUR.
    let safety: Double
    /// s0: the share of income that is free at the start, at least .04.
    let freeShare: Double

    init(_ environment: EnvironmentParameters) {
        let bills = environment.fixedExpenses + environment.variableExpenseMean
        income = environment.income > 0 ? environment.income : bills > 0 ? bills : 1
        safety = max(environment.safetyThreshold, income)
        freeShare = clip(
            (environment.income - environment.fixedExpenses - environment.variableExpenseMean) / income, 0.04, 1)
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

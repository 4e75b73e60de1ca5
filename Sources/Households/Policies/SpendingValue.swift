import Foundation
import Statistics

/// g_t(s): what it is worth, in R, to spend s beside the bills of month t, divided in the best way.
///
///     f(c) = kappa·comfort(c) − alpha·w·c − gamma·E[overspend(c)],  g(s) = alpha·w·s + max over c ≤ s of f(c)
///
/// overspend = min(c, max(0, k + c)) = (k + c)⁺ − k⁺ with k = bills − y is convex in c, so f is concave and the best c
/// is min(s, c*).
struct SpendingValue: Sendable {
    /// c*, EUR.
    let consumption: Double
    private let calendar: HouseholdCalendar
    private let weights: RewardWeights
    private let figures: MonthlyFigures
    private let valueOfConsumption: Double

    init(calendar: HouseholdCalendar, weights: RewardWeights, month: Int) {
        self.calendar = calendar
        self.weights = weights
        let figures = calendar.months[month - 1]
        self.figures = figures
        let scale = 0.05 * figures.income
        func slope(_ c: Double) -> Double {
            weights.kappa / (1 + c / scale) - weights.alpha * figures.growthWeight
                - weights.gamma * Self.probabilityOfOverspending(c, calendar, figures)
        }
        var (low, high) = (0.0, figures.income)
        if figures.income == 0 || slope(0) <= 0 {
            high = 0
        } else if slope(high) >= 0 {
            low = high
        } else {
            for _ in 0..<60 {
                let middle = (low + high) / 2
                if slope(middle) > 0 { low = middle } else { high = middle }
            }
        }
        consumption = (low + high) / 2
        valueOfConsumption = Self.value(consumption, calendar, weights, figures)
    }

    func callAsFunction(_ spending: Double) -> Double {
        worthOfInvesting(spending)
            + (spending >= consumption ? valueOfConsumption : Self.value(spending, calendar, weights, figures))
    }

    /// What it is worth, in R, to divide the spending so, in the best way or not.
    func callAsFunction(invested: Double, consumed: Double) -> Double {
        worthOfInvesting(invested + consumed) + Self.value(consumed, calendar, weights, figures)
    }

    private func worthOfInvesting(_ amount: Double) -> Double {
        weights.alpha * figures.growthWeight * amount / 1000
    }

    /// f(c)/1000.
    private static func value(
        _ c: Double, _ calendar: HouseholdCalendar, _ weights: RewardWeights, _ figures: MonthlyFigures
    ) -> Double {
        let overspend = expectedExcess(c, calendar, figures) - expectedExcess(0, calendar, figures)
        return
            (weights.kappa * comfort(consumed: c, income: figures.income)
            - weights.alpha * figures.growthWeight * c - weights.gamma * overspend) / 1000
    }

    /// E[(bills + c − y)⁺].
    private static func expectedExcess(
        _ c: Double, _ calendar: HouseholdCalendar, _ figures: MonthlyFigures
    ) -> Double {
        mixture(calendar, figures) { emergency in
            // (v − limit)⁺ of v = max(0, N(mean, deviation)).
            let limit = figures.income - figures.fixedExpenses - emergency - c
            let (mean, deviation) = (figures.variableExpenseMean, figures.variableExpenseStd)
            guard deviation > 0 else { return max(0, mean - limit) }
            func excess(_ limit: Double) -> Double {
                let z = (mean - limit) / deviation
                return deviation * StandardNormal.density(z) + (mean - limit) * StandardNormal.distribution(z)
            }
            return limit >= 0 ? excess(limit) : excess(0) - limit
        }
    }

    /// P(bills + c > y).
    private static func probabilityOfOverspending(
        _ c: Double, _ calendar: HouseholdCalendar, _ figures: MonthlyFigures
    ) -> Double {
        mixture(calendar, figures) { emergency in
            let limit = figures.income - figures.fixedExpenses - emergency - c
            if limit < 0 { return 1 }
            guard figures.variableExpenseStd > 0 else { return figures.variableExpenseMean > limit ? 1 : 0 }
            return StandardNormal.distribution((figures.variableExpenseMean - limit) / figures.variableExpenseStd)
        }
    }

    /// The expectation over whether there is an emergency.
    private static func mixture(
        _ calendar: HouseholdCalendar, _ figures: MonthlyFigures, _ body: (Double) -> Double
    ) -> Double {
        let probability = calendar.environment.emergencyProbability
        guard probability > 0 else { return body(0) }
        return (1 - probability) * body(0) + probability * body(figures.emergencyCost)
    }
}

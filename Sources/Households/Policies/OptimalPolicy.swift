import Foundation

/// The policy that maximises E[ΣR], found by dynamic programming over (month, cash); the portfolio does not enter R.
///
/// With s = i + c, what is spent beside the bills, and m = C − s, a month's problem falls into three one-dimensional
/// ones:
///
///     g_t(s) = max over c ≤ s of alpha·w·(s − c) + kappa·comfort(c) − gamma·E[overspend(c)]   (`SpendingValue`)
///     W_t(m) = E[U_t(m + y − F − v − e)]                                                      (`ExpenseDistribution`)
///     V_t(C) = max over s in [0, y] of g_t(s) + W_t(C − s)
///
/// where U_t is what a balance after the bills is worth: the terms of R that depend on it, and V_{t+1}. Cash lives on a
/// uniform grid, of each month its own where incomes grow or fall a hundredfold, on which U is piecewise linear, with a
/// jump at 0; the expectation over the clipped normal expense is exact for such a function. Above the grid V goes on
/// with its last slope.
package struct OptimalPolicy: Sendable {
    /// V_1 at the initial cash: E[ΣR] of the optimal policy.
    package let value: Double
    private let calendar: HouseholdCalendar
    /// [month]: spacing of the grid, EUR.
    private let spacings: [Double]
    /// [month][grid point]: the best s, EUR.
    private let spending: [[Float]]
    /// [month]: consumption that no further spending raises, EUR.
    private let consumption: [Double]

    /// Computes the policy.
    ///
    /// - Parameters:
    ///   - weights: those of the calendar's objective.
    ///   - pointsPerDeviation: grid points to a standard deviation of the variable expense; more is finer.
    package init(calendar: HouseholdCalendar, weights: RewardWeights, pointsPerDeviation: Double = 8) {
        let grids = CashGrid.grids(calendar: calendar, pointsPerDeviation: pointsPerDeviation)
        var recursion = OptimalRecursion(calendar: calendar, weights: weights, grids: grids)
        var spending: [[Float]] = []
        var consumption: [Double] = []
        for month in stride(from: calendar.horizon, through: 1, by: -1) {
            let stage = recursion.step(month: month)
            spending.append(stage.spending)
            consumption.append(stage.consumption)
        }
        self.calendar = calendar
        self.spending = spending.reversed()
        self.consumption = consumption.reversed()
        spacings = grids.map(\.spacing)
        value = grids[0].interpolate(recursion.values, at: calendar.environment.initialCash)
    }

    /// Spacing of the first month's grid, EUR.
    package var spacing: Double { spacings[0] }

    /// How the optimum divides the income of the month before which `household` stands.
    package func allocation(_ household: HouseholdState) -> Allocation {
        let month = household.monthsDone
        let income = calendar.months[month].income
        let table = spending[month]
        let place = min(max(household.cash / spacings[month], 0), Double(table.count - 1))
        let index = min(Int(place), table.count - 2)
        let share = place - Double(index)
        let total = min(income, Double(table[index]) * (1 - share) + Double(table[index + 1]) * share)
        let consume = min(total, consumption[month]) / income
        let invest = total / income - consume
        return Allocation(invest: invest, save: 1 - invest - consume, consume: consume)
    }
}

import Foundation

/// The policy that maximises E[ΣR], found by dynamic programming over (month, cash); the portfolio does not enter R.
///
/// With s = i + c, what is spent beside the bills, and m = C − s, a month's problem falls into three one-dimensional
/// ones:
///
///     g_t(s) = max over c ≤ s of alpha·w·(s − c) + kappa·comfort(c) − gamma·E[overspend(c)]     (`SpendingValue`)
///     W_t(m) = E[U_t(m + y − F − v − e)]                                                        (`ExpenseDistribution`)
///     V_t(C) = max over s in [0, y] of g_t(s) + W_t(C − s)
///
/// where U_t is what a balance after the bills is worth: the terms of R that depend on it, and V_{t+1}. Cash lives on a
/// uniform grid on which U is piecewise linear, with a jump at 0; the expectation over the clipped normal expense is
/// exact for such a function. Above the grid V goes on with its last slope.
package struct OptimalPolicy: Sendable {
    /// V_1 at the initial cash: E[ΣR] of the optimal policy.
    package let value: Double
    /// Spacing of the grid, EUR.
    package let spacing: Double
    private let calendar: HouseholdCalendar
    /// [month][grid point]: the best s, EUR.
    private let spending: [[Float]]
    /// [month]: consumption that no further spending raises, EUR.
    private let consumption: [Double]

    /// Computes the policy.
    ///
    /// - Parameter pointsPerDeviation: grid points to a standard deviation of the variable expense; more is finer.
    package init(calendar: HouseholdCalendar, pointsPerDeviation: Double = 8) {
        let grid = CashGrid(calendar: calendar, pointsPerDeviation: pointsPerDeviation)
        var recursion = OptimalRecursion(calendar: calendar, grid: grid)
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
        spacing = grid.spacing
        value = grid.interpolate(recursion.values, at: calendar.environment.initialCash)
    }

    /// How the optimum divides the income of the month before which `household` stands.
    package func allocation(_ household: HouseholdEnvironment) -> Allocation {
        let month = household.monthsDone
        let income = calendar.months[month].income
        let table = spending[month]
        let place = min(max(household.cash / spacing, 0), Double(table.count - 1))
        let index = min(Int(place), table.count - 2)
        let share = place - Double(index)
        let total = min(income, Double(table[index]) * (1 - share) + Double(table[index + 1]) * share)
        let consume = min(total, consumption[month]) / income
        let invest = total / income - consume
        return Allocation(invest: invest, save: 1 - invest - consume, consume: consume)
    }
}

/// Cash balances 0, h, 2h, … that the recursion looks at.
struct CashGrid: Sendable {
    /// h, EUR.
    let spacing: Double
    let count: Int

    /// No more points than this, so that a month costs milliseconds at most.
    private static let mostPoints = 3000.0
    /// Nor more to a standard deviation of the bills, which may be many times the income.
    private static let mostPointsPerDeviation = 250.0

    init(calendar: HouseholdCalendar, pointsPerDeviation: Double) {
        let environment = calendar.environment
        let prices = calendar.months.map(\.priceLevel)
        let top =
            max(environment.initialCash, 2 * environment.safetyThreshold)
            + (environment.emergencyProbability > 0 ? 2 * environment.emergencyCost * (prices.max() ?? 1) : 0)
            + 2 * (calendar.months.map(\.income).max() ?? environment.income)
        let smallest = environment.variableExpenseStd * (prices.min() ?? 1) / pointsPerDeviation
        // A household without chance in its bills still wants a grid that is fine beside its income.
        let wanted = smallest > 0 ? min(smallest, environment.income / 50) : environment.income / 400
        let largest = environment.variableExpenseStd * (prices.max() ?? 1)
        spacing = max(wanted, top / Self.mostPoints, largest / Self.mostPointsPerDeviation)
        count = Int((top / spacing).rounded(.up)) + 2
    }

    /// A function on the grid between its points; beyond the last with the last slope.
    func interpolate(_ values: [Double], at cash: Double) -> Double {
        let place = cash / spacing
        let index = min(max(Int(place.rounded(.down)), 0), count - 2)
        let share = place - Double(index)
        return values[index] * (1 - share) + values[index + 1] * share
    }
}

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
/// uniform grid, each month as far as hoarding can lead (`CashRange`), with a spacing of its own where incomes grow or
/// fall a hundredfold. On it U is piecewise linear, with a jump at 0; the expectation over the clipped normal expense
/// is exact for such a function. Above the grid V goes on with its last slope.
package struct OptimalPolicy: Sendable {
    /// V_1 at the initial cash: E[ΣR] of the optimal policy.
    package let value: Double
    private let calendar: HouseholdCalendar
    private let months: [OptimalMonth]

    /// Computes the policy.
    ///
    /// - Parameters:
    ///   - weights: those of the calendar's objective.
    ///   - pointsPerDeviation: grid points to a standard deviation of the variable expense; more is finer.
    package init(calendar: HouseholdCalendar, weights: RewardWeights, pointsPerDeviation: Double = 8) {
        let grids = CashGrid.grids(calendar: calendar, pointsPerDeviation: pointsPerDeviation)
        var recursion = OptimalRecursion(calendar: calendar, weights: weights, grids: grids)
        months = stride(from: calendar.horizon, through: 1, by: -1).map { recursion.step(month: $0) }.reversed()
        self.calendar = calendar
        value = grids[0].interpolate(recursion.values, at: calendar.environment.initialCash)
    }

    /// Spacing of the first month's grid, EUR.
    package var spacing: Double { months[0].spacing }

    /// How the optimum divides the income of the month before which `household` stands.
    package func allocation(_ household: HouseholdState) -> Allocation {
        let (below, above, share) = spending(household)
        return allocation(spending: below * (1 - share) + above * share, in: household)
    }

    /// What it costs to divide one month's income so, and to follow the optimum afterwards: R expected of the best
    /// division less R expected of `allocation`.
    package func regret(of allocation: Allocation, in household: HouseholdState) -> Double {
        // Between two points of the grid the best is interpolated; where it jumps, one of the two is better.
        let (below, above, _) = spending(household)
        let best = [below, above, 0, calendar.months[household.monthsDone].income].reduce(
            actionValue(self.allocation(household), in: household)
        ) { max($0, actionValue(self.allocation(spending: $1, in: household), in: household)) }
        return max(0, best - actionValue(allocation, in: household))
    }

    /// The best spending at the grid's points beside a household's cash, EUR, and how near it is to the upper one.
    private func spending(_ household: HouseholdState) -> (below: Double, above: Double, share: Double) {
        let month = months[household.monthsDone]
        let table = month.spending
        let place = min(max(household.cash / month.spacing, 0), Double(table.count - 1))
        let index = min(Int(place), table.count - 2)
        return (Double(table[index]), Double(table[index + 1]), place - Double(index))
    }

    /// The best way to spend an amount, EUR, of which the income is the most.
    private func allocation(spending amount: Double, in household: HouseholdState) -> Allocation {
        let income = calendar.months[household.monthsDone].income
        guard income > 0 else { return Allocation(invest: 0, save: 1, consume: 0) }
        let total = min(income, amount)
        let consume = min(total, months[household.monthsDone].value.consumption) / income
        let invest = total / income - consume
        return Allocation(invest: invest, save: 1 - invest - consume, consume: consume)
    }

    private func actionValue(_ allocation: Allocation, in household: HouseholdState) -> Double {
        let income = calendar.months[household.monthsDone].income
        return months[household.monthsDone].actionValue(
            cash: household.cash, invested: allocation.invest * income, consumed: allocation.consume * income)
    }
}

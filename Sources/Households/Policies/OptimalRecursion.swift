import Foundation
import Statistics

/// The steps of the dynamic programme, last month first.
struct OptimalRecursion {
    private let calendar: HouseholdCalendar
    private let weights: RewardWeights
    /// [month].
    private let grids: [CashGrid]
    /// V_{t+1} on the next month's grid; after the last step, V_1.
    private(set) var values: [Double]

    /// Below zero, where the household is bankrupt, W and U are straight lines: tables go no deeper than this, and are
    /// continued from there. Bills may be many times the income, and a table of them all would fill the memory.
    private static let cellsBelowZero = 3000
    private static let balancesBelowZero = 12_000

    init(calendar: HouseholdCalendar, weights: RewardWeights, grids: [CashGrid]) {
        self.calendar = calendar
        self.weights = weights
        self.grids = grids
        values = Array(repeating: 0, count: grids[calendar.horizon - 1].count)
    }

    /// What a month is worth, and the best spending in it, for each point of the grid.
    mutating func step(month: Int) -> OptimalMonth {
        let (figures, grid) = (calendar.months[month - 1], grids[month - 1])
        let value = SpendingValue(calendar: calendar, weights: weights, month: month)
        let saved = expectedWorth(month: month)
        // s = (y − F) + h·n for integers n; 0 and y, which need not be of that form, are looked at apart.
        let margin = figures.income - figures.fixedExpenses
        let first = Int((-margin / grid.spacing).rounded(.up))
        let last = Int(((figures.income - margin) / grid.spacing).rounded(.down))
        let steps = first <= last ? (first...last).map { margin + grid.spacing * Double($0) } : []
        let gains = steps.map { value($0) }
        var spending = [Float](repeating: 0, count: grid.count)
        var best = [Double](repeating: 0, count: grid.count)
        for point in 0..<grid.count {
            var (gain, amount) = (value(0) + saved.at(cell: Double(point) + margin / grid.spacing), 0.0)
            let whole =
                value(figures.income) + saved.at(cell: Double(point) - (figures.income - margin) / grid.spacing)
            if whole > gain { (gain, amount) = (whole, figures.income) }
            // W at the cells point − first, point − first − 1, … goes with the gains in order.
            let base = point - first - saved.firstCell
            guard base - gains.count + 1 >= 0 else {
                // Bills that reach below the table.
                for step in gains.indices {
                    let total = gains[step] + saved.at(cell: Double(point - first - step))
                    if total > gain { (gain, amount) = (total, steps[step]) }
                }
                best[point] = gain
                spending[point] = Float(amount)
                continue
            }
            gains.withUnsafeBufferPointer { gains in
                saved.values.withUnsafeBufferPointer { worth in
                    var bestStep = -1
                    for step in 0..<gains.count {
                        let total = gains[step] + worth[base - step]
                        if total > gain { (gain, bestStep) = (total, step) }
                    }
                    if bestStep >= 0 { amount = steps[bestStep] }
                }
            }
            best[point] = gain
            spending[point] = Float(amount)
        }
        values = best
        return OptimalMonth(spending: spending, value: value, saved: saved, spacing: grid.spacing, margin: margin)
    }

    /// W_t at m + y − F = h·K for integers K, the balance after the fixed bills.
    private func expectedWorth(month: Int) -> CellTable {
        let (figures, grid) = (calendar.months[month - 1], grids[month - 1])
        let expenses = ExpenseDistribution(
            mean: figures.variableExpenseMean, deviation: figures.variableExpenseStd, spacing: grid.spacing)
        let margin = (figures.income - figures.fixedExpenses) / grid.spacing
        // m reaches from −y to the top of the grid; one cell more on each side for interpolation.
        let firstCell = Int((margin - figures.income / grid.spacing).rounded(.down)) - 1
        let lastCell = grid.count + max(0, Int(margin.rounded(.up))) + 1
        let environment = calendar.environment
        let emergencyCells = figures.emergencyCost / grid.spacing
        let deepest = firstCell - (environment.emergencyProbability > 0 ? Int(emergencyCells.rounded(.up)) + 1 : 0)
        let lowest = max(deepest, -Self.cellsBelowZero)
        let worth = worthOfBalances(
            month: month, cells: max(lowest - expenses.lastCell - 1, -Self.balancesBelowZero)...lastCell)
        let calm = CellTable(
            firstCell: lowest,
            values: (lowest...lastCell).map { expenses.expectation(of: worth, after: $0) })
        guard environment.emergencyProbability > 0 else { return calm }
        return CellTable(
            firstCell: max(firstCell, lowest),
            values: (max(firstCell, lowest)...lastCell).map { cell in
                (1 - environment.emergencyProbability) * calm.at(cell: Double(cell))
                    + environment.emergencyProbability * calm.at(cell: Double(cell) - emergencyCells)
            })
    }

    /// U_t at the balances h·j.
    private func worthOfBalances(month: Int, cells: ClosedRange<Int>) -> BalanceWorth {
        let isLast = month == calendar.horizon
        let (grid, next) = (grids[month - 1], grids[isLast ? month - 1 : month])
        let slope = values[next.count - 1] - values[next.count - 2]
        let values = cells.map { cell -> Double in
            let cash = grid.spacing * Double(cell)
            // R with nothing invested and nothing consumed: the terms that depend on the balance.
            let reward = calendar.reward(month: month, invested: 0, consumed: 0, bills: 0, cash: cash)
            guard cell >= 0, !isLast else { return reward }
            guard next.spacing == grid.spacing else { return reward + next.interpolate(self.values, at: cash) }
            let beyond = Double(max(0, cell - (next.count - 1)))
            return reward + self.values[min(cell, next.count - 1)] + slope * beyond
        }
        return BalanceWorth(
            firstCell: cells.lowerBound, values: values,
            justInsolvent: calendar.reward(month: month, invested: 0, consumed: 0, bills: 0, cash: -1e-9))
    }
}

/// One month as the optimum sees it.
struct OptimalMonth: Sendable {
    /// [grid point]: the best s, EUR.
    let spending: [Float]
    /// g.
    let value: SpendingValue
    /// W at m + y − F.
    let saved: CellTable
    /// Spacing of the grid, and y − F, EUR.
    let spacing, margin: Double

    /// Q: R expected of the month and, with the optimum, of all that follow.
    func actionValue(cash: Double, invested: Double, consumed: Double) -> Double {
        value(invested: invested, consumed: consumed)
            + saved.at(cell: (cash + margin - invested - consumed) / spacing)
    }
}

/// A function at whole multiples of the grid's spacing, linear between them and beyond.
struct CellTable: Sendable {
    let firstCell: Int
    let values: [Double]

    func at(cell: Double) -> Double {
        let place = cell - Double(firstCell)
        let index = min(max(Int(place.rounded(.down)), 0), values.count - 2)
        let share = place - Double(index)
        return values[index] * (1 - share) + values[index + 1] * share
    }
}

/// U_t: what balances after all bills are worth. Linear between the points but for a jump at 0, and below the first.
struct BalanceWorth {
    let firstCell: Int
    let values: [Double]
    /// The limit from below at 0.
    let justInsolvent: Double

    /// The value at a cell of the table or below it, counted from its first.
    func value(index: Int) -> Double {
        index >= 0 ? values[index] : values[0] + Double(index) * (values[1] - values[0])
    }
}

/// The variable expense max(0, N(mean, deviation)) seen from the grid: for functions that are linear between the
/// points, its expectation is a sum over points with the weights ∫ hat(v)·density(v) dv.
struct ExpenseDistribution {
    /// The weight that cell n, from v = h·n to h·(n+1), gives to the function at its near end (smaller v, larger
    /// balance) and at its far end.
    private var near: [Double] = []
    private var far: [Double] = []
    private var firstCell = 0
    /// Probability of no expense at all.
    private var zero: Double

    /// The last cell with a weight.
    var lastCell: Int { firstCell + near.count }

    init(mean: Double, deviation: Double, spacing: Double) {
        guard deviation > 0 else {
            // All weight on one value: the two points beside it share it.
            zero = 0
            firstCell = Int((mean / spacing).rounded(.down))
            let share = mean / spacing - Double(firstCell)
            (near, far) = ([1 - share], [share])
            return
        }
        zero = StandardNormal.distribution(-mean / deviation)
        firstCell = max(0, Int(((mean - 8 * deviation) / spacing).rounded(.down)))
        let last = max(firstCell, Int(((mean + 8 * deviation) / spacing).rounded(.up)))
        for cell in firstCell...last {
            let low = (spacing * Double(cell) - mean) / deviation
            let high = (spacing * Double(cell + 1) - mean) / deviation
            let mass = StandardNormal.distribution(high) - StandardNormal.distribution(low)
            // ∫ v·density over the cell, measured from its near end.
            let moment =
                deviation * (StandardNormal.density(low) - StandardNormal.density(high)) - deviation * low * mass
            far.append(moment / spacing)
            near.append(mass - moment / spacing)
        }
    }

    /// E[U(h·cell − v)].
    func expectation(of worth: BalanceWorth, after cell: Int) -> Double {
        worth.values.withUnsafeBufferPointer { values in
            var sum = zero > 0 ? zero * values[cell - worth.firstCell] : 0
            let start = cell - firstCell - worth.firstCell
            guard start - near.count >= 0 else {
                for n in near.indices {
                    sum += near[n] * worth.value(index: start - n) + far[n] * worth.value(index: start - n - 1)
                }
                return sum + jump(worth, after: cell)
            }
            near.withUnsafeBufferPointer { near in
                far.withUnsafeBufferPointer { far in
                    for n in 0..<near.count {
                        sum += near[n] * values[start - n] + far[n] * values[start - n - 1]
                    }
                }
            }
            return sum + jump(worth, after: cell)
        }
    }

    /// In the cell just below 0 the function comes from below: corrects the value at its near end.
    private func jump(_ worth: BalanceWorth, after cell: Int) -> Double {
        let below = cell - firstCell
        guard below >= 0, below < near.count else { return 0 }
        return near[below] * (worth.justInsolvent - worth.values[-worth.firstCell])
    }
}

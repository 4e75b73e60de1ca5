/// Cash balances 0, h, 2h, … that the recursion looks at.
struct CashGrid: Sendable, Equatable {
    /// h, EUR.
    let spacing: Double
    let count: Int

    /// No more points than this, so that a month costs milliseconds at most.
    private static let mostPoints = 3000.0
    /// Nor more to a standard deviation of the bills, which may be many times the income.
    private static let mostPointsPerDeviation = 250.0
    /// Incomes that differ by less share a grid.
    private static let largestRatioOfIncomes = 100.0
    /// Grids coarser than this share of the income cover only the range that is needed.
    private static let coarsestShareOfIncome = 1 / 20.0

    /// The grid of each month: the same for all, unless their incomes are too far from each other.
    static func grids(calendar: HouseholdCalendar, pointsPerDeviation: Double) -> [CashGrid] {
        let incomes = calendar.months.map(\.income)
        guard let (smallest, largest) = incomes.range, largest > largestRatioOfIncomes * smallest else {
            let grid = CashGrid(calendar, suiting: 0..<calendar.horizon, pointsPerDeviation: pointsPerDeviation)
            return Array(repeating: grid, count: calendar.horizon)
        }
        let own = calendar.months.indices.map { month in
            CashGrid(calendar, suiting: month..<month + 1, pointsPerDeviation: pointsPerDeviation)
        }
        // Spacings that double or halve: what is interpolated from one grid to the next loses a little each time.
        let finest = own.map(\.spacing).min() ?? 1
        return own.map { grid in
            var spacing = finest
            while spacing < grid.spacing { spacing *= 2 }
            return CashGrid(spacing: spacing, top: grid.spacing * Double(grid.count - 2))
        }
    }

    private init(spacing: Double, top: Double) {
        self.spacing = spacing
        count = Int((top / spacing).rounded(.up)) + 2
    }

    /// A grid for `months`, which looks as far as they and those after them want.
    private init(_ calendar: HouseholdCalendar, suiting months: Range<Int>, pointsPerDeviation: Double) {
        let environment = calendar.environment
        let toCome = calendar.months[months.lowerBound...]
        let prices = calendar.months[months].map(\.priceLevel)
        let income = calendar.months[months].map(\.income).min() ?? environment.income
        let highestPrice = toCome.map(\.priceLevel).max() ?? 1
        let smallest = environment.variableExpenseStd * (prices.min() ?? 1) / pointsPerDeviation
        // A household without chance in its bills still wants a grid that is fine beside its income.
        let firstIncome = calendar.months[months.lowerBound].income
        let fine = smallest > 0 ? min(smallest, firstIncome / 50) : firstIncome / 400
        let wanted =
            max(environment.initialCash, 2 * environment.safetyThreshold)
            + (environment.emergencyProbability > 0 ? 2 * environment.emergencyCost * highestPrice : 0)
            + 2 * (toCome.map(\.income).max() ?? environment.income)
        var top = wanted
        if wanted / Self.mostPoints > income * Self.coarsestShareOfIncome {
            // No further than a household that spends nothing can come.
            let reached = calendar.months[..<months.upperBound].map(\.income)
            top = min(wanted, environment.initialCash + reached.reduce(0, +) + 2 * (reached.max() ?? 0))
        }
        let largest = environment.variableExpenseStd * (prices.max() ?? 1)
        self.init(spacing: max(fine, top / Self.mostPoints, largest / Self.mostPointsPerDeviation), top: top)
    }

    /// A function on the grid between its points; beyond the last with the last slope.
    func interpolate(_ values: [Double], at cash: Double) -> Double {
        let place = cash / spacing
        let index = min(max(Int(place.rounded(.down)), 0), count - 2)
        let share = place - Double(index)
        return values[index] * (1 - share) + values[index + 1] * share
    }
}

extension [Double] {
    /// The smallest and the largest; nil of none.
    fileprivate var range: (Double, Double)? {
        guard let least = self.min(), let most = self.max() else { return nil }
        return (least, most)
    }
}

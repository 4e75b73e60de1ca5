/// Cash balances 0, h, 2h, … that the recursion looks at.
struct CashGrid: Sendable, Equatable {
    /// h, EUR.
    let spacing: Double
    let count: Int

    /// No more points than this, so that a month costs milliseconds at most.
    private static let mostPoints = 3000.0
    /// Where a household may hoard, more of them.
    private static let mostPointsOfHoarding = 16_000.0
    /// Nor more to a standard deviation of the bills, which may be many times the income.
    private static let mostPointsPerDeviation = 250.0
    /// Incomes that differ by less share a grid.
    private static let largestRatioOfIncomes = 100.0

    /// The grid of each month, as far as its balances can lie; the spacing is the same for all, unless their incomes
    /// are too far from each other.
    static func grids(calendar: HouseholdCalendar, pointsPerDeviation: Double) -> [CashGrid] {
        let ranges = CashRange.ranges(calendar)
        func spacing(_ months: Range<Int>) -> Double {
            Self.spacing(calendar, suiting: months, ranges: ranges[months], pointsPerDeviation: pointsPerDeviation)
        }
        let incomes = calendar.months.map(\.income)
        guard let (smallest, largest) = incomes.range, largest > largestRatioOfIncomes * smallest else {
            let spacing = spacing(0..<calendar.horizon)
            return ranges.map { CashGrid(spacing: spacing, top: $0.top) }
        }
        let own = calendar.months.indices.map { spacing($0..<$0 + 1) }
        // Spacings that double or halve: what is interpolated from one grid to the next loses a little each time.
        let finest = own.min() ?? 1
        return zip(own, ranges).map { own, range in
            var spacing = finest
            while spacing < own { spacing *= 2 }
            return CashGrid(spacing: spacing, top: range.top)
        }
    }

    private init(spacing: Double, top: Double) {
        self.spacing = spacing
        count = Int((top / spacing).rounded(.up)) + 2
    }

    /// A spacing that is fine enough for `months`, and no finer than their ranges allow.
    private static func spacing(
        _ calendar: HouseholdCalendar, suiting months: Range<Int>, ranges: ArraySlice<CashRange>,
        pointsPerDeviation: Double
    ) -> Double {
        let deviation = calendar.environment.variableExpenseStd
        let prices = calendar.months[months].map(\.priceLevel)
        let smallest = deviation * (prices.min() ?? 1) / pointsPerDeviation
        // A household without chance in its bills still wants a grid that is fine beside its income.
        let firstIncome = calendar.months[months.lowerBound].scale
        let fine = smallest > 0 ? min(smallest, firstIncome / 50) : firstIncome / 400
        let largest = deviation * (prices.max() ?? 1)
        return max(
            fine, (ranges.map(\.near).max() ?? 1) / mostPoints, (ranges.map(\.top).max() ?? 1) / mostPointsOfHoarding,
            largest / mostPointsPerDeviation)
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

import NumericKernels

/// The optimum as numbers that can be kept.
extension LifeOptimum {
    /// Counts the ways in which it has been computed: what was kept of another one is computed anew.
    package static let version = 1

    /// How many numbers `tensors` has.
    package var numbers: Int {
        let tables = LifeDecisionTables.Name.allCases.count { months.first?.amounts($0) != nil }
        let points = grid.loanPoints * grid.wealthPoints * grid.sharePoints
        return tables * points * months.map(\.states).reduce(0, +)
    }

    /// What it decides and what that leads to, [months and their states · loan · wealth · share] each; what the
    /// household determines is not among it.
    ///
    /// - Precondition: the values were kept.
    package var tensors: [Tensor] {
        LifeDecisionTables.Name.allCases.compactMap { name in
            let amounts = months.compactMap { $0.amounts(name) }
            guard !amounts.isEmpty else {
                precondition(name != .after, "the values of the optimum were not kept")
                return nil
            }
            let states = months.map(\.states).reduce(0, +)
            return Tensor(
                name: name.rawValue, shape: [states, grid.loanPoints, grid.wealthPoints, grid.sharePoints],
                values: amounts.flatMap(\.values))
        }
    }

    /// The optimum that was kept, on the standard grid.
    ///
    /// - Parameter certaintyEquivalent: what it is worth as computed.
    /// - Returns: nil where the tensors are not those of this household.
    package init?(calendar: LifeCalendar, tensors: [Tensor], certaintyEquivalent: Double) {
        let grid = LifeGrid.standard(for: calendar)
        let recursion = LifeRecursion(calendar: calendar, grid: grid, keepsValues: true)
        var read = [Int](repeating: 0, count: tensors.count)
        var months: [LifeDecisionTables] = []
        for month in 1...calendar.horizon {
            let tables = recursion.tables(month: month) { name, count in
                guard let index = tensors.firstIndex(where: { $0.name == name.rawValue }),
                    tensors[index].values.count - read[index] >= count
                else { return nil }
                defer { read[index] += count }
                return LifeDecisionTables.Amounts(
                    values: Array(tensors[index].values[read[index]..<read[index] + count]))
            }
            guard let tables else { return nil }
            months.append(tables)
        }
        guard zip(tensors, read).allSatisfy({ $0.values.count == $1 }) else { return nil }
        self.init(calendar: calendar, grid: grid, months: months, certaintyEquivalent: certaintyEquivalent)
    }
}

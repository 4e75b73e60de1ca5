/// What is best in one month, at the points of the grid: first the trade, then the prepayment with what is left, then
/// the consumption. EUR.
struct LifeDecisionTables: Sendable {
    /// What the amounts are.
    enum Name: String, CaseIterable {
        case after, consume, prepay, trade
    }

    struct Amounts: Sendable {
        /// [state · loan · wealth · share].
        let values: [Float]

        /// Between the points.
        func at(
            _ state: Int, _ money: Double, _ portfolio: Double, _ loan: Double, _ calendar: LifeCalendar,
            _ tables: LifeDecisionTables
        ) -> Double {
            let grid = tables.grid
            let invested = calendar.saleYield * portfolio
            let wealth = money - tables.lowestMoney + invested
            let (row, weight) = Self.cell(wealth / tables.wealthSpan, grid.wealthPoints, isQuartic: true)
            let (column, rest) =
                grid.sharePoints > 1
                ? ShareAxis(grid).cell(wealth > 1e-9 ? invested / wealth : 0) : (0, 0)
            let (layer, part) = Self.cell(loan / tables.loanSpan, grid.loanPoints, isQuartic: false)
            func value(_ layer: Int) -> Double {
                let start = ((state * grid.loanPoints + layer) * grid.wealthPoints + row) * grid.sharePoints
                func along(_ index: Int) -> Double {
                    let low = Double(values[start + index])
                    return low + (Double(values[start + grid.sharePoints + index]) - low) * weight
                }
                let left = along(column)
                guard grid.sharePoints > 1 else { return left }
                return left + (along(column + 1) - left) * rest
            }
            let first = value(layer)
            return part > 0 ? first + (value(layer + 1) - first) * part : first
        }

        private static func cell(_ place: Double, _ count: Int, isQuartic: Bool) -> (index: Int, weight: Double) {
            guard count > 1, place > 0 else { return (0, 0) }
            let root = isQuartic ? place.squareRoot().squareRoot() : min(place, 1).squareRoot()
            let index = min(Int(min(root, 2) * Double(count - 1)), count - 2)
            func point(_ index: Int) -> Double {
                let share = Double(index) / Double(count - 1)
                return isQuartic ? share * share * share * share : share * share
            }
            let weight = ((isQuartic ? place : min(place, 1)) - point(index)) / (point(index + 1) - point(index))
            return (index, min(weight, 30))
        }
    }

    let grid: LifeGrid
    /// 1 where the household is retired.
    let states: Int
    /// M_lo: the least money there can be at the decision, EUR.
    let lowestMoney: Double
    /// The last points of wealth and of the loan, EUR.
    let wealthSpan, loanSpan: Double
    /// G: what comes after the month's decisions, as a certainty equivalent, EUR of month 1 a month; nil where it is
    /// not kept.
    let after: Amounts?
    let consume: Amounts
    /// nil where there is no loan.
    let prepay: Amounts?
    /// nil where nothing may be invested.
    let trade: Amounts?

    /// nil where there are none.
    func amounts(_ name: Name) -> Amounts? {
        switch name {
        case .after: after
        case .consume: consume
        case .prepay: prepay
        case .trade: trade
        }
    }
}

import Foundation

/// The points that the dynamic programme of a life looks at, and the nodes over which it takes expectations.
package struct LifeGrid: Sendable, Equatable {
    /// Of wealth, finer where there is little; of the share invested, 1 where nothing may be; of the loan.
    package var wealthPoints: Int
    package var sharePoints: Int
    package var loanPoints: Int
    /// Whether shares are even, and not close where nearly all is invested: what a month takes in cash is a small part
    /// of a large wealth, and there values have a kink.
    package var sharesAreEven = false
    /// Cells of the ordinary bills and of the month's income, nodes of the return.
    package var billCells = 15
    package var incomeCells = 11
    package var returnNodes = 7
    /// Whether all cells of the bills are looked at where values are smooth, too, and three nodes do.
    package var allBillCells = false
    /// EUR of month 1; nil: what the household may come to have.
    package var largestWealth: Double?
    /// Gross returns before tax and their probabilities, instead of those of the distribution.
    package var returns: [(gross: Double, probability: Double)]?

    package init(wealthPoints: Int, sharePoints: Int, loanPoints: Int = 1) {
        self.wealthPoints = wealthPoints
        self.sharePoints = sharePoints
        self.loanPoints = loanPoints
    }

    /// Fine enough for the yardstick: the policy is worth the same on grids that are finer by far.
    package static func standard(for calendar: LifeCalendar) -> LifeGrid {
        calendar.scenario.debt.loan > 0
            ? LifeGrid(wealthPoints: 140, sharePoints: 13, loanPoints: 10)
            : LifeGrid(wealthPoints: 200, sharePoints: 15)
    }

    /// `200 points of wealth, 13 of the share invested`.
    package var words: String {
        let loan = loanPoints > 1 ? ", \(loanPoints) of the loan" : ""
        return "\(wealthPoints) points of wealth, \(sharePoints) of the share invested\(loan)"
    }

    package static func == (a: LifeGrid, b: LifeGrid) -> Bool {
        a.wealthPoints == b.wealthPoints && a.sharePoints == b.sharePoints && a.loanPoints == b.loanPoints
            && a.sharesAreEven == b.sharesAreEven && a.billCells == b.billCells && a.incomeCells == b.incomeCells
            && a.returnNodes == b.returnNodes
            && a.allBillCells == b.allBillCells
            && a.largestWealth == b.largestWealth
            && (a.returns ?? []).elementsEqual(b.returns ?? [], by: ==)
    }
}

/// Points from 0 to `span` at span·(i/(n−1))^power, linear between them.
struct PowerAxis {
    let span: Double
    let count: Int
    /// 4 for wealth, which goes on straight above the last point; 2 for the loan, which ends there.
    let isQuartic: Bool
    /// EUR at the points, and one over the width of the cell that follows each.
    let points: UnsafeMutablePointer<Double>
    let inverseWidths: UnsafeMutablePointer<Double>

    /// How far beyond the last point it goes on, in widths of the last cell.
    private static let farthest = 30.0

    init(span: Double, count: Int, isQuartic: Bool, in memory: UnsafeMutablePointer<Double>) {
        self.span = span
        self.count = count
        self.isQuartic = isQuartic
        points = memory
        inverseWidths = memory + count
        for index in 0..<count {
            let share = count > 1 ? Double(index) / Double(count - 1) : 0
            points[index] = span * (isQuartic ? share * share * share * share : share * share)
        }
        for index in 0..<max(count - 1, 0) { inverseWidths[index] = 1 / (points[index + 1] - points[index]) }
        inverseWidths[count - 1] = 0
    }

    /// The cell of a value, and how near it is to the cell's upper end.
    @inline(__always)
    func cell(_ value: Double) -> (index: Int, share: Double) {
        if count == 1 || value <= 0 { return (0, 0) }
        let share = value / span
        if isQuartic {
            let place = Double(count &- 1) * share.squareRoot().squareRoot()
            let index = place < Double(count &- 2) ? Int(place) : count &- 2
            return (index, min((value - points[index]) * inverseWidths[index], Self.farthest))
        }
        let place = Double(count &- 1) * share.squareRoot()
        let index = place < Double(count &- 2) ? Int(place) : count &- 2
        return (index, min((value - points[index]) * inverseWidths[index], 1))
    }
}

/// Shares invested, linear between the points: even ones, or at 1 − (1 − i/(n−1))³.
struct ShareAxis {
    let count: Int
    let isEven: Bool

    init(_ grid: LifeGrid) {
        (count, isEven) = (grid.sharePoints, grid.sharesAreEven)
    }

    @inline(__always)
    func point(_ index: Int) -> Double {
        let share = Double(index) / Double(count &- 1)
        if isEven { return share }
        let rest = 1 - share
        return 1 - rest * rest * rest
    }

    /// The cell of a share, and how near it is to the cell's upper end.
    @inline(__always)
    func cell(_ share: Double) -> (column: Int, part: Double) {
        let share = min(max(share, 0), 1)
        let place = (isEven ? share : 1 - cbrt(1 - share)) * Double(count &- 1)
        let column = place < Double(count &- 2) ? Int(place) : count &- 2
        if isEven { return (column, place - Double(column)) }
        let lower = point(column)
        return (column, (share - lower) / (point(column &+ 1) - lower))
    }
}

/// A function on wealth and share invested, [wealth · shares + share], bilinear between the points.
struct LifeTable {
    let values: UnsafePointer<Double>
    let axis: ShareAxis

    @inline(__always)
    func at(_ index: Int, _ weight: Double, share: Double) -> Double {
        let shares = axis.count
        let row = values + index &* shares
        guard shares > 1 else { return row[0] + (row[1] - row[0]) * weight }
        let (column, part) = axis.cell(share)
        let lower = row[column] + (row[column &+ shares] - row[column]) * weight
        let upper = row[column &+ 1] + (row[column &+ 1 &+ shares] - row[column &+ 1]) * weight
        return lower + (upper - lower) * part
    }
}

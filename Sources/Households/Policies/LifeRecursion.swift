import Foundation
import NumericKernels

/// The steps of a life's dynamic programme, last month first.
///
/// The grid is not money and portfolio but w = M − M_lo + k·P, what all would bring above the least money there can be,
/// and the share k·P/w: a sale moves along the share at the same w, a forced sale is share 1, ruin is w < 0, so that
/// nothing steep is left in the second axis. Values are kept as certainty equivalents, W with V = D_t·U(W), which are
/// nearly linear. A month, backwards:
///
///     G(M, P, L)  = E over bills, emergency and return of W_start[t+1](C′, P′, L), mixed over s′ in utility
///     W1          = max over c of U(b + c/p) + β·D_{t+1}·U(G(M − c, P, L))
///     W2          = max over prepayments e of W1(M − (1 + fee)·e, P, L − e)
///     W3          = max over trades of W2(M − buy, P + buy, L), W2(M + k·sell, P − sell, L)
///     W_start     = E over the month's income of W3(C + y − F − q, P, L·(1 + r) − q)
///
/// At the start of a month w = C + limit + k·P. Each point is computed by itself, whichever thread does.
final class LifeRecursion {
    let calendar: LifeCalendar
    let grid: LifeGrid
    let points: Int
    let states: Int
    /// Whether G is kept of each month.
    private let keepsValues: Bool
    /// [state · loan · wealth · share] each: the start of the month that follows, the same mixed over its states, and
    /// the stages of this month.
    private let start, mixed, expected, consumed, prepaid, traded: UnsafeMutablePointer<Double>
    private let chosen: UnsafeMutablePointer<Float>
    private let axes: UnsafeMutablePointer<Double>
    /// States of the month that follows.
    private var nextStates: Int
    private let largestWealth, loanSpan: Double
    private let bills, smoothBills, income, returns: LifeQuadrature
    private(set) var certaintyEquivalentAtStart = 0.0

    init(calendar: LifeCalendar, grid: LifeGrid, keepsValues: Bool) {
        let (scenario, environment) = (calendar.scenario, calendar.scenario.environment)
        self.calendar = calendar
        self.grid = grid
        self.keepsValues = keepsValues
        precondition(grid.wealthPoints > 2 && grid.sharePoints > 0 && grid.loanPoints > 0)
        precondition(grid.loanPoints > 1 || scenario.debt.loan == 0, "a loan wants points")
        states = calendar.work.count
        points = grid.wealthPoints * grid.sharePoints * grid.loanPoints
        largestWealth =
            grid.largestWealth
            ?? max(
                150_000, 5 * (environment.initialCash + environment.initialInvestment), 60 * environment.income)
        loanSpan = max(scenario.debt.loan, 1)
        let hasBills = environment.variableExpenseStd > 0
        bills = hasBills ? .cells(grid.billCells) : .certain
        smoothBills = hasBills && !grid.allBillCells ? .gaussHermite(3) : bills
        income = calendar.incomeDeviation > 0 ? .cells(grid.incomeCells) : .certain
        if let given = grid.returns {
            returns = LifeQuadrature(
                values: given.map { calendar.returns.net($0.gross) }, probabilities: given.map(\.probability))
        } else {
            returns = .returns(calendar.returns, nodes: grid.returnNodes)
        }
        let size = states * points
        func table() -> UnsafeMutablePointer<Double> {
            let table = UnsafeMutablePointer<Double>.allocate(capacity: size)
            table.initialize(repeating: 0, count: size)
            return table
        }
        (start, mixed, expected) = (table(), table(), table())
        (consumed, prepaid, traded) = (table(), table(), table())
        chosen = .allocate(capacity: size)
        chosen.initialize(repeating: 0, count: size)
        axes = .allocate(capacity: 4 * grid.wealthPoints + 2 * grid.loanPoints)
        nextStates = calendar.months[calendar.horizon - 1].isRetired ? 1 : states
        fillEnd()
    }

    deinit {
        for table in [start, mixed, expected, consumed, prepaid, traded] { table.deallocate() }
        chosen.deallocate()
        axes.deallocate()
    }

    private func span(monthsBefore: Int) -> Double {
        pow(1 + calendar.scenario.environment.inflation, Double(monthsBefore) / 12) * largestWealth
    }

    /// After the last month: what is left is spent evenly over the months after.
    private func fillEnd() {
        let wealth = PowerAxis(
            span: span(monthsBefore: calendar.horizon), count: grid.wealthPoints, isQuartic: true, in: axes)
        let loans = PowerAxis(
            span: loanSpan, count: grid.loanPoints, isQuartic: false, in: axes + 4 * grid.wealthPoints)
        for state in 0..<nextStates {
            for loan in 0..<grid.loanPoints {
                for row in 0..<grid.wealthPoints {
                    let left = wealth.points[row] - calendar.overdraftLimit - loans.points[loan]
                    let value =
                        calendar.afterMonths > 0 ? calendar.consumptionAfter(left) : calendar.utility.reference
                    for share in 0..<grid.sharePoints {
                        start[state * points + (loan * grid.wealthPoints + row) * grid.sharePoints + share] = value
                    }
                }
            }
        }
    }

    /// Computes month t from the one that follows.
    func step(month t: Int, team: WorkerTeam) -> LifeDecisionTables {
        let month = LifeRecursionMonth(self, month: t)
        let count = month.states * points
        mix(month, team)
        over(month, team) { state, loan, row in month.expect(state, loan, row, self.mixed, self.expected) }
        let after =
            keepsValues
            ? LifeDecisionTables.Amounts(
                values: UnsafeBufferPointer(start: expected, count: count).map { Float($0) }) : nil
        over(month, team) { state, loan, row in
            month.consume(state, loan, row, self.expected, self.consumed, self.chosen)
        }
        let consume = amounts(count)
        var (prepay, trade): (LifeDecisionTables.Amounts?, LifeDecisionTables.Amounts?)
        var last = consumed
        if grid.loanPoints > 1 {
            over(month, team) { state, loan, row in
                month.prepay(state, loan, row, self.consumed, self.prepaid, self.chosen)
            }
            (prepay, last) = (amounts(count), prepaid)
        }
        if grid.sharePoints > 1 {
            let before = last
            over(month, team) { state, loan, row in
                month.trade(state, loan, row, before, self.traded, self.chosen)
            }
            (trade, last) = (amounts(count), traded)
        }
        let best = last
        over(month, team) { state, loan, row in month.begin(state, loan, row, best, self.start) }
        nextStates = month.states
        if t == 1 {
            let state = month.states > 1 ? calendar.work.first : 0
            let scenario = calendar.scenario
            let invested = calendar.saleYield * scenario.environment.initialInvestment
            certaintyEquivalentAtStart = month.look(
                start + state * points, scenario.environment.initialCash + calendar.overdraftLimit + invested,
                invested, scenario.debt.loan)
        }
        return tables(month, after: after, consume: consume, prepay: prepay, trade: trade)
    }

    /// Decisions and values of a month that were computed before, on this grid.
    ///
    /// - Parameter read: the next numbers of the amounts of that name, for so many points; nil where there are not so
    ///   many.
    /// - Returns: nil where the numbers are those of another grid.
    func tables(month t: Int, read: (LifeDecisionTables.Name, Int) -> LifeDecisionTables.Amounts?)
        -> LifeDecisionTables?
    {
        let month = LifeRecursionMonth(self, month: t)
        let count = month.states * points
        guard let after = read(.after, count), let consume = read(.consume, count) else { return nil }
        let (prepay, trade) = (
            grid.loanPoints > 1 ? read(.prepay, count) : nil, grid.sharePoints > 1 ? read(.trade, count) : nil
        )
        guard (prepay != nil) == (grid.loanPoints > 1), (trade != nil) == (grid.sharePoints > 1) else { return nil }
        return tables(month, after: after, consume: consume, prepay: prepay, trade: trade)
    }

    private func tables(
        _ month: LifeRecursionMonth, after: LifeDecisionTables.Amounts?, consume: LifeDecisionTables.Amounts,
        prepay: LifeDecisionTables.Amounts?, trade: LifeDecisionTables.Amounts?
    ) -> LifeDecisionTables {
        LifeDecisionTables(
            grid: grid, states: month.states, lowestMoney: month.lowestMoney, wealthSpan: month.wealth.span,
            loanSpan: loanSpan, after: after, consume: consume, prepay: prepay, trade: trade)
    }

    private func amounts(_ count: Int) -> LifeDecisionTables.Amounts {
        LifeDecisionTables.Amounts(values: Array(UnsafeBufferPointer(start: chosen, count: count)))
    }

    /// Does something for each row of each state, on all threads. Rows go by turns: poor ones take longer.
    private func over(_ month: LifeRecursionMonth, _ team: WorkerTeam, _ body: (Int, Int, Int) -> Void) {
        let (rows, loans) = (grid.wealthPoints, grid.loanPoints)
        team.run { member in
            for index in stride(from: member.index, to: month.states * loans * rows, by: member.count) {
                body(index / (loans * rows), index / rows % loans, index % rows)
            }
        }
    }

    /// The start of the month that follows, seen from each state of this one.
    private func mix(_ month: LifeRecursionMonth, _ team: WorkerTeam) {
        let (points, next, count) = (points, nextStates, states)
        team.run { member in
            for state in 0..<month.states {
                for point in member.share(of: points) {
                    guard next > 1 else {
                        mixed[state * points + point] = start[point]
                        continue
                    }
                    var sum = 0.0
                    for other in 0..<next {
                        let probability = calendar.work.transitions[state * count + other]
                        if probability > 0 { sum += probability * calendar.utility(start[other * points + point]) }
                    }
                    mixed[state * points + point] = calendar.utility.inverse(sum)
                }
            }
        }
    }

    /// What a month of the recursion does with each row of the grid.
    func axes(month t: Int) -> (wealth: PowerAxis, next: PowerAxis, loans: PowerAxis) {
        let n = grid.wealthPoints
        return (
            PowerAxis(span: span(monthsBefore: t - 1), count: n, isQuartic: true, in: axes),
            PowerAxis(span: span(monthsBefore: t), count: n, isQuartic: true, in: axes + 2 * n),
            PowerAxis(span: loanSpan, count: grid.loanPoints, isQuartic: false, in: axes + 4 * n)
        )
    }

    func quadratures() -> (
        bills: LifeQuadrature, smooth: LifeQuadrature, income: LifeQuadrature, returns: LifeQuadrature
    ) { (bills, smoothBills, income, returns) }
}

import Foundation
import NumericKernels

/// One month of the recursion: plain numbers, shared by all threads.
final class LifeRecursionMonth: @unchecked Sendable {
    let states: Int
    let lowestMoney: Double
    let wealth, next, loans: PowerAxis
    private let figures: LifeMonth
    private let calendar: LifeCalendar
    private let utility: Utility
    private let rows, shares, layers, points: Int
    private let axis: ShareAxis
    /// What bills may be, EUR, and their probabilities: near ruin, and where the value is smooth.
    private let bills, smoothBills: LifeQuadrature
    private let largestBill: Double
    private let returns: LifeQuadrature
    /// The month's income by state, EUR, and its probabilities.
    private let incomes: [LifeQuadrature]
    /// β·D_{t+1}, D_t.
    private let weightAfter, weight: Double
    /// The certainty equivalent of ruin.
    private let ruin: Double
    private let yield: Double

    /// Where income and prices can make utility infinite, this is lived on.
    private static let least = 1e-3

    init(_ recursion: LifeRecursion, month t: Int) {
        calendar = recursion.calendar
        utility = calendar.utility
        figures = calendar.months[t - 1]
        states = figures.isRetired ? 1 : recursion.states
        axis = ShareAxis(recursion.grid)
        (rows, shares, layers) = (
            recursion.grid.wealthPoints, recursion.grid.sharePoints, recursion.grid.loanPoints
        )
        points = recursion.points
        (wealth, next, loans) = recursion.axes(month: t)
        let quadratures = recursion.quadratures()
        returns = quadratures.returns
        let figures = figures
        let (probability, cost) = (calendar.emergencyProbability, figures.emergencyCost)
        func bills(_ nodes: LifeQuadrature) -> LifeQuadrature {
            let calm = LifeQuadrature(
                values: nodes.values.map { max(0, figures.ordinaryBills + figures.ordinaryBillsDeviation * $0) },
                probabilities: nodes.probabilities)
            guard probability > 0 else { return calm }
            return LifeQuadrature(
                values: calm.values + calm.values.map { $0 + cost },
                probabilities: calm.probabilities.map { $0 * (1 - probability) }
                    + calm.probabilities.map { $0 * probability })
        }
        self.bills = bills(quadratures.bills)
        smoothBills = bills(quadratures.smooth)
        largestBill = self.bills.values.max() ?? 0
        let deviation = calendar.incomeDeviation
        let factors = quadratures.income.values.map { exp(deviation * $0 - deviation * deviation / 2) }
        let work = calendar.work
        incomes = (0..<states).map { state in
            guard !figures.isRetired else { return LifeQuadrature(values: [figures.baseIncome], probabilities: [1]) }
            let income = figures.baseIncome * work.factors[state]
            // The first month's income has factor 1.
            guard t > 1, work.isAtWork[state], deviation > 0 else {
                return LifeQuadrature(values: [income], probabilities: [1])
            }
            return LifeQuadrature(
                values: factors.map { income * $0 }, probabilities: quadratures.income.probabilities)
        }
        let least = incomes.flatMap(\.values).min() ?? 0
        // As if the first month's income had a factor, too: the grid of all months is of one kind.
        let atWork = work.isAtWork[work.factors.indices.min { work.factors[$0] < work.factors[$1] } ?? 0]
        let leastFactor = t == 1 && deviation > 0 && !figures.isRetired && atWork ? factors.min() ?? 1 : 1
        let leastIncome = least * leastFactor
        lowestMoney = min(
            0, -calendar.overdraftLimit + leastIncome - figures.fixedExpenses - calendar.loanInstalment)
        weight = figures.weight
        let isLast = t == calendar.horizon
        let following = isLast ? calendar.afterWeight : calendar.months[t].weight
        weightAfter = calendar.discount * following
        ruin = following > 0 ? utility.inverse(figures.ruinValue / following) : calendar.ruinConsumption
        yield = calendar.saleYield
    }

    @inline(__always)
    private func place(_ state: Int, _ layer: Int, _ row: Int) -> Int {
        state &* points &+ (layer &* rows &+ row) &* shares
    }

    @inline(__always)
    private func invested(_ row: Int, _ share: Int) -> Double {
        shares > 1 ? wealth.points[row] * axis.point(share) : 0
    }

    /// Of a state's table at wealth, portfolio and loan.
    @inline(__always)
    func look(_ table: UnsafePointer<Double>, _ total: Double, _ invested: Double, _ loan: Double) -> Double {
        let (row, weight) = wealth.cell(total)
        let share = total > 1e-9 ? invested / total : 0
        let (layer, part) = loans.cell(loan)
        let size = rows &* shares
        let value = LifeTable(values: table + layer &* size, axis: axis).at(row, weight, share: share)
        guard part > 0 else { return value }
        let other = LifeTable(values: table + (layer &+ 1) &* size, axis: axis).at(row, weight, share: share)
        return value + (other - value) * part
    }

    /// G.
    func expect(
        _ state: Int, _ layer: Int, _ row: Int, _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>
    ) {
        let table = LifeTable(values: source + place(state, layer, 0), axis: axis)
        let ruinUtility = utility(ruin)
        let total = wealth.points[row]
        // Far from ruin values are smooth, and few nodes do.
        let isSmooth = lowestMoney + total > 4 * largestBill
        let bills = isSmooth ? smoothBills : bills
        let returnCount = shares > 1 ? returns.values.count : 1
        let output = target + place(state, layer, row)
        bills.values.withUnsafeBufferPointer { billValues in
            bills.probabilities.withUnsafeBufferPointer { billWeights in
                returns.values.withUnsafeBufferPointer { gross in
                    returns.probabilities.withUnsafeBufferPointer { returnWeights in
                        for share in 0..<shares {
                            let invested = invested(row, share)
                            let money = lowestMoney + total - invested
                            // Without a portfolio returns do not matter.
                            let count = share == 0 ? 1 : returnCount
                            var sum = 0.0
                            for bill in 0..<billValues.count {
                                var cash = money - billValues[bill]
                                cash *= cash >= 0 ? calendar.cashGrowth : calendar.overdraftGrowth
                                cash += calendar.overdraftLimit
                                var inner = 0.0
                                for node in 0..<count {
                                    let after = invested * gross[node]
                                    let left = cash + after
                                    let probability = share == 0 ? 1 : returnWeights[node]
                                    if left < -1e-9 {
                                        inner += probability * ruinUtility
                                    } else {
                                        let (index, part) = next.cell(left)
                                        let value = table.at(index, part, share: left > 1e-9 ? after / left : 0)
                                        inner += probability * utility(max(ruin, value))
                                    }
                                }
                                sum += billWeights[bill] * inner
                            }
                            output[share] = utility.inverse(sum)
                        }
                    }
                }
            }
        }
    }

    /// W1: points that are closer where little is consumed, then a golden section: ruin makes kinks.
    func consume(
        _ state: Int, _ layer: Int, _ row: Int, _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>,
        _ chosen: UnsafeMutablePointer<Float>
    ) {
        let table = LifeTable(values: source + place(state, layer, 0), axis: axis)
        let (price, necessities) = (figures.priceLevel, calendar.necessities)
        let (total, place) = (wealth.points[row], place(state, layer, row))
        let steps = 16
        let golden = 0.6180339887498949
        for share in 0..<shares {
            let invested = invested(row, share)
            func value(_ amount: Double) -> Double {
                let left = total - amount
                let (index, part) = wealth.cell(left)
                let after = table.at(index, part, share: left > 1e-9 ? invested / left : 0)
                return utility(max(necessities + amount / price, Self.least)) + weightAfter * utility(after)
            }
            let most = max(0, lowestMoney + total - invested - figures.ordinaryBills)
            var (best, amount) = (-Double.infinity, 0.0)
            if most <= 0 {
                best = utility(max(necessities, Self.least)) + weightAfter * utility(source[place + share])
            } else {
                var highest = 0
                for step in 0...steps {
                    let part = Double(step) / Double(steps)
                    let found = value(most * part * part)
                    if found > best { (best, highest) = (found, step) }
                }
                func tried(_ step: Int) -> Double {
                    let part = Double(min(max(step, 0), steps)) / Double(steps)
                    return most * part * part
                }
                amount = tried(highest)
                var (low, high) = (tried(highest - 1), tried(highest + 1))
                var (left, right) = (high - golden * (high - low), low + golden * (high - low))
                var (atLeft, atRight) = (value(left), value(right))
                for _ in 0..<18 {
                    if atLeft > best { (best, amount) = (atLeft, left) }
                    if atRight > best { (best, amount) = (atRight, right) }
                    if atLeft > atRight {
                        (high, right, atRight) = (right, left, atLeft)
                        left = high - golden * (high - low)
                        atLeft = value(left)
                    } else {
                        (low, left, atLeft) = (left, right, atRight)
                        right = low + golden * (high - low)
                        atRight = value(right)
                    }
                }
            }
            target[place + share] = utility.inverse(best / weight)
            chosen[place + share] = Float(amount)
        }
    }

    /// W2.
    func prepay(
        _ state: Int, _ layer: Int, _ row: Int, _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>,
        _ chosen: UnsafeMutablePointer<Float>
    ) {
        let table = source + state * points
        let (loan, fee) = (loans.points[layer], calendar.prepaymentCost)
        let (total, place) = (wealth.points[row], place(state, layer, row))
        let steps = 10
        let golden = 0.6180339887498949
        for share in 0..<shares {
            let invested = invested(row, share)
            var (best, amount) = (source[place + share], 0.0)
            let most = min(loan, max(0, lowestMoney + total - invested - figures.ordinaryBills) / fee)
            if layer > 0, most > 0 {
                func value(_ amount: Double) -> Double { look(table, total - fee * amount, invested, loan - amount) }
                var highest = 0
                for step in 1...steps {
                    let found = value(most * Double(step) / Double(steps))
                    if found > best { (best, amount, highest) = (found, most * Double(step) / Double(steps), step) }
                }
                var low = most * Double(max(highest - 1, 0)) / Double(steps)
                var high = most * Double(min(highest + 1, steps)) / Double(steps)
                for _ in 0..<10 {
                    let (left, right) = (high - golden * (high - low), low + golden * (high - low))
                    let (atLeft, atRight) = (value(left), value(right))
                    if atLeft > best { (best, amount) = (atLeft, left) }
                    if atRight > best { (best, amount) = (atRight, right) }
                    if atLeft > atRight { high = right } else { low = left }
                }
            }
            target[place + share] = best
            chosen[place + share] = Float(amount)
        }
    }

    /// W3: sales by the best share below at the same wealth, purchases by the shares above.
    func trade(
        _ state: Int, _ layer: Int, _ row: Int, _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>,
        _ chosen: UnsafeMutablePointer<Float>
    ) {
        let table = LifeTable(values: source + place(state, layer, 0), axis: axis)
        let (total, place) = (wealth.points[row], place(state, layer, row))
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * (shares + 2)) { memory in
            guard let amounts = memory.baseAddress else { return }
            let values = amounts + shares + 2
            for share in 0..<shares {
                var (best, amount) = (source[place + share], 0.0)
                if row > 0 {
                    let invested = invested(row, share)
                    for other in 0...share {
                        amounts[other] = (self.invested(row, other) - invested) / yield
                        values[other] = source[place + other]
                    }
                    if let top = Self.top(amounts, values, share + 1, from: share), top.amount < 0 {
                        (best, amount) = (top.value, top.amount)
                    }
                    let most = max(0, lowestMoney + total - invested - figures.ordinaryBills)
                    if most > 0, amount == 0 {
                        (amounts[0], values[0]) = (0, source[place + share])
                        var count = 1
                        for other in share + 1..<shares + 1 {
                            let goal = other < shares ? axis.point(other) : 1
                            var bought = (goal * total - invested) / (yield + goal * (1 - yield))
                            let isLast = bought >= most || other == shares
                            if isLast { bought = most }
                            if bought <= amounts[count - 1] + 1e-9 { break }
                            let left = total - (1 - yield) * bought
                            let (index, part) = wealth.cell(left)
                            amounts[count] = bought
                            values[count] = table.at(index, part, share: (invested + yield * bought) / left)
                            count += 1
                            if isLast { break }
                        }
                        if let top = Self.top(amounts, values, count, from: 0) {
                            (best, amount) = (top.value, top.amount)
                        }
                    }
                }
                target[place + share] = best
                chosen[place + share] = Float(amount)
            }
        }
    }

    /// The best of some amounts, refined by a parabola; nil where the one they start from is.
    private static func top(
        _ amounts: UnsafePointer<Double>, _ values: UnsafePointer<Double>, _ count: Int, from first: Int
    ) -> (amount: Double, value: Double)? {
        var best = first
        for index in 0..<count where values[index] > values[best] + 1e-12 { best = index }
        guard best != first else { return nil }
        guard best > 0, best < count - 1 else { return (amounts[best], values[best]) }
        let (x0, x1, x2) = (amounts[best - 1], amounts[best], amounts[best + 1])
        let before = (values[best] - values[best - 1]) / (x1 - x0)
        let after = (values[best + 1] - values[best]) / (x2 - x1)
        let bend = (after - before) / (x2 - x0)
        // A parabola overshoots where the middle point is a kink: it is taken only where both slopes are alike.
        guard bend < -1e-14, before > 0, after < 0, before <= -5 * after, -after <= 5 * before else {
            return (x1, values[best])
        }
        let place = 0.5 * (x0 + x1) - before / (2 * bend)
        guard place >= x0, place <= x2 else { return (x1, values[best]) }
        let value = values[best - 1] + before * (place - x0) + bend * (place - x0) * (place - x1)
        return value > values[best] ? (place, value) : (x1, values[best])
    }

    /// W_start, on wealth C + limit + k·P.
    func begin(
        _ state: Int, _ layer: Int, _ row: Int, _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>
    ) {
        let table = source + state * points
        let owed = loans.points[layer] * calendar.loanGrowth
        let instalment = min(calendar.loanInstalment, owed)
        let (total, place) = (wealth.points[row], place(state, layer, row))
        let nodes = incomes[state]
        for share in 0..<shares {
            let invested = invested(row, share)
            var sum = 0.0
            for node in nodes.values.indices {
                var money =
                    total - invested - calendar.overdraftLimit + nodes.values[node] - figures.fixedExpenses - instalment
                var (left, goal) = (invested, 0.0)
                if figures.goalPrice > 0 {
                    let spare = money - figures.goalReserve
                    let paid = min(max(spare + invested, 0), figures.goalPrice)
                    let inCash = max(0, min(paid, spare))
                    left = max(0, invested - (paid - inCash))
                    money -= inCash
                    goal = utility(utility.reference + figures.goalWorth * paid / figures.goalPrice)
                }
                let value = look(table, money - lowestMoney + left, left, owed - instalment)
                sum += nodes.probabilities[node] * (utility(max(Self.least, value)) + goal)
            }
            target[place + share] = utility.inverse(sum)
        }
    }
}

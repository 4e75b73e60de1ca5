import Foundation
import NumericKernels

/// The chance of one month of a life.
package struct LifeShock: Sendable, Equatable {
    /// ε ~ N(0, 1): the variable expense.
    package var expense = 0.0
    /// z, of mean 0 and variance 1: the return of the portfolio.
    package var investmentReturn = 0.0
    /// N(0, 1): the income's factor ξ of the month that follows.
    package var income = 0.0
    /// u_e ~ U[0, 1): an emergency happens where it is below `emergency_probability`.
    package var emergency = 1.0
    /// u_c ~ U[0, 1): a crash happens where it is below `crash_probability`.
    package var crash = 1.0
    /// u_w ~ U[0, 1): the state of work that follows.
    package var work = 0.0
    /// Index into the history of returns.
    package var historyMonth: Int32 = 0

    package init() {}

    package init(
        expense: Double, investmentReturn: Double, income: Double, emergency: Double, crash: Double, work: Double,
        historyMonth: Int = 0
    ) {
        self.expense = expense
        self.investmentReturn = investmentReturn
        self.income = income
        self.emergency = emergency
        self.crash = crash
        self.work = work
        self.historyMonth = Int32(historyMonth)
    }

    /// The antithetic shock: ε, z and the income mirrored, uniforms 1 − u.
    package var mirrored: LifeShock {
        var shock = self
        shock.expense = -expense
        shock.investmentReturn = -investmentReturn
        shock.income = -income
        // Below 1, as every number of the kind is.
        shock.emergency = min(1 - emergency, 1.0.nextDown)
        shock.crash = min(1 - crash, 1.0.nextDown)
        shock.work = min(1 - work, 1.0.nextDown)
        return shock
    }
}

/// All chance in lives: which numbers a month takes, and what is made of them. `LifeShockBatch` draws many months at
/// once.
///
/// A month takes up to three blocks of a stream; a block of the history is drawn by another one, once for all of its
/// months.
package struct LifeShocks: Sendable {
    /// What the blocks of a month are for. The two highest bits of a counter say which block it is, the others the
    /// month.
    enum Block: UInt32 {
        case bills = 0
        case work = 0x8000_0000
        case crash = 0x4000_0000
        case history = 0xc000_0000

        /// - Parameter place: the month, or the block of the history.
        func counter(_ place: Int) -> UInt32 { UInt32(truncatingIfNeeded: place) | rawValue }
    }

    /// The numbers that a shock is made of, as the blocks have them.
    struct Numbers {
        /// Of the bills and the return, and of the emergency.
        var normals: (Double, Double)
        var uniform: Double
        /// Of the work.
        var income = 0.0, work = 0.0
        /// Of the crash and the return of a student distribution.
        var crash = SIMD4<Double>(1, 0, 0, 0)
    }

    let random: CounterRandom
    private let returns: PortfolioReturns
    /// Whether the income has a factor, and whether there are states of work, that chance decides.
    let hasFactors: Bool
    private let hasStates: Bool
    /// What was drawn beforehand: of lives from one on, each `drawnMonths` months.
    private var drawn: [LifeShock] = []
    private var firstDrawn: UInt64 = 0
    private var drawnMonths = 1

    /// - Parameter purpose: whose stream of shocks.
    package init(seed: UInt64, purpose: RandomPurpose, calendar: LifeCalendar) {
        random = CounterRandom(seed: seed, purpose: purpose)
        returns = calendar.returns
        hasFactors = calendar.incomeDeviation > 0
        hasStates = calendar.work.count > 1
    }

    /// Whether a month draws a block.
    func draws(_ block: Block) -> Bool {
        switch block {
        case .bills: true
        case .work: hasFactors || hasStates
        case .crash: returns.crashProbability > 0 || returns.distribution != .lognormal
        case .history: returns.distribution == .history
        }
    }

    /// The same chance, that of some lives drawn beforehand: for several policies that live them.
    package func drawing(_ lives: Range<Int>, months: Int) -> LifeShocks {
        var shocks = self
        shocks.drawn = lives.flatMap { life in (0..<months).map { draw(life: UInt64(life), month: $0) } }
        (shocks.firstDrawn, shocks.drawnMonths) = (UInt64(lives.lowerBound), months)
        return shocks
    }

    /// The chance of one month of a life; both count from 0.
    package func shock(life: UInt64, month: Int) -> LifeShock {
        if !drawn.isEmpty, life >= firstDrawn, month < drawnMonths {
            let place = Int(life - firstDrawn) * drawnMonths + month
            if place < drawn.count { return drawn[place] }
        }
        return draw(life: life, month: month)
    }

    private func draw(life: UInt64, month: Int) -> LifeShock {
        let bills = random.normalsAndUniform(index: life, counter: Block.bills.counter(month))
        var numbers = Numbers(normals: bills.normals, uniform: bills.uniform)
        // The same numbers, whichever of them are of use.
        if hasFactors {
            (numbers.income, numbers.work) = random.normalAndUniform(index: life, counter: Block.work.counter(month))
        } else if hasStates {
            numbers.work = random.uniforms(index: life, counter: Block.work.counter(month))[2]
        }
        if draws(.crash) { numbers.crash = random.uniforms(index: life, counter: Block.crash.counter(month)) }
        return shock(of: numbers, life: life, month: month)
    }

    /// The chance of a month whose numbers are drawn.
    func shock(of numbers: Numbers, life: UInt64, month: Int) -> LifeShock {
        let crash = numbers.crash
        var shock = LifeShock(
            expense: numbers.normals.0,
            investmentReturn: returns.distribution == .student
                ? Self.student(crash[1], crash[2], degreesOfFreedom: returns.degreesOfFreedom) : numbers.normals.1,
            income: numbers.income, emergency: numbers.uniform, crash: crash[0], work: numbers.work)
        if draws(.history) {
            let (block, place) = month.quotientAndRemainder(dividingBy: returns.blockMonths)
            let uniform = random.uniforms(index: life, counter: Block.history.counter(block))[0]
            let start = Int(uniform * Double(returns.history.count))
            shock.historyMonth = Int32((start + place) % returns.history.count)
        }
        return shock
    }

    /// A number of the student distribution scaled to variance 1, by the polar method (Bailey, Mathematics of
    /// Computation 62, 1994).
    static func student(_ first: Double, _ second: Double, degreesOfFreedom: Double) -> Double {
        // Half a step up, so that no power of zero is taken.
        let radius = degreesOfFreedom * (pow(first + 0x1p-33, -2 / degreesOfFreedom) - 1)
        let scale = ((degreesOfFreedom - 2) / degreesOfFreedom).squareRoot()
        return scale * max(0, radius).squareRoot() * cos(2 * .pi * second)
    }
}

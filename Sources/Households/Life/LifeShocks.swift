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

/// A few shocks that stand for all that may happen in a month of a life: antithetic pairs, and where emergencies
/// happen, a month with one and a month without, weighed by their probability.
package struct LifeShockSample: Sendable {
    package struct Weighted: Sendable {
        package var shock = LifeShock()
        /// All of a sample add up to 1.
        package var weight = 0.0

        package init() {}
    }

    /// How many shocks there are.
    package let count: Int
    private let shocks: LifeShocks
    private let pairs: Int
    private let emergencyProbability: Double

    /// - Parameter pairs: 1 or more.
    package init(calendar: LifeCalendar, seed: UInt64, pairs: Int) {
        precondition(pairs > 0, "a comparison wants shocks")
        // A stream of its own: what is tried must not tell what will happen.
        shocks = LifeShocks(seed: seed, purpose: .lookaheadShock, calendar: calendar)
        self.pairs = pairs
        emergencyProbability = calendar.emergencyProbability
        count = 2 * pairs * (emergencyProbability > 0 && emergencyProbability < 1 ? 2 : 1)
    }

    /// Draws the shocks of one month of a life, both counted from 0, into the first `count` places.
    package func draw(life: UInt64, month: Int, into sample: UnsafeMutableBufferPointer<Weighted>) {
        var next = 0
        func add(_ shock: LifeShock, emergency: Double, probability: Double) {
            guard probability > 0 else { return }
            sample[next].shock = shock
            sample[next].shock.emergency = emergency
            sample[next].weight = probability / Double(2 * pairs)
            next += 1
        }
        for pair in 0..<pairs {
            let drawn = shocks.shock(life: life &* UInt64(pairs) &+ UInt64(pair), month: month)
            add(drawn, emergency: 1, probability: 1 - emergencyProbability)
            add(drawn, emergency: 0, probability: emergencyProbability)
            let mirrored = drawn.mirrored
            add(mirrored, emergency: 1, probability: 1 - emergencyProbability)
            add(mirrored, emergency: 0, probability: emergencyProbability)
        }
    }
}

/// All chance in lives, and the only place that draws it.
///
/// A month takes two blocks of a stream, the second beyond all counters of the first; a block of the history is drawn
/// by a third, once for all of its months.
package struct LifeShocks: Sendable {
    private let random: CounterRandom
    private let returns: PortfolioReturns
    /// Whether the income has a factor, and whether there are states of work, that chance decides.
    private let hasFactors, hasStates: Bool
    /// What was drawn beforehand: of lives from one on, each `drawnMonths` months.
    private var drawn: [LifeShock] = []
    private var firstDrawn: UInt64 = 0
    private var drawnMonths = 1

    private static let second: UInt32 = 1 << 31
    private static let third: UInt32 = 1 << 30

    /// - Parameter purpose: whose stream of shocks.
    package init(seed: UInt64, purpose: RandomPurpose, calendar: LifeCalendar) {
        random = CounterRandom(seed: seed, purpose: purpose)
        returns = calendar.returns
        hasFactors = calendar.incomeDeviation > 0
        hasStates = calendar.work.count > 1
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
        let counter = UInt32(truncatingIfNeeded: month)
        let first = random.normalsAndUniform(index: life, counter: counter)
        var shock = LifeShock()
        shock.expense = first.normals.0
        shock.emergency = first.uniform
        // The same numbers, whichever of them are of use.
        if hasFactors {
            (shock.income, shock.work) = random.normalAndUniform(index: life, counter: counter | Self.second)
        } else if hasStates {
            shock.work = random.uniforms(index: life, counter: counter | Self.second)[2]
        }
        if returns.crashProbability > 0 || returns.distribution != .lognormal {
            let more = random.uniforms(index: life, counter: counter | Self.third)
            shock.crash = more[0]
            shock.investmentReturn =
                returns.distribution == .student
                ? Self.student(more[1], more[2], degreesOfFreedom: returns.degreesOfFreedom) : first.normals.1
        } else {
            shock.investmentReturn = first.normals.1
        }
        if returns.distribution == .history {
            let (block, place) = month.quotientAndRemainder(dividingBy: returns.blockMonths)
            let counter = UInt32(truncatingIfNeeded: block) | Self.second | Self.third
            let start = Int(random.uniforms(index: life, counter: counter)[0] * Double(returns.history.count))
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

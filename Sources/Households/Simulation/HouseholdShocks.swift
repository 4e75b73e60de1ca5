import NumericKernels
import Statistics

/// The chance of one month.
package struct Shock: Sendable, Equatable {
    /// ε ~ N(0, 1): the variable expense.
    package var expense: Double
    /// z ~ N(0, 1): the return of the portfolio.
    package var investmentReturn: Double
    /// u ~ U[0, 1): an emergency happens where it is below `emergency_probability`.
    package var emergency: Double

    package init(expense: Double, investmentReturn: Double, emergency: Double) {
        self.expense = expense
        self.investmentReturn = investmentReturn
        self.emergency = emergency
    }
}

/// All chance in the life of households, and the only place that draws it: rollout, evaluation and look-ahead live the
/// shocks that come from here.
package struct HouseholdShocks: Sendable {
    private let random: CounterRandom

    /// - Parameter purpose: whose stream of shocks.
    package init(seed: UInt64, purpose: RandomPurpose) {
        random = CounterRandom(seed: seed, purpose: purpose)
    }

    /// The chance of one month of an episode; both count from 0.
    package func shock(episode: UInt64, month: Int) -> Shock {
        let chance = random.normalsAndUniform(index: episode, counter: UInt32(month))
        return Shock(expense: chance.normals.0, investmentReturn: chance.normals.1, emergency: chance.uniform)
    }
}

/// A few shocks that stand for all that may happen in a month.
///
/// The bills are drawn each by itself, or stratified (Cochran, Sampling Techniques, 1977, chapter 5): |ε| then comes
/// once from each of as many intervals as there are pairs, and weighs what its interval is probable. The last interval
/// has all of the tail, so that with three pairs or more the rare month is always among them that may end in
/// bankruptcy. Shocks come in antithetic pairs, (ε, z) and (−ε, −z); where emergencies happen, a month with one and a
/// month without are both among them, and weighed by their probability.
package struct ShockSample: Sendable {
    package struct Weighted: Sendable {
        package var shock: Shock
        /// All of a sample add up to 1.
        package var weight: Double
        /// What ε was drawn from; nil where that is all that may happen.
        fileprivate var stratum: Stratum?

        /// A part that is less probable is not worth a shock of its own.
        private static let leastPart = 1e-9

        /// The shock as two, where its stratum has `bound` in it: one is drawn from each side of it, at the same place
        /// within, and weighs what that side is probable.
        package func split(at bound: Bound) -> (Weighted, Weighted)? {
            guard let stratum else { return nil }
            let tail = stratum.sign > 0 ? bound.above : bound.below
            guard tail - stratum.lower > Self.leastPart, stratum.upper - tail > Self.leastPart else { return nil }
            var (inner, outer) = (stratum, stratum)
            (inner.lower, outer.upper) = (tail, tail)
            func drawn(from part: Stratum) -> Weighted {
                var result = self
                result.shock.expense = part.expense
                result.weight *= (part.upper - part.lower) / (stratum.upper - stratum.lower)
                result.stratum = part
                return result
            }
            return (drawn(from: inner), drawn(from: outer))
        }
    }

    /// A shock ε of the bills that divides what may happen.
    package struct Bound: Sendable {
        /// P(ε > bound), and P(ε < bound).
        fileprivate let above, below: Double

        package init(_ expense: Double) {
            above = StandardNormal.distribution(-expense)
            below = StandardNormal.distribution(expense)
        }
    }

    /// An interval of |ε|, of one sign.
    fileprivate struct Stratum {
        /// P(ε > end) at the greater and at the smaller end.
        var lower, upper: Double
        /// From 0 at the smaller end up to 1 at the greater one: where in the interval, by probability.
        let place: Double
        let sign: Double

        var expense: Double { -sign * StandardNormal.quantile(upper - (upper - lower) * place) }
    }

    /// Pairs that a month has numbers for: 8 blocks of four.
    package static let mostPairs = 32

    /// The intervals of |ε| are span/pairs wide; the last has no end.
    private static let span = 3.2

    /// How many shocks there are.
    package let count: Int
    private let expenses: CounterRandom
    private let returns: CounterRandom
    private let emergencyProbability: Double
    /// P(ε > bound) at the bounds of the intervals of |ε|, from ½ at 0 to 0 at infinity.
    private let tails: [Double]
    private let sampling: ShockSampling

    private var pairs: Int { tails.count - 1 }

    package init(seed: UInt64, pairs: Int, sampling: ShockSampling, emergencyProbability: Double) {
        // Streams of their own: what is tried must not tell what will happen.
        expenses = CounterRandom(seed: seed, purpose: .lookaheadShock)
        returns = CounterRandom(seed: seed, purpose: .lookaheadReturn)
        self.emergencyProbability = emergencyProbability
        self.sampling = sampling
        tails =
            (0..<pairs).map { StandardNormal.distribution(-Self.span * Double($0) / Double(pairs)) } + [0]
        count = 2 * pairs * (emergencyProbability > 0 && emergencyProbability < 1 ? 2 : 1)
    }

    /// Draws the shocks of one month of an episode, both counted from 0, into the first `count` places.
    package func draw(episode: UInt64, month: Int, into sample: UnsafeMutableBufferPointer<Weighted>) {
        var next = 0
        func add(_ shock: Shock, share: Double, probability: Double, _ stratum: Stratum?) {
            guard probability > 0 else { return }
            sample[next] = Weighted(shock: shock, weight: share * probability, stratum: stratum)
            next += 1
        }
        for first in stride(from: 0, to: pairs, by: 4) {
            let counter = UInt32(month * (Self.mostPairs / 4) + first / 4)
            let normals = sampling == .independent ? expenses.normals(index: episode, counter: counter) : .zero
            let places = sampling == .stratified ? expenses.uniforms(index: episode, counter: counter) : .zero
            let zs = returns.normals(index: episode, counter: counter)
            for lane in 0..<min(4, pairs - first) {
                let share = share(ofPair: first + lane)
                for sign in stride(from: 1.0, through: -1, by: -2) {
                    let stratum = stratum(ofPair: first + lane, place: places[lane], sign: sign)
                    var shock = Shock(
                        expense: stratum?.expense ?? sign * normals[lane], investmentReturn: sign * zs[lane],
                        emergency: 1)
                    add(shock, share: share, probability: 1 - emergencyProbability, stratum)
                    shock.emergency = 0
                    add(shock, share: share, probability: emergencyProbability, stratum)
                }
            }
        }
    }

    /// What each shock of a pair weighs.
    private func share(ofPair pair: Int) -> Double {
        sampling == .independent ? 1 / Double(2 * pairs) : tails[pair] - tails[pair + 1]
    }

    private func stratum(ofPair pair: Int, place: Double, sign: Double) -> Stratum? {
        guard sampling == .stratified else { return nil }
        return Stratum(lower: tails[pair + 1], upper: tails[pair], place: place, sign: sign)
    }
}

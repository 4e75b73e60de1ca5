/// A few shocks that stand for all that may happen in a month of a life: antithetic pairs, and where emergencies
/// happen, a month with one and a month without, weighed by their probability.
///
/// Holds what one thread computes in.
package final class LifeShockSample {
    package struct Weighted: Sendable {
        package var shock = LifeShock()
        /// All of a sample add up to 1.
        package var weight = 0.0

        package init() {}
    }

    /// How many shocks there are.
    package let count: Int
    /// How many shocks beside each other, from the first on, differ in the emergency alone.
    package let branches: Int
    private let drawn: LifeShockBatch
    private let pairs: Int
    private let emergencyProbability: Double

    /// - Parameters:
    ///   - pairs: 1 or more.
    ///   - months: that are drawn at once.
    package init(calendar: LifeCalendar, seed: UInt64, pairs: Int, months: Int) {
        precondition(pairs > 0, "a comparison wants shocks")
        // A stream of its own: what is tried must not tell what will happen.
        drawn = LifeShockBatch(
            LifeShocks(seed: seed, purpose: .lookaheadShock, calendar: calendar), capacity: pairs * months)
        self.pairs = pairs
        emergencyProbability = calendar.emergencyProbability
        branches = emergencyProbability > 0 && emergencyProbability < 1 ? 2 : 1
        count = 2 * pairs * branches
    }

    /// Adds a month of a life, both counted from 0, to those that are drawn next.
    package func add(life: UInt64, month: Int) {
        for pair in 0..<pairs { drawn.add(life: life &* UInt64(pairs) &+ UInt64(pair), month: month) }
    }

    /// Draws the chance of the months that were added since it was done last.
    package func draw() { drawn.draw() }

    /// The shocks of a month that was drawn last, into the first `count` places.
    ///
    /// - Parameter index: of the month, in the order in which they were added.
    package func shocks(_ index: Int, into sample: UnsafeMutableBufferPointer<Weighted>) {
        var next = 0
        func add(_ shock: LifeShock, emergency: Double, probability: Double) {
            guard probability > 0 else { return }
            sample[next].shock = shock
            sample[next].shock.emergency = emergency
            sample[next].weight = probability / Double(2 * pairs)
            next += 1
        }
        for pair in 0..<pairs {
            let drawn = drawn.shock(index * pairs + pair)
            add(drawn, emergency: 1, probability: 1 - emergencyProbability)
            add(drawn, emergency: 0, probability: emergencyProbability)
            let mirrored = drawn.mirrored
            add(mirrored, emergency: 1, probability: 1 - emergencyProbability)
            add(mirrored, emergency: 0, probability: emergencyProbability)
        }
    }
}

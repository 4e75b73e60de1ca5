import Households
import NumericKernels

/// What a decision or a goal is worth on average over a few shocks, beside what the mean of the policy would have been
/// worth in its place under the same ones: E[R + βV′], as seen from the month, in euros of utility.
package struct LifeComparison: Sendable, Equatable {
    package var drawn = 0.0
    package var mean = 0.0

    package init() {}
}

/// A decision of the executor before it is carried out.
package struct LifeChoice: Sendable {
    package var household: HouseholdState
    /// How the month begins.
    package var opening: LifeOpening
    /// The decision that was drawn, and that of the policy's mean.
    package var drawn, mean: LifeDecision
    /// 0-based: the index of its random numbers.
    package var life: UInt64

    package init(
        household: HouseholdState, opening: LifeOpening, drawn: LifeDecision, mean: LifeDecision, life: UInt64
    ) {
        self.household = household
        self.opening = opening
        self.drawn = drawn
        self.mean = mean
        self.life = life
    }
}

/// Lives a month again and again, under shocks of its own, to see what a decision does on average: a counterfactual
/// baseline with common random numbers and antithetic pairs, emergencies in both branches (`LifeShockSample`). The
/// critic values what follows.
///
/// Holds what one thread computes in.
package final class LifeLookahead {
    /// A state whose value is asked for.
    private struct Pending {
        var means: LifeMeans
        var weight: Double
        /// Index of the choice, twice, and one more for its mean.
        var place: Int
    }

    /// How many choices' chance is drawn at once.
    private static let monthsDrawn = 64

    private let calendar: LifeCalendar
    private let observations: LifeObservations
    private let critic: MultilayerPerceptron
    private let shocks: LifeShockSample
    private let workspace: NetworkWorkspace
    private let sample: UnsafeMutableBufferPointer<LifeShockSample.Weighted>
    /// What the sample's shocks make of the month, four at once, for the drawn decision and for the mean.
    private let chances: UnsafeMutableBufferPointer<LifeLanes.Chance>
    /// Of the shocks, four at once; 0 where there is none.
    private let weights: UnsafeMutableBufferPointer<LifeLanes.Amounts>
    private let pending: UnsafeMutableBufferPointer<Pending>

    /// - Parameters:
    ///   - critic: from the features to one output, which `LifeValue` reads.
    ///   - pairs: antithetic pairs of shocks.
    ///   - rows: states that are valued at once, four at least.
    package init(observer: LifeObserver, critic: MultilayerPerceptron, seed: UInt64, pairs: Int, rows: Int = 256) {
        precondition(critic.layout.inputs == observer.count, "the critic sees something else")
        precondition(pairs > 0 && rows >= LifeLanes.count, "no room for a comparison")
        calendar = observer.calendar
        observations = LifeObservations(observer, capacity: rows / LifeLanes.count)
        self.critic = critic
        shocks = LifeShockSample(
            calendar: observer.calendar, seed: seed, pairs: pairs, months: Self.monthsDrawn)
        workspace = NetworkWorkspace(rows: rows, layout: critic.layout)
        chances = .allocate(capacity: (shocks.count + LifeLanes.count - 1) / LifeLanes.count)
        // The places beyond the shocks keep a weight of 0.
        sample = .allocate(capacity: chances.count * LifeLanes.count)
        sample.initialize(repeating: LifeShockSample.Weighted())
        weights = .allocate(capacity: chances.count)
        pending = .allocate(capacity: rows)
    }

    deinit {
        sample.deallocate()
        chances.deallocate()
        weights.deallocate()
        pending.deallocate()
    }

    /// Compares each decision that was drawn with the policy's mean; the same bits whatever is compared beside it.
    package func compare(
        _ choices: UnsafeBufferPointer<LifeChoice>, into results: UnsafeMutableBufferPointer<LifeComparison>
    ) {
        // Apart from the values, which are added when the rows are full.
        withUnsafeTemporaryAllocation(of: LifeComparison.self, capacity: choices.count) { rewards in
            rewards.initialize(repeating: LifeComparison())
            var rows = 0
            for index in choices.indices {
                if index % Self.monthsDrawn == 0 { draw(choices[index...].prefix(Self.monthsDrawn)) }
                let choice = choices[index]
                results[index] = LifeComparison()
                let month = choice.household.monthsDone
                shocks.shocks(index % Self.monthsDrawn, into: sample)
                setChances(of: choice.household)
                for isMean in [false, true] {
                    let place = 2 * index + (isMean ? 1 : 0)
                    let action = LifeLanes.Action(
                        choice.opening.action(isMean ? choice.mean : choice.drawn, monthsDone: month, in: calendar))
                    for group in chances.indices {
                        if rows + LifeLanes.count > pending.count { value(&rows, results) }
                        var lanes = LifeLanes(choice.household, in: calendar)
                        let (reward, areRuined) = lanes.step(action, chances[group], in: calendar)
                        let weights = weights[group]
                        for lane in 0..<LifeLanes.count { rewards.add(weights[lane] * reward[lane], at: place) }
                        guard lanes.monthsDone < calendar.horizon else { continue }
                        let means = observations.observe(
                            lanes.opening(in: calendar), work: lanes.work, monthsDone: lanes.monthsDone,
                            into: workspace.inputs.base + rows * critic.layout.inputs, stride: critic.layout.inputs)
                        // Who is ruined has rows, but nothing to be valued.
                        let kept = (calendar.discount * weights).replacing(with: 0, where: areRuined)
                        for lane in 0..<LifeLanes.count {
                            pending[rows] = Pending(means: means[lane], weight: kept[lane], place: place)
                            rows += 1
                        }
                    }
                }
            }
            value(&rows, results)
            for index in choices.indices {
                results[index].drawn += rewards[index].drawn
                results[index].mean += rewards[index].mean
            }
        }
    }

    /// Draws the chance of the months before which some choices stand.
    private func draw(_ choices: Slice<UnsafeBufferPointer<LifeChoice>>) {
        for choice in choices { shocks.add(life: choice.life, month: choice.household.monthsDone) }
        shocks.draw()
    }

    /// Sets what the sample's shocks make of the month for a household.
    private func setChances(of household: HouseholdState) {
        let month = household.monthsDone
        for group in chances.indices {
            let first = group * LifeLanes.count
            func chance(_ shock: Int) -> LifeChance {
                calendar.chance(sample[first + shock].shock, monthsDone: month, work: household.work)
            }
            func weight(_ shock: Int) -> Double { sample[first + shock].weight }
            let (a, c) = (chance(0), chance(2))
            // Of two that differ in the emergency alone, the second is the first with its own.
            func second(_ shock: Int, after first: LifeChance) -> LifeChance {
                shocks.branches == 1 ? chance(shock) : first.with(emergencyExpense: emergency(shock))
            }
            func emergency(_ shock: Int) -> Double {
                calendar.emergencyExpense(sample[first + shock].shock, monthsDone: month)
            }
            chances[group] = LifeLanes.Chance(
                a, second(1, after: a), c, second(3, after: c), monthsDone: month, in: calendar)
            weights[group] = LifeLanes.Amounts(weight(0), weight(1), weight(2), weight(3))
        }
    }

    /// Adds what the critic says of the states that wait.
    private func value(_ rows: inout Int, _ results: UnsafeMutableBufferPointer<LifeComparison>) {
        guard rows > 0 else { return }
        observations.complete()
        let factors = LifeValue.factors(rows: rows, of: critic, workspace)
        for row in 0..<rows where pending[row].weight > 0 {
            let state = pending[row]
            let value = LifeValue(factor: Double(factors[row]), state.means, in: calendar).value
            results.add(state.weight * value, at: state.place)
        }
        rows = 0
    }
}

extension UnsafeMutableBufferPointer<LifeComparison> {
    /// - Parameter place: index of the comparison, twice, and one more for its mean.
    func add(_ value: Double, at place: Int) {
        if place & 1 == 0 { self[place / 2].drawn += value } else { self[place / 2].mean += value }
    }
}

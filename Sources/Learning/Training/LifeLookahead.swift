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
    /// What the sample's shocks make of the month, for the drawn decision and for the mean.
    private let chances: UnsafeMutableBufferPointer<LifeChance>
    private let pending: UnsafeMutableBufferPointer<Pending>

    /// - Parameters:
    ///   - critic: from the features to one output, which `LifeValue` reads.
    ///   - pairs: antithetic pairs of shocks.
    ///   - rows: states that are valued at once.
    package init(observer: LifeObserver, critic: MultilayerPerceptron, seed: UInt64, pairs: Int, rows: Int = 256) {
        precondition(critic.layout.inputs == observer.count, "the critic sees something else")
        calendar = observer.calendar
        observations = LifeObservations(observer, capacity: rows)
        self.critic = critic
        shocks = LifeShockSample(
            calendar: observer.calendar, seed: seed, pairs: pairs, months: Self.monthsDrawn)
        workspace = NetworkWorkspace(rows: rows, layout: critic.layout)
        sample = .allocate(capacity: shocks.count)
        sample.initialize(repeating: LifeShockSample.Weighted())
        chances = .allocate(capacity: shocks.count)
        pending = .allocate(capacity: rows)
    }

    deinit {
        sample.deallocate()
        chances.deallocate()
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
                for first in stride(from: 0, to: sample.count, by: shocks.branches) {
                    var chance = choice.household.chance(sample[first].shock, in: calendar)
                    for shock in first..<first + shocks.branches {
                        chance.emergencyExpense = choice.household.emergencyExpense(sample[shock].shock, in: calendar)
                        chances[shock] = chance
                    }
                }
                for isMean in [false, true] {
                    let place = 2 * index + (isMean ? 1 : 0)
                    let action = choice.opening.action(
                        isMean ? choice.mean : choice.drawn, monthsDone: month, in: calendar)
                    for (shock, weighted) in sample.enumerated() {
                        var household = choice.household
                        let outcome = household.step(action, chances[shock], in: calendar)
                        rewards.add(weighted.weight * outcome.reward, at: place)
                        guard !outcome.isLast else { continue }
                        let opening = household.opening(in: calendar)
                        let means = observations.observe(
                            household, opening, into: workspace.inputs.base + rows * critic.layout.inputs)
                        pending[rows] = Pending(
                            means: means, weight: weighted.weight * calendar.discount, place: place)
                        rows += 1
                        if rows == pending.count { value(&rows, results) }
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

    /// Adds what the critic says of the states that wait.
    private func value(_ rows: inout Int, _ results: UnsafeMutableBufferPointer<LifeComparison>) {
        guard rows > 0 else { return }
        observations.complete()
        let factors = LifeValue.factors(rows: rows, of: critic, workspace)
        for row in 0..<rows {
            let state = pending[row]
            let value = LifeValue(factor: Double(factors[row]), state.means, in: calendar).value
            results.add(state.weight * value, at: state.place)
        }
        rows = 0
    }
}

/// A goal of the strategist, as its outputs, before the executor lives under it.
package struct LifeGoalChoice: Sendable {
    package var household: HouseholdState
    /// The outputs that were drawn, and the policy's mean.
    package var drawn, mean: SIMD3<Float>
    /// 0-based: the index of its random numbers.
    package var life: UInt64

    package init(household: HouseholdState, drawn: SIMD3<Float>, mean: SIMD3<Float>, life: UInt64) {
        self.household = household
        self.drawn = drawn
        self.mean = mean
        self.life = life
    }
}

/// Keeps a goal for some months under the mean of the executor, under antithetic shocks of its own, and values what
/// follows by the critic.
///
/// Holds what one thread computes in.
package final class LifeGoalLookahead {
    /// What is known of the chance of a pair in a month.
    private struct PairedChance {
        /// What the shock and its mirror image make of the month for a household in a state of work.
        var plain, mirrored: (work: Int, chance: LifeChance)?
    }

    private struct Track {
        var household: HouseholdState
        var goal: LifeGoal
        var seen: SIMD3<Float>
        var discount = 1.0
        /// Which of the pairs that are lived at once, and whether its shocks are mirrored.
        var pair: Int
        var isMirrored: Bool
        /// Index of the choice, twice, and one more for its mean.
        var place: Int
    }

    private let calendar: LifeCalendar
    private let observations: LifeObservations
    private let executor, critic: MultilayerPerceptron
    /// [pair · period + month].
    private let shocks: LifeShockBatch
    private let pairs, period: Int
    private let actorWorkspace, criticWorkspace: NetworkWorkspace
    private let tracks: UnsafeMutableBufferPointer<Track>
    private let openings: UnsafeMutableBufferPointer<LifeOpening>
    private let means: UnsafeMutableBufferPointer<LifeMeans>
    /// Of each pair, in the month that is lived: a goal and the mean meet the same chance.
    private let chances: UnsafeMutableBufferPointer<PairedChance>

    /// - Parameters:
    ///   - executor: from the features and `LifeGoal.seen` to four outputs.
    ///   - critic: from the features to one output.
    ///   - pairs: antithetic pairs of shocks.
    ///   - period: months that a goal is kept.
    ///   - rows: lives that are lived at once, at least four a pair.
    package init(
        observer: LifeObserver, executor: MultilayerPerceptron, critic: MultilayerPerceptron, seed: UInt64,
        pairs: Int, period: Int, rows: Int = 256
    ) {
        precondition(critic.layout.inputs == observer.count, "the critic sees something else")
        precondition(executor.layout.inputs == observer.count + 3 && executor.layout.outputs >= 4)
        precondition(pairs > 0 && period > 0 && rows >= 4 * pairs, "no room for a comparison")
        calendar = observer.calendar
        observations = LifeObservations(observer, capacity: rows)
        self.executor = executor
        self.critic = critic
        // A stream of its own: what is tried must not tell what will happen.
        shocks = LifeShockBatch(
            LifeShocks(seed: seed, purpose: .lookaheadReturn, calendar: observer.calendar),
            capacity: rows / 4 * period)
        self.pairs = pairs
        self.period = period
        actorWorkspace = NetworkWorkspace(rows: rows, layout: executor.layout)
        criticWorkspace = NetworkWorkspace(rows: rows, layout: critic.layout)
        tracks = .allocate(capacity: rows)
        openings = .allocate(capacity: rows)
        means = .allocate(capacity: rows)
        chances = .allocate(capacity: rows / 4)
        chances.initialize(repeating: PairedChance())
    }

    deinit {
        tracks.deallocate()
        openings.deallocate()
        means.deallocate()
        chances.deallocate()
    }

    /// What chance makes of a month for a track.
    ///
    /// - Parameter month: of the period.
    private func chance(_ track: Track, month: Int) -> LifeChance {
        let (household, pair) = (track.household, track.pair)
        let known = track.isMirrored ? chances[pair].mirrored : chances[pair].plain
        if let known, known.work == household.work { return known.chance }
        let shock = shocks.shock(pair * period + month)
        let chance = household.chance(track.isMirrored ? shock.mirrored : shock, in: calendar)
        if track.isMirrored {
            chances[pair].mirrored = (household.work, chance)
        } else {
            chances[pair].plain = (household.work, chance)
        }
        return chance
    }

    /// Compares each goal that was drawn with the policy's mean.
    package func compare(
        _ choices: UnsafeBufferPointer<LifeGoalChoice>, into results: UnsafeMutableBufferPointer<LifeComparison>
    ) {
        var count = 0
        for index in choices.indices {
            let choice = choices[index]
            results[index] = LifeComparison()
            if count + 4 * pairs > tracks.count { live(&count, results) }
            let first = count / 4
            for pair in 0..<UInt64(pairs) {
                for month in 0..<period {
                    shocks.add(
                        life: choice.life &* UInt64(pairs) &+ pair, month: choice.household.monthsDone + month)
                }
            }
            for isMean in [false, true] {
                let outputs = isMean ? choice.mean : choice.drawn
                let goal = LifeGoal(outputs, in: calendar)
                for pair in first..<first + pairs {
                    for isMirrored in [false, true] {
                        tracks[count] = Track(
                            household: choice.household, goal: goal, seen: LifeGoal.seen(outputs), pair: pair,
                            isMirrored: isMirrored, place: 2 * index + (isMean ? 1 : 0))
                        count += 1
                    }
                }
            }
        }
        live(&count, results)
    }

    /// Lives the period of all tracks, and values where it ends.
    private func live(_ count: inout Int, _ results: UnsafeMutableBufferPointer<LifeComparison>) {
        let share = 1 / Double(2 * pairs)
        shocks.draw()
        let pairsLived = count / 4
        for month in 0..<period where count > 0 {
            for pair in 0..<pairsLived { chances[pair] = PairedChance() }
            for row in 0..<count {
                let place = actorWorkspace.inputs.base + row * executor.layout.inputs
                openings[row] = tracks[row].household.opening(in: calendar)
                observations.observe(tracks[row].household, openings[row], into: place)
                store(tracks[row].seen, place + critic.layout.inputs)
            }
            observations.complete()
            executor.forward(rows: count, inputs: actorWorkspace.inputs.base, actorWorkspace)
            var left = 0
            for row in 0..<count {
                let output = actorWorkspace.outputs.base + row * executor.layout.paddedOutputs
                let decision = LifeDecision(
                    SIMD4(output[0], output[1], output[2], output[3]), goal: tracks[row].goal,
                    household: tracks[row].household, opening: openings[row], in: calendar)
                let action = openings[row].action(
                    decision, monthsDone: tracks[row].household.monthsDone, in: calendar)
                let outcome = tracks[row].household.step(action, chance(tracks[row], month: month), in: calendar)
                results.add(share * tracks[row].discount * outcome.reward, at: tracks[row].place)
                tracks[row].discount *= calendar.discount
                guard !outcome.isLast else { continue }
                if left < row { tracks[left] = tracks[row] }
                left += 1
            }
            count = left
        }
        guard count > 0 else { return }
        for row in 0..<count {
            means[row] = observations.observe(
                tracks[row].household, tracks[row].household.opening(in: calendar),
                into: criticWorkspace.inputs.base + row * critic.layout.inputs)
        }
        observations.complete()
        let factors = LifeValue.factors(rows: count, of: critic, criticWorkspace)
        for row in 0..<count {
            let value = LifeValue(factor: Double(factors[row]), means[row], in: calendar).value
            results.add(share * tracks[row].discount * value, at: tracks[row].place)
        }
        count = 0
    }
}

extension UnsafeMutableBufferPointer<LifeComparison> {
    /// - Parameter place: index of the comparison, twice, and one more for its mean.
    fileprivate func add(_ value: Double, at place: Int) {
        if place & 1 == 0 { self[place / 2].drawn += value } else { self[place / 2].mean += value }
    }
}

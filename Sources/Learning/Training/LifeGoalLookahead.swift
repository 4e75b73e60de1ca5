import Households
import NumericKernels

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

    /// Four lives, each under its goal, in as many rows of the executor's workspace.
    private struct Tracks {
        var lanes: LifeLanes
        var goals: LifeGoal.Lanes
        /// Who goes on: neither ruined nor at the horizon.
        var isThere = LifeLanes.Truth(repeating: true)
        var discount = 1.0

        mutating func end(_ lanes: LifeLanes.Truth) { isThere = isThere .& .!lanes }
    }

    /// A life's row.
    private struct Row {
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
    /// Of each row.
    private let rows: UnsafeMutableBufferPointer<Row>
    /// Of each four rows.
    private let tracks: UnsafeMutableBufferPointer<Tracks>
    private let openings: UnsafeMutableBufferPointer<LifeLanes.Opening>
    private let means: UnsafeMutableBufferPointer<LifeMeans.Lanes>
    /// [four rows · exponential].
    private let exponentials: UnsafeMutablePointer<SIMD4<Float>>
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
        observations = LifeObservations(observer, capacity: rows / LifeLanes.count)
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
        self.rows = .allocate(capacity: rows)
        tracks = .allocate(capacity: rows / LifeLanes.count)
        openings = .allocate(capacity: rows / LifeLanes.count)
        means = .allocate(capacity: rows / LifeLanes.count)
        // Whole vectors of the kernels are even numbers of fours.
        let fours = rows / LifeLanes.count * LifeDecision.Signals.exponents + 1
        exponentials = .allocate(capacity: fours)
        exponentials.initialize(repeating: SIMD4(), count: fours)
        chances = .allocate(capacity: rows / 4)
        chances.initialize(repeating: PairedChance())
    }

    deinit {
        rows.deallocate()
        tracks.deallocate()
        openings.deallocate()
        means.deallocate()
        exponentials.deallocate()
        chances.deallocate()
    }

    /// What chance makes of a month for a life.
    ///
    /// - Parameters:
    ///   - month: of the period.
    ///   - done: months of the life before it.
    private func chance(_ row: Row, month: Int, monthsDone done: Int, work: Int) -> LifeChance {
        let known = row.isMirrored ? chances[row.pair].mirrored : chances[row.pair].plain
        if let known, known.work == work { return known.chance }
        let shock = shocks.shock(row.pair * period + month)
        let chance = calendar.chance(row.isMirrored ? shock.mirrored : shock, monthsDone: done, work: work)
        if row.isMirrored {
            chances[row.pair].mirrored = (work, chance)
        } else {
            chances[row.pair].plain = (work, chance)
        }
        return chance
    }

    /// Compares each goal that was drawn with the policy's mean.
    package func compare(
        _ choices: UnsafeBufferPointer<LifeGoalChoice>, into results: UnsafeMutableBufferPointer<LifeComparison>
    ) {
        var count = 0
        for index in choices.indices {
            results[index] = LifeComparison()
            if count + 4 * pairs > rows.count { live(&count, results) }
            add(choices[index], at: index, &count)
        }
        live(&count, results)
    }

    /// Adds the lives of a choice: under the goal that was drawn, then under the mean, each pair plain and mirrored.
    private func add(_ choice: LifeGoalChoice, at index: Int, _ count: inout Int) {
        let first = count / 4
        for pair in 0..<UInt64(pairs) {
            for month in 0..<period {
                shocks.add(life: choice.life &* UInt64(pairs) &+ pair, month: choice.household.monthsDone + month)
            }
        }
        let goals = (drawn: LifeGoal(choice.drawn, in: calendar), mean: LifeGoal(choice.mean, in: calendar))
        for isMean in [false, true] {
            let seen = LifeGoal.seen(isMean ? choice.mean : choice.drawn)
            for pair in first..<first + pairs {
                for isMirrored in [false, true] {
                    let (group, lane) = count.quotientAndRemainder(dividingBy: LifeLanes.count)
                    if lane == 0 {
                        tracks[group] = Tracks(
                            lanes: LifeLanes(choice.household, in: calendar), goals: LifeGoal.Lanes(goals.drawn))
                    }
                    if isMean { tracks[group].goals.set(lane, to: goals.mean) }
                    rows[count] = Row(pair: pair, isMirrored: isMirrored, place: 2 * index + (isMean ? 1 : 0))
                    store(seen, actorWorkspace.inputs.base + count * executor.layout.inputs + critic.layout.inputs)
                    count += 1
                }
            }
        }
    }

    /// Lives the period of all rows, and values where it ends.
    private func live(_ count: inout Int, _ results: UnsafeMutableBufferPointer<LifeComparison>) {
        let share = 1 / Double(2 * pairs)
        let groups = tracks[..<(count / LifeLanes.count)].indices
        shocks.draw()
        func someGoOn() -> Bool { groups.contains { any(tracks[$0].isThere) } }
        for month in 0..<period where someGoOn() {
            for pair in 0..<count / 4 { chances[pair] = PairedChance() }
            for group in groups where any(tracks[group].isThere) {
                openings[group] = tracks[group].lanes.opening(in: calendar)
                observe(group, into: actorWorkspace, stride: executor.layout.inputs)
            }
            observations.complete()
            executor.forward(rows: count, inputs: actorWorkspace.inputs.base, actorWorkspace)
            computeExponentials(of: groups)
            for group in groups where any(tracks[group].isThere) {
                let isThere = tracks[group].isThere
                let reward = liveMonth(group, month: month)
                for lane in 0..<LifeLanes.count where isThere[lane] {
                    results.add(
                        share * tracks[group].discount * reward[lane], at: rows[group * LifeLanes.count + lane].place)
                }
                tracks[group].discount *= calendar.discount
            }
        }
        defer { count = 0 }
        guard someGoOn() else { return }
        for group in groups where any(tracks[group].isThere) {
            openings[group] = tracks[group].lanes.opening(in: calendar)
            means[group] = observe(group, into: criticWorkspace, stride: critic.layout.inputs)
        }
        observations.complete()
        let factors = LifeValue.factors(rows: count, of: critic, criticWorkspace)
        for group in groups {
            for lane in 0..<LifeLanes.count where tracks[group].isThere[lane] {
                let row = group * LifeLanes.count + lane
                let value = LifeValue(factor: Double(factors[row]), means[group][lane], in: calendar).value
                results.add(share * tracks[group].discount * value, at: rows[row].place)
            }
        }
    }

    /// The exponentials of all actions.
    private func computeExponentials(of groups: Range<Int>) {
        let (stride, each) = (executor.layout.paddedOutputs, LifeDecision.Signals.exponents)
        for group in groups {
            LifeDecision.Signals.writeExponents(
                of: actorWorkspace.outputs.base + group * LifeLanes.count * stride, stride: stride,
                into: exponentials + group * each)
        }
        let count = groups.count * LifeLanes.count * each
        exponentials.withMemoryRebound(to: Float.self, capacity: Kernels.padded(count)) { floats in
            executor.kernels.exp(floats, into: floats, count: Kernels.padded(count))
        }
    }

    /// Writes the features of four before a month that is open.
    @discardableResult
    private func observe(_ group: Int, into workspace: NetworkWorkspace, stride: Int) -> LifeMeans.Lanes {
        observations.observe(
            openings[group], work: tracks[group].lanes.work, monthsDone: tracks[group].lanes.monthsDone,
            into: workspace.inputs.base + group * LifeLanes.count * stride, stride: stride)
    }

    /// Lives a month of four by what the executor says, and ends those whose life ends with it.
    ///
    /// - Returns: the rewards.
    private func liveMonth(_ group: Int, month: Int) -> LifeLanes.Amounts {
        let (work, done) = (tracks[group].lanes.work, tracks[group].lanes.monthsDone)
        let first = group * LifeLanes.count
        let signals = LifeDecision.Signals(
            actorWorkspace.outputs.base + first * executor.layout.paddedOutputs,
            stride: executor.layout.paddedOutputs,
            exponentials: exponentials + group * LifeDecision.Signals.exponents, in: calendar)
        func chance(_ lane: Int) -> LifeChance {
            self.chance(rows[first + lane], month: month, monthsDone: done, work: work[lane])
        }
        let met = LifeLanes.Chance(
            chance(0), chance(1), chance(2), chance(3), monthsDone: done, in: calendar)
        let wish = LifeDecision.Lanes(
            signals, goal: tracks[group].goals, opening: openings[group], monthsDone: done, in: calendar)
        let action = openings[group].action(
            consume: wish.consume, trade: wish.trade, prepay: wish.prepay, monthsDone: done, in: calendar)
        let (rewards, areRuined) = tracks[group].lanes.step(action, met, in: calendar)
        tracks[group].end(done + 1 == calendar.horizon ? LifeLanes.Truth(repeating: true) : areRuined)
        return rewards
    }
}

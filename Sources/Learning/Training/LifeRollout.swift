import Households
import NumericKernels

/// A life of a training while it is lived; it goes on from batch to batch.
package struct LifeTrack: Sendable, Equatable, Codable {
    package var household: HouseholdState
    /// 0-based, over the whole training: the index of its random numbers.
    package var life: UInt64
    /// The strategist's outputs that are its goal.
    package var goal = SIMD3<Float>()
    /// Months until the next goal; 0: it is to be set.
    package var monthsOfGoal = 0

    package init(household: HouseholdState, life: UInt64) {
        (self.household, self.life) = (household, life)
    }

    /// Whether a life of this household can stand so.
    package func isPossible(in calendar: LifeCalendar) -> Bool {
        let period = calendar.scenario.training.highPeriod
        return household.isPossible(in: calendar) && (0...period).contains(monthsOfGoal)
            && [goal[0], goal[1], goal[2]].allSatisfy(\.isFinite)
    }

    private enum CodingKeys: String, CodingKey {
        case household, life, goal
        case monthsOfGoal = "months_of_goal"
    }
}

/// Months of lives of a household that lives for utility, lived side by side, and what they bring to the two levels.
///
/// Each thread lives the lives of its share; nothing that one life does depends on another, nor on which thread lives
/// it. Where a life ends, the next one of its track begins, some of them anywhere (`LifeStarts`). Both agents learn
/// from comparisons under the same shocks; targets of the critic follow the mean of the policy:
///
///     y_t = E[R + βV′](mean),  target_t = y_t + β·λ·(target_{t+1} − V_{t+1})
///
/// along the months of a life, to the end of the segment.
package final class LifeRollout: @unchecked Sendable {
    /// What is known of a month that was lived, a row of the executor's buffer.
    private struct Month {
        /// E[R + βV′] of the mean, V, and what a relative error of the certainty equivalent is in value.
        var reached = 0.0, value = 0.0, errorScale = 1.0
        /// Advantage of the decision in reference months.
        var advantage = 0.0
        var isLast = false
    }

    private let calendar: LifeCalendar
    private let agents: LifeAgents
    private let low, high: AgentLevel
    private let starts: LifeStarts
    private let months: UnsafeMutableBufferPointer<Month>
    /// Of the strategist's buffer, by row.
    private let goalAdvantages: UnsafeMutableBufferPointer<Double>
    private let tracksInUse: UnsafeMutableBufferPointer<LifeTrack>
    /// Of each track, over the segment.
    private let analytics: UnsafeMutableBufferPointer<AnalyticsModule>
    private let workspaces: [Workspaces]

    private struct Workspaces {
        let observations: LifeObservations
        let shocks: LifeShockBatch
        let low, high, critic: NetworkWorkspace
        let lookahead: LifeLookahead
        let goalLookahead: LifeGoalLookahead
    }

    package init(agents: LifeAgents, low: AgentLevel, high: AgentLevel, seed: UInt64, threads: Int) {
        (self.agents, self.low, self.high) = (agents, low, high)
        calendar = agents.observer.calendar
        let training = calendar.scenario.training
        let shocks = LifeShocks(seed: seed, purpose: .trainingShock, calendar: calendar)
        starts = LifeStarts(calendar: calendar, seed: seed)
        let rows = training.batchSize * (training.segment + 1)
        months = .allocate(capacity: rows)
        months.initialize(repeating: Month())
        goalAdvantages = .allocate(capacity: rows)
        goalAdvantages.initialize(repeating: 0)
        tracksInUse = .allocate(capacity: training.batchSize)
        analytics = .allocate(capacity: training.batchSize)
        analytics.initialize(repeating: AnalyticsModule(environment: calendar.scenario.environment))
        for track in 0..<training.batchSize {
            let life = UInt64(track)
            tracksInUse.initializeElement(at: track, to: LifeTrack(household: starts.household(of: life), life: life))
        }
        let share = (training.batchSize + threads - 1) / threads
        let (executor, strategist) = (agents.executor, agents.strategist)
        let observer = agents.observer
        workspaces = (0..<threads).map { _ in
            Workspaces(
                observations: LifeObservations(observer, capacity: share),
                shocks: LifeShockBatch(shocks, capacity: share),
                low: NetworkWorkspace(rows: share, layout: executor.actor.layout),
                high: NetworkWorkspace(rows: share, layout: strategist.actor.layout),
                critic: NetworkWorkspace(rows: share, layout: executor.critic.layout),
                lookahead: LifeLookahead(
                    observer: observer, critic: executor.critic, seed: seed, pairs: training.shockPairs),
                goalLookahead: LifeGoalLookahead(
                    observer: observer, executor: executor.actor, critic: executor.critic, seed: seed,
                    pairs: training.shockPairs, period: training.highPeriod))
        }
    }

    deinit {
        months.deallocate()
        goalAdvantages.deallocate()
        tracksInUse.deallocate()
        analytics.deallocate()
    }

    /// The lives as they stand between two batches.
    package var tracks: [LifeTrack] {
        get { Array(tracksInUse) }
        set {
            precondition(newValue.count == tracksInUse.count, "as many lives as a batch has")
            for (index, track) in newValue.enumerated() { tracksInUse[index] = track }
        }
    }

    /// Lives through a segment, and fills both buffers.
    ///
    /// - Returns: the figures of the lives' months, on average.
    package func collect(team: WorkerTeam) -> EpisodeMetrics {
        low.buffer.clear()
        high.buffer.clear()
        team.run { member in
            let own = Array(member.share(of: tracksInUse.count))
            let workspaces = workspaces[member.index]
            guard !own.isEmpty else { return }
            for track in own {
                analytics[track] = AnalyticsModule(tracksInUse[track].household, environment: environment)
            }
            for _ in 0..<calendar.scenario.training.segment {
                setGoals(own.filter { tracksInUse[$0].monthsOfGoal == 0 }, workspaces)
                liveMonth(own, workspaces)
            }
            for track in own { setTargets(track: track) }
        }
        setAdvantages()
        return EpisodeMetrics(meanOf: analytics.map(\.metrics), length: calendar.scenario.training.segment)
    }

    private var environment: EnvironmentParameters { calendar.scenario.environment }

    /// What the critic says of tracks, whose features lie in the first columns of the next rows of a buffer.
    private func values(
        _ tracks: [Int], _ means: [LifeMeans], _ buffer: RolloutBuffer, _ workspace: NetworkWorkspace
    ) -> [(output: Float, value: LifeValue)] {
        let critic = agents.executor.critic
        let width = critic.layout.inputs
        for (slot, track) in tracks.enumerated() {
            (workspace.inputs.base + slot * width).update(
                from: buffer.observations.base + buffer.nextRow(track: track) * buffer.inputs, count: width)
        }
        critic.forward(rows: tracks.count, inputs: workspace.inputs.base, workspace)
        return tracks.indices.map { slot in
            let output = workspace.outputs.base[slot * critic.layout.paddedOutputs]
            return (output, LifeValue(output, means[slot], in: calendar))
        }
    }

    private func setGoals(_ tracks: [Int], _ workspaces: Workspaces) {
        guard !tracks.isEmpty else { return }
        let buffer = high.buffer
        let openings = tracks.map { tracksInUse[$0].household.opening(in: calendar) }
        let means = tracks.enumerated().map { slot, track in
            workspaces.observations.observe(
                tracksInUse[track].household, openings[slot],
                into: buffer.observations.base + buffer.nextRow(track: track) * buffer.inputs)
        }
        workspaces.observations.complete()
        let values = values(tracks, means, buffer, workspaces.critic)
        let sampler = high.sampler(tracks, workspaces.high)
        let choices = tracks.enumerated().map { slot, track in
            let state = tracksInUse[track]
            let (mean, action) = sampler.draw(
                slot: slot, track: track, episode: state.life, month: state.household.monthsDone)
            return LifeGoalChoice(
                household: state.household, drawn: action.firstThree, mean: mean.firstThree, life: state.life)
        }
        let results = compared(choices, workspaces.goalLookahead.compare)
        for (slot, track) in tracks.enumerated() {
            let row = buffer.nextRow(track: track)
            goalAdvantages[row] =
                (results[slot].drawn - results[slot].mean) / values[slot].value.marginalUtility(in: calendar)
            buffer.endDecision(track: track, reward: 0, discount: 0)
            tracksInUse[track].goal = choices[slot].drawn
            tracksInUse[track].monthsOfGoal = calendar.scenario.training.highPeriod
        }
    }

    private func liveMonth(_ tracks: [Int], _ workspaces: Workspaces) {
        let buffer = low.buffer
        let openings = tracks.map { tracksInUse[$0].household.opening(in: calendar) }
        let means = tracks.enumerated().map { slot, track in
            let place = buffer.observations.base + buffer.nextRow(track: track) * buffer.inputs
            store(LifeGoal.seen(tracksInUse[track].goal), place + agents.observer.count)
            return workspaces.observations.observe(tracksInUse[track].household, openings[slot], into: place)
        }
        workspaces.observations.complete()
        let values = values(tracks, means, buffer, workspaces.critic)
        let sampler = low.sampler(tracks, workspaces.low)
        var penalties: [Double] = []
        let choices = tracks.enumerated().map { slot, track in
            let state = tracksInUse[track]
            let (mean, action) = sampler.draw(
                slot: slot, track: track, episode: state.life, month: state.household.monthsDone)
            penalties.append(penalty(action) - penalty(mean))
            func decision(_ outputs: SIMD4<Float>) -> LifeDecision {
                LifeDecision(
                    outputs, goal: LifeGoal(state.goal, in: calendar), household: state.household,
                    opening: openings[slot], in: calendar)
            }
            return LifeChoice(
                household: state.household, opening: openings[slot], drawn: decision(action), mean: decision(mean),
                life: state.life)
        }
        let results = compared(choices, workspaces.lookahead.compare)
        for choice in choices { workspaces.shocks.add(life: choice.life, month: choice.household.monthsDone) }
        workspaces.shocks.draw()
        for (slot, track) in tracks.enumerated() {
            let row = buffer.nextRow(track: track)
            let (result, value) = (results[slot], values[slot].value)
            let month = tracksInUse[track].household.monthsDone
            var lived = Month()
            lived.reached = result.mean
            lived.value = value.value
            lived.errorScale = value.errorScale(monthsDone: month, in: calendar)
            lived.advantage =
                (result.drawn - result.mean) / value.marginalUtility(in: calendar) - penalties[slot]
            buffer.values.base[row] = Float(clip(Double(values[slot].output), -LifeValue.reach, LifeValue.reach))
            let outcome = tracksInUse[track].household.step(
                choices[slot].drawn, from: openings[slot], shock: workspaces.shocks.shock(slot), in: calendar)
            lived.isLast = outcome.isLast
            let goal = LifeGoal(tracksInUse[track].goal, in: calendar)
            analytics[track].record(
                outcome, from: openings[slot], to: tracksInUse[track].household,
                goalDistance: goal.distance(of: outcome, from: openings[slot], month: month, in: calendar))
            months[row] = lived
            buffer.endDecision(track: track, reward: 0, discount: 0)
            tracksInUse[track].monthsOfGoal -= 1
            if outcome.isLast { beginNext(track) }
        }
    }

    private func beginNext(_ track: Int) {
        let life = tracksInUse[track].life + UInt64(tracksInUse.count)
        tracksInUse[track] = LifeTrack(household: starts.household(of: life), life: life)
        analytics[track].goOn(with: tracksInUse[track].household)
    }

    /// What the executor pays for correcting its goal, in reference months.
    private func penalty(_ outputs: SIMD4<Float>) -> Double {
        let (share, consumption) = (Double(outputs[0]), Double(outputs[2]))
        return calendar.scenario.training.intrinsicWeight * (share * share + consumption * consumption)
    }

    private func setTargets(track: Int) {
        let (buffer, weight) = (low.buffer, calendar.discount * calendar.scenario.training.gaeLambda)
        var later = 0.0
        for step in (0..<buffer.lengths[track]).reversed() {
            let row = buffer.row(track: track, step: step)
            let month = months[row]
            let target = month.reached + (month.isLast ? 0 : weight * later)
            later = target - month.value
            buffer.targets.base[row] = buffer.values.base[row] + Float(later / month.errorScale)
        }
    }

    /// Advantages to a root mean square of 1; not centred, for the comparison is the baseline.
    private func setAdvantages() {
        Self.scale(low.buffer) { months[$0].advantage }
        Self.scale(high.buffer) { goalAdvantages[$0] }
    }

    private static func scale(_ buffer: RolloutBuffer, _ advantage: (Int) -> Double) {
        let rows = buffer.samples.map(Int.init)
        func bounded(_ row: Int) -> Double { clip(advantage(row), -Self.mostMonths, Self.mostMonths) }
        let squares = rows.reduce(0) { $0 + bounded($1) * bounded($1) }
        let unit = (squares / Double(max(rows.count, 1)) + 1e-12).squareRoot()
        for row in rows {
            buffer.advantages.base[row] = Float(clip(bounded(row) / unit, -Self.mostUnits, Self.mostUnits))
        }
    }

    /// Advantages count up to so many reference months, and up to so many times their root mean square.
    private static let mostMonths = 20.0, mostUnits = 5.0

    private func compared<Choice>(
        _ choices: [Choice],
        _ compare: (UnsafeBufferPointer<Choice>, UnsafeMutableBufferPointer<LifeComparison>) -> Void
    ) -> [LifeComparison] {
        var results = [LifeComparison](repeating: LifeComparison(), count: choices.count)
        choices.withUnsafeBufferPointer { choices in
            results.withUnsafeMutableBufferPointer { compare(choices, $0) }
        }
        return results
    }
}

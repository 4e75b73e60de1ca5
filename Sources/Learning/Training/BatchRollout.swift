import Households
import NumericKernels

/// The episodes of one batch, lived side by side, and what they bring to the two agents.
///
/// Each thread lives through the episodes of its share, month by month; nothing that one episode does depends on
/// another, nor on which thread lives it.
package final class BatchRollout: @unchecked Sendable {
    package let low: RolloutBuffer
    package let high: RolloutBuffer
    private let calendar: HouseholdCalendar
    private let training: TrainingParameters
    private let strategist: FinancialStrategist
    private let executor: BudgetExecutor
    private let shocks: CounterRandom
    private let strategistNoise: CounterRandom
    private let executorNoise: CounterRandom
    private var tracks: [EpisodeTrack] = []
    private let potential: CashPotential
    private let workspaces: [Workspaces]

    package init(
        scenario: Scenario, seed: UInt64, strategist: FinancialStrategist, executor: BudgetExecutor, threads: Int
    ) {
        calendar = HouseholdCalendar(environment: scenario.environment, reward: scenario.reward)
        training = scenario.training
        self.strategist = strategist
        self.executor = executor
        shocks = CounterRandom(seed: seed, purpose: .trainingShock)
        strategistNoise = CounterRandom(seed: seed, purpose: .strategistNoise)
        executorNoise = CounterRandom(seed: seed, purpose: .executorNoise)
        potential = CashPotential(calendar: calendar)
        let batch = training.batchSize
        let decisions = (calendar.horizon + training.highPeriod - 1) / training.highPeriod
        low = RolloutBuffer(tracks: batch, capacity: training.segment, inputs: BudgetExecutor.inputs)
        high = RolloutBuffer(tracks: batch, capacity: decisions, inputs: FinancialStrategist.inputs)
        let rows = max(PPO.tileRows, (batch + threads - 1) / threads)
        let (calendar, potential) = (calendar, potential)
        workspaces = (0..<threads).map { _ in
            Workspaces(
                low: NetworkWorkspace(rows: rows, layout: executor.network.actor.layout),
                high: NetworkWorkspace(rows: rows, layout: strategist.network.actor.layout),
                lookahead: DecisionLookahead(
                    scenario: scenario, calendar: calendar, potential: potential, seed: seed, executor: executor))
        }
    }

    package var horizon: Int { calendar.horizon }

    /// Starts a batch of `count` new episodes; `first` is the number of episodes before it.
    package func begin(first: Int, count: Int) {
        tracks = (0..<count).map { EpisodeTrack(episode: UInt64(first + $0), calendar: calendar) }
        low.clear()
        high.clear()
    }

    /// The figures of the batch's episodes.
    package var metrics: [EpisodeMetrics] { tracks.map(\.analytics.metrics) }

    package var anyAlive: Bool { tracks.contains(where: \.isAlive) }

    /// Lives through the months `months` (0-based), and fills the executor's buffer with them alone.
    package func collect(months: Range<Int>, team: WorkerTeam) {
        low.clear()
        tracks.withUnsafeMutableBufferPointer { tracks in
            let share = SharedTracks(tracks: tracks)
            team.run { member in
                let range = member.share(of: share.tracks.count)
                for month in months { liveMonth(month, range, share.tracks, workspaces[member.index]) }
                for index in range where share.tracks[index].isAlive {
                    observe(share.tracks[index], row: low.row(track: index, step: low.lengths[index]))
                }
                low.computeValues(of: range, critic: executor.network.critic, workspaces[member.index].low)
            }
        }
    }

    /// Values of the strategist's decisions; the batch has ended.
    package func computeStrategistValues(team: WorkerTeam) {
        let count = tracks.count
        team.run { member in
            high.computeValues(
                of: member.share(of: count), critic: strategist.network.critic, workspaces[member.index].high)
        }
    }

    /// Disjoint parts of it are each one thread's.
    private struct SharedTracks: @unchecked Sendable {
        let tracks: UnsafeMutableBufferPointer<EpisodeTrack>
    }

    private typealias Tracks = UnsafeMutableBufferPointer<EpisodeTrack>

    /// What each thread computes in.
    private struct Workspaces {
        let low: NetworkWorkspace
        let high: NetworkWorkspace
        let lookahead: DecisionLookahead
    }

    private func liveMonth(_ month: Int, _ range: Range<Int>, _ tracks: Tracks, _ workspaces: Workspaces) {
        if month % training.highPeriod == 0 { setGoals(month: month, range, tracks, workspaces.high) }
        let workspace = workspaces.low
        let actor = executor.network.actor
        let policy = executor.network.policy
        var rows = 0
        for index in range where tracks[index].isAlive {
            let row = low.row(track: index, step: low.lengths[index])
            observe(tracks[index], row: row)
            copyRow(from: low.observations.base, row, to: workspace.inputs.base, rows, width: BudgetExecutor.inputs)
            rows += 1
        }
        guard rows > 0 else { return }
        actor.forward(rows: rows, inputs: workspace.inputs.base, workspace)
        rows = 0
        for index in range where tracks[index].isAlive {
            let output = triple(workspace.outputs.base, rows, stride: actor.layout.paddedOutputs)
            live(&tracks[index], track: index, month: month, output: output, policy, workspaces.lookahead)
            rows += 1
        }
    }

    private func observe(_ track: EpisodeTrack, row: Int) {
        executor.observe(track.household.observation, into: low.observations.base + row * BudgetExecutor.inputs)
        low.valueScales.base[row] = Float(potential.stake(monthsDone: track.household.monthsDone))
    }

    private func live(
        _ track: inout EpisodeTrack, track index: Int, month: Int, output: SIMD3<Float>, _ policy: GaussianPolicy,
        _ lookahead: DecisionLookahead
    ) {
        let step = low.lengths[index]
        let row = low.row(track: index, step: step)
        let target = track.goal.effectiveTarget(cash: track.household.cash)
        let noise = executorNoise.normals(index: track.episode, counter: UInt32(month))
        let action = policy.sample(mean: output, noise: SIMD3(Float(noise[0]), Float(noise[1]), Float(noise[2])))
        let decision = Decision(
            household: track.household, drawn: executor.allocation(action, effectiveTarget: target),
            mean: executor.allocation(output, effectiveTarget: target), effectiveTarget: target,
            episode: track.episode)
        if training.shockPairs > 0 { low.comparisons[row] = lookahead.compare(decision) }
        let outcome = track.household.step(decision.drawn, shock: shock(track.episode, month: month))
        track.analytics.record(outcome, targetInvestRatio: track.goal.targetInvestRatio)
        track.period.record(outcome)
        track.departure += abs(outcome.allocation.invest - track.goal.targetInvestRatio)

        store(action, low.actions.base, row)
        low.logProbabilities.base[row] = policy.logProbability(
            standardized: policy.standardized(action, mean: output))
        low.rewards[row] =
            executor.trainingReward(outcome, effectiveTarget: target)
            + potential.shaping(outcome, cashBefore: decision.household.cash, gamma: training.gammaLow)
        low.discounts[row] = outcome.isLast ? 0 : training.gammaLow
        low.lengths[index] = step + 1
        if outcome.isLast { closePeriod(track, track: index) }
    }

    private func shock(_ episode: UInt64, month: Int) -> Shock {
        let chance = shocks.normalsAndUniform(index: episode, counter: UInt32(month))
        return Shock(
            expense: chance.normals.0, investmentReturn: chance.normals.1, emergency: chance.uniform)
    }

    /// Draws the goals that are due in `month`.
    private func setGoals(month: Int, _ range: Range<Int>, _ tracks: Tracks, _ workspace: NetworkWorkspace) {
        let actor = strategist.network.actor
        let policy = strategist.network.policy
        let due = range.filter { tracks[$0].isAlive }
        guard !due.isEmpty else { return }
        for (slot, index) in due.enumerated() {
            if month > 0 { closePeriod(tracks[index], track: index) }
            let row = high.row(track: index, step: high.lengths[index])
            strategist.observe(
                tracks[index].period, into: high.observations.base + row * FinancialStrategist.inputs)
            copyRow(
                from: high.observations.base, row, to: workspace.inputs.base, slot, width: FinancialStrategist.inputs)
        }
        actor.forward(rows: due.count, inputs: workspace.inputs.base, workspace)
        for (slot, index) in due.enumerated() {
            let row = high.row(track: index, step: high.lengths[index])
            let mean = triple(workspace.outputs.base, slot, stride: actor.layout.paddedOutputs)
            let noise = strategistNoise.normals(index: tracks[index].episode, counter: UInt32(month))
            let action = policy.sample(
                mean: mean, noise: SIMD3(Float(noise[0]), Float(noise[1]), Float(noise[2])))
            store(action, high.actions.base, row)
            high.logProbabilities.base[row] = policy.logProbability(
                standardized: policy.standardized(action, mean: mean))
            tracks[index].goal = strategist.goal(action)
            tracks[index].period = PeriodSummary(tracks[index].household)
            tracks[index].departure = 0
        }
    }

    /// Books the reward of the period that has ended to the decision that began it.
    private func closePeriod(_ track: EpisodeTrack, track index: Int) {
        let row = high.row(track: index, step: high.lengths[index])
        high.rewards[row] = strategist.trainingReward(
            calendar.periodReward(
                rewards: track.period.rewards, wealthChange: track.period.wealthChange,
                monthsWithCash: track.period.monthsWithCash),
            departure: track.departure)
        high.discounts[row] = track.isAlive ? pow(training.gammaHigh, track.period.months) : 0
        high.lengths[index] += 1
    }
}

/// γ to the power of a number of months.
private func pow(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
}

@inline(__always)
private func copyRow(
    from table: UnsafePointer<Float>, _ row: Int, to target: UnsafeMutablePointer<Float>, _ targetRow: Int, width: Int
) {
    (target + targetRow &* width).update(from: table + row &* width, count: width)
}

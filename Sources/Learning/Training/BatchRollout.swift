import Households
import NumericKernels

/// The episodes of one batch, lived side by side, and what they bring to the two levels.
///
/// Each thread lives through the episodes of its share, month by month, and the exploring lives beside them; nothing
/// that one episode does depends on another, nor on which thread lives it. An episode's place in the batch is its track
/// (a slot of a vector environment); the tracks of exploring lives, which teach the executor alone, follow those of the
/// episodes.
package final class BatchRollout: @unchecked Sendable {
    private let low: AgentLevel
    private let high: AgentLevel
    private let calendar: HouseholdCalendar
    private let highPeriod: Int
    private let comparesDecisions: Bool
    private let strategist: FinancialStrategist
    private let executor: BudgetExecutor
    private let shocks: HouseholdShocks
    private let starts: ExploringStarts
    private let exploringLives: Int
    private var tracks: [Life] = []
    private var episodes = 0
    private let potential: CashPotential
    private let workspaces: [Workspaces]

    /// - Parameter low: the level of `executor`; `high` is that of `strategist`.
    package init(
        scenario: Scenario, seed: UInt64, strategist: FinancialStrategist, executor: BudgetExecutor, low: AgentLevel,
        high: AgentLevel, threads: Int
    ) {
        (self.low, self.high, self.strategist, self.executor) = (low, high, strategist, executor)
        calendar = scenario.calendar
        highPeriod = scenario.training.highPeriod
        comparesDecisions = scenario.training.shockPairs > 0
        exploringLives = scenario.training.exploringLives
        shocks = HouseholdShocks(seed: seed, purpose: .trainingShock)
        starts = ExploringStarts(scenario: scenario, calendar: calendar, seed: seed)
        potential = CashPotential(calendar: calendar)
        let rows = max(PPO.tileRows, 2 * ((scenario.training.batchSize + threads - 1) / threads))
        let (calendar, potential) = (calendar, potential)
        workspaces = (0..<threads).map { _ in
            Workspaces(
                low: NetworkWorkspace(rows: rows, layout: low.network.actor.layout),
                high: NetworkWorkspace(rows: rows, layout: high.network.actor.layout),
                lookahead: DecisionLookahead(
                    scenario: scenario, calendar: calendar, potential: potential, seed: seed, executor: executor))
        }
    }

    package var horizon: Int { calendar.horizon }

    /// Starts a batch of `count` new episodes; `first` is the number of episodes before it.
    package func begin(first: Int, count: Int) {
        episodes = count
        tracks = (0..<count).map { Life(episode: UInt64(first + $0), calendar: calendar) }
        tracks += tracks.prefix(exploringLives)
        low.buffer.clear(episodes: count)
        high.buffer.clear(episodes: count)
    }

    /// The figures of the batch's episodes.
    package var metrics: [EpisodeMetrics] { tracks.prefix(episodes).map(\.analytics.metrics) }

    /// Whether an episode goes on.
    package var anyAlive: Bool { tracks.prefix(episodes).contains(where: \.isAlive) }

    /// Lives through the months `months` (0-based), and fills the executor's buffer with them alone.
    ///
    /// - Precondition: there are no more months than a segment has.
    package func collect(months: Range<Int>, team: WorkerTeam) {
        precondition(months.count <= low.buffer.capacity, "a segment is collected at a time")
        low.buffer.clear()
        tracks.withUnsafeMutableBufferPointer { tracks in
            let share = SharedTracks(tracks: tracks)
            team.run { member in
                let (own, exploring) = shares(of: member)
                for month in months {
                    begin(exploring.filter { starts.begins(before: month, track: $0) }, month: month, share.tracks)
                    liveMonth(month, own + exploring, share.tracks, workspaces[member.index])
                }
                for index in own + exploring where share.tracks[index].lives(months.upperBound) {
                    observe(share.tracks[index], track: index)
                }
                low.buffer.computeValues(
                    of: own + exploring, critic: low.network.critic, workspaces[member.index].low)
            }
        }
    }

    /// Values of the strategist's decisions; the batch has ended.
    package func computeStrategistValues(team: WorkerTeam) {
        team.run { member in
            high.buffer.computeValues(
                of: shares(of: member).own, critic: high.network.critic, workspaces[member.index].high)
        }
    }

    /// Disjoint parts of it are each one thread's.
    private struct SharedTracks: @unchecked Sendable {
        let tracks: UnsafeMutableBufferPointer<Life>
    }

    private typealias Tracks = UnsafeMutableBufferPointer<Life>

    /// What each thread computes in.
    private struct Workspaces {
        let low: NetworkWorkspace
        let high: NetworkWorkspace
        let lookahead: DecisionLookahead
    }

    /// The tracks of a thread: of episodes, and of the exploring lives beside them.
    private func shares(of member: TeamMember) -> (own: [Int], exploring: [Int]) {
        let own = Array(member.share(of: episodes))
        return (own, own.filter { $0 < exploringLives }.map { episodes + $0 })
    }

    /// Lets exploring lives begin anew, each beside the episode it belongs to.
    private func begin(_ exploring: [Int], month: Int, _ tracks: Tracks) {
        for index in exploring {
            low.buffer.cut(track: index)
            tracks[index] = starts.life(beside: tracks[index - episodes], month: month)
        }
    }

    private func liveMonth(_ month: Int, _ own: [Int], _ tracks: Tracks, _ workspaces: Workspaces) {
        let alive = own.filter { tracks[$0].lives(month) }
        guard !alive.isEmpty else { return }
        if month % highPeriod == 0 { setGoals(month: month, alive, tracks, workspaces.high) }
        for index in alive { observe(tracks[index], track: index) }
        let sampler = low.sampler(alive, workspaces.low)
        for (slot, index) in alive.enumerated() {
            let (mean, action) = sampler.draw(
                slot: slot, track: index, episode: tracks[index].episode, month: month)
            live(
                &tracks[index], track: index, month: month, mean: mean.firstThree, action: action.firstThree,
                workspaces.lookahead)
        }
    }

    private func observe(_ track: Life, track index: Int) {
        let row = low.buffer.nextRow(track: index)
        executor.observe(
            track.household.observation(in: calendar), into: low.buffer.observations.base + row * low.buffer.inputs)
        low.buffer.valueScales.base[row] = Float(potential.stake(monthsDone: track.household.monthsDone))
    }

    private func live(
        _ track: inout Life, track index: Int, month: Int, mean: SIMD3<Float>, action: SIMD3<Float>,
        _ lookahead: DecisionLookahead
    ) {
        let target = track.goal.effectiveTarget(cash: track.household.cash)
        let decision = Decision(
            household: track.household, drawn: executor.allocation(action, effectiveTarget: target),
            mean: executor.allocation(mean, effectiveTarget: target), effectiveTarget: target, episode: track.episode)
        if comparesDecisions { low.buffer.comparisons[low.buffer.nextRow(track: index)] = lookahead.compare(decision) }
        let outcome = track.live(
            decision.drawn, shocks.shock(episode: track.episode, month: month), in: calendar, hasGoal: true)
        low.buffer.endDecision(
            track: index,
            reward: executor.trainingReward(outcome, effectiveTarget: target)
                + potential.shaping(outcome, cashBefore: decision.household.cash, gamma: low.gamma),
            discount: outcome.isLast ? 0 : low.gamma)
        if outcome.isLast, index < episodes { closePeriod(track, track: index) }
    }

    /// Draws the goals of the households that go on.
    private func setGoals(month: Int, _ alive: [Int], _ tracks: Tracks, _ workspace: NetworkWorkspace) {
        for index in alive {
            if month > 0, index < episodes { closePeriod(tracks[index], track: index) }
            let row = high.buffer.nextRow(track: index)
            strategist.observe(
                tracks[index].period, into: high.buffer.observations.base + row * high.buffer.inputs)
        }
        let sampler = high.sampler(alive, workspace)
        for (slot, index) in alive.enumerated() {
            let action = sampler.draw(
                slot: slot, track: index, episode: tracks[index].episode, month: month
            ).action
            tracks[index].goal = strategist.goal(action.firstThree)
            tracks[index].period = PeriodSummary(tracks[index].household)
        }
    }

    /// Books the reward of the period that has ended to the decision that began it.
    private func closePeriod(_ track: Life, track index: Int) {
        let reward = calendar.periodReward(
            rewards: track.period.rewards, wealthChange: track.period.wealthChange,
            monthsWithCash: track.period.monthsWithCash)
        high.buffer.endDecision(
            track: index, reward: strategist.trainingReward(reward, departure: track.period.departure),
            discount: track.isAlive ? high.discount(months: track.period.months) : 0)
    }
}

import Households
import NumericKernels
import Statistics

/// Somebody who lives lives for utility.
struct LifePlayer: Sendable {
    enum Decider: @unchecked Sendable {
        case agents(LifeAgents)
        case rule(LifeRule)
        case optimum(LifeOptimum)
    }

    let kind: PolicyKind
    /// Of a rule, a sentence; nil where its name says all.
    var settings: String?
    let decider: Decider
}

/// A month of a life as it was seen: how it began and ended, and the goal that was in force.
struct SeenMonth {
    let opening: LifeOpening
    let outcome: LifeOutcome
    /// After the month.
    let household: HouseholdState
    /// Whether wages were missing in the month.
    let isOutOfWork: Bool
    /// nil where there is none.
    let goal: LifeGoal?
}

/// A life that was lived to its end.
struct PlayedLife: Sendable {
    let record: LifeRecord
    let metrics: EpisodeMetrics
}

/// How somebody fared on the lives of an evaluation.
struct PlayedLives: Sendable {
    let kind: PolicyKind
    let settings: String?
    /// In the order of the lives.
    let lives: [PlayedLife]

    var records: [LifeRecord] { lives.map(\.record) }
}

extension LifeRun {
    /// Lives lives of the run, whichever thread lives them.
    ///
    /// - Parameters:
    ///   - first: where they begin; nil: at the start of the household's life.
    ///   - recorder: made for each tile of lives, sees each of their months, and comes back with the tile's place.
    ///   - isCancelled: asked before each tile; what is played after is of no use.
    func play<Recorder>(
        _ player: LifePlayer, _ lives: Range<Int>, team: WorkerTeam, isCancelled: @Sendable () -> Bool = { false },
        recorder: () -> Recorder, see: (inout Recorder, SeenMonth) -> Void
    ) -> (lives: [PlayedLife], recorders: [Recorder]) {
        let played = team.map(PPO.tiles(lives)) { tile -> (lives: [PlayedLife], recorder: Recorder) in
            var recorder = recorder()
            if isCancelled() { return ([], recorder) }
            return (play(player, tile) { see(&recorder, $0) }, recorder)
        }
        return (played.flatMap(\.lives), played.map(\.recorder))
    }

    /// As above, with nobody watching.
    func play(
        _ player: LifePlayer, _ lives: Range<Int>, team: WorkerTeam, isCancelled: @Sendable () -> Bool = { false }
    ) -> [PlayedLife] {
        play(player, lives, team: team, isCancelled: isCancelled, recorder: { () }, see: { _, _ in }).lives
    }

    /// As above, of several players, who live the same lives.
    /// - Returns: what was played, by player.
    func play(
        _ players: [LifePlayer], _ lives: Range<Int>, team: WorkerTeam, isCancelled: @Sendable () -> Bool
    ) -> [PlayedLives] {
        let played = team.map(PPO.tiles(lives)) { tile -> [[PlayedLife]] in
            let run = drawing(tile)
            return players.map { isCancelled() ? [] : run.play($0, tile, see: { _ in }) }
        }
        return players.enumerated().map { index, player in
            PlayedLives(kind: player.kind, settings: player.settings, lives: played.flatMap { $0[index] })
        }
    }

    private func play(_ player: LifePlayer, _ tile: Range<Int>, see: (SeenMonth) -> Void) -> [PlayedLife] {
        let environment = calendar.scenario.environment
        var analytics = tile.map { _ in AnalyticsModule(HouseholdState(startOf: calendar), environment: environment) }
        func saw(
            _ place: Int, _ opening: LifeOpening, _ outcome: LifeOutcome, _ before: HouseholdState,
            _ after: HouseholdState, _ goal: LifeGoal?
        ) {
            let month = before.monthsDone
            analytics[place].record(
                outcome, from: opening, to: after,
                goalDistance: goal?.distance(of: outcome, from: opening, month: month, in: calendar))
            see(
                SeenMonth(
                    opening: opening, outcome: outcome, household: after,
                    isOutOfWork: calendar.isOutOfWork(before), goal: goal))
        }
        let records: [LifeRecord]
        switch player.decider {
        case .agents(let agents): records = LifePolicy(agents).live(tile, of: self, see: saw)
        case .rule(let rule):
            records = tile.enumerated().map { place, life in
                var memory: LifeRule.Memory = 0
                return live(UInt64(life), place: place, saw) {
                    rule.decision($0, $1, in: calendar, memory: &memory)
                }
            }
        case .optimum(let optimum):
            records = tile.enumerated().map { place, life in
                live(UInt64(life), place: place, saw) { optimum.decision($0, $1) }
            }
        }
        return zip(records, analytics).map { PlayedLife(record: $0, metrics: $1.metrics) }
    }

    private func live(
        _ life: UInt64, place: Int,
        _ saw: (Int, LifeOpening, LifeOutcome, HouseholdState, HouseholdState, LifeGoal?) -> Void,
        _ decide: (HouseholdState, LifeOpening) -> LifeDecision
    ) -> LifeRecord {
        var lived = LifeInProgress(life, in: calendar)
        while !lived.household.isOver {
            let before = lived.household
            let opening = before.opening(in: calendar)
            let outcome = lived.live(decide(before, opening), from: opening, in: self)
            saw(place, opening, outcome, before, lived.household, nil)
        }
        return lived.record(in: calendar)
    }
}

import Households
import NumericKernels

/// The two agents of a household that lives for utility, without exploration: both act by the mean. Holds what one
/// thread computes in.
package final class LifePolicy {
    private let agents: LifeAgents
    private let calendar: LifeCalendar
    private let highPeriod: Int
    private let observations: LifeObservations
    private let highWorkspace, lowWorkspace: NetworkWorkspace

    package init(_ agents: LifeAgents) {
        self.agents = agents
        calendar = agents.observer.calendar
        highPeriod = calendar.scenario.training.highPeriod
        observations = LifeObservations(agents.observer, capacity: PPO.tileRows)
        highWorkspace = NetworkWorkspace(rows: PPO.tileRows, layout: agents.strategist.actor.layout)
        lowWorkspace = NetworkWorkspace(rows: PPO.tileRows, layout: agents.executor.actor.layout)
    }

    /// Lives lives of a run side by side, at most a tile of them.
    ///
    /// - Parameters:
    ///   - start: where all of them begin; nil: at the start of the household's life.
    ///   - first: what is done in the first month; nil: what the agents do.
    ///   - see: called after each month of each life, with its place, how the month began, what it brought, the
    ///     household before and after it, and the goal.
    package func live(
        _ lives: Range<Int>, of run: LifeRun, from start: HouseholdState? = nil, first: LifeDecision? = nil,
        see: (Int, LifeOpening, LifeOutcome, HouseholdState, HouseholdState, LifeGoal) -> Void = { _, _, _, _, _, _ in }
    ) -> [LifeRecord] {
        precondition(lives.count <= PPO.tileRows, "more lives than a tile has rows")
        let start = start ?? HouseholdState(startOf: calendar)
        var lived = lives.map { LifeInProgress(UInt64($0), from: start) }
        var goals = [SIMD3<Float>](repeating: SIMD3(), count: lives.count)
        for month in start.monthsDone..<calendar.horizon {
            let alive = lived.indices.filter { !lived[$0].household.isOver }
            if alive.isEmpty { break }
            let households = alive.map { lived[$0].household }
            let openings = households.map { $0.opening(in: calendar) }
            if month % highPeriod == 0 || month == start.monthsDone {
                for (place, goal) in zip(alive, self.goals(households, openings)) { goals[place] = goal }
            }
            let outputs = self.outputs(households, openings, goals: alive.map { goals[$0] })
            for (row, place) in alive.enumerated() {
                let goal = LifeGoal(goals[place], in: calendar)
                let own = LifeDecision(
                    outputs[row], goal: goal, household: households[row], opening: openings[row], in: calendar)
                let decision = month == start.monthsDone ? first ?? own : own
                let outcome = lived[place].live(decision, from: openings[row], in: run)
                see(place, openings[row], outcome, households[row], lived[place].household, goal)
            }
        }
        return lived.map { $0.record(in: calendar) }
    }

    /// What the agents do with a household before which a goal is set.
    func decision(_ household: HouseholdState, _ opening: LifeOpening) -> LifeDecision {
        let goal = goals([household], [opening])[0]
        let output = outputs([household], [opening], goals: [goal])[0]
        return LifeDecision(
            output, goal: LifeGoal(goal, in: calendar), household: household, opening: opening, in: calendar)
    }

    /// The strategist's means.
    private func goals(_ households: [HouseholdState], _ openings: [LifeOpening]) -> [SIMD3<Float>] {
        let actor = agents.strategist.actor
        for (row, household) in households.enumerated() {
            observations.observe(household, openings[row], into: highWorkspace.inputs.base + row * actor.layout.inputs)
        }
        observations.complete()
        actor.forward(rows: households.count, inputs: highWorkspace.inputs.base, highWorkspace)
        return households.indices.map {
            triple(highWorkspace.outputs.base, $0, stride: actor.layout.paddedOutputs)
        }
    }

    /// The executor's means.
    private func outputs(
        _ households: [HouseholdState], _ openings: [LifeOpening], goals: [SIMD3<Float>]
    ) -> [SIMD4<Float>] {
        let actor = agents.executor.actor
        for (row, household) in households.enumerated() {
            let place = lowWorkspace.inputs.base + row * actor.layout.inputs
            observations.observe(household, openings[row], into: place)
            store(LifeGoal.seen(goals[row]), place + agents.observer.count)
        }
        observations.complete()
        actor.forward(rows: households.count, inputs: lowWorkspace.inputs.base, lowWorkspace)
        return households.indices.map {
            vector(lowWorkspace.outputs.base, $0, stride: actor.layout.paddedOutputs, count: 4)
        }
    }
}

extension LifeRun {
    /// The records of lives under the agents' means, in their order, whatever thread lives them.
    package func live(_ lives: Range<Int>, under agents: LifeAgents, team: WorkerTeam) -> [LifeRecord] {
        Array(team.map(PPO.tiles(lives)) { LifePolicy(agents).live($0, of: self) }.joined())
    }
}

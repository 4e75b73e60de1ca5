import Households
import NumericKernels

/// How the agents of a household that lives for utility learn, batch by batch: a segment of every life, an update of each
/// agent, and the average of their weights, which is the policy that is judged and kept.
package final class LifeCourse {
    package let agents: LifeAgents
    /// The average over the updates; its log σ and critic, too.
    package let average: LifeAgents
    package let rollout: LifeRollout
    package let low, high: AgentLevel
    private let averaging: PolicyAverage

    package init(calendar: LifeCalendar, seed: UInt64, threads: Int, counters: TrainerCounters = TrainerCounters(), longest: Float = 0.98) {
        agents = LifeAgents(calendar: calendar, seed: seed)
        average = LifeAgents(calendar: calendar, seed: seed)
        low = AgentLevel(.executor, network: agents.executor, calendar: calendar, seed: seed, counters: counters.low)
        high = AgentLevel(
            .strategist, network: agents.strategist, calendar: calendar, seed: seed, counters: counters.high)
        rollout = LifeRollout(agents: agents, low: low, high: high, seed: seed, threads: threads)
        averaging = PolicyAverage(longest: longest)
    }

    /// Lives a segment and updates both agents from it.
    ///
    /// - Throws: `TrainingError.diverged`.
    package func trainBatch(
        rate: Double, episodesDone: Int, team: WorkerTeam
    ) throws(TrainingError) -> [TrainingUpdate] {
        rollout.collect(team: team)
        let updates = [
            try low.update(rate: rate, episodesDone: episodesDone, team: team),
            try high.update(rate: rate, episodesDone: episodesDone, team: team),
        ]
        for agent in Agent.allCases {
            averaging.include(agents.network(of: agent), in: average.network(of: agent), update: updates[0].index)
        }
        return updates
    }
}

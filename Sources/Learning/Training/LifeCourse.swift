import Households
import NumericKernels

/// How the agents of a household that lives for utility learn: an episode is a segment of every life of a batch, after
/// which come an update of each agent, and the average of their weights, which is the policy that is validated and
/// kept.
package final class LifeCourse: TrainingCourse {
    package let agents: LifeAgents
    /// The average over the updates; its log σ and critic, too.
    package let average: LifeAgents
    package private(set) var episodesDone = 0
    /// The averaged policy that was validated last and not found worse than one before it.
    package private(set) var kept: KeptPolicy?
    private let scenario: Scenario
    private let seed: UInt64
    private let calendar: LifeCalendar
    private let rollout: LifeRollout
    private let low, high: AgentLevel
    private let validation: Validation?
    private let validationRun: LifeRun

    /// The share of the learning rates that the last batch has.
    private static let lastRate = 0.05

    /// A training from its start.
    package convenience init(calendar: LifeCalendar, seed: UInt64, threads: Int) {
        self.init(calendar: calendar, seed: seed, threads: threads, counters: TrainerCounters())
    }

    /// A training that goes on from a batch boundary.
    ///
    /// - Throws: `ModelError` where the tensors do not fit the scenario; `TrainingError.wrongState`.
    package convenience init(
        resuming state: TrainerState, calendar: LifeCalendar, seed: UInt64, threads: Int
    ) throws {
        self.init(calendar: calendar, seed: seed, threads: threads, counters: state.counters)
        let total = scenario.training.numEpisodes
        guard 0...total ~= state.episodesDone else {
            throw TrainingError.wrongState(reason: "\(state.episodesDone) episodes are done of \(total)")
        }
        guard let lives = state.lives, lives.tracks.count == scenario.training.batchSize else {
            throw TrainingError.wrongState(reason: "there are not the lives of a batch")
        }
        try agents.strategist.load(state.highAgent)
        try agents.executor.load(state.lowAgent)
        try average.load(lives.average)
        rollout.tracks = lives.tracks
        if let kept = state.kept { try LifeAgents(calendar: calendar, seed: seed).load(kept) }
        (episodesDone, kept) = (state.episodesDone, state.kept)
    }

    private init(calendar: LifeCalendar, seed: UInt64, threads: Int, counters: TrainerCounters) {
        scenario = calendar.scenario
        self.calendar = calendar
        self.seed = seed
        agents = LifeAgents(calendar: calendar, seed: seed)
        average = LifeAgents(calendar: calendar, seed: seed)
        low = AgentLevel(.executor, network: agents.executor, calendar: calendar, seed: seed, counters: counters.low)
        high = AgentLevel(
            .strategist, network: agents.strategist, calendar: calendar, seed: seed, counters: counters.high)
        rollout = LifeRollout(agents: agents, low: low, high: high, seed: seed, threads: threads)
        validation = Validation(scenario: scenario, seed: seed)
        validationRun = LifeRun(calendar: calendar, seed: seed, purpose: .validationShock)
    }

    /// Everything needed to go on from here: a batch boundary.
    package var state: TrainerState {
        var counters = TrainerCounters()
        (counters.low, counters.high) = (low.counters, high.counters)
        return TrainerState(
            episodesDone: episodesDone, highAgent: agents.strategist.tensors, lowAgent: agents.executor.tensors,
            counters: counters, kept: kept,
            lives: LivesInTraining(tracks: rollout.tracks, average: average.policy(after: episodesDone)))
    }

    /// Lives an episode, and updates both agents from it.
    ///
    /// - Throws: `TrainingError.diverged`.
    package func trainBatch(team: WorkerTeam) throws(TrainingError) -> TrainedBatch {
        // The learning rates fall linearly.
        let rate = 1 - (1 - Self.lastRate) * Double(episodesDone) / Double(scenario.training.numEpisodes)
        let metrics = rollout.collect(team: team)
        episodesDone += 1
        let updates = try AgentLevel.update([low, high], rate: rate, episodesDone: episodesDone, team: team)
        for agent in Agent.allCases {
            PolicyAverage.include(agents.network(of: agent), in: average.network(of: agent), update: updates[0].index)
        }
        return TrainedBatch(updates: updates, metrics: [metrics], validation: validate(team: team))
    }

    /// Decides whether the averaged policy takes the place of the one that is kept.
    ///
    /// - Returns: what it was worth; nil where it was not judged.
    private func validate(team: WorkerTeam) -> ValidatedPolicy? {
        guard let validation, validation.isDue(after: episodesDone, batch: 1) else { return nil }
        let lives = validation.lives(after: episodesDone)
        let reached = validationRun.live(lives, under: average, team: team)
        var isKept = true
        if let kept {
            let known = LifeAgents(calendar: calendar, seed: seed)
            guard (try? known.load(kept)) != nil else { preconditionFailure("what was kept fits the scenario") }
            let values = validationRun.live(lives, under: known, team: team).map(\.value)
            isKept = validation.prefers(reached.map(\.value), to: values)
        }
        if isKept { kept = average.policy(after: episodesDone) }
        return ValidatedPolicy(
            episode: episodesDone, statistics: LifeStatistics(of: reached, in: calendar), isKept: isKept)
    }
}

extension LifeAgents {
    /// The weights, as those of a policy that is kept.
    package func policy(after episodes: Int) -> KeptPolicy {
        KeptPolicy(
            episode: episodes, highAgent: TrainerState.weights(strategist.tensors),
            lowAgent: TrainerState.weights(executor.tensors))
    }

    /// Takes over weights that were kept.
    ///
    /// - Throws: `ModelError` where they do not fit.
    package func load(_ policy: KeptPolicy) throws(ModelError) {
        try strategist.load(weights: policy.highAgent)
        try executor.load(weights: policy.lowAgent)
    }
}

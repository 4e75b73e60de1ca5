import NumericKernels

/// Everything a trainer needs to go on, bit for bit, from the boundary between two batches.
///
/// Random numbers have no state of their own: they are keyed by (seed, purpose, episode or update, counter).
package struct TrainerState: Sendable, Equatable {
    /// Episodes done: a batch boundary.
    package var episodesDone: Int
    /// The strategist's weights (`actor.…`, `critic.…`, `log_std`) and optimiser state (`optimizer.…`).
    package var highAgent: [Tensor]
    /// The executor's, likewise.
    package var lowAgent: [Tensor]
    package var counters: TrainerCounters

    package init(episodesDone: Int, highAgent: [Tensor], lowAgent: [Tensor], counters: TrainerCounters) {
        self.episodesDone = episodesDone
        self.highAgent = highAgent
        self.lowAgent = lowAgent
        self.counters = counters
    }
}

/// The part of a trainer's state that is not tensors; stored as JSON beside them.
package struct TrainerCounters: Sendable, Equatable, Codable {
    /// Updates made so far.
    package var lowUpdates = 0
    package var highUpdates = 0
    /// Steps of the optimiser made so far: Adam's t.
    package var lowOptimizerSteps = 0
    package var highOptimizerSteps = 0
    /// Running moments of the discounted return, by which rewards are scaled.
    package var lowReturns = RunningMoments()
    package var highReturns = RunningMoments()

    package init() {}

    package enum CodingKeys: String, CodingKey {
        case lowUpdates = "low_updates"
        case highUpdates = "high_updates"
        case lowOptimizerSteps = "low_optimizer_steps"
        case highOptimizerSteps = "high_optimizer_steps"
        case lowReturns = "low_returns"
        case highReturns = "high_returns"
    }
}

/// Count, mean and sum of squared deviations of all values seen so far.
package struct RunningMoments: Sendable, Equatable, Codable {
    package var count = 0.0
    package var mean = 0.0
    package var squaredDeviations = 0.0

    package init() {}

    package enum CodingKeys: String, CodingKey {
        case count, mean
        case squaredDeviations = "squared_deviations"
    }
}

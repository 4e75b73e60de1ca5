import NumericKernels
import Statistics

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
    /// The policy that is kept; nil before the first one is, and where the last one is to be kept whatever it is.
    package var kept: KeptPolicy?
    /// Of a household that lives for utility: the lives as they stand, and the average of the weights; else nil.
    package var lives: LivesInTraining?

    package init(
        episodesDone: Int, highAgent: [Tensor], lowAgent: [Tensor], counters: TrainerCounters, kept: KeptPolicy? = nil,
        lives: LivesInTraining? = nil
    ) {
        self.episodesDone = episodesDone
        self.highAgent = highAgent
        self.lowAgent = lowAgent
        self.counters = counters
        self.kept = kept
        self.lives = lives
    }
}

/// What the training of a household that lives for utility goes on with, beside the agents.
package struct LivesInTraining: Sendable, Equatable {
    package var tracks: [LifeTrack]
    /// The averaged weights, as of the batch boundary.
    package var average: KeptPolicy

    package init(tracks: [LifeTrack], average: KeptPolicy) {
        (self.tracks, self.average) = (tracks, average)
    }
}

extension TrainerState {
    /// The policy that counts where it is not the last one: that which is kept, or the averaged one.
    private var policy: KeptPolicy? { kept ?? lives?.average }

    /// The weights of an agent's policy and value networks that count.
    package func weights(of agent: Agent) -> [Tensor] {
        switch agent {
        case .strategist: policy?.highAgent ?? Self.weights(highAgent)
        case .executor: policy?.lowAgent ?? Self.weights(lowAgent)
        }
    }

    static func weights(_ tensors: [Tensor]) -> [Tensor] {
        tensors.filter { !$0.name.hasPrefix(ActorCritic.optimizerPrefix) }
    }

    /// The last policy, as one that is kept.
    var lastPolicy: KeptPolicy {
        KeptPolicy(
            episode: episodesDone, highAgent: Self.weights(highAgent), lowAgent: Self.weights(lowAgent))
    }
}

/// The policy that a training keeps where the last one is not known to be as good.
package struct KeptPolicy: Sendable, Equatable {
    /// Episodes that were done when the agents had these weights: a batch boundary.
    package var episode: Int
    /// The strategist's weights, without the optimiser's state.
    package var highAgent: [Tensor]
    /// The executor's, likewise.
    package var lowAgent: [Tensor]

    package init(episode: Int, highAgent: [Tensor], lowAgent: [Tensor]) {
        self.episode = episode
        self.highAgent = highAgent
        self.lowAgent = lowAgent
    }
}

/// The part of a trainer's state that is not tensors; stored as JSON beside them.
package struct TrainerCounters: Sendable, Equatable {
    /// The executor's, and the strategist's.
    package var low = LevelCounters(), high = LevelCounters()

    package init() {}
}

/// What a level counts and measures while it is trained.
package struct LevelCounters: Sendable, Equatable {
    /// Updates made so far.
    package var updates = 0
    /// Steps of the optimiser made so far: Adam's t.
    package var optimizerSteps = 0
    /// Running moments of the discounted return, by which rewards are scaled.
    package var returns = RunningMoments()
}

extension TrainerCounters: Codable {
    package enum CodingKeys: String, CodingKey {
        case lowUpdates = "low_updates"
        case highUpdates = "high_updates"
        case lowOptimizerSteps = "low_optimizer_steps"
        case highOptimizerSteps = "high_optimizer_steps"
        case lowReturns = "low_returns"
        case highReturns = "high_returns"

        static let low = (updates: Self.lowUpdates, steps: Self.lowOptimizerSteps, returns: Self.lowReturns)
        static let high = (updates: Self.highUpdates, steps: Self.highOptimizerSteps, returns: Self.highReturns)
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let levels = try [CodingKeys.low, CodingKeys.high].map { keys in
            LevelCounters(
                updates: try values.decode(Int.self, forKey: keys.updates),
                optimizerSteps: try values.decode(Int.self, forKey: keys.steps),
                returns: try values.decode(RunningMoments.self, forKey: keys.returns))
        }
        (low, high) = (levels[0], levels[1])
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        for (keys, level) in [(CodingKeys.low, low), (CodingKeys.high, high)] {
            try values.encode(level.updates, forKey: keys.updates)
            try values.encode(level.optimizerSteps, forKey: keys.steps)
            try values.encode(level.returns, forKey: keys.returns)
        }
    }
}

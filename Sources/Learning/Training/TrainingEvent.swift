import Households

/// What happens in a training: the events that a trainer emits.
package enum TrainingEvent {
    /// One for every episode, in their order, when its batch has ended.
    case episodeEnded(number: Int, metrics: EpisodeMetrics)
    case updated(TrainingUpdate)
    /// A batch boundary: the place to save and to stop.
    case batchEnded(episodesDone: Int, history: () -> TrainingHistory, snapshot: () -> TrainerState)
}

/// What the handler of an event wants.
package enum TrainingDirective: Sendable {
    case `continue`
    /// Stop at the end of the batch.
    case stop
}

/// How a training ended.
package enum TrainingOutcome: Sendable, Equatable {
    case completed
    /// At a handler's wish, after so many episodes.
    case stopped(episodesDone: Int)
}

/// One update of one agent.
package struct TrainingUpdate: Sendable, Equatable {
    package var agent: Agent
    /// 0, 1, …, counted for each agent.
    package var index: Int
    /// Episodes that had ended, batch by batch, when the update was made.
    package var episodesDone: Int
    package var statistics: UpdateStatistics
}

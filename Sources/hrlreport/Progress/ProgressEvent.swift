import RunStorage

/// What is told while a run is trained and reported on.
package enum ProgressEvent: Equatable {
    /// `episodesDone` is larger than 0 where a training is resumed.
    case trainingStarted(scenario: String, episodes: Int, seed: UInt64, startTime: String, episodesDone: Int)
    case episode(TrainingProgress)
    case checkpointSaved(episode: Int, path: String)
    case trainingCompleted(scenario: String, episodes: Int, elapsed: Double)
    case trainingStopped(scenario: String, episodesDone: Int, episodes: Int, elapsed: Double)
    case trainingFailed(message: String)
    case reportWritten(path: String)
}

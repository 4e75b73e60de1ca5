import RunStorage

/// What a job tells while it works.
package enum JobEvent: Sendable, Equatable {
    /// `episodesDone` is larger than 0 where a training is resumed.
    case trainingStarted(
        run: String, scenario: String, episodes: Int, seed: UInt64, startTime: String, episodesDone: Int)
    case episode(TrainingProgress, run: String, scenario: String)
    /// The episodes of a batch, which end together, have been told.
    case batchEnded(run: String)
    case checkpointSaved(run: String, scenario: String, episode: Int, path: String)
    case trainingCompleted(run: String, scenario: String, episodes: Int, elapsed: Double)
    case trainingStopped(run: String, scenario: String, episodesDone: Int, episodes: Int, elapsed: Double)
    case trainingFailed(message: String)
    /// Of a study, `run` is its name and there is no scenario.
    case reportWritten(run: String, scenario: String?, path: String)
    case studyStarted(study: String, trainings: Int, done: Int)
    /// `status` is `done`, `diverged` or `failed`; `norm` is nil where it failed.
    case studyTrainingFinished(
        scenario: String, setting: String, seed: UInt64, status: String, norm: Double?, done: Int, total: Int)
    case studyCompleted(study: String, trainings: Int, elapsed: Double)
    case studyStopped(study: String, done: Int, trainings: Int, elapsed: Double)
    /// Something worth knowing that is no error.
    case note(NoteLevel, String)
}

/// Who wants to know.
package enum NoteLevel: Sendable, Comparable {
    /// Whoever asks what is done and where.
    case debug
    case notice
    /// Whoever relies on what comes out.
    case warning
}

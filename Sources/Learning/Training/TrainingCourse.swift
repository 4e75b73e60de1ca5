import Households
import NumericKernels

/// How the agents of one kind of household learn, batch by batch. `HRLTrainer` counts, records and tells.
///
/// The same scenario and seed give the same bits, with any number of threads, in one go or resumed.
protocol TrainingCourse: AnyObject {
    var episodesDone: Int { get }
    /// Everything needed to go on from here: a batch boundary.
    var state: TrainerState { get }
    /// Lives a batch, and updates the agents from it.
    ///
    /// - Throws: `TrainingError.diverged`.
    func trainBatch(team: WorkerTeam) throws(TrainingError) -> TrainedBatch
}

/// What a batch brought.
package struct TrainedBatch: Sendable {
    /// In the order in which they were made.
    package var updates: [TrainingUpdate] = []
    /// One an episode.
    package var metrics: [EpisodeMetrics] = []
    /// Of a household that lives for utility, where the policy was judged.
    package var validation: ValidatedPolicy?
}

/// What a policy was worth on lives that were drawn for nothing else.
package struct ValidatedPolicy: Sendable {
    package var episode: Int
    package var statistics: LifeStatistics
    /// Whether it took the place of the one that was kept.
    package var isKept: Bool
}

extension Scenario {
    /// The course of its agents from their start.
    func course(seed: UInt64, threads: Int) -> any TrainingCourse {
        switch objectiveKind {
        case .reward: RewardCourse(scenario: self, seed: seed, threads: threads)
        case .utility: LifeCourse(calendar: LifeCalendar(self), seed: seed, threads: threads)
        }
    }

    /// The course of its agents from a batch boundary on.
    ///
    /// - Throws: `ModelError` where the tensors do not fit the scenario; `TrainingError.wrongState`.
    func course(resuming state: TrainerState, seed: UInt64, threads: Int) throws -> any TrainingCourse {
        switch objectiveKind {
        case .reward: try RewardCourse(resuming: state, scenario: self, seed: seed, threads: threads)
        case .utility:
            try LifeCourse(resuming: state, calendar: LifeCalendar(self), seed: seed, threads: threads)
        }
    }
}

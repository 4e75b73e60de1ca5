import FoundationEssentials
import SystemPackage

/// A training that is going on: what its lock file says.
package struct RunningTraining: Sendable, Equatable, Codable, LockingProcess {
    package var processID: Int32
    package var host: String?
    package var runName: RunName
    package var scenarioName: String
    /// The start time of the training, not of the process: a resumed one keeps it.
    package var startTime: Timestamp
    package var currentEpisode: Int
    package var totalEpisodes: Int
    /// Nil before the first episode.
    package var latestProgress: TrainingProgress?

    package enum CodingKeys: String, CodingKey {
        case processID = "process_id"
        case host
        case runName = "run_name"
        case scenarioName = "scenario_name"
        case startTime = "start_time"
        case currentEpisode = "current_episode"
        case totalEpisodes = "total_episodes"
        case latestProgress = "latest_progress"
    }

    /// Reads a lock file; nil where it does not say yet, or where a writer is just at it and stays at it.
    static func read(_ path: FilePath, files: DurableFiles) throws -> RunningTraining? {
        for _ in 0..<3 {
            do {
                let bytes = try files.read(path, limit: 1 << 16)
                if let training = try? JSONDecoder().decode(RunningTraining.self, from: Data(bytes)) { return training }
            } catch StorageError.damaged {
                // It has gone, or grew in between.
                continue
            }
        }
        return nil
    }
}

/// The figures of a progress event: means over the last episodes.
package struct TrainingProgress: Sendable, Equatable, Codable {
    /// Episodes done.
    package var episode: Int
    package var totalEpisodes: Int
    /// ΣR of an episode.
    package var averageReward: Double
    /// Months.
    package var averageDuration: Double
    /// EUR at the end of an episode.
    package var averageCash: Double
    /// EUR over an episode.
    package var averageInvested: Double
    package var stability: Double
    package var goalAdherence: Double
    /// Seconds since the process began to train.
    package var elapsedTime: Double

    package init(
        episode: Int, totalEpisodes: Int, averageReward: Double, averageDuration: Double, averageCash: Double,
        averageInvested: Double, stability: Double, goalAdherence: Double, elapsedTime: Double
    ) {
        self.episode = episode
        self.totalEpisodes = totalEpisodes
        self.averageReward = averageReward
        self.averageDuration = averageDuration
        self.averageCash = averageCash
        self.averageInvested = averageInvested
        self.stability = stability
        self.goalAdherence = goalAdherence
        self.elapsedTime = elapsedTime
    }

    package enum CodingKeys: String, CodingKey {
        case episode
        case totalEpisodes = "total_episodes"
        case averageReward = "avg_reward"
        case averageDuration = "avg_duration"
        case averageCash = "avg_cash"
        case averageInvested = "avg_invested"
        case stability
        case goalAdherence = "goal_adherence"
        case elapsedTime = "elapsed_time"
    }
}

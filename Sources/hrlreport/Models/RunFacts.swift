import Households
import Reports
import RunStorage
import Statistics

/// What `models` tells of a run, and how its JSON looks.
struct RunFacts: Encodable {
    var name: RunName
    var state: State
    var episodesDone: Int
    var episodes: Int
    var seed: UInt64
    var startTime: Timestamp
    var programVersion: String
    var identity: ContentHash
    var saveInterval: Int
    var startedFrom: RunName?
    /// Episodes of the checkpoints.
    var checkpoints: [Int]
    /// Of the final state; nil where it has not been evaluated.
    var evaluation: EvaluationFacts?
    /// What is to take this run's place; nil where it is not trained anew.
    var successor: SuccessorFacts?
    var bytes: RunSizes

    /// How far a run is.
    enum State: String, Encodable {
        case training, unfinished, finished
    }

    init(_ run: RunOverview, isTraining: Bool) {
        let description = run.description
        name = description.name
        // A finished run stays what it is while its successor is trained.
        state = run.isFinished ? .finished : isTraining ? .training : .unfinished
        episodesDone = run.episodesDone
        episodes = description.episodes
        seed = description.seed
        startTime = description.startTime
        programVersion = description.programVersion
        identity = description.identity
        saveInterval = description.saveInterval
        startedFrom = description.startedFrom?.run
        checkpoints = run.checkpoints
        evaluation = run.evaluation.flatMap(EvaluationFacts.init)
        successor = run.successor.map { SuccessorFacts($0, isTraining: isTraining) }
        bytes = run.sizes
    }

    /// `1,000 episodes`, `500 of 1,000 episodes`, `training, 500 of 1,000 episodes saved`, and the same of a successor.
    var progress: String {
        let own =
            switch state {
            case .finished: Self.counted(episodes)
            case .unfinished: Self.done(episodesDone, of: episodes)
            case .training: Self.training(episodesDone, of: episodes)
            }
        guard let successor else { return own }
        let (done, all) = (successor.episodesDone, successor.episodes)
        return "\(own); anew: \(successor.isTraining ? Self.training(done, of: all) : Self.done(done, of: all))"
    }

    private static func counted(_ episodes: Int) -> String {
        RunStorage.counted(episodes, "episode") { DisplayFormat.number($0) }
    }

    private static func done(_ done: Int, of all: Int) -> String {
        "\(DisplayFormat.number(done)) of \(counted(all))"
    }

    private static func training(_ done: Int, of all: Int) -> String { "training, \(Self.done(done, of: all)) saved" }

    enum CodingKeys: String, CodingKey {
        case name, state
        case episodesDone = "episodes_done"
        case episodes, seed
        case startTime = "start_time"
        case programVersion = "program_version"
        case identity
        case saveInterval = "save_interval"
        case startedFrom = "started_from"
        case checkpoints, evaluation, successor, bytes
    }
}

/// A training that is to take the place of a finished run.
struct SuccessorFacts: Encodable {
    /// Whether it goes on; else it was stopped, and can be resumed.
    var isTraining: Bool
    var episodesDone: Int
    var episodes: Int
    var startTime: Timestamp

    init(_ progress: RunProgress, isTraining: Bool) {
        self.isTraining = isTraining
        episodesDone = progress.episodesDone
        episodes = progress.run.episodes
        startTime = progress.run.startTime
    }

    enum CodingKeys: String, CodingKey {
        case isTraining = "is_training"
        case episodesDone = "episodes_done"
        case episodes
        case startTime = "start_time"
    }
}

/// How the trained policy fared on fresh episodes.
@dynamicMemberLookup
struct EvaluationFacts: Encodable {
    let episodes: Int
    private let optimalValue: Double?
    private let trained: PolicyEvaluation

    /// Nil where the trained policy is not among those evaluated.
    init?(_ evaluation: Evaluation) {
        guard let trained = evaluation.policies.first(where: { $0.policy == .trained }) else { return nil }
        (episodes, optimalValue, self.trained) = (evaluation.episodes, evaluation.optimalValue, trained)
    }

    func monthsUnsafe(horizon: Int) -> Double? { trained.monthsUnsafe(horizon: horizon) }

    subscript<Figure>(dynamicMember figure: KeyPath<PolicyEvaluation, Figure>) -> Figure { trained[keyPath: figure] }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Evaluation.CodingKeys.self)
        try container.encode(episodes, forKey: .episodes)
        try container.encodeIfPresent(optimalValue, forKey: .optimalValue)
        try trained.encode(
            [
                .meanReward, .rewardStandardError, .normalizedReward, .monthlyCost,
                .differenceToTunedRule, .insolvencyRate,
                .finalWealth, .monthsBelowThreshold, .monthsNotLived, .solventWealth, .goalAdherence,
                .certaintyEquivalent, .standardError, .differenceToOptimum, .ruinProbability, .goalShare,
                .meanConsumption,
            ], to: encoder)
    }
}

extension DisplayFormat {
    /// `640 bytes`, `12.3 kB`, `4.5 MB`: thousands, not 1024.
    static func bytes(_ bytes: Int) -> String {
        let units = ["kB", "MB", "GB", "TB"]
        var value = Double(bytes)
        guard value >= 1000 else { return count(bytes, "byte", "bytes") }
        var unit = -1
        // Rounding to one decimal must not give 1,000.0 of a unit.
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return "\(number(value, decimals: 1))\(noBreakSpace)\(units[max(0, unit)])"
    }
}

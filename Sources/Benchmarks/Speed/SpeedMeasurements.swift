import Households
import Statistics

/// What is measured, again in each round.
enum SpeedQuantity: Hashable {
    /// Operations a second of so many cores at once.
    case peak(cores: Int)
    /// Operations a second of one of `KernelSpeed.all`.
    case kernel(Int)
    /// Nanoseconds an element.
    case element(ElementSpeed)
    /// Environment steps, those and the months lived in comparison, and operations, a second.
    case steps(TrainingShape)
    case months(TrainingShape)
    case operations(TrainingShape)
    /// Environment steps a second of another program.
    case peer(Peer.Kind, epochs: Int, cores: Int)
    /// Seconds from its process start until it could take its first step.
    case peerStart(Peer.Kind, epochs: Int, cores: Int)
    /// Seconds from process start, and bytes.
    case jobSeconds, jobTrainingSeconds, jobMemory, secondsToNorm
}

/// What a training is measured with beside the scenario's own settings.
struct TrainingShape: Hashable {
    var isPeers: Bool
    var epochs: Int
    var threads: Int

    /// Each with 4 and 10 epochs, on one thread and two. Where a household lives for utility, with its own, and the
    /// peer's work with four where there is one.
    static func all(of scenario: Scenario, hasPeers: Bool) -> [TrainingShape] {
        let shapes: [(isPeers: Bool, epochs: Int)] =
            switch scenario.objectiveKind {
            case .reward: [(false, 10), (false, 4), (true, 10), (true, 4)]
            case .utility: [(false, scenario.training.epochs)] + (hasPeers ? [(true, 4)] : [])
            }
        return shapes.flatMap { shape in
            [1, 2].map { TrainingShape(isPeers: shape.isPeers, epochs: shape.epochs, threads: $0) }
        }
    }

    /// Keys that differ from the scenario's own.
    ///
    /// The peers' work where the household lives for a reward: ten years in rollouts of 32 × 120 months, no months
    /// lived in comparison, every epoch whole, no validation, and a single goal, so that all but a hundredth is the
    /// work of one actor and one critic. Where it lives for utility: rollouts of 256 × 12 months, two pairs of shocks,
    /// minibatches of 512 and no validation.
    func overrides(of objective: ObjectiveKind) -> [String] {
        let lives = [
            "training.num_episodes=24", "training.batch_size=256", "training.segment=12", "training.high_period=6",
            "training.shock_pairs=2", "training.minibatch_low=512", "training.minibatch_high=85",
            "training.target_kl=0", "training.validation_episodes=0",
        ]
        let rewards = [
            "environment.max_months=120", "training.batch_size=32", "training.segment=120", "training.high_period=120",
            "training.shock_pairs=0", "training.target_kl=0", "training.validation_episodes=0",
        ]
        let work = objective == .utility ? lives : rewards
        return ["training.epochs=\(epochs)"] + (isPeers ? work : [])
    }
}

/// Values of all rounds.
struct SpeedMeasurements {
    private var values: [SpeedQuantity: [Double]] = [:]

    mutating func add(_ quantity: SpeedQuantity, _ value: Double) {
        values[quantity, default: []].append(value)
    }

    /// The median of the rounds; nil where it was not measured.
    func median(_ quantity: SpeedQuantity) -> Double? { values[quantity]?.quantile(0.5) }

    /// The median of one over another; nil where one of them was not measured.
    func ratio(_ quantity: SpeedQuantity, to other: SpeedQuantity) -> Double? {
        guard let value = median(quantity), let reference = median(other), reference > 0 else { return nil }
        return value / reference
    }
}

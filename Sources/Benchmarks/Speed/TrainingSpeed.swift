import Households
import Learning
import NumericKernels

/// A whole training without its evaluation, and the arithmetic in it.
struct TrainingSpeed {
    let scenario: Scenario
    let threads: Int

    /// What one training took.
    struct Measurement {
        let seconds: Double
        /// Months lived.
        let steps: Int
        /// Floating-point operations of matrix products, padding not counted.
        let operations: Double
    }

    func measure() throws -> Measurement {
        let trainer = HRLTrainer(scenario: scenario, seed: 1, threads: threads)
        let hidden = scenario.training.hidden
        let (low, high) = (
            LevelOperations(inputs: BudgetExecutor.inputs, hidden: hidden),
            LevelOperations(inputs: FinancialStrategist.inputs, hidden: hidden)
        )
        var operations = 0.0
        let seconds = try ContinuousClock().seconds {
            _ = try trainer.train { event in
                if case .updated(let update) = event {
                    operations += (update.agent == .executor ? low : high).ofUpdate(update.statistics)
                }
                return .continue
            }
        }
        // Every month: the actor's forward pass, the critic's, and those of the months it is compared in. (A few more
        // than are: a comparison asks nothing of the critic where the episode has ended.)
        let lengths = trainer.history.episodeLengths
        let months = lengths.reduce(0, +)
        let period = scenario.training.highPeriod
        // Exploring lives live about as long as the episodes.
        let exploring = months * scenario.training.exploringLives / scenario.training.batchSize
        operations += low.ofRollout(decisions: months + exploring, compared: scenario.comparedMonths)
        operations += high.ofRollout(
            decisions: lengths.reduce(0) { $0 + ($1 + period - 1) / period }, compared: 0)
        return Measurement(seconds: seconds, steps: months, operations: operations)
    }
}

/// Floating-point operations of the matrix products in the two networks of one agent, padding not counted.
private struct LevelOperations {
    let actor, critic: NetworkLayout

    init(inputs: Int, hidden: Int) {
        actor = NetworkLayout(inputs: inputs, hidden: hidden, outputs: 3)
        critic = NetworkLayout(inputs: inputs, hidden: hidden, outputs: 1)
    }

    func ofRollout(decisions: Int, compared: Int) -> Double {
        Double(decisions) * Double(actor.forwardOperations + (1 + compared) * critic.forwardOperations)
    }

    func ofUpdate(_ statistics: UpdateStatistics) -> Double {
        Double(statistics.actorSamples * actor.updateOperations + statistics.criticSamples * critic.updateOperations)
    }
}

extension NetworkLayout {
    private var weights: Int { inputs * hidden + hidden * hidden + hidden * outputs }

    /// Multiplications and additions of one row's way through the network.
    fileprivate var forwardOperations: Int { 2 * weights }

    /// Forward, and back: the gradient of each weight, and that of each layer's inputs but the first's.
    fileprivate var updateOperations: Int { 2 * (3 * weights - inputs * hidden) }
}

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
        let seconds = try ContinuousClock().seconds { _ = try trainer.train { _ in .continue } }
        let lengths = trainer.history.episodeLengths
        return Measurement(
            seconds: seconds, steps: lengths.reduce(0, +), operations: operations(episodeLengths: lengths))
    }

    /// Every month: the actor's forward pass, the critic's, and those of the months it is compared in; then the passes of
    /// every epoch. (A few months more than are: a comparison asks nothing of the critic where the episode has ended.)
    private func operations(episodeLengths: [Int]) -> Double {
        let training = scenario.training
        let months = episodeLengths.reduce(0, +)
        let periods = episodeLengths.reduce(0) { $0 + ($1 + training.highPeriod - 1) / training.highPeriod }
        func work(_ inputs: Int, decisions: Int, compared: Int) -> Double {
            let actor = NetworkLayout(inputs: inputs, hidden: training.hidden, outputs: ActorCritic.actionCount)
            let critic = NetworkLayout(inputs: inputs, hidden: training.hidden, outputs: 1)
            let rollout = actor.forwardOperations + (1 + compared) * critic.forwardOperations
            let update = actor.updateOperations + critic.updateOperations
            return Double(decisions) * Double(rollout + training.epochs * update)
        }
        return work(BudgetExecutor.inputs, decisions: months, compared: scenario.comparedMonths)
            + work(FinancialStrategist.inputs, decisions: periods, compared: 0)
    }
}

extension NetworkLayout {
    private var weights: Int { inputs * hidden + hidden * hidden + hidden * outputs }

    /// Multiplications and additions of one row's way through the network.
    fileprivate var forwardOperations: Int { 2 * weights }

    /// Forward, and back: the gradient of each weight, and that of each layer's inputs but the first's.
    fileprivate var updateOperations: Int { 2 * (3 * weights - inputs * hidden) }
}

extension Scenario {
    /// Months simulated beside each month lived, to compare the decision with the mean of the policy.
    var comparedMonths: Int {
        let branches = environment.emergencyProbability > 0 && environment.emergencyProbability < 1 ? 2 : 1
        return 2 * 2 * training.shockPairs * branches
    }
}

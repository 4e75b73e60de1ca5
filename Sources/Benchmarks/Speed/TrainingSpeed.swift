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
        /// Those, and the months lived in comparison.
        let months: Int
        /// Floating-point operations of matrix products, padding not counted.
        let operations: Double
    }

    func measure() throws -> Measurement {
        let trainer = HRLTrainer(scenario: scenario, seed: 1, threads: threads)
        let work: any TrainingWork = scenario.objectiveKind == .utility ? LifeWork(scenario) : RewardWork(scenario)
        var operations = 0.0
        let seconds = try ContinuousClock().seconds {
            _ = try trainer.train { event in
                if case .updated(let update) = event {
                    operations += (update.agent == .executor ? work.low : work.high).ofUpdate(update.statistics)
                }
                return .continue
            }
        }
        let rollouts = work.rollouts(lengths: trainer.history.episodeLengths)
        return Measurement(
            seconds: seconds, steps: rollouts.steps, months: rollouts.months,
            operations: operations + rollouts.operations)
    }
}

/// What the networks of a training are asked for.
private protocol TrainingWork {
    /// The executor's networks, and the strategist's.
    var low: LevelOperations { get }
    var high: LevelOperations { get }

    /// The rollouts of a training.
    ///
    /// - Parameter lengths: months of its episodes.
    /// - Returns: months lived, those with the ones lived in comparison, and operations.
    func rollouts(lengths: [Int]) -> (steps: Int, months: Int, operations: Double)
}

/// Of a household that lives for the terms of a reward.
private struct RewardWork: TrainingWork {
    let low, high: LevelOperations
    private let scenario: Scenario

    init(_ scenario: Scenario) {
        self.scenario = scenario
        func level(inputs: Int) -> LevelOperations {
            func layout(outputs: Int) -> NetworkLayout {
                NetworkLayout(inputs: inputs, hidden: scenario.training.hidden, outputs: outputs)
            }
            return LevelOperations(actor: layout(outputs: 3), critic: layout(outputs: 1))
        }
        (low, high) = (level(inputs: BudgetExecutor.inputs), level(inputs: FinancialStrategist.inputs))
    }

    /// Every month: the actor's forward pass, the critic's, and those of the months it is compared in. (A few more than
    /// are: a comparison asks nothing of the critic where the episode has ended.)
    func rollouts(lengths: [Int]) -> (steps: Int, months: Int, operations: Double) {
        let steps = lengths.reduce(0, +)
        let period = scenario.training.highPeriod
        // Exploring lives live about as long as the episodes.
        let lived = steps + steps * scenario.training.exploringLives / scenario.training.batchSize
        let goals = lengths.reduce(0) { $0 + ($1 + period - 1) / period }
        return (
            steps, lived * (1 + scenario.comparedMonths),
            low.forward(actor: lived, critic: lived * (1 + scenario.comparedMonths))
                + high.forward(actor: goals, critic: goals)
        )
    }
}

/// Of a household that lives for utility.
private struct LifeWork: TrainingWork {
    let low, high: LevelOperations
    private let scenario: Scenario

    init(_ scenario: Scenario) {
        self.scenario = scenario
        let agents = LifeAgents(calendar: LifeCalendar(scenario), seed: 1)
        let critic = agents.executor.critic.layout
        low = LevelOperations(actor: agents.executor.actor.layout, critic: critic)
        high = LevelOperations(actor: agents.strategist.actor.layout, critic: critic)
    }

    /// Every month is compared under its shocks, every goal by lives of a period, whose last month alone is valued.
    func rollouts(lengths: [Int]) -> (steps: Int, months: Int, operations: Double) {
        let training = scenario.training
        let steps = lengths.reduce(0, +) * training.batchSize
        let goals = steps / training.highPeriod
        let monthsOfGoals = 2 * 2 * training.shockPairs * steps
        let months = steps * (1 + scenario.comparedMonths)
        return (
            steps, months,
            low.forward(
                actor: steps + monthsOfGoals, critic: months - monthsOfGoals + monthsOfGoals / training.highPeriod)
                + high.forward(actor: goals, critic: goals)
        )
    }
}

/// Floating-point operations of the matrix products in the two networks of one agent, padding not counted.
private struct LevelOperations {
    let actor, critic: NetworkLayout

    /// - Parameters: rows that go through each network.
    func forward(actor actorRows: Int, critic criticRows: Int) -> Double {
        Double(actorRows) * Double(actor.forwardOperations) + Double(criticRows) * Double(critic.forwardOperations)
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

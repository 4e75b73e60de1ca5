import Households
import Learning
import Testing

extension Scenario {
    /// A household small enough to be trained in an instant, whose periods divide nothing evenly: goals every 5 months,
    /// updates after 10, 20 and 24 months, batches of 16, 16 and 8 episodes.
    static var small: Scenario {
        var environment = EnvironmentParameters(
            income: 2000, fixedExpenses: 800, variableExpenseMean: 400, variableExpenseStd: 100, inflation: 0.02,
            safetyThreshold: 3000, maxMonths: 24, initialCash: 1500, riskTolerance: 0.4)
        environment.incomeGrowth = 0.1
        environment.emergencyProbability = 0.05
        environment.emergencyCost = 700
        var training = TrainingParameters()
        training.numEpisodes = 40
        training.batchSize = 16
        training.highPeriod = 5
        training.segment = 10
        training.hidden = 16
        training.epochs = 3
        training.minibatchLow = 64
        training.minibatchHigh = 32
        return Scenario(name: "small", environment: environment, training: training)
    }

    /// The profile "balanced", trained for fewer episodes.
    static func balanced(episodes: Int) -> Scenario {
        var scenario = Scenario(
            name: "balanced",
            environment: EnvironmentParameters(
                income: 3200, fixedExpenses: 1400, variableExpenseMean: 700, variableExpenseStd: 100,
                inflation: 0.02, safetyThreshold: 1000, maxMonths: 60, initialCash: 0, riskTolerance: 0.5))
        scenario.training.numEpisodes = episodes
        return scenario
    }

    var calendar: HouseholdCalendar { HouseholdCalendar(environment: environment, reward: reward) }
}

/// All that a training leaves behind.
struct TrainingResult: Sendable, Equatable {
    var state: TrainerState
    var history: TrainingHistory
    var outcome: TrainingOutcome

    /// Trains from the start.
    ///
    /// - Parameter stop: after which episode to ask for a stop.
    static func train(
        _ scenario: Scenario, seed: UInt64 = 1, threads: Int = 1, stoppingAfter stop: Int? = nil
    ) throws -> TrainingResult {
        try HRLTrainer(scenario: scenario, seed: seed, threads: threads).finish(stoppingAfter: stop)
    }

    /// Goes on from here.
    func resume(_ scenario: Scenario, seed: UInt64 = 1, threads: Int = 1) throws -> TrainingResult {
        try HRLTrainer(resuming: state, history: history, scenario: scenario, seed: seed, threads: threads).finish()
    }
}

extension HRLTrainer {
    func finish(stoppingAfter stop: Int? = nil) throws -> TrainingResult {
        let outcome = try train { event in
            if case .episodeEnded(let number, _) = event, number == stop { return .stop }
            return .continue
        }
        return TrainingResult(state: state, history: history, outcome: outcome)
    }
}

extension TrainingHistory {
    /// Every number in it.
    var numbers: [Double] {
        HistorySeries.all.flatMap { series in
            let values = series.values(of: self)
            return (0..<values.count).map { values[$0] }
        }
    }
}

extension SIMD3<Float> {
    /// Whether each number is within `tolerance` of the expected one.
    func isClose(to expected: [Double], within tolerance: Double = 1e-6) -> Bool {
        (0..<3).allSatisfy { abs(Double(self[$0]) - expected[$0]) <= tolerance }
    }
}

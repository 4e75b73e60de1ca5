import Households

/// The households that tests of all modules live with.
extension Scenario {
    /// A household small enough to be trained in an instant, whose periods divide nothing evenly: goals every 5 months,
    /// updates after 10, 20 and 24 months, batches of 16, 16 and 8 episodes.
    package static var small: Scenario {
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
    package static func balanced(episodes: Int) -> Scenario {
        var scenario = Scenario(name: "balanced", environment: .balanced())
        scenario.training.numEpisodes = episodes
        return scenario
    }
}

extension EnvironmentParameters {
    /// The profile "balanced".
    package static func balanced(maxMonths: Int = 60) -> EnvironmentParameters {
        EnvironmentParameters(
            income: 3200, fixedExpenses: 1400, variableExpenseMean: 700, variableExpenseStd: 100, inflation: 0.02,
            safetyThreshold: 1000, maxMonths: maxMonths, initialCash: 0, riskTolerance: 0.5)
    }

    /// A couple much like that of "bologna_coppia".
    package static var bologna: EnvironmentParameters {
        EnvironmentParameters(
            income: 3200, fixedExpenses: 1800, variableExpenseMean: 800, variableExpenseStd: 150, inflation: 0.02,
            safetyThreshold: 3500, maxMonths: 120, initialCash: 10000, riskTolerance: 0.55)
    }
}

extension HouseholdCalendar {
    /// The months of a household that lives for today's reward.
    package init(environment: EnvironmentParameters, reward: RewardWeights) {
        self.init(environment: environment, objective: .weighted(reward))
    }
}

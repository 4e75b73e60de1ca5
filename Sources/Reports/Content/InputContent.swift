import Households

/// The scenario, the hyperparameters and the reward's weights, as they were used: after defaults.
extension ReportContent {
    static func inputs(_ scenario: Scenario) -> [Block] {
        [
            .tables([
                inputTable("inputs-environment", "The household", environmentRows(scenario.environment)),
                inputTable("inputs-training", "The training", trainingRows(scenario.training)),
                inputTable("inputs-reward", "The reward’s weights", rewardRows(scenario.reward)),
            ])
        ]
    }

    private typealias Input = (key: String, value: String, meaning: String)

    private static func inputTable(_ id: String, _ caption: String, _ rows: [Input]) -> TextTable {
        TextTable(
            id: id, caption: caption, columns: [.text("What"), .number("Value"), .code("Key")],
            rows: rows.map { TextTable.Row(cells: [$0.meaning, $0.value, $0.key]) })
    }

    private static func environmentRows(_ environment: EnvironmentParameters) -> [Input] {
        typealias Key = EnvironmentParameters.CodingKeys
        func euros(_ key: Key, _ value: Double, _ meaning: String) -> Input {
            (key.rawValue, "€" + DisplayFormat.exact(value), meaning)
        }
        func share(_ key: Key, _ value: Double, _ meaning: String) -> Input {
            (key.rawValue, DisplayFormat.exact(value * 100) + DisplayFormat.noBreakSpace + "%", meaning)
        }
        return [
            euros(.income, environment.income, "Net income a month, first year"),
            share(.incomeGrowth, environment.incomeGrowth, "Growth of the income a year"),
            euros(.fixedExpenses, environment.fixedExpenses, "Fixed bills a month"),
            euros(.variableExpenseMean, environment.variableExpenseMean, "Variable bills a month, mean"),
            euros(.variableExpenseStd, environment.variableExpenseStd, "Variable bills, standard deviation"),
            share(.inflation, environment.inflation, "Inflation a year"),
            share(.emergencyProbability, environment.emergencyProbability, "Probability of an emergency a month"),
            euros(.emergencyCost, environment.emergencyCost, "Cost of an emergency"),
            euros(.safetyThreshold, environment.safetyThreshold, "Safety threshold"),
            euros(.initialCash, environment.initialCash, "Cash at the start"),
            euros(.initialInvestment, environment.initialInvestment, "Portfolio at the start"),
            (
                Key.maxMonths.rawValue, DisplayFormat.number(environment.maxMonths), "Horizon, months"
            ),
            (
                Key.riskTolerance.rawValue, DisplayFormat.exact(environment.riskTolerance),
                "Risk tolerance, 0 to 1"
            ),
            (Key.investmentReturnType.rawValue, environment.investmentReturnType.rawValue, "Returns"),
            share(.investmentReturnMean, environment.investmentReturnMean, "Return a month, mean"),
            share(.investmentReturnStd, environment.investmentReturnStd, "Return a month, standard deviation"),
        ]
    }

    private static func trainingRows(_ training: TrainingParameters) -> [Input] {
        typealias Key = TrainingParameters.CodingKeys
        func number(_ key: Key, _ value: Double, _ meaning: String) -> Input {
            let text = DisplayFormat.exact(value)
            return (key.rawValue, text, meaning)
        }
        func whole(_ key: Key, _ value: Int, _ meaning: String) -> Input {
            (key.rawValue, DisplayFormat.number(value), meaning)
        }
        return [
            whole(.numEpisodes, training.numEpisodes, "Episodes"),
            whole(.batchSize, training.batchSize, "Episodes side by side"),
            whole(.highPeriod, training.highPeriod, "Months between two goals"),
            whole(.segment, training.segment, "Months between two updates of the executor"),
            number(.gammaLow, training.gammaLow, "Discount a month, executor"),
            number(.gammaHigh, training.gammaHigh, "Discount a month, strategist"),
            number(.learningRateLow, training.learningRateLow, "Learning rate, executor"),
            number(.learningRateHigh, training.learningRateHigh, "Learning rate, strategist"),
            number(.gaeLambda, training.gaeLambda, "λ of the advantages"),
            number(.clipRange, training.clipRange, "Clip range of the ratio, strategist"),
            number(.clipRangeLow, training.clipRangeLow, "Clip range of the ratio, executor"),
            whole(.shockPairs, training.shockPairs, "Pairs of shocks under which decisions are compared; 0: none"),
            number(.valueCoefficient, training.valueCoefficient, "Weight of the value loss"),
            number(.targetKL, training.targetKL, "Divergence from the old policy that ends an actor’s epochs; 0: none"),
            number(.huberDelta, training.huberDelta, "Error from which the value loss is linear; 0: none"),
            number(.entropyCoefficient, training.entropyCoefficient, "Weight of the entropy"),
            number(
                .maxGradientNorm, training.maxGradientNorm, "Largest norm of a gradient, actor and critic each; 0: any"),
            whole(.epochs, training.epochs, "Passes over the data in an update"),
            whole(.minibatchLow, training.minibatchLow, "Minibatch, executor"),
            whole(.minibatchHigh, training.minibatchHigh, "Minibatch, strategist"),
            whole(.hidden, training.hidden, "Units of each of the two hidden layers"),
            number(.intrinsicWeight, training.intrinsicWeight, "Weight of leaving the goal, executor"),
            number(.adherenceWeight, training.adherenceWeight, "Weight of goals that are not kept, strategist"),
            number(.logStdLow, training.logStdLow, "log σ at the start, executor"),
            number(.logStdHigh, training.logStdHigh, "log σ at the start, strategist"),
        ]
    }

    private static func rewardRows(_ reward: RewardWeights) -> [Input] {
        typealias Key = RewardWeights.CodingKeys
        func weight(_ key: Key, _ value: Double, _ meaning: String) -> Input {
            (key.rawValue, DisplayFormat.exact(value), meaning)
        }
        return [
            weight(.alpha, reward.alpha, "Money invested"),
            weight(.kappa, reward.kappa, "Comfort of spending"),
            weight(.beta, reward.beta, "Cash missing to the threshold"),
            weight(.gamma, reward.gamma, "Spending beyond the month’s income that could have been avoided"),
            weight(.delta, reward.delta, "Debt and bankruptcy"),
            weight(.lambda, reward.lambda, "Growth of wealth, strategist"),
            weight(.mu, reward.mu, "Months with cash, strategist"),
        ]
    }
}

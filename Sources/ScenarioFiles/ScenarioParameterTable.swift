import Households

extension ScenarioParameter {
    /// Every key of a scenario file but `name` and `description`, in the order in which files are written.
    package static let all: [ScenarioParameter] = environment + training + reward

    /// The keys of one section.
    package static func all(in section: Section) -> [ScenarioParameter] { all.filter { $0.section == section } }

    private static let environment: [ScenarioParameter] = [
        required(
            "income", .eurosAMonth, .real(\.environment.income, .above(0)), "net income of the first year",
            "Net income a month, first year"),
        required(
            "fixed_expenses", .eurosAMonth, .real(\.environment.fixedExpenses, .atLeast(0)),
            "fixed bills at first-month prices", "Fixed bills a month"),
        required(
            "variable_expense_mean", .eurosAMonth, .real(\.environment.variableExpenseMean, .atLeast(0)),
            "mean of the variable bills at first-month prices", "Variable bills a month, mean"),
        required(
            "variable_expense_std", .eurosAMonth, .real(\.environment.variableExpenseStd, .atLeast(0)),
            "standard deviation of the variable bills", "Variable bills, standard deviation"),
        required(
            "inflation", .shareAYear, .real(\.environment.inflation, .above(-1, upTo: 1)), "rise of prices",
            "Inflation a year"),
        required(
            "safety_threshold", .euros, .real(\.environment.safetyThreshold, .atLeast(0)),
            "cash below which the household feels unsafe", "Safety threshold"),
        required("max_months", .months, .integer(\.environment.maxMonths, 1...1200), "horizon T", "Horizon, months"),
        required(
            "initial_cash", .euros, .real(\.environment.initialCash, .atLeast(0)), "cash at the start",
            "Cash at the start"),
        required(
            "risk_tolerance", .pure, .real(\.environment.riskTolerance, .within(0...1)),
            "0: losses hurt twice as much as gains please; 1: equally", "Risk tolerance, 0 to 1"),
        optional(
            "investment_return_mean", .shareAMonth, .real(\.environment.investmentReturnMean, .above(-1, upTo: 1)),
            "mean return of the portfolio", "Return a month, mean"),
        optional(
            "investment_return_std", .shareAMonth, .real(\.environment.investmentReturnStd, .within(0...1)),
            "standard deviation of the return", "Return a month, standard deviation"),
        optional(
            "investment_return_type", .pure,
            .choice(\.environment.investmentReturnType.word, InvestmentReturnType.allCases.map(\.rawValue)),
            "none: invested money does not grow; fixed: by the mean; stochastic: at random", "Returns"),
        optional(
            "income_growth", .shareAYear, .real(\.environment.incomeGrowth, .above(-1, upTo: 1)),
            "growth of the income, applied once a year", "Growth of the income a year"),
        optional(
            "initial_investment", .euros, .real(\.environment.initialInvestment, .atLeast(0)), "portfolio at the start",
            "Portfolio at the start"),
        optional(
            "emergency_probability", .shareAMonth, .real(\.environment.emergencyProbability, .within(0...1)),
            "probability of an emergency", "Probability of an emergency a month"),
        optional(
            "emergency_cost", .euros, .real(\.environment.emergencyCost, .atLeast(0)), "its cost at first-month prices",
            "Cost of an emergency"),
    ]

    private static let training: [ScenarioParameter] = [
        integer(
            "num_episodes", .episodes, \.training.numEpisodes, 1...100_000_000, "episodes to train for", "Episodes"),
        integer(
            "batch_size", .episodes, \.training.batchSize, 1...4096,
            "episodes collected side by side for a round of updates", "Episodes side by side"),
        integer(
            "high_period", .months, \.training.highPeriod, 1...1200, fitsHorizon: true,
            "between two goals of the strategist", "Months between two goals"),
        integer(
            "segment", .months, \.training.segment, 1...1200, fitsHorizon: true,
            "rollout between two updates of the executor", "Months between two updates of the executor"),
        real(
            "gamma_low", \.training.gammaLow, .within(0...1), "discount of a month for the executor",
            "Discount a month, executor"),
        real(
            "gamma_high", \.training.gammaHigh, .within(0...1), "discount of a month for the strategist",
            "Discount a month, strategist"),
        real(
            "learning_rate_low", \.training.learningRateLow, .above(0, upTo: 10), "learning rate of the executor",
            "Learning rate, executor"),
        real(
            "learning_rate_high", \.training.learningRateHigh, .above(0, upTo: 10), "learning rate of the strategist",
            "Learning rate, strategist"),
        real(
            "gae_lambda", \.training.gaeLambda, .within(0...1), "λ of generalised advantage estimation",
            "λ of the advantages"),
        real(
            "clip_range", \.training.clipRange, .atLeast(0), "ε of PPO's clipped objective, strategist",
            "Clip range of the ratio, strategist"),
        real(
            "clip_range_low", \.training.clipRangeLow, .atLeast(0), "ε of PPO's clipped objective, executor",
            "Clip range of the ratio, executor"),
        integer(
            "shock_pairs", .pure, \.training.shockPairs, 0...32,
            "pairs of shocks under which the executor's decisions are compared; 0: none",
            "Pairs of shocks under which decisions are compared; 0: none"),
        real(
            "target_kl", \.training.targetKL, .atLeast(0),
            "divergence from the rollout's policy that ends an actor's epochs; 0: none",
            "Divergence from the old policy that ends an actor’s epochs; 0: none"),
        real(
            "value_coefficient", \.training.valueCoefficient, .atLeast(0), "weight of the value loss",
            "Weight of the value loss"),
        real(
            "huber_delta", \.training.huberDelta, .atLeast(0),
            "critic's error that counts linearly from there; 0: none",
            "Error from which the value loss is linear; 0: none"
        ),
        real(
            "entropy_coefficient", \.training.entropyCoefficient, .atLeast(0), "weight of the entropy bonus",
            "Weight of the entropy"),
        real(
            "max_gradient_norm", \.training.maxGradientNorm, .atLeast(0),
            "bound of the gradient's norm, of actor and critic each; 0: none",
            "Largest norm of a gradient, actor and critic each; 0: any"),
        integer(
            "epochs", .passes, \.training.epochs, 1...1_000_000, "over the rollout in an update",
            "Passes over the data in an update"),
        integer(
            "minibatch_low", .steps, \.training.minibatchLow, 1...100_000_000, "a minibatch of the executor",
            "Minibatch, executor"),
        integer(
            "minibatch_high", .steps, \.training.minibatchHigh, 1...100_000_000, "a minibatch of the strategist",
            "Minibatch, strategist"),
        integer(
            "hidden", .units, \.training.hidden, 1...1024, "of each of the two hidden layers",
            "Units of each of the two hidden layers"),
        real(
            "intrinsic_weight", \.training.intrinsicWeight, .atLeast(0),
            "weight of the executor's penalty for leaving its goal", "Weight of leaving the goal, executor"),
        real(
            "adherence_weight", \.training.adherenceWeight, .atLeast(0),
            "weight of the strategist's penalty for goals that are not kept",
            "Weight of goals that are not kept, strategist"),
        real(
            "log_std_low", \.training.logStdLow, .within(-10...2), "initial log σ of the executor",
            "log σ at the start, executor"),
        real(
            "log_std_high", \.training.logStdHigh, .within(-10...2), "initial log σ of the strategist",
            "log σ at the start, strategist"),
    ]

    private static let reward: [ScenarioParameter] = [
        weight("alpha", \.reward.alpha, "of money invested", "Money invested"),
        weight("kappa", \.reward.kappa, "of comfort: what is consumed beyond the bills", "Comfort of spending"),
        weight("beta", \.reward.beta, "of each euro below the safety threshold", "Cash missing to the threshold"),
        weight(
            "gamma", \.reward.gamma, "of overspending that could have been avoided",
            "Spending beyond the month’s income that could have been avoided"),
        weight(
            "delta", \.reward.delta, "of each euro of debt, and of the years a bankruptcy loses", "Debt and bankruptcy"),
        weight(
            "lambda_", \.reward.lambda, "of the change in wealth, in the strategist's reward",
            "Growth of wealth, strategist"),
        weight(
            "mu", \.reward.mu, "of each month that ends with cash, in the strategist's reward",
            "Months with cash, strategist"),
    ]

    private static func required(
        _ key: String, _ unit: Unit, _ domain: Domain, _ meaning: String, _ title: String
    ) -> ScenarioParameter {
        ScenarioParameter(.environment, key, unit, domain, required: true, meaning, title)
    }

    private static func optional(
        _ key: String, _ unit: Unit, _ domain: Domain, _ meaning: String, _ title: String
    ) -> ScenarioParameter {
        ScenarioParameter(.environment, key, unit, domain, meaning, title)
    }

    private static func real(
        _ key: String, _ path: RealPath, _ range: RealRange, _ meaning: String, _ title: String
    ) -> ScenarioParameter {
        ScenarioParameter(.training, key, .pure, .real(path, range), meaning, title)
    }

    private static func integer(
        _ key: String, _ unit: Unit, _ path: IntegerPath, _ range: ClosedRange<Int>, fitsHorizon: Bool = false,
        _ meaning: String, _ title: String
    ) -> ScenarioParameter {
        ScenarioParameter(.training, key, unit, .integer(path, range), fitsHorizon: fitsHorizon, meaning, title)
    }

    private static func weight(
        _ key: String, _ path: RealPath, _ meaning: String, _ title: String
    ) -> ScenarioParameter {
        ScenarioParameter(.reward, key, .pure, .real(path, .within(0...1e6)), "weight " + meaning, title)
    }
}

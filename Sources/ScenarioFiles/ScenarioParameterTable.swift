import Households

extension ScenarioParameter {
    /// Every key of a scenario file but `name`, `description` and those of the list of goals, in the order in which
    /// files are written.
    package static let all: [ScenarioParameter] =
        objective + environment + portfolio + work + debt + training + reward

    /// The keys of one section that is no list.
    package static func all(in section: Section) -> [ScenarioParameter] { all.filter { $0.section == section } }

    /// The keys of one section, those of each of the scenario's goals included.
    package static func all(in section: Section, of scenario: Scenario) -> [ScenarioParameter] {
        section == .goals ? scenario.goals.indices.flatMap { goal($0 + 1) } : all(in: section)
    }

    /// The keys that all or some of the scenarios have values of: what they may differ in. Goals that not all of them
    /// have are left out.
    package static func all(ofAny scenarios: [Scenario]) -> [ScenarioParameter] {
        let fewestGoals = scenarios.min { $0.goals.count < $1.goals.count }
        return Section.allCases.filter { section in scenarios.contains { section.isUsed(in: $0) } }
            .flatMap { section in fewestGoals.map { all(in: section, of: $0) } ?? [] }
    }

    private static let environment: [ScenarioParameter] = [
        .init(
            .environment, "income", .eurosAMonth, .real(\.environment.income, .atLeast(0)), required: true,
            "net income of the first year", "Net income a month, first year"),
        .init(
            .environment, "fixed_expenses", .eurosAMonth, .real(\.environment.fixedExpenses, .atLeast(0)),
            required: true, "fixed bills at first-month prices", "Fixed bills a month"),
        .init(
            .environment, "variable_expense_mean", .eurosAMonth, .real(\.environment.variableExpenseMean, .atLeast(0)),
            required: true, "mean of the variable bills at first-month prices", "Variable bills a month, mean"),
        .init(
            .environment, "variable_expense_std", .eurosAMonth, .real(\.environment.variableExpenseStd, .atLeast(0)),
            required: true, "standard deviation of the variable bills", "Variable bills, standard deviation"),
        .init(
            .environment, "inflation", .shareAYear, .real(\.environment.inflation, .above(-1, upTo: 1)), required: true,
            "rise of prices", "Inflation a year"),
        .init(
            .environment, "safety_threshold", .euros, .real(\.environment.safetyThreshold, .atLeast(0)), required: true,
            of: [
                .reward: "cash below which the household feels unsafe",
                .utility: "cash that stays when a goal is paid for; no effect without goals",
            ],
            "cash below which the household feels unsafe; of utility, cash that stays when a goal is paid for",
            "Safety threshold"),
        .init(
            .environment, "max_months", .months, .integer(\.environment.maxMonths, 1...1200), required: true,
            "horizon T", "Horizon, months"),
        .init(
            .environment, "initial_cash", .euros, .real(\.environment.initialCash, .atLeast(0)), required: true,
            "cash at the start", "Cash at the start"),
        .init(
            .environment, "risk_tolerance", .pure, .real(\.environment.riskTolerance, .within(0...1)), required: true,
            of: [
                .reward:
                    "0: losses hurt the strategist twice as much as gains please; 1: equally; no part of what is best",
                .utility: "no effect: objective.risk_aversion is what counts",
            ],
            "0: losses hurt the strategist twice as much as gains please; 1: equally; no part of what is best; of utility, no effect",
            "Risk tolerance, 0 to 1"),
        .init(
            .environment, "investment_return_mean", .shareAMonth,
            .real(\.environment.investmentReturnMean, .above(-1, upTo: 1)), "mean return of the portfolio",
            "Return a month, mean"),
        .init(
            .environment, "investment_return_std", .shareAMonth,
            .real(\.environment.investmentReturnStd, .within(0...1)),
            of: [
                .reward: "standard deviation of the return; no part of what is best",
                .utility: "standard deviation of the return",
            ],
            "standard deviation of the return; of a reward, no part of what is best",
            "Return a month, standard deviation"),
        .init(
            .environment, "investment_return_type", .pure,
            .choice(\.environment.investmentReturnType.word, InvestmentReturnType.allCases.map(\.rawValue)),
            "none: invested money does not grow; fixed: by the mean; stochastic: at random", "Returns"),
        .init(
            .environment, "income_growth", .shareAYear, .real(\.environment.incomeGrowth, .above(-1, upTo: 1)),
            "growth of the income, applied once a year", "Growth of the income a year"),
        .init(
            .environment, "initial_investment", .euros, .real(\.environment.initialInvestment, .atLeast(0)),
            "portfolio at the start", "Portfolio at the start"),
        .init(
            .environment, "emergency_probability", .shareAMonth,
            .real(\.environment.emergencyProbability, .within(0...1)), "probability of an emergency",
            "Probability of an emergency a month"),
        .init(
            .environment, "emergency_cost", .euros, .real(\.environment.emergencyCost, .atLeast(0)),
            "its cost at first-month prices", "Cost of an emergency"),
    ]

    private static let training: [ScenarioParameter] = [
        .init(
            .training, "num_episodes", .episodes, .integer(\.training.numEpisodes, 1...100_000_000),
            "episodes to train for", "Episodes"),
        .init(
            .training, "batch_size", .episodes, .integer(\.training.batchSize, 1...4096),
            "episodes collected side by side for a round of updates", "Lives side by side"),
        .init(
            .training, "exploring_starts", .pure, .real(\.training.exploringStarts, .within(0...1)), since: 2,
            before: "0",
            "lives that begin at other balances beside the episodes, in shares of batch_size; none without shock_pairs",
            "Lives that begin at other balances beside the episodes, share of them"),
        .init(
            .training, "validation_episodes", .episodes, .integer(\.training.validationEpisodes, 0...1_000_000),
            since: 2, before: "0",
            "lives on which the policy is judged twenty times, to keep a good one; num_episodes at most; 0: the last is kept",
            "Lives on which the policy is judged; 0: the last is kept"),
        .init(
            .training, "high_period", .months, .integer(\.training.highPeriod, 1...1200), fitsHorizon: true,
            "between two goals of the strategist", "Months between two goals"),
        .init(
            .training, "segment", .months, .integer(\.training.segment, 1...1200), fitsHorizon: true,
            "rollout between two updates of the executor", "Months between two updates of the executor"),
        .init(
            .training, "gamma_low", .pure, .real(\.training.gammaLow, .within(0...1)),
            "discount of a month for the executor", "Discount a month, executor"),
        .init(
            .training, "gamma_high", .pure, .real(\.training.gammaHigh, .within(0...1)),
            "discount of a month for the strategist", "Discount a month, strategist"),
        .init(
            .training, "learning_rate_low", .pure, .real(\.training.learningRateLow, .above(0, upTo: 10)),
            "learning rate of the executor", "Learning rate, executor"),
        .init(
            .training, "learning_rate_high", .pure, .real(\.training.learningRateHigh, .above(0, upTo: 10)),
            "learning rate of the strategist", "Learning rate, strategist"),
        .init(
            .training, "gae_lambda", .pure, .real(\.training.gaeLambda, .within(0...1)),
            "λ of generalised advantage estimation", "λ of the advantages"),
        .init(
            .training, "clip_range", .pure, .real(\.training.clipRange, .atLeast(0)),
            "ε of PPO's clipped objective, strategist", "Clip range of the ratio, strategist"),
        .init(
            .training, "clip_range_low", .pure, .real(\.training.clipRangeLow, .atLeast(0)),
            "ε of PPO's clipped objective, executor", "Clip range of the ratio, executor"),
        .init(
            .training, "shock_pairs", .pure, .integer(\.training.shockPairs, 0...32),
            "pairs of shocks under which the executor's decisions are compared; 0: none",
            "Pairs of shocks under which decisions are compared; 0: none"),
        .init(
            .training, "shock_sampling", .pure,
            .choice(\.training.shockSampling.word, ShockSampling.allCases.map(\.rawValue)), since: 2,
            before: "independent",
            "how the bills of shock_pairs are drawn: independent, or spread over all that may happen",
            "How the shocks of the comparisons are drawn"),
        .init(
            .training, "target_kl", .pure, .real(\.training.targetKL, .atLeast(0)),
            "divergence from the rollout's policy that ends an actor's epochs; 0: none",
            "Divergence from the old policy that ends an actor’s epochs; 0: none"),
        .init(
            .training, "value_coefficient", .pure, .real(\.training.valueCoefficient, .atLeast(0)),
            "weight of the value loss", "Weight of the value loss"),
        .init(
            .training, "huber_delta", .pure, .real(\.training.huberDelta, .atLeast(0)),
            "critic's error that counts linearly from there; 0: none",
            "Error from which the value loss is linear; 0: none"),
        .init(
            .training, "entropy_coefficient", .pure, .real(\.training.entropyCoefficient, .atLeast(0)),
            "weight of the entropy bonus", "Weight of the entropy"),
        .init(
            .training, "max_gradient_norm", .pure, .real(\.training.maxGradientNorm, .atLeast(0)),
            "bound of the gradient's norm, of actor and critic each; 0: none",
            "Largest norm of a gradient, actor and critic each; 0: any"),
        .init(
            .training, "epochs", .passes, .integer(\.training.epochs, 1...1_000_000), "over the rollout in an update",
            "Passes over the data in an update"),
        .init(
            .training, "minibatch_low", .steps, .integer(\.training.minibatchLow, 1...100_000_000),
            "a minibatch of the executor", "Minibatch, executor"),
        .init(
            .training, "minibatch_high", .steps, .integer(\.training.minibatchHigh, 1...100_000_000),
            "a minibatch of the strategist", "Minibatch, strategist"),
        .init(
            .training, "hidden", .units, .integer(\.training.hidden, 1...1024), "of each of the two hidden layers",
            "Units of each of the two hidden layers"),
        .init(
            .training, "intrinsic_weight", .pure, .real(\.training.intrinsicWeight, .atLeast(0)),
            "weight of the executor's penalty for leaving its goal", "Weight of leaving the goal, executor"),
        .init(
            .training, "adherence_weight", .pure, .real(\.training.adherenceWeight, .atLeast(0)),
            "weight of the strategist's penalty for goals that are not kept",
            "Weight of goals that are not kept, strategist"),
        .init(
            .training, "log_std_low", .pure, .real(\.training.logStdLow, .within(-10...2)),
            "initial log σ of the executor", "log σ at the start, executor"),
        .init(
            .training, "log_std_high", .pure, .real(\.training.logStdHigh, .within(-10...2)),
            "initial log σ of the strategist", "log σ at the start, strategist"),
        .init(
            .training, "log_std_min", .pure, .real(\.training.logStdMin, .within(-10...2)), since: 2, before: "-10",
            "least log σ of both agents, or the start where that is lower",
            "log σ at least"),
    ]

    private static let reward: [ScenarioParameter] = [
        .init(.reward, "alpha", .pure, .real(\.reward.alpha, weights), "weight of money invested", "Money invested"),
        .init(
            .reward, "kappa", .pure, .real(\.reward.kappa, weights),
            "weight of comfort: what is consumed beyond the bills", "Comfort of spending"),
        .init(
            .reward, "beta", .pure, .real(\.reward.beta, weights), "weight of each euro below the safety threshold",
            "Cash missing to the threshold"),
        .init(
            .reward, "gamma", .pure, .real(\.reward.gamma, weights),
            "weight of overspending that could have been avoided",
            "Spending beyond the month’s income that could have been avoided"),
        .init(
            .reward, "delta", .pure, .real(\.reward.delta, weights),
            "weight of each euro of debt, and of the years a bankruptcy loses", "Debt and bankruptcy"),
        .init(
            .reward, "lambda_", .pure, .real(\.reward.lambda, weights),
            "weight of the change in wealth, in the strategist's reward", "Growth of wealth, strategist"),
        .init(
            .reward, "mu", .pure, .real(\.reward.mu, weights),
            "weight of each month that ends with cash, in the strategist's reward", "Months with cash, strategist"),
    ]

    private static let weights = RealRange.within(0...1e6)
}

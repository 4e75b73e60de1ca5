import Foundation

/// A household and how its agents are to be trained: what a scenario file says, after defaults.
package struct Scenario: Sendable, Equatable {
    /// What the file calls itself; the file's stem where it does not.
    package var name: String
    /// A line or more for the reader; may be empty.
    package var description: String
    package var environment: EnvironmentParameters
    package var training: TrainingParameters
    package var reward: RewardWeights
    /// What the household lives for; what follows is of a household that lives for utility.
    package var objectiveKind = ObjectiveKind.reward
    package var utility = UtilityParameters()
    package var portfolio = PortfolioParameters()
    package var work = WorkParameters()
    package var debt = DebtParameters()
    /// In the order of the file.
    package var goals: [SavingsGoal] = []

    package init(
        name: String, description: String = "", environment: EnvironmentParameters,
        training: TrainingParameters = TrainingParameters(), reward: RewardWeights = RewardWeights()
    ) {
        self.name = name
        self.description = description
        self.environment = environment
        self.training = training
        self.reward = reward
    }
}

extension Scenario {
    /// Episodes that end together: those of a batch; of a household that lives for utility one, in which all lives of
    /// a batch go on by a segment.
    package var episodesOfBatch: Int { objectiveKind == .utility ? 1 : training.batchSize }

    /// Months simulated beside each month of a training, to compare the decision with the mean of the policy: both
    /// under each shock of an antithetic pair, with an emergency and without one where either may come. Where a
    /// household lives for utility, goals are compared, too, by as many months without that distinction.
    package var comparedMonths: Int {
        let canGoEitherWay = environment.emergencyProbability > 0 && environment.emergencyProbability < 1
        let branches = (canGoEitherWay ? 2 : 1) + (objectiveKind == .utility ? 1 : 0)
        return 2 * 2 * training.shockPairs * branches
    }

    /// b, EUR a month at the prices of the first month.
    package var necessities: Double { utility.necessities ?? environment.variableExpenseMean }

    /// EUR a month at the prices of the first month, lived on in ruin.
    package var ruinConsumption: Double { utility.ruinConsumption ?? 0.4 * necessities }
}

/// How the money that is invested grows.
package enum InvestmentReturnType: String, Sendable, CaseIterable {
    case none, fixed, stochastic
}

/// The household's figures: EUR a month, shares a year (inflation, growth) or a month (returns, emergencies).
package struct EnvironmentParameters: Sendable, Equatable {
    /// Net income of the first year, EUR a month.
    package var income: Double
    /// Fixed bills at the prices of the first month, EUR a month.
    package var fixedExpenses: Double
    /// Mean of the variable bills at the prices of the first month, EUR a month.
    package var variableExpenseMean: Double
    /// Standard deviation of the variable bills, EUR a month.
    package var variableExpenseStd: Double
    /// Rise of prices, share a year.
    package var inflation: Double
    /// Cash below which the household feels unsafe, EUR.
    package var safetyThreshold: Double
    /// Horizon T, months.
    package var maxMonths: Int
    /// Cash at the start, EUR.
    package var initialCash: Double
    /// ρ, 0 (losses hurt twice) to 1 (losses hurt as much as gains please).
    package var riskTolerance: Double
    /// Mean return of the portfolio, share a month.
    package var investmentReturnMean = 0.005
    /// Standard deviation of the return, share a month.
    package var investmentReturnStd = 0.02
    package var investmentReturnType = InvestmentReturnType.stochastic
    /// Growth of the income, share a year, applied once a year.
    package var incomeGrowth = 0.0
    /// Portfolio at the start, EUR.
    package var initialInvestment = 0.0
    /// Probability of an emergency, a month.
    package var emergencyProbability = 0.0
    /// Cost of an emergency at the prices of the first month, EUR.
    package var emergencyCost = 0.0

    package init(
        income: Double, fixedExpenses: Double, variableExpenseMean: Double, variableExpenseStd: Double,
        inflation: Double, safetyThreshold: Double, maxMonths: Int, initialCash: Double, riskTolerance: Double
    ) {
        self.income = income
        self.fixedExpenses = fixedExpenses
        self.variableExpenseMean = variableExpenseMean
        self.variableExpenseStd = variableExpenseStd
        self.inflation = inflation
        self.safetyThreshold = safetyThreshold
        self.maxMonths = maxMonths
        self.initialCash = initialCash
        self.riskTolerance = riskTolerance
    }
}

extension EnvironmentParameters {
    /// The mean return of twelve months, compounded, share a year; nil where invested money does not grow.
    package var yearlyReturn: Double? {
        investmentReturnType == .none ? nil : pow(1 + investmentReturnMean, 12) - 1
    }

    /// Whether returns differ from month to month.
    package var returnsVary: Bool { investmentReturnType == .stochastic && investmentReturnStd > 0 }

    /// What a euro of the first month buys costs that much in the last one, EUR.
    package var lastPriceLevel: Double { pow(1 + inflation, Double(maxMonths - 1) / 12) }
}

/// How the bills of the shocks are drawn under which decisions are compared: each by itself, or one from each part of
/// their distribution.
package enum ShockSampling: String, Sendable, CaseIterable {
    case independent, stratified
}

/// The hyperparameters of the two-level PPO.
package struct TrainingParameters: Sendable, Equatable {
    /// Episodes to train for.
    package var numEpisodes = 1000
    /// Episodes collected side by side for one round of updates.
    package var batchSize = 10
    /// Lives of each batch that begin at other balances, beside as many of its episodes; a share of `batchSize`.
    package var exploringStarts = 1.0
    /// Lives on which the policy is judged twenty times in a training, to keep a good one, `numEpisodes` at most; 0
    /// keeps the last one.
    package var validationEpisodes = 256
    /// Months between two goals of the strategist.
    package var highPeriod = 6
    /// Months of rollout between two updates of the executor.
    package var segment = 30
    /// Discount of a month in the executor's return.
    package var gammaLow = 1.0
    /// Discount of a month in the strategist's return; a step of k months is discounted by its k-th power.
    package var gammaHigh = 0.99
    package var learningRateLow = 1e-3
    package var learningRateHigh = 1e-3
    /// λ of generalised advantage estimation, per decision.
    package var gaeLambda = 0.95
    /// ε of the strategist's clipped surrogate objective.
    package var clipRange = 0.2
    /// ε of the executor's.
    package var clipRangeLow = 0.5
    /// Antithetic pairs of shocks under which the executor's decisions are compared with the mean of its policy; 0
    /// takes advantages from the months lived alone.
    package var shockPairs = 4
    /// How the bills of those shocks are drawn.
    package var shockSampling = ShockSampling.stratified
    /// KL(old‖new) of an epoch after which an actor is left alone until the next rollout; 0 never.
    package var targetKL = 0.1
    /// Weight of the value loss in the total loss.
    package var valueCoefficient = 0.5
    /// δ of the value loss: the error of the critic, in its own units, from which on it counts linearly; 0 never.
    package var huberDelta = 3.0
    /// Weight of the entropy bonus in the total loss.
    package var entropyCoefficient = 0.0
    /// Bound of the gradient's norm, of the actor and of the critic; 0 leaves it alone.
    package var maxGradientNorm = 0.5
    /// Passes over the rollout in an update.
    package var epochs = 10
    package var minibatchLow = 256
    package var minibatchHigh = 128
    /// Units of each of the two hidden layers.
    package var hidden = 64
    /// Weight of the executor's penalty for leaving the effective target.
    package var intrinsicWeight = 0.05
    /// Weight of the strategist's penalty for goals that are not what is done.
    package var adherenceWeight = 3.0
    /// Initial log σ of the executor's policy.
    package var logStdLow = -1.0
    /// Initial log σ of the strategist's policy.
    package var logStdHigh = -0.7
    /// Bound of log σ from below, of both policies; one that begins below it has its start as the bound.
    package var logStdMin = -2.0

    package init() {}

    /// The defaults of a household that lives for utility. An episode is a segment of all lives of a batch there:
    /// 240 of them are 2.95 million months.
    package static var ofLives: Self {
        var training = Self()
        training.numEpisodes = 240
        (training.batchSize, training.segment) = (1024, 12)
        training.exploringStarts = 0.5
        training.validationEpisodes = 512
        training.gaeLambda = 0.95
        (training.learningRateLow, training.learningRateHigh) = (1.5e-3, 1.5e-3)
        (training.clipRange, training.clipRangeLow) = (0.2, 0.2)
        (training.shockPairs, training.targetKL) = (4, 0)
        training.valueCoefficient = 2
        (training.epochs, training.minibatchLow, training.minibatchHigh) = (10, 512, 85)
        training.intrinsicWeight = 0.002
        (training.logStdLow, training.logStdHigh) = (-1, -1)
        return training
    }

    /// Exploring lives beside a whole batch: none where decisions are not compared, since the value of where such a
    /// life is left is known by comparison only.
    package var exploringLives: Int {
        shockPairs > 0 ? Int((exploringStarts * Double(batchSize)).rounded()) : 0
    }
}

/// The weights of the reward's terms; `Rewards.swift` says what each multiplies.
package struct RewardWeights: Sendable, Equatable {
    package var alpha = 10.0
    package var kappa = 30.0
    package var beta = 0.1
    package var gamma = 5.0
    package var delta = 20.0
    package var lambda = 1.0
    package var mu = 0.5

    package init() {}
}

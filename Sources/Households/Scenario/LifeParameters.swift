/// What a household lives for.
package enum ObjectiveKind: String, Sendable, CaseIterable {
    /// The terms of `RewardWeights`, weighed.
    case reward
    /// Expected discounted utility of consumption.
    case utility
}

/// How a month's utility is computed, and what counts as a life after ruin or after the horizon.
package struct UtilityParameters: Sendable, Equatable {
    /// γ of CRRA; 1 is the logarithm.
    package var riskAversion = 3.0
    /// A year: β = (1 + rate)^(−1/12).
    package var discountRate = 0.02
    /// b, EUR a month: consumption that ordinary bills contain; nil: all of the variable bills.
    package var necessities: Double?
    /// EUR a month lived on in ruin; nil: .4·b.
    package var ruinConsumption: Double?
    /// Months of ruin; b for ever after.
    package var ruinMonths = 36
    /// N: months after the horizon over which is spent what is left; 0: it is worth nothing.
    package var afterMonths = 240

    package init() {}
}

/// How monthly returns are distributed around `investment_return_mean` and `_std`.
package enum ReturnDistribution: String, Sendable, CaseIterable {
    case lognormal, student, normal, history
}

/// Monthly returns of the past, and the file that they were read from.
package struct ReturnHistory: Sendable, Equatable {
    /// As the scenario names it.
    package var file: String
    /// Simple returns, .012 for 1.2 %, each above −1.
    package var returns: [Double]

    package init(file: String, returns: [Double]) {
        self.file = file
        self.returns = returns
    }
}

/// What the portfolio earns and costs.
package struct PortfolioParameters: Sendable, Equatable {
    package var distribution = ReturnDistribution.lognormal
    /// Of the student distribution.
    package var degreesOfFreedom = 5.0
    package var history: ReturnHistory?
    /// Months of the history that a life draws at once.
    package var blockMonths = 12
    /// A month.
    package var crashProbability = 0.0
    /// Share of the portfolio that a crash takes.
    package var crashLoss = 0.0
    /// Share of what is sold.
    package var saleCost = 0.0
    /// τ, taken from each month's return, gains and losses alike.
    package var gainsTax = 0.0
    /// A year, on C ≥ 0.
    package var cashInterest = 0.0

    package init() {}
}

/// What becomes of the income: job loss, months that differ, a level that lasts, retirement.
package struct WorkParameters: Sendable, Equatable {
    /// A month.
    package var jobLossProbability = 0.0
    /// A month.
    package var jobFindingProbability = 0.1
    /// Of the income, while out of work.
    package var benefitShare = 0.0
    /// Mean length of the benefit, months; 0: it never ends.
    package var benefitMonths = 0
    /// Of the income, when the benefit has ended.
    package var noBenefitShare = 0.0
    /// Of the logarithm of the factor ξ, month to month.
    package var incomeStd = 0.0
    /// Of the logarithm of the level, in the long run.
    package var levelStd = 0.0
    /// A month.
    package var levelPersistence = 0.97
    /// The first month with a pension; 0: none.
    package var retirementMonth = 0
    /// EUR of month 1, a month.
    package var pension = 0.0

    package init() {}
}

/// What the household owes and may owe.
package struct DebtParameters: Sendable, Equatable {
    /// EUR.
    package var overdraftLimit = 0.0
    /// A year.
    package var overdraftRate = 0.12
    /// EUR, at the start.
    package var loan = 0.0
    /// A year.
    package var loanRate = 0.0
    /// EUR a month, a bill until the loan is repaid.
    package var loanInstalment = 0.0
    /// Share of what is prepaid.
    package var prepaymentFee = 0.0

    package init() {}
}

/// Something the household saves for, and pays for at the start of a month as far as there is money.
package struct SavingsGoal: Sendable, Equatable {
    /// 1…T.
    package var month = 1
    /// EUR of month 1.
    package var amount = 0.0
    /// EUR a month that it is worth for the rest of the life, paid in full.
    package var worth = 0.0

    /// More goals than these are not told apart by the agents.
    package static let most = 4

    package init() {}

    package init(month: Int, amount: Double, worth: Double) {
        self.month = month
        self.amount = amount
        self.worth = worth
    }
}

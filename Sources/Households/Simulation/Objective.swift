/// What a household is to live for. This file alone tells objectives apart; what each rewards is in a file of its own.
package enum Objective: Sendable, Equatable {
    /// The terms of `RewardWeights`, weighed.
    case weighted(RewardWeights)
    /// Expected discounted utility of consumption: lived with a `LifeCalendar`.
    case utility(UtilityParameters)

    /// R of 1,000 EUR that are invested in the last month: what penalties and the potential are measured in.
    package var thousandEuros: Double {
        switch self {
        case .weighted(let weights): weights.alpha
        case .utility: preconditionFailure("utility is in euros")
        }
    }
}

extension Scenario {
    package var objective: Objective {
        switch objectiveKind {
        case .reward: .weighted(reward)
        case .utility: .utility(utility)
        }
    }

    package var calendar: HouseholdCalendar { HouseholdCalendar(environment: environment, objective: objective) }
}

extension HouseholdCalendar {
    /// R of one month.
    ///
    /// - Parameters:
    ///   - month: t, 1…T.
    ///   - bills: F + v + e, EUR.
    ///   - cash: C after the month, EUR.
    package func reward(month: Int, invested: Double, consumed: Double, bills: Double, cash: Double) -> Double {
        switch objective {
        case .weighted(let weights):
            weights.reward(
                month: month, invested: invested, consumed: consumed, bills: bills, cash: cash, in: self)
        case .utility: preconditionFailure("utility is that of a life")
        }
    }

    /// The strategist's reward for a period.
    ///
    /// - Parameters:
    ///   - rewards: ΣR of the period's months.
    ///   - wealthChange: ΔW over the period, EUR.
    ///   - monthsWithCash: the period's months that ended with C > 0.
    package func periodReward(rewards: Double, wealthChange: Double, monthsWithCash: Int) -> Double {
        switch objective {
        case .weighted(let weights):
            weights.periodReward(
                rewards: rewards, wealthChange: wealthChange, monthsWithCash: monthsWithCash,
                riskTolerance: environment.riskTolerance)
        case .utility: preconditionFailure("utility has no reward of a period")
        }
    }

    /// R that a euro in hand before a month would earn were it invested in it: the slope of the potential Φ; 0 where
    /// none is known.
    package func potentialOfEuro(in figures: MonthlyFigures) -> Double {
        switch objective {
        case .weighted: objective.thousandEuros / 1000 * figures.growthWeight
        case .utility: 0
        }
    }

    /// The policy that maximises E[ΣR]; nil where none can be computed.
    package var optimum: OptimalPolicy? {
        switch objective {
        case .weighted(let weights): OptimalPolicy(calendar: self, weights: weights)
        case .utility: nil
        }
    }
}

import Statistics

/// Measures an episode while it runs: a running summary that keeps no months.
package struct AnalyticsModule: Sendable {
    private let initialWealth: Double
    private let safetyThreshold: Double
    private var months = 0
    private var reward = 0.0
    private var invested = 0.0
    private var consumed = 0.0
    private var monthsWithCash = 0
    private var monthsBelowThreshold = 0
    private var shortfall = 0.0
    private var goalDistance = 0.0
    private var returns = RunningMoments()
    private var shares = (invest: RunningMoments(), save: RunningMoments(), consume: RunningMoments())
    private var peakWealth: Double
    private var maxDrawdown = 0.0
    /// What one euro invested at the start is worth, and was worth at most.
    private var unitValue = 1.0
    private var peakUnitValue = 1.0
    private var maxPortfolioDrawdown = 0.0
    private var portfolio: Double
    private var cash: Double
    private var wealth: Double
    private var insolvent = false

    package init(environment: EnvironmentParameters) {
        initialWealth = environment.initialCash + environment.initialInvestment
        safetyThreshold = environment.safetyThreshold
        cash = environment.initialCash
        portfolio = environment.initialInvestment
        wealth = initialWealth
        peakWealth = initialWealth
    }

    /// Records a month.
    ///
    /// - Parameter targetInvestRatio: g0 of the goal that was in force; nil for a policy without goals.
    package mutating func record(_ outcome: MonthOutcome, targetInvestRatio: Double? = nil) {
        months += 1
        reward += outcome.reward
        invested += outcome.invested
        consumed += outcome.consumed
        if outcome.cash > 0 { monthsWithCash += 1 }
        if outcome.cash < safetyThreshold { monthsBelowThreshold += 1 }
        shortfall += max(0, safetyThreshold - max(0, outcome.cash))
        if portfolio > 0 {
            unitValue *= max(0, outcome.portfolio - outcome.invested) / portfolio
            peakUnitValue = max(peakUnitValue, unitValue)
            maxPortfolioDrawdown = max(maxPortfolioDrawdown, (peakUnitValue - unitValue) / peakUnitValue)
        }
        portfolio = outcome.portfolio
        if let targetInvestRatio { goalDistance += abs(outcome.allocation.invest - targetInvestRatio) }
        returns.add(outcome.wealthReturn)
        shares.invest.add(outcome.allocation.invest)
        shares.save.add(outcome.allocation.save)
        shares.consume.add(outcome.allocation.consume)
        cash = outcome.cash
        wealth = outcome.wealth
        insolvent = outcome.insolvent
        peakWealth = max(peakWealth, wealth)
        if peakWealth > 0 { maxDrawdown = max(maxDrawdown, min(1, (peakWealth - wealth) / peakWealth)) }
    }

    /// The figures of the months recorded so far.
    package var metrics: EpisodeMetrics {
        let lived = Double(max(months, 1))
        return EpisodeMetrics(
            reward: reward, length: months, insolvent: insolvent, finalCash: cash, finalWealth: wealth,
            totalInvested: invested, totalConsumed: consumed, wealthGrowth: wealth - initialWealth,
            cashStability: Double(monthsWithCash) / lived, sharpeRatio: sharpeRatio,
            goalAdherence: goalDistance / lived,
            policyStability: (shares.invest.populationVariance + shares.save.populationVariance
                + shares.consume.populationVariance) / 3,
            monthsBelowThreshold: monthsBelowThreshold, maxDrawdown: maxDrawdown,
            maxPortfolioDrawdown: maxPortfolioDrawdown, shortfall: shortfall)
    }

    /// √12 · mean / sample standard deviation. Returns that are all equal leave rounding errors behind; a deviation
    /// below 1e-12 of the mean's size counts as 0.
    private var sharpeRatio: Double {
        let deviation = returns.sampleVariance.squareRoot()
        guard months >= 2, deviation > 1e-12 * abs(returns.mean) else { return 0 }
        return 12.0.squareRoot() * returns.mean / deviation
    }
}

import Statistics

/// Measures an episode while it runs: a running summary that keeps no months.
package struct AnalyticsModule: Sendable {
    private var initialWealth: Double
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
        self.init(
            cash: environment.initialCash, portfolio: environment.initialInvestment, loan: 0,
            safetyThreshold: environment.safetyThreshold)
    }

    /// For the months that a life goes on from `household`.
    package init(_ household: HouseholdState, environment: EnvironmentParameters) {
        self.init(
            cash: household.cash, portfolio: household.portfolio, loan: household.loan,
            safetyThreshold: environment.safetyThreshold)
    }

    private init(cash: Double, portfolio: Double, loan: Double, safetyThreshold: Double) {
        (self.cash, self.portfolio, self.safetyThreshold) = (cash, portfolio, safetyThreshold)
        initialWealth = cash + portfolio - loan
        wealth = initialWealth
        peakWealth = initialWealth
    }

    /// Records a month.
    ///
    /// - Parameter targetInvestRatio: g0 of the goal that was in force; nil for a policy without goals.
    package mutating func record(_ outcome: MonthOutcome, targetInvestRatio: Double? = nil) {
        if portfolio > 0 { growPortfolio(by: max(0, outcome.portfolio - outcome.invested) / portfolio) }
        returns.add(outcome.wealthReturn)
        if let targetInvestRatio { goalDistance += abs(outcome.allocation.invest - targetInvestRatio) }
        record(
            reward: outcome.reward, invested: outcome.invested, consumed: outcome.consumed,
            allocation: outcome.allocation, cash: outcome.cash, portfolio: outcome.portfolio, wealth: outcome.wealth,
            insolvent: outcome.insolvent)
    }

    /// Records a month of a life that is lived for utility.
    ///
    /// - Parameters:
    ///   - opening: how the month began.
    ///   - household: as the month left it.
    ///   - goalDistance: how far what is invested is from the goal for it, a share; nil for a policy without goals.
    package mutating func record(
        _ outcome: LifeOutcome, from opening: LifeOpening, to household: HouseholdState, goalDistance distance: Double?
    ) {
        let invested = opening.portfolio - outcome.sold + outcome.bought
        if invested > 0 { growPortfolio(by: outcome.portfolioReturn) }
        let before = cash + portfolio
        returns.add(before > 0 ? (outcome.portfolioReturn - 1) * invested / before : 0)
        goalDistance += distance ?? 0
        let isRuined = outcome.ruined
        record(
            reward: outcome.reward, invested: outcome.bought, consumed: outcome.consumed,
            allocation: Allocation(outcome, of: opening.income), cash: household.cash, portfolio: household.portfolio,
            wealth: isRuined ? 0 : household.wealth - household.loan, insolvent: isRuined)
    }

    /// Goes on with another life, which begins as `household`.
    package mutating func goOn(with household: HouseholdState) {
        let next = household.wealth - household.loan
        initialWealth += next - wealth
        (cash, portfolio, wealth, peakWealth) = (household.cash, household.portfolio, next, next)
    }

    private mutating func growPortfolio(by growth: Double) {
        unitValue *= growth
        peakUnitValue = max(peakUnitValue, unitValue)
        maxPortfolioDrawdown = max(maxPortfolioDrawdown, (peakUnitValue - unitValue) / peakUnitValue)
    }

    private mutating func record(
        reward: Double, invested: Double, consumed: Double, allocation: Allocation, cash: Double, portfolio: Double,
        wealth: Double, insolvent: Bool
    ) {
        months += 1
        self.reward += reward
        self.invested += invested
        self.consumed += consumed
        if cash > 0 { monthsWithCash += 1 }
        if cash < safetyThreshold { monthsBelowThreshold += 1 }
        shortfall += max(0, safetyThreshold - max(0, cash))
        shares.invest.add(allocation.invest)
        shares.save.add(allocation.save)
        shares.consume.add(allocation.consume)
        (self.cash, self.portfolio, self.wealth, self.insolvent) = (cash, portfolio, wealth, insolvent)
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

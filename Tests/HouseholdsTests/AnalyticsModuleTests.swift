import Households
import TestSupport
import Testing

@Suite("Analytics of an episode")
struct AnalyticsModuleTests {
    /// Lives an episode with changing shares and shocks, and measures it.
    func episode() -> (outcomes: [MonthOutcome], metrics: EpisodeMetrics) {
        let environment = EnvironmentParameters.balanced(maxMonths: 24)
        var household = TestEpisode(
            calendar: HouseholdCalendar(environment: environment, reward: RewardWeights()))
        var analytics = AnalyticsModule(environment: environment)
        var outcomes: [MonthOutcome] = []
        while !household.isOver {
            let step = Double(household.monthsDone)
            let invest = 0.05 + 0.01 * (step.truncatingRemainder(dividingBy: 5))
            let shock = Shock(
                expense: 0.3 * (step.truncatingRemainder(dividingBy: 3) - 1),
                investmentReturn: step.truncatingRemainder(dividingBy: 4) - 1.5, emergency: 0.5)
            outcomes.append(household.step(Allocation(invest: invest, save: 0.9 - invest, consume: 0.1), shock: shock))
            analytics.record(outcomes[outcomes.count - 1], targetInvestRatio: 0.1)
        }
        return (outcomes, analytics.metrics)
    }

    @Test func figuresAgreeWithTheirDefinitions() {
        let (outcomes, metrics) = episode()
        let lived = Double(outcomes.count)
        func populationVariance(_ values: [Double]) -> Double {
            let mean = values.reduce(0, +) / lived
            return values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / lived
        }
        let returns = outcomes.map(\.wealthReturn)
        let meanReturn = returns.reduce(0, +) / lived
        let deviation = (populationVariance(returns) * lived / (lived - 1)).squareRoot()
        let variances = [
            outcomes.map(\.allocation.invest), outcomes.map(\.allocation.save), outcomes.map(\.allocation.consume),
        ].map(populationVariance)

        #expect(metrics.length == 24 && !metrics.insolvent)
        #expect(agrees(metrics.reward, outcomes.map(\.reward).reduce(0, +)))
        #expect(agrees(metrics.totalInvested, outcomes.map(\.invested).reduce(0, +)))
        #expect(agrees(metrics.totalConsumed, outcomes.map(\.consumed).reduce(0, +)))
        #expect(metrics.finalCash == outcomes.last?.cash)
        #expect(agrees(metrics.wealthGrowth, outcomes[23].wealth))
        #expect(agrees(metrics.sharpeRatio, 12.0.squareRoot() * meanReturn / deviation))
        #expect(agrees(metrics.policyStability, variances.reduce(0, +) / 3))
        #expect(agrees(metrics.goalAdherence, outcomes.map { abs($0.allocation.invest - 0.1) }.reduce(0, +) / lived))
        #expect(metrics.cashStability == 1)
        #expect(metrics.monthsBelowThreshold == outcomes.count { $0.cash < 1000 })
    }

    @Test func sharpeRatioIsZeroWithoutRiskOrTime() {
        var environment = EnvironmentParameters.balanced(maxMonths: 3)
        environment.investmentReturnType = .fixed
        var household = TestEpisode(
            calendar: HouseholdCalendar(environment: environment, reward: RewardWeights()))
        var analytics = AnalyticsModule(environment: environment)
        let shock = Shock(expense: 0, investmentReturn: 0, emergency: 0.5)
        analytics.record(household.step(Allocation(invest: 0, save: 1, consume: 0), shock: shock))
        #expect(analytics.metrics.sharpeRatio == 0)
        analytics.record(household.step(Allocation(invest: 0, save: 1, consume: 0), shock: shock))
        #expect(analytics.metrics.sharpeRatio == 0)
    }

    @Test func drawdownIsTheLargestFallFromAPeak() {
        var environment = EnvironmentParameters.balanced(maxMonths: 3)
        environment.initialInvestment = 100_000
        environment.investmentReturnStd = 0.1
        environment.investmentReturnMean = 0
        var household = TestEpisode(
            calendar: HouseholdCalendar(environment: environment, reward: RewardWeights()))
        var analytics = AnalyticsModule(environment: environment)
        var wealth = [household.wealth]
        for z in [-2.0, 3.0, -1.0] {
            let outcome = household.step(
                Allocation(invest: 0, save: 1, consume: 0),
                shock: Shock(expense: 0, investmentReturn: z, emergency: 0.5))
            analytics.record(outcome)
            wealth.append(outcome.wealth)
        }
        #expect(agrees(analytics.metrics.maxDrawdown, (wealth[0] - wealth[1]) / wealth[0]))
    }
}

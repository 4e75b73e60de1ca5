import Foundation
import Households
import Learning
import TestSupport
import Testing

/// The small scenario: y0 = 2000, S = max(3000, 2000), s0 = (2000 − 800 − 400)/2000 = .4, T = 24.
@Suite("Financial strategist")
struct FinancialStrategistTests {
    let strategist = FinancialStrategist(scenario: .small, seed: 1)

    private func features(_ period: PeriodSummary) -> [Float] {
        var features = [Float](repeating: .nan, count: FinancialStrategist.inputs)
        strategist.observe(period, into: &features)
        return features
    }

    @Test func featuresBeforeTheFirstMonth() {
        let period = PeriodSummary(HouseholdState(startOf: Scenario.small.calendar))
        let expected = [1500.0 / 3000 - 1, 0, 0, log(1 + 1500.0 / 2000) / 3 - 0.5, -1]
        for (value, number) in zip(features(period), expected) { #expect(abs(Double(value) - number) < 1e-6) }
    }

    @Test func featuresOfAPeriod() {
        var household = TestEpisode(calendar: Scenario.small.calendar)
        var period = PeriodSummary(household.state)
        // v of months 1 to 3: (400 + 100·ε)·p; an emergency of 700·p in the third.
        let prices = (0..<3).map { pow(1.02, Double($0) / 12) }
        let expenses = zip([350.0, 500, 430], prices).map { $0 * $1 }
        var cash = [1500.0]
        for month in 0..<3 {
            period.record(
                household.step(
                    Allocation(invest: 0.1, save: 0.85, consume: 0.05),
                    shock: Shock(expense: [-0.5, 1, 0.3][month], investmentReturn: 0, emergency: [1, 1, 0][month])),
                targetInvestRatio: 0)
            let bills = 800 * prices[month] + expenses[month] + (month == 2 ? 700 * prices[2] : 0)
            cash.append(cash[month] + 2000 - bills - 200 - 100)
        }
        let portfolio = (200 * 1.005 + 200) * 1.005 + 200
        let wealth = cash[3] + portfolio
        let expected = [
            (cash[1] + cash[2] + cash[3]) / 3 / 3000 - 1,
            2 * ((wealth - 1500) / 3) / 2000,
            ((expenses[2] - expenses[0]) / 2) / 200,
            log(1 + wealth / 2000) / 3 - 0.5,
            2 * 3.0 / 24 - 1,
        ]
        for (value, number) in zip(features(period), expected) { #expect(abs(Double(value) - number) < 1e-6) }
    }

    @Test func featuresAreClipped() {
        let calendar = Scenario.small.calendar
        func steady(cash: Double, portfolio: Double, wealthChange: Double) -> [Float] {
            let household = TestEpisode(calendar: calendar, monthsDone: 12, cash: cash, portfolio: portfolio)
            return features(PeriodSummary(household.state, steadyMonths: 5, wealthChange: wealthChange))
        }
        #expect(steady(cash: 1e6, portfolio: 0, wealthChange: 1e6).prefix(3) == [4, 4, 0])
        #expect(steady(cash: -1e6, portfolio: 0, wealthChange: -1e6) == [-3, -4, 0, -0.5, 0])
    }

    @Test func actionsAreSquashedToGoals() {
        let goal = strategist.goal(SIMD3(0, 0, 0))
        #expect(goal == Goal(targetInvestRatio: 0.5, safetyBuffer: 3000, aggressiveness: 0.5))
        let other = strategist.goal(SIMD3(Float(log(3.0)), Float(-log(3.0)), Float(log(9.0))))
        #expect(abs(other.targetInvestRatio - 0.75) < 1e-7)
        #expect(abs(other.safetyBuffer - 1500) < 1e-3)
        #expect(abs(other.aggressiveness - 0.9) < 1e-7)
        let extreme = strategist.goal(SIMD3(-1000, 1000, 1000))
        #expect(extreme == Goal(targetInvestRatio: 0, safetyBuffer: 6000, aggressiveness: 1))
    }

    /// Biases logit(.4·s0), logit(threshold/2S), 0 under weights near zero: g0 ≈ .16, g1 ≈ the threshold, g2 ≈ ½.
    @Test func theUntrainedGoalIsThatOfTheBiases() {
        let life = decided(.small)
        #expect(abs(life.goal.targetInvestRatio - 0.16) < 0.01)
        #expect(abs(life.goal.safetyBuffer - 3000) < 100)
        #expect(abs(life.goal.aggressiveness - 0.5) < 0.02)
    }

    @Test func theUntrainedGoalOfATightHouseholdIsModest() {
        var scenario = Scenario.small
        scenario.environment.fixedExpenses = 1700
        scenario.environment.safetyThreshold = 0
        // s0 is at least .04, .4·s0 at least .02; no threshold at all: .05 of 2·income.
        let goal = decided(scenario).goal
        #expect(abs(goal.targetInvestRatio - 0.02) < 0.002)
        #expect(abs(goal.safetyBuffer - 200) < 20)
    }

    /// The untrained executor does what the effective target and s0 suggest: with half of the buffer there, it invests
    /// t = .16·(.5 + .5·.5) = .12, consumes c0 = .12, and saves the rest.
    @Test func theUntrainedAllocationIsThatOfTheGoal() {
        let life = decided(.small)
        let target = life.goal.effectiveTarget(cash: 1500)
        #expect(abs(target - 0.12) < 0.01)
        #expect(abs(life.allocation.invest - target) < 0.01)
        #expect(abs(life.allocation.consume - 0.12) < 0.01)
        #expect(abs(life.allocation.invest + life.allocation.save + life.allocation.consume - 1) < 1e-12)
    }

    /// adherence_weight·alpha·y0/1000 = 3·10·2 for a goal that is missed by all of the income.
    @Test func goalsThatAreNotKeptCost() {
        let strategist = FinancialStrategist(scenario: .small, seed: 1)
        #expect(strategist.trainingReward(7, departure: 0) == 7)
        #expect(abs(strategist.trainingReward(7, departure: 0.3) - (7 - 0.3 * 60)) < 1e-12)
    }

    private func decided(_ scenario: Scenario) -> Life {
        var policy = HierarchicalPolicy(untrained: scenario, seed: 5)
        var lives = [Life(episode: 0, calendar: scenario.calendar)]
        policy.decide(&lives)
        return lives[0]
    }
}

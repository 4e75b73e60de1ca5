import Households
import TestSupport
import Testing

@Suite("State of a household")
struct HouseholdStateTests {
    static let shock = Shock(expense: 0.5, investmentReturn: -1, emergency: 0.9)

    func household(_ environment: EnvironmentParameters = .balanced()) -> TestEpisode {
        TestEpisode(calendar: HouseholdCalendar(environment: environment, reward: RewardWeights()))
    }

    @Test func goldenMonthsOfTheBalancedProfile() {
        var household = household()
        let allocation = Allocation(invest: 0.2, save: 0.7, consume: 0.1)
        let outcomes = (0..<3).map { _ in household.step(allocation, shock: Self.shock) }
        #expect(agrees(outcomes[0].cash, 90))
        #expect(agrees(outcomes[0].portfolio, 640))
        for (outcome, expected) in zip(outcomes, [13.772031499, 13.737941621, 13.703708677]) {
            #expect(abs(outcome.reward - expected) < 1e-9)
        }
    }

    @Test func goldenBankruptcyOfTheBalancedProfile() {
        var household = household()
        let outcome = household.step(Allocation(invest: 0.5, save: 0.3, consume: 0.2), shock: Self.shock)
        #expect(agrees(outcome.cash, -1190))
        #expect(outcome.insolvent && outcome.isLast && household.isOver)
        #expect(abs(outcome.reward - -449.21946674) < 1e-8)
    }

    @Test func theSameShocksGiveTheSameEpisode() {
        var first = household()
        var second = household()
        let allocation = Allocation(invest: 0.1, save: 0.8, consume: 0.1)
        while !first.isOver {
            #expect(first.observation == second.observation)
            #expect(first.step(allocation, shock: Self.shock) == second.step(allocation, shock: Self.shock))
        }
        #expect(second.isOver)
    }

    @Test func moneyIsConserved() {
        var environment = EnvironmentParameters.balanced()
        environment.emergencyProbability = 1
        environment.emergencyCost = 50
        environment.investmentReturnType = .none
        environment.initialCash = 5000
        var household = household(environment)
        var wealth = household.wealth
        while !household.isOver {
            let outcome = household.step(Allocation(invest: 0.15, save: 0.75, consume: 0.1), shock: Self.shock)
            let fixed = household.calendar.months[outcome.month - 1].fixedExpenses
            wealth += outcome.income - fixed - outcome.variableExpense - outcome.emergencyExpense - outcome.consumed
            #expect(agrees(outcome.wealth, wealth))
            wealth = outcome.wealth
        }
    }

    @Test func incomeRisesOnceAYearAndPricesEveryMonth() {
        var environment = EnvironmentParameters.balanced()
        environment.incomeGrowth = 0.1
        let months = HouseholdCalendar(environment: environment, reward: RewardWeights()).months
        #expect(months[0].income == 3200 && months[11].income == 3200)
        #expect(agrees(months[12].income, 3520))
        #expect(agrees(months[12].fixedExpenses, 1400 * 1.02))
        #expect(months[1].fixedExpenses > months[0].fixedExpenses)
        #expect(months[59].growthWeight == 1)
        #expect(agrees(months[58].growthWeight, 1.005))
    }

    @Test func aPortfolioCannotLoseMoreThanItself() {
        var environment = EnvironmentParameters.balanced()
        environment.initialInvestment = 1000
        var household = household(environment)
        let crash = Shock(expense: 0, investmentReturn: -1000, emergency: 0.5)
        #expect(household.step(Allocation(invest: 0, save: 1, consume: 0), shock: crash).portfolio == 0)
    }

    @Test func lossesWeighMoreThanGainsInAPeriod() {
        let calendar = HouseholdCalendar(environment: .balanced(), reward: RewardWeights())
        #expect(calendar.periodReward(rewards: 1, wealthChange: 1000, monthsWithCash: 4) == 1 + 1 + 2)
        #expect(calendar.periodReward(rewards: 1, wealthChange: -1000, monthsWithCash: 4) == 1 - 1.5 + 2)
    }
}

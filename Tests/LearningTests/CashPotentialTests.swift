import Foundation
import Households
import Learning
import TestSupport
import Testing

@Suite("Potential of cash")
struct CashPotentialTests {
    /// Three months without inflation, a month's surplus of 2000 − 800 − 400 − .05·700 = 765 EUR, alpha/1000 = .01.
    private func threeMonths(_ returns: InvestmentReturnType) -> HouseholdCalendar {
        var environment = Scenario.small.environment
        environment.maxMonths = 3
        environment.inflation = 0
        environment.incomeGrowth = 0
        environment.investmentReturnType = returns
        return HouseholdCalendar(environment: environment, reward: Scenario.small.reward)
    }

    static let values: [(returns: InvestmentReturnType, monthsDone: Int, cash: Double, expected: Double)] = [
        // Worth of a euro in the months: 1.005² = 1.010025, 1.005, 1.
        (.stochastic, 0, 1500, 0.01 * (1.010025 * 1500 + 3.015025 * 765)),
        (.fixed, 1, 400, 0.01 * (1.005 * 400 + 2.005 * 765)),
        (.fixed, 2, -100, 6.65),
        (.none, 0, 1500, 0.01 * (1500 + 3 * 765)),
        (.none, 1, 200, 17.3),
        // After the last month nothing is worth anything.
        (.fixed, 3, 1e6, 0),
    ]

    @Test(arguments: values)
    func isTheWorthOfCashAndSurpluses(returns: InvestmentReturnType, monthsDone: Int, cash: Double, expected: Double) {
        let potential = CashPotential(calendar: threeMonths(returns))
        #expect(abs(potential(monthsDone: monthsDone, cash: cash) - expected) < 1e-9)
    }

    /// Before the last of 24 months income has grown by a tenth once, prices for 23 months.
    @Test func followsIncomeAndPrices() {
        let surplus = 2200 - (800 + 400 + 35) * pow(1.02, 23.0 / 12)
        let potential = CashPotential(calendar: Scenario.small.calendar)
        #expect(abs(potential(monthsDone: 23, cash: 500) - 0.01 * (500 + surplus)) < 1e-9)
        let before = 2200 - (800 + 400 + 35) * pow(1.02, 22.0 / 12)
        #expect(abs(potential(monthsDone: 22, cash: 500) - 0.01 * (1.005 * 500 + 1.005 * before + surplus)) < 1e-9)
    }

    /// Surpluses of 7.65 a month; the penalty is .3 for the missing threshold and 4·(3 − t + 12) for bankruptcy.
    @Test func stakesAreSurplusesAndThePenalty() {
        expectStakes(threeMonths(.none), [79.25, 67.6, 55.95, 55.95].map { $0 / 79.25 })
        // Where bills exceed the income there are no surpluses to lose.
        var environment = threeMonths(.none).environment
        environment.fixedExpenses = 3000
        expectStakes(
            HouseholdCalendar(environment: environment, reward: RewardWeights()),
            [56.3, 52.3, 48.3, 48.3].map { $0 / 56.3 })
    }

    @Test func stakesAreNeverNothing() {
        var reward = RewardWeights()
        reward.delta = 0
        reward.beta = 0
        var environment = threeMonths(.none).environment
        environment.maxMonths = 200
        let potential = CashPotential(calendar: HouseholdCalendar(environment: environment, reward: reward))
        for (monthsDone, stake) in [(0, 1), (100, 0.5), (190, 0.05), (199, 0.01), (200, 0.01)] {
            #expect(abs(potential.stake(monthsDone: monthsDone) - stake) < 1e-12)
        }
        // Without any reward there is nothing to measure in.
        reward.alpha = 0
        environment.maxMonths = 3
        expectStakes(HouseholdCalendar(environment: environment, reward: reward), [1, 1, 1, 1])
    }

    private func expectStakes(_ calendar: HouseholdCalendar, _ expected: [Double]) {
        let potential = CashPotential(calendar: calendar)
        for (monthsDone, stake) in expected.enumerated() {
            #expect(abs(potential.stake(monthsDone: monthsDone) - stake) < 1e-9)
        }
    }

    @Test func shapingIsTheDifferenceOfPotentials() {
        let potential = CashPotential(calendar: threeMonths(.none))
        var household = TestEpisode(calendar: threeMonths(.none))
        let shock = Shock(expense: 0, investmentReturn: 0, emergency: 1)
        // 1500 EUR, then 1500 + 800 − 600: Φ falls from 37.95 to .01·(1700 + 2·765).
        let first = household.step(Allocation(invest: 0.3, save: 0.7, consume: 0), shock: shock)
        #expect(abs(potential.shaping(first, cashBefore: 1500, gamma: 1) - (32.3 - 37.95)) < 1e-9)
        #expect(abs(potential.shaping(first, cashBefore: 1500, gamma: 0.9) - (0.9 * 32.3 - 37.95)) < 1e-9)
        // What follows insolvency is nothing, whatever cash is: 1700 + 800 − 3000.
        let last = household.step(Allocation(invest: 0, save: -0.5, consume: 1.5), shock: shock)
        #expect(last.insolvent)
        #expect(abs(potential.shaping(last, cashBefore: 1700, gamma: 1) + 32.3) < 1e-9)
    }

    /// Whatever is done, shaping adds −Φ of the start to an episode's return: it cannot change which policy is best.
    @Test(arguments: [1, 0.9], [20_000.0, 500])
    func telescopes(gamma: Double, initialCash: Double) {
        var scenario = Scenario.small
        scenario.environment.initialCash = initialCash
        let potential = CashPotential(calendar: scenario.calendar)
        let start = potential(monthsDone: 0, cash: initialCash)
        var numbers = TestNumbers(3)
        for _ in 0..<10 {
            var household = TestEpisode(calendar: scenario.calendar)
            var (plain, shaped, discount) = (0.0, 0.0, 1.0)
            while !household.isOver {
                let cash = household.cash
                let invest = 0.3 + 0.2 * tanh(numbers.next())
                let outcome = household.step(
                    Allocation(invest: invest, save: 0.8 - invest, consume: 0.2),
                    shock: Shock(expense: numbers.next(), investmentReturn: numbers.next(), emergency: 1))
                plain += discount * outcome.reward
                shaped += discount * (outcome.reward + potential.shaping(outcome, cashBefore: cash, gamma: gamma))
                discount *= gamma
            }
            #expect(abs(shaped - plain + start) < 1e-9)
            #expect((household.cash < 0) == (initialCash == 500))
        }
    }
}

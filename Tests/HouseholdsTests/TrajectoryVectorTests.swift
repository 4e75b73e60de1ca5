import Foundation
import Households
import ScenarioFiles
import TestSupport
import Testing

/// A whole trajectory computed by an independent implementation of the household.
struct TrajectoryVector {
    struct Month: Decodable {
        let observation: [Double]
        let action: [Double]
        let eps, z, u: Double
        let cash, portfolio, reward: Double
        let done, insolvent: Bool

        var allocation: Allocation { Allocation(invest: action[0], save: action[1], consume: action[2]) }
        var shock: Shock { Shock(expense: eps, investmentReturn: z, emergency: u) }
    }

    struct Period: Decodable {
        let months: Int
        let reward: Double
    }

    private struct Trajectory: Decodable {
        let highPeriod: Int
        let months: [Month]
        let periods: [Period]

        enum CodingKeys: String, CodingKey {
            case months, periods
            case highPeriod = "high_period"
        }
    }

    let environment: EnvironmentParameters
    let reward: RewardWeights
    let highPeriod: Int
    let months: [Month]
    let periods: [Period]

    static let names = [
        "aggressive_fixed_return", "bologna_coppia", "conservative", "deflation_wealthy", "milano_junior_greedy",
        "roma_no_return_emergencies", "single_month",
    ]

    init(named name: String) throws {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Vectors"))
        let data = try Data(contentsOf: url)
        let trajectory = try JSONDecoder().decode(Trajectory.self, from: data)
        (highPeriod, months, periods) = (trajectory.highPeriod, trajectory.months, trajectory.periods)
        // The file has the household of a scenario, and nothing else of it.
        var stored: [String: Any] = ["name": name, "description": "", "training": [String: Any]()]
        let members = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for key in ["environment", "reward"] { stored[key] = members[key] }
        let scenario = try JSONDecoder().decode(Scenario.self, from: JSONSerialization.data(withJSONObject: stored))
        (environment, reward) = (scenario.environment, scenario.reward)
    }
}

extension Observation {
    /// The seven numbers in the order of the vectors.
    fileprivate var vector: [Double] {
        [income, fixedExpenses, variableExpense, cash, inflation, riskTolerance, Double(monthsLeft)]
    }
}

/// Whether two numbers agree to 1e-9, relative to the larger of the expected value and `scale`.
func agrees(_ actual: Double, _ expected: Double, scale: Double = 1e-6) -> Bool {
    abs(actual - expected) <= 1e-9 * max(abs(expected), scale)
}

@Suite("Trajectories of an independent implementation")
struct TrajectoryVectorTests {
    @Test(arguments: TrajectoryVector.names)
    func monthsAreReproduced(name: String) throws {
        let vector = try TrajectoryVector(named: name)
        var household = TestEpisode(
            calendar: HouseholdCalendar(environment: vector.environment, reward: vector.reward))
        for (index, month) in vector.months.enumerated() {
            for (actual, expected) in zip(household.observation.vector, month.observation) {
                #expect(agrees(actual, expected), "month \(index + 1): observed \(actual), not \(expected)")
            }
            let outcome = household.step(month.allocation, shock: month.shock)
            // A balance near zero is a difference of amounts the size of an income.
            #expect(agrees(outcome.cash, month.cash, scale: vector.environment.income), "month \(index + 1)")
            #expect(agrees(outcome.portfolio, month.portfolio), "month \(index + 1)")
            #expect(agrees(outcome.reward, month.reward), "month \(index + 1)")
            #expect(outcome.isLast == month.done)
            #expect(outcome.insolvent == month.insolvent)
        }
        #expect(household.isOver == vector.months.last?.done)
    }

    @Test(arguments: TrajectoryVector.names)
    func periodRewardsAreReproduced(name: String) throws {
        let vector = try TrajectoryVector(named: name)
        let calendar = HouseholdCalendar(environment: vector.environment, reward: vector.reward)
        var household = TestEpisode(calendar: calendar)
        var months = vector.months[...]
        for period in vector.periods {
            let wealthBefore = household.wealth
            let outcomes = months.prefix(vector.highPeriod).map { household.step($0.allocation, shock: $0.shock) }
            months = months.dropFirst(vector.highPeriod)
            let reward = calendar.periodReward(
                rewards: outcomes.map(\.reward).reduce(0, +), wealthChange: household.wealth - wealthBefore,
                monthsWithCash: outcomes.count { $0.cash > 0 })
            #expect(outcomes.count == period.months)
            #expect(agrees(reward, period.reward))
        }
        #expect(months.isEmpty)
    }
}

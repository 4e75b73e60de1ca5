import Foundation
import Households
import Learning
import NumericKernels
import TestSupport
import Testing

/// What the agents of a household that lives for utility see, and what their outputs stand for, beside an independent
/// implementation.
@Suite("What the agents of a life see and do")
struct LifeAgentsTests {
    struct Vector: Decodable, CustomTestStringConvertible {
        struct Row: Decodable {
            let monthsDone, work: Int
            let cash, portfolio, loan, factor: Double
            let features: [Double]
            let goalOutputs: [Float]
            /// Share, months, spending.
            let goal: [Double]
            let outputs: [Float]
            /// Consume, trade, prepay.
            let decision: [Double]
            let base, value: Double
            let critic: Float
        }

        let name: String
        let household: LifeVectorHousehold
        let rows: [Row]

        var testDescription: String { name }
    }

    static let vectors: [Vector] = {
        do {
            guard
                let url = Bundle.module.url(
                    forResource: "life_agents", withExtension: "json", subdirectory: "Vectors")
            else { throw CocoaError(.fileNoSuchFile) }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode([Vector].self, from: Data(contentsOf: url))
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    private func household(_ row: Vector.Row, in calendar: LifeCalendar) -> HouseholdState {
        HouseholdState(
            in: calendar, monthsDone: row.monthsDone, cash: row.cash, portfolio: row.portfolio, loan: row.loan,
            work: row.work, incomeFactor: row.factor)
    }

    private func seen(_ household: HouseholdState, by observer: LifeObserver) -> [Float] {
        let observations = LifeObservations(observer, capacity: 1)
        let features = FloatBuffer(count: observer.count)
        features.fill(with: .nan)
        observations.observe(household, household.opening(in: observer.calendar), into: features.base)
        observations.complete()
        return (0..<observer.count).map { features[$0] }
    }

    private func means(_ household: HouseholdState, in calendar: LifeCalendar) -> LifeMeans {
        LifeMeans(household, household.opening(in: calendar), in: calendar)
    }

    private func agrees(_ actual: Double, _ expected: Double, _ tolerance: Double, scale: Double = 1) -> Bool {
        abs(actual - expected) <= tolerance * max(abs(expected), scale)
    }

    @Test(arguments: vectors)
    func featuresAreReproduced(_ vector: Vector) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        let observer = LifeObserver(calendar: calendar)
        let features = LifeFeature.all(in: calendar)
        #expect(features.count == observer.count && Set(features.map(\.formula)).count == observer.count)
        for row in vector.rows {
            // The other implementation has all but the last.
            #expect(row.features.count == observer.count - 1 && features.last == .means)
            let household = household(row, in: calendar)
            let seen = seen(household, by: observer)
            for (feature, (actual, expected)) in zip(features, zip(seen, row.features)) {
                #expect(agrees(Double(actual), expected, 3e-7), "\(feature): \(actual), not \(expected)")
            }
            // What could be consumed in every month that is left is what the critic's values start from, above a tenth.
            let means = means(household, in: calendar)
            #expect(agrees(Double(seen[observer.count - 1]), asinh(means.share) - 1, 3e-7))
            let base = (LifeValue(0, means, in: calendar).base - calendar.necessities) / calendar.scales.freeConsumption
            if means.share > 0.1 { #expect(agrees(base, means.share, 1e-12)) }
        }
    }

    /// Many at a time are seen as each is alone, wherever its features lie.
    @Test(arguments: vectors)
    func householdsAreSeenSideBySide(_ vector: Vector) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        let observer = LifeObserver(calendar: calendar)
        let observations = LifeObservations(observer, capacity: 13)
        let rows = vector.rows + vector.rows
        for count in [13, 1, 0, 6] {
            let households = rows.prefix(count).map { household($0, in: calendar) }
            let stride = observer.count + 3
            let features = FloatBuffer(count: count * stride)
            features.fill(with: -7)
            for (index, household) in households.enumerated().reversed() {
                let means = observations.observe(
                    household, household.opening(in: calendar), into: features.base + index * stride)
                #expect(means == self.means(household, in: calendar))
            }
            observations.complete()
            for (index, household) in households.enumerated() {
                let own = (index * stride..<(index + 1) * stride).map { features[$0] }
                #expect(own == seen(household, by: observer) + [-7, -7, -7])
            }
        }
    }

    @Test(arguments: vectors)
    func goalsAndDecisionsAreReproduced(_ vector: Vector) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        for row in vector.rows {
            let household = household(row, in: calendar)
            let opening = household.opening(in: calendar)
            let goal = LifeGoal(SIMD3(row.goalOutputs[0], row.goalOutputs[1], row.goalOutputs[2]), in: calendar)
            for (actual, expected) in zip([goal.investedShare, goal.bufferMonths, goal.consumption], row.goal) {
                #expect(agrees(actual, expected, 1e-6))
            }
            let outputs = SIMD4(row.outputs[0], row.outputs[1], row.outputs[2], row.outputs[3])
            let decision = LifeDecision(
                outputs, goal: goal, household: household, opening: opening, in: calendar)
            for (actual, expected) in zip([decision.consume, decision.trade, decision.prepay], row.decision) {
                #expect(agrees(actual, expected, 2e-6, scale: 1000), "\(actual), not \(expected)")
            }
        }
    }

    @Test(arguments: vectors)
    func valuesAreReproduced(_ vector: Vector) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        for row in vector.rows {
            let household = household(row, in: calendar)
            let value = LifeValue(row.critic, means(household, in: calendar), in: calendar)
            #expect(agrees(value.base, row.base, 1e-9))
            #expect(agrees(value.value, row.value, 1e-5, scale: 1000), "\(value.value), not \(row.value)")
            // A small change of the output is the same relative change of the certainty equivalent.
            let more = LifeValue(row.critic + 0.01, means(household, in: calendar), in: calendar)
            guard abs(row.critic) < 2.4 else { continue }
            let middle = (value.consumption + more.consumption) / 2
            let gamma = calendar.utility.riskAversion
            let error =
                (more.value - value.value) / value.errorScale(monthsDone: row.monthsDone, in: calendar)
                / pow(middle / value.consumption, -gamma)
            #expect(abs(error / (more.consumption / value.consumption - 1) - 1) < 0.01)
        }
    }

    /// The goal moves the action one to one, spending in proportion.
    @Test func theGoalActsOnTheDecision() throws {
        let calendar = LifeCalendar(try #require(Self.vectors.first { $0.name == "partita_iva" }).household.scenario)
        let household = HouseholdState(startOf: calendar)
        let opening = household.opening(in: calendar)
        func decision(_ goal: LifeGoal) -> LifeDecision {
            LifeDecision(SIMD4(), goal: goal, household: household, opening: opening, in: calendar)
        }
        var goal = LifeGoal(SIMD3(), in: calendar)
        let first = decision(goal)
        #expect(first.consume == goal.consumption && abs(goal.investedShare - 0.5) < 1e-12)
        goal.consumption *= 1.5
        #expect(abs(decision(goal).consume / first.consume - 1.5) < 1e-12)
        // As much as there is, if need be by a sale.
        goal.consumption = 1e9
        let greedy = decision(goal)
        let all = opening.money - calendar.months[0].ordinaryBills + calendar.saleYield * opening.portfolio
        #expect(abs(greedy.consume - all) < 1e-9 && abs(greedy.trade + opening.portfolio) < 1e-9)
    }

    /// Who lives on savings alone has numbers, too.
    @Test func aHouseholdWithoutIncomeIsSeen() throws {
        var scenario = try #require(Self.vectors.first { $0.name == "fire_quarantacinque" }).household.scenario
        scenario.environment.income = 0
        let calendar = LifeCalendar(scenario)
        let household = HouseholdState(startOf: calendar)
        let opening = household.opening(in: calendar)
        let seen = seen(household, by: LifeObserver(calendar: calendar))
        #expect(!seen.contains { !$0.isFinite })
        let value = LifeValue(0, means(household, in: calendar), in: calendar)
        #expect(value.value.isFinite && value.base > calendar.necessities)
        let goal = LifeGoal(SIMD3(), in: calendar)
        let decision = LifeDecision(SIMD4(), goal: goal, household: household, opening: opening, in: calendar)
        #expect(decision.consume > 0 && decision.trade.isFinite)
    }
}

import Foundation
import Households
import NumericKernels
import Statistics
import TestSupport
import Testing

@Suite("Rules that people live by")
struct LifeRuleTests {
    /// Lives under rules, by an independent implementation.
    struct Lives: Decodable, CustomTestStringConvertible {
        struct Life: Decodable {
            let rule: String
            /// The six shocks and the three amounts of each month.
            let rows: [[Double]]
            let cash, portfolio, loan: Double
        }

        let name: String
        let household: LifeVectorHousehold
        let lives: [Life]

        var testDescription: String { name }
    }

    static let households: [Lives] = {
        do { return try LifeVectors.decode("rule_lives") } catch { preconditionFailure("\(error)") }
    }()

    static let rules: [String: LifeRule] = [
        "everything, cash": LifeRule(.everything, .cash),
        "50/30/20, fund 3": LifeRule(.fiftyThirtyTwenty, .fund(3)),
        "50/30/20, fund 6": LifeRule(.fiftyThirtyTwenty, .fund(6)),
        "50/30/20, cash": LifeRule(.fiftyThirtyTwenty, .cash),
        "50/30/20, half": LifeRule(.fiftyThirtyTwenty, .share(0.5)),
        "salary .7, fund 6": LifeRule(.salary(0.7, bufferMonths: 6), .fund(6)),
        "tenth first, fund 3": LifeRule(.tenthFirst, .fund(3)),
        "surplus .85, fund 1": LifeRule(.surplus(0.85), .fund(1)),
        "means 1, fund 1": LifeRule(.means(1, bufferMonths: 1), .fund(1)),
        "means .5, fund 12": LifeRule(.means(0.5, bufferMonths: 12), .fund(12)),
        "4 %, fund 3": LifeRule(.fourPercent, .fund(3)),
        "4 %, half": LifeRule(.fourPercent, .share(0.5)),
        "debt first, 50/30/20, fund 3": LifeRule(.fiftyThirtyTwenty, .fund(3), debtFirst: true),
        "debt first, tenth first, fund 3": LifeRule(.tenthFirst, .fund(3), debtFirst: true),
    ]

    @Test(arguments: households)
    func livesAreReproduced(_ vector: Lives) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        for life in vector.lives {
            let rule = try #require(Self.rules[life.rule])
            var (household, memory) = (HouseholdState(startOf: calendar), LifeRule.Memory(0))
            for (index, row) in life.rows.enumerated() {
                let opening = household.opening(in: calendar)
                let decision = rule.decision(household, opening, in: calendar, memory: &memory)
                for (actual, expected) in zip([decision.consume, decision.trade, decision.prepay], row[6...]) {
                    #expect(
                        abs(actual - expected) <= 1e-9 * max(abs(expected), 1000),
                        "\(life.rule), month \(index + 1): \(actual), not \(expected)")
                }
                let shock = LifeShock(
                    expense: row[0], investmentReturn: row[5], income: row[3], emergency: row[1], crash: row[4],
                    work: row[2])
                _ = household.step(decision, from: opening, shock: shock, in: calendar)
            }
            for (actual, expected) in zip(
                [household.cash, household.portfolio, household.loan], [life.cash, life.portfolio, life.loan])
            { #expect(agrees(actual, expected, scale: 1000), "\(life.rule)") }
        }
        #expect(vector.lives.count >= 10)
    }

    /// What the independent implementation found on its own 2,000 lives.
    struct Found: Decodable {
        let ce, ceSe, ruin: Double
        let goal: Double?
        let meanX, low5: Double
    }

    static let book: [String: LifeRule] = [
        "spend all, save nothing": LifeRule(.everything, .cash),
        "50/30/20, 3-month fund, then invest": LifeRule(.fiftyThirtyTwenty, .fund(3)),
        "50/30/20, 6-month fund, then invest": LifeRule(.fiftyThirtyTwenty, .fund(6)),
        "50/30/20, all in cash": LifeRule(.fiftyThirtyTwenty, .cash),
        "50/30/20, half invested": LifeRule(.fiftyThirtyTwenty, .share(0.5)),
        "a fixed salary (.7), 6-month fund, then invest": LifeRule(.salary(0.7, bufferMonths: 6), .fund(6)),
        "a tenth first, 3-month fund, then invest": LifeRule(.tenthFirst, .fund(3)),
        "4 % rule, 3-month fund, rest invested": LifeRule(.fourPercent, .fund(3)),
        "4 % rule, half invested": LifeRule(.fourPercent, .share(0.5)),
        "debt first, then 50/30/20, 3-month fund": LifeRule(.fiftyThirtyTwenty, .fund(3), debtFirst: true),
        "debt first, a tenth, 3-month fund": LifeRule(.tenthFirst, .fund(3), debtFirst: true),
    ]

    /// Within four standard errors of the difference, on 1,000 lives of our own.
    @Test(arguments: households)
    func areWorthWhatWasFound(_ vector: Lives) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let found: [String: [String: Found]] = try LifeVectors.decode("rules")
        let run = LifeRun(calendar: calendar, seed: 11, purpose: .evaluationShock)
        let team = WorkerTeam(count: 2)
        var compared = 0
        for (name, expected) in try #require(found[vector.name]).sorted(by: { $0.key < $1.key }) {
            guard let rule = Self.book[name] else { continue }
            let result = LifeStatistics(of: run.live(1000, under: rule, team: team), in: calendar)
            let error = hypot(result.certaintyEquivalent.standardError, expected.ceSe)
            let value = result.certaintyEquivalent.mean
            #expect(abs(value - expected.ce) < 4 * error, "\(name): \(value), not \(expected.ce) ± \(error)")
            // A share of 1,000 lives and one of 2,000.
            let share = (result.ruinProbability + expected.ruin) / 2
            let deviation = (share * (1 - share) * (1.0 / 1000 + 1.0 / 2000)).squareRoot()
            #expect(abs(result.ruinProbability - expected.ruin) <= 4 * deviation + 1e-3, "\(name)")
            #expect(abs(result.meanConsumption / expected.meanX - 1) < 0.03, "\(name)")
            if let goal = expected.goal { #expect(abs(try #require(result.goalShare) - goal) < 0.04, "\(name)") }
            compared += 1
        }
        let named = LifeRule.named(in: calendar)
        // The rule of age is not among what was found.
        #expect(compared == named.count { $0.kind != .ageRule })
        #expect(Set(named.map(\.rule.sentence)).count == named.count && Set(named.map(\.kind)).count == named.count)
    }

    /// 67 when the pension begins: at 55 this household invests 45 % of what exceeds three months of bills.
    @Test func theRuleOfAgeKnowsTheAge() throws {
        let calendar = LifeCalendar(
            try #require(Self.households.first { $0.name == "verso_la_pensione" }).household.scenario)
        let retirement = calendar.scenario.work.retirementMonth
        for (month, share) in [(retirement - 144, 0.45), (retirement, 0.33), (retirement + 144, 0.21)] {
            let figures = calendar.months[month - 1]
            let household = HouseholdState(
                in: calendar, monthsDone: month - 1, cash: 0, portfolio: 500_000, work: calendar.work.first)
            let opening = household.opening(in: calendar)
            var memory = 0.0
            let rule = LifeRule(.fiftyThirtyTwenty, .age)
            let decision = rule.decision(household, opening, in: calendar, memory: &memory)
            let free = opening.money - figures.ordinaryBills
            let left = free - decision.consume + opening.portfolio
            let wanted = share * (left - 3 * figures.expectedBills)
            #expect(abs(opening.portfolio + decision.trade - wanted) < 1, "month \(month)")
        }
    }

    /// The same bits on any number of threads; no candidate does better on the lives it was chosen on.
    @Test func theTunedRuleIsTheBestOfItsKind() throws {
        let calendar = LifeCalendar(
            try #require(Self.households.first { $0.name == "prestito_milano" }).household.scenario)
        let rule = LifeRule.tuned(in: calendar, seed: 5, lives: 100, team: WorkerTeam(count: 1))
        #expect(rule == LifeRule.tuned(in: calendar, seed: 5, lives: 100, team: WorkerTeam(count: 3)))
        let run = LifeRun(calendar: calendar, seed: 5, purpose: .ruleTuningShock)
        let team = WorkerTeam(count: 1)
        func value(_ rule: LifeRule) -> Double {
            LifeStatistics(of: run.live(100, under: rule, team: team), in: calendar).certaintyEquivalent.mean
        }
        let best = value(rule)
        #expect(LifeRule.tunedCandidates(in: calendar).count == 120)
        #expect(LifeRule.tunedCandidates(in: calendar).allSatisfy { value($0) <= best })
    }
}

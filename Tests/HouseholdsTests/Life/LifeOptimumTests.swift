import Foundation
import Households
import NumericKernels
import Statistics
import TestSupport
import Testing

@Suite("The optimum of a life")
struct LifeOptimumTests {
    struct Decision: Decodable {
        let month, work: Int
        let money, portfolio, loan, consume, trade, prepay: Double
    }

    struct Grid: Decodable {
        let wealthPoints, sharePoints, loanPoints: Int

        /// As the other implementation, with all cells everywhere.
        var grid: LifeGrid {
            var grid = LifeGrid(wealthPoints: wealthPoints, sharePoints: sharePoints, loanPoints: loanPoints)
            grid.sharesAreEven = true
            grid.allBillCells = true
            return grid
        }
    }

    /// A short life on a coarse grid, by an independent implementation of the same recursion.
    struct Short: Decodable, CustomTestStringConvertible {
        let name: String
        let household: LifeVectorHousehold
        let grid: Grid
        let certaintyEquivalent: Double
        let decisions: [Decision]

        var testDescription: String { name }
    }

    static let short: [Short] = {
        do { return try LifeVectors.decode("short_optima") } catch { preconditionFailure("\(error)") }
    }()

    @Test(arguments: short)
    func isThatOfAnIndependentImplementation(_ vector: Short) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        let optimum = LifeOptimum(calendar: calendar, grid: vector.grid.grid, team: WorkerTeam(count: 2))
        let found = optimum.certaintyEquivalent
        #expect(abs(found / vector.certaintyEquivalent - 1) < 1e-7, "\(found), not \(vector.certaintyEquivalent)")
        for expected in vector.decisions {
            let decision = optimum.decision(
                month: expected.month, work: calendar.months[expected.month - 1].isRetired ? 0 : expected.work,
                money: expected.money, portfolio: expected.portfolio, loan: expected.loan)
            let all = expected.money + expected.portfolio
            for (name, actual, wanted) in [
                ("consume", decision.consume, expected.consume), ("trade", decision.trade, expected.trade),
                ("prepay", decision.prepay, expected.prepay),
            ] {
                #expect(abs(actual - wanted) < 0.002 * all + 1, "\(name): \(actual), not \(wanted), \(expected)")
            }
        }
        #expect(optimum.isExact == (vector.name != "history"))
    }

    /// Its policy, lived, is worth what was computed, within three standard errors and half a percent; and no rule is
    /// worth more.
    @Test(arguments: short.filter { $0.name != "history" })
    func isWorthWhatWasComputed(_ vector: Short) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        let team = WorkerTeam(count: 2)
        let hasLoan = calendar.scenario.debt.loan > 0
        let grid = LifeGrid(wealthPoints: 160, sharePoints: 11, loanPoints: hasLoan ? 8 : 1)
        let optimum = LifeOptimum(calendar: calendar, grid: grid, team: team)
        let run = LifeRun(calendar: calendar, seed: 3, purpose: .evaluationShock)
        let lives = run.live(4000, team: team) { life in run.live(UInt64(life), { optimum.decision($0, $1) }) }
        let lived = LifeStatistics(of: lives, in: calendar).certaintyEquivalent
        let tolerance = 3 * lived.standardError + 0.005 * lived.mean
        #expect(abs(lived.mean - optimum.certaintyEquivalent) < tolerance, "\(lived), \(optimum.certaintyEquivalent)")
        for rule in LifeRule.named(in: calendar).map(\.rule) + [LifeRule(.means(1, bufferMonths: 1), .fund(1))] {
            let others = run.live(4000, under: rule, team: team)
            let difference = LifeStatistics.difference(lives, to: others, in: calendar)
            #expect(difference.mean > -2 * difference.standardError - 0.002 * lived.mean, "\(rule): \(difference)")
        }
    }

    /// Returns are good and safe enough for everything to be invested, but for what the month takes: a small part of a
    /// large wealth, which must not keep the rest from being invested.
    @Test func aLargeWealthIsInvestedButForWhatTheMonthTakes() {
        var environment = EnvironmentParameters(
            income: 1000, fixedExpenses: 1100, variableExpenseMean: 400, variableExpenseStd: 100, inflation: 0.02,
            safetyThreshold: 5000, maxMonths: 60, initialCash: 200_000, riskTolerance: 0.5)
        environment.investmentReturnMean = 0.005
        environment.investmentReturnStd = 0.02
        var scenario = Scenario(name: "retired", environment: environment)
        scenario.objectiveKind = .utility
        let calendar = LifeCalendar(scenario)
        let team = WorkerTeam(count: 2)
        let optimum = LifeOptimum(calendar: calendar, team: team)
        let household = HouseholdState(startOf: calendar)
        let opening = household.opening(in: calendar)
        let decision = optimum.decision(household, opening)
        #expect(decision.trade > 0.985 * opening.money, "\(decision), \(opening)")
        var even = LifeGrid.standard(for: calendar)
        even.sharesAreEven = true
        let coarse = LifeOptimum(calendar: calendar, grid: even, team: team)
        let run = LifeRun(calendar: calendar, seed: 3, purpose: .evaluationShock)
        func lives(_ optimum: LifeOptimum) -> [LifeRecord] {
            run.live(1000, team: team) { life in run.live(UInt64(life), { optimum.decision($0, $1) }) }
        }
        let gain = LifeStatistics.difference(lives(optimum), to: lives(coarse), in: calendar)
        #expect(gain.mean > 3 * gain.standardError && gain.mean > 1, "\(gain)")
    }

    /// Three nodes instead of all cells where values are smooth change next to nothing.
    @Test(arguments: short)
    func fewNodesDoWhereValuesAreSmooth(_ vector: Short) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        var grid = vector.grid.grid
        grid.allBillCells = false
        let optimum = LifeOptimum(calendar: calendar, grid: grid, team: WorkerTeam(count: 2))
        #expect(abs(optimum.certaintyEquivalent / vector.certaintyEquivalent - 1) < 2e-5)
    }

    @Test func anyNumberOfThreadsFindsTheSame() throws {
        let vector = try #require(Self.short.first { $0.name == "loan" })
        let calendar = LifeCalendar(try vector.household.scenario)
        let optima = [1, 2, 3].map {
            LifeOptimum(calendar: calendar, grid: vector.grid.grid, team: WorkerTeam(count: $0))
        }
        for other in optima.dropFirst() {
            #expect(other.certaintyEquivalent.bitPattern == optima[0].certaintyEquivalent.bitPattern)
            for decision in vector.decisions {
                let amounts = [optima[0], other].map {
                    $0.decision(
                        month: decision.month, work: decision.work, money: decision.money,
                        portfolio: decision.portfolio, loan: decision.loan)
                }
                #expect(amounts[0] == amounts[1])
            }
        }
    }

    /// What is kept of it decides and values alike, and is not taken for another household's.
    @Test func itsTensorsAreAllThereIsToIt() throws {
        let vector = try #require(Self.short.first { $0.name == "loan" })
        let scenario = try vector.household.scenario
        let calendar = LifeCalendar(scenario)
        let team = WorkerTeam(count: 2)
        let optimum = LifeOptimum(calendar: calendar, keepsValues: true, team: team)
        let kept = try #require(
            LifeOptimum(
                calendar: calendar, tensors: optimum.tensors, certaintyEquivalent: optimum.certaintyEquivalent))
        #expect(kept.certaintyEquivalent == optimum.certaintyEquivalent && kept.grid == optimum.grid)
        #expect(kept.tensors == optimum.tensors && optimum.tensors.map(\.name).contains("prepay"))
        let run = LifeRun(calendar: calendar, seed: 5, purpose: .evaluationShock)
        var months = 0
        _ = run.live(
            0,
            { household, opening in
                let decision = optimum.decision(household, opening)
                #expect(kept.decision(household, opening) == decision)
                let idle = opening.carriedOut(
                    LifeDecision(consume: 0, trade: 0, prepay: 0), monthsDone: household.monthsDone, in: calendar)
                #expect(kept.regret(of: idle, household, opening) == optimum.regret(of: idle, household, opening))
                months += 1
                return decision
            })
        #expect(months > 1)
        var other = scenario
        other.environment.maxMonths += 1
        #expect(
            LifeOptimum(
                calendar: LifeCalendar(other), tensors: optimum.tensors,
                certaintyEquivalent: optimum.certaintyEquivalent) == nil)
    }

    struct Reference: Decodable {
        struct Grid: Decodable { let nW, nShare: Int }
        let grid: Grid
        let computed: Double
        let decisions: [Decision]
    }

    /// Whole lives on the grid of the reference.
    @Test(arguments: ["casa_torino", "partita_iva"])
    func wholeLivesAreThoseOfTheReference(_ name: String) throws {
        let references: [String: Reference] = try LifeVectors.decode("optima")
        let reference = try #require(references[name])
        let household = try #require(LifeTrajectoryTests.trajectories.first { $0.name == name }).household
        let calendar = LifeCalendar(try household.scenario)
        var grid = LifeGrid(wealthPoints: reference.grid.nW, sharePoints: reference.grid.nShare)
        grid.sharesAreEven = true
        grid.allBillCells = true
        let optimum = LifeOptimum(calendar: calendar, grid: grid, team: WorkerTeam(count: 2))
        #expect(abs(optimum.certaintyEquivalent / reference.computed - 1) < 1e-5)
        for expected in reference.decisions {
            let decision = optimum.decision(
                month: expected.month, work: expected.work, money: expected.money, portfolio: expected.portfolio)
            let all = expected.money + expected.portfolio
            #expect(abs(decision.consume - expected.consume) < 0.002 * all + 1, "\(expected)")
            // The value is flat in the share.
            #expect(abs(decision.trade - expected.trade) < 0.02 * all + 1, "\(expected)")
        }
    }

    /// A month of a short life: of a usual one, the last, one of retirement, one without work, and one in which a goal
    /// is due.
    struct Situation: CustomTestStringConvertible, Sendable {
        var name: String
        /// More than the optimum spends, EUR.
        var spent: Double
        var monthsDone = 6
        var isOutOfWork = false
        var retirementMonth = 0
        var goalMonth: Int?

        var testDescription: String {
            "\(name) after \(monthsDone), \(isOutOfWork ? "out of work" : ""), \(retirementMonth), \(goalMonth ?? 0)"
        }

        func household() throws -> (calendar: LifeCalendar, state: HouseholdState) {
            let vector = try #require(LifeTrajectoryTests.trajectories.first { $0.name == name })
            var scenario = try vector.household.scenario
            scenario.environment.maxMonths = 24
            scenario.work.retirementMonth = retirementMonth
            scenario.work.pension = 0.8 * scenario.environment.income
            scenario.goals = goalMonth.map { [SavingsGoal(month: $0, amount: 3000, worth: 60)] } ?? []
            let calendar = LifeCalendar(scenario)
            let away = try #require(calendar.work.firstOutOfWork)
            let state = HouseholdState(
                in: calendar, monthsDone: monthsDone, cash: 9000, portfolio: 4000, loan: min(5000, scenario.debt.loan),
                work: isOutOfWork ? away : calendar.work.first)
            #expect(calendar.isOutOfWork(state) == isOutOfWork)
            return (calendar, state)
        }
    }

    static let situations = [
        Situation(name: "prestito_milano", spent: 300), Situation(name: "prestito_milano", spent: 900),
        Situation(name: "casa_torino", spent: 500), Situation(name: "prestito_milano", spent: 900, monthsDone: 23),
        Situation(name: "casa_torino", spent: 900, monthsDone: 23),
        Situation(name: "prestito_milano", spent: 700, monthsDone: 18, retirementMonth: 15),
        Situation(name: "prestito_milano", spent: 500, isOutOfWork: true),
        Situation(name: "casa_torino", spent: 700, goalMonth: 12),
        Situation(name: "prestito_milano", spent: 700, monthsDone: 11, goalMonth: 12),
    ]

    /// What a decision costs is what lives under the same shocks lose that follow the optimum afterwards.
    @Test(arguments: situations)
    func whatADecisionCostsIsWhatLivesLose(_ situation: Situation) throws {
        let (calendar, household) = try situation.household()
        let team = WorkerTeam(count: 2)
        let optimum = LifeOptimum(calendar: calendar, keepsValues: true, team: team)
        let opening = household.opening(in: calendar)
        let best = optimum.decision(household, opening)
        var other = best
        other.consume += situation.spent
        other = opening.carriedOut(other, monthsDone: household.monthsDone, in: calendar)
        let cost = optimum.regret(of: other, household, opening)
        let run = LifeRun(calendar: calendar, seed: 3, purpose: .adviceShock)
        func values(_ first: LifeDecision) -> [Double] {
            run.live(20_000, team: team) { life in
                var lived = LifeInProgress(UInt64(life), from: household)
                _ = lived.live(first, from: opening, in: run)
                while !lived.household.isOver {
                    let opening = lived.household.opening(in: calendar)
                    _ = lived.live(optimum.decision(lived.household, opening), from: opening, in: run)
                }
                return lived.record(in: calendar)
            }.map(\.value)
        }
        let (own, others) = (values(best), values(other))
        let discount = calendar.months[household.monthsDone].discount
        // By the slope of what is worth as much for certain, taken as a difference.
        let unit = { (value: Double) in
            let figures = calendar.months[household.monthsDone]
            let worth = calendar.utility.inverse(value / figures.weight)
            return (calendar.utility(worth + 0.01) - calendar.utility(worth - 0.01)) / 0.02 / figures.priceLevel
        }(own.mean / discount)
        let lost = MeanEstimate(of: zip(own, others).map { ($0 - $1) / discount / unit })
        #expect(cost > 5)
        #expect(abs(cost - lost.mean) < 4 * lost.standardError + 0.1 * cost, "\(cost), not \(lost)")
    }

    /// No decision is worth more than the optimum's, beyond what lies between the points of its grid, and what is far
    /// from it costs: by its consumption, its trade, and its prepayment.
    @Test(arguments: situations)
    func noDecisionIsBetter(_ situation: Situation) throws {
        let (calendar, household) = try situation.household()
        // Whether to prepay changes from one point of the loan to the next: of few points that lies far between.
        var grid = LifeGrid.standard(for: calendar)
        if calendar.scenario.debt.loan > 0 { grid.loanPoints = 20 }
        let optimum = LifeOptimum(calendar: calendar, grid: grid, keepsValues: true, team: WorkerTeam(count: 2))
        let opening = household.opening(in: calendar)
        func cost(_ change: (inout LifeDecision) -> Void) -> Double {
            var other = best
            change(&other)
            other = opening.carriedOut(other, monthsDone: household.monthsDone, in: calendar)
            return optimum.cost(of: other, against: best, household, opening)
        }
        let best = opening.carriedOut(
            optimum.decision(household, opening), monthsDone: household.monthsDone, in: calendar)
        let steps = stride(from: 0, through: 1, by: 0.05)
        var least = Double.infinity
        for consumed in steps {
            for traded in steps {
                for prepaid in stride(from: 0, through: opening.loan > 0 ? 1 : 0, by: 0.25) {
                    least = min(
                        least,
                        cost {
                            $0.consume = consumed * 0.3 * opening.money
                            $0.trade = traded * opening.money - (1 - traded) * opening.portfolio
                            $0.prepay = prepaid * opening.loan
                        })
                }
            }
        }
        #expect(least > -2)
        #expect(cost { $0.trade = -opening.portfolio } > 0.1 && cost { $0.trade = opening.money } > 0.1)
        #expect(cost { $0.consume = 0 } > 20 && cost { $0.consume = opening.money } > 20)
        if opening.loan > 0 {
            #expect(cost { $0.prepay = best.prepay > opening.loan / 2 ? 0 : opening.loan } > 5, "\(best)")
        }
    }
}

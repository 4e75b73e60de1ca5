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

    /// What a decision costs is what lives under the same shocks lose that follow the optimum afterwards.
    @Test(arguments: [("prestito_milano", 300.0), ("prestito_milano", 900), ("casa_torino", 500)])
    func whatADecisionCostsIsWhatLivesLose(name: String, spent: Double) throws {
        let vector = try #require(LifeTrajectoryTests.trajectories.first { $0.name == name })
        var scenario = try vector.household.scenario
        scenario.environment.maxMonths = 24
        scenario.goals = []
        let calendar = LifeCalendar(scenario)
        let team = WorkerTeam(count: 2)
        let optimum = LifeOptimum(calendar: calendar, team: team)
        let household = HouseholdState(
            in: calendar, monthsDone: 6, cash: 9000, portfolio: 4000, loan: min(5000, scenario.debt.loan),
            work: calendar.work.first)
        let opening = household.opening(in: calendar)
        let best = optimum.decision(household, opening)
        #expect(optimum.regret(of: best, household, opening) < 1e-9)
        var other = best
        other.consume += spent
        other = opening.carriedOut(other, monthsDone: 6, in: calendar)
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
        let figures = calendar.months[6]
        let worth = calendar.utility.inverse(own.mean / figures.discount / figures.weight)
        let unit = figures.priceLevel / (figures.discount * calendar.utility.slope(worth))
        let lost = MeanEstimate(of: zip(own, others).map { $0 - $1 })
        #expect(cost > 5)
        #expect(
            abs(cost - lost.mean * unit) < 4 * lost.standardError * unit + 0.1 * cost,
            "\(cost), not \(lost.mean * unit) ± \(lost.standardError * unit)")
    }
}

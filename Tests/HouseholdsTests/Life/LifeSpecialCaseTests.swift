import Foundation
import Households
import NumericKernels
import Testing

/// Households that others solved: Econ-ARK/HARK's buffer stock and portfolio choice, whose periods are our months, and
/// Merton's without wages.
@Suite("Special cases of a life's optimum")
struct LifeSpecialCaseTests {
    struct Cases: Decodable {
        struct BufferStock: Decodable { let period: Int, m, hark: Double }
        struct Portfolio: Decodable {
            let period: Int
            let m, harkC: Double
            let harkShare: Double?
        }
        struct Merton: Decodable {
            let mean, std, cash, gamma, exactDiscrete, consumeClosed, ceClosed: Double
        }
        let bufferStock: [BufferStock]
        let portfolio: [Portfolio]
        let merton: [Merton]
        /// Of the risky return, equally probable.
        let atoms: [Double]
    }

    private let cases: Cases

    init() throws { cases = try LifeVectors.decode("special_cases") }

    /// A rate a year of a factor a period.
    private func yearly(_ factor: Double) -> Double { pow(factor, 12) - 1 }

    /// Transitory shocks of income, and unemployment without memory at .3 of it.
    private func household(riskAversion: Double) -> Scenario {
        let employed = (1 - 0.05 * 0.3) / 0.95
        var scenario = Scenario(
            name: "HARK",
            environment: EnvironmentParameters(
                income: 1000 * employed, fixedExpenses: 0, variableExpenseMean: 0, variableExpenseStd: 0, inflation: 0,
                safetyThreshold: 0, maxMonths: 20, initialCash: 0, riskTolerance: 0.5))
        scenario.objectiveKind = .utility
        scenario.utility.necessities = 1e-6
        scenario.utility.afterMonths = 0
        scenario.utility.riskAversion = riskAversion
        scenario.utility.discountRate = pow(0.96, -12) - 1
        scenario.portfolio.cashInterest = yearly(1.03)
        scenario.work.jobLossProbability = 0.05
        scenario.work.jobFindingProbability = 0.95
        scenario.work.benefitShare = 0.3 / employed
        scenario.work.incomeStd = 0.2
        return scenario
    }

    @Test func bufferStock() {
        var grid = LifeGrid(wealthPoints: 600, sharePoints: 1)
        grid.incomeCells = 41
        grid.largestWealth = 40_000
        let optimum = LifeOptimum(
            calendar: LifeCalendar(household(riskAversion: 3)), grid: grid, team: WorkerTeam(count: 2))
        #expect(cases.bufferStock.count == 18)
        for point in cases.bufferStock {
            // Whether there is work does not matter, once the income is in.
            for work in [0, 1] {
                let consumed =
                    optimum.decision(month: point.period, work: work, money: 1000 * point.m, portfolio: 0)
                    .consume / 1000
                #expect(abs(consumed - point.hark) < 0.0006, "period \(point.period), m \(point.m): \(consumed)")
            }
        }
    }

    @Test func portfolioChoice() {
        var grid = LifeGrid(wealthPoints: 200, sharePoints: 41)
        grid.sharesAreEven = true
        grid.largestWealth = 120_000
        grid.returns = cases.atoms.map { ($0, 1 / Double(cases.atoms.count)) }
        let optimum = LifeOptimum(
            calendar: LifeCalendar(household(riskAversion: 5)), grid: grid, team: WorkerTeam(count: 2))
        var compared = 0
        for point in cases.portfolio {
            let consumed = point.harkC
            let money = 1000 * point.m
            let decision = optimum.decision(month: point.period, work: 0, money: money, portfolio: 0)
            let error = abs(decision.consume / 1000 / consumed - 1)
            #expect(error < (point.m >= 5 ? 0.0015 : 0.012), "period \(point.period), m \(point.m): \(error)")
            guard let share = point.harkShare, money - decision.consume > 50 else { continue }
            let found = decision.trade / (money - decision.consume)
            if share < 1 {
                #expect(abs(found - share) < 0.016, "period \(point.period), m \(point.m): \(found), not \(share)")
            } else {
                // HARK is at its bound.
                #expect(found > 0.88 && found < 1.001, "period \(point.period), m \(point.m): \(found)")
            }
            compared += 1
        }
        #expect(compared > 12)
    }

    @Test func merton() {
        for point in cases.merton {
            var environment = EnvironmentParameters(
                income: 1000, fixedExpenses: 1000, variableExpenseMean: 0, variableExpenseStd: 0, inflation: 0,
                safetyThreshold: 0, maxMonths: 120, initialCash: 100_000, riskTolerance: 0.5)
            environment.investmentReturnMean = point.mean
            environment.investmentReturnStd = point.std
            var scenario = Scenario(name: "Merton", environment: environment)
            scenario.objectiveKind = .utility
            scenario.utility.necessities = 1e-6
            scenario.utility.afterMonths = 0
            scenario.utility.riskAversion = point.gamma
            scenario.utility.discountRate = 0.03
            scenario.portfolio.cashInterest = point.cash
            var grid = LifeGrid(wealthPoints: 120, sharePoints: 41)
            grid.sharesAreEven = true
            grid.returnNodes = 11
            grid.largestWealth = 500_000
            let optimum = LifeOptimum(calendar: LifeCalendar(scenario), grid: grid, team: WorkerTeam(count: 2))
            let decision = optimum.decision(month: 1, work: 0, money: 100_000, portfolio: 0)
            let share = decision.trade / (100_000 - decision.consume)
            #expect(abs(share - point.exactDiscrete) < 0.011, "\(point.gamma): \(share)")
            #expect(abs(decision.consume - point.consumeClosed) < 0.1, "\(point.gamma): \(decision.consume)")
            #expect(abs(optimum.certaintyEquivalent - point.ceClosed) < 0.1, "\(optimum.certaintyEquivalent)")
        }
    }
}

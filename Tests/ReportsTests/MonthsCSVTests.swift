import Households
import Reports
import Statistics
import Testing

@Suite("Months as CSV")
struct MonthsCSVTests {
    private let quantiles = Quantiles(p5: 1, p25: 2.5, p50: 3, p75: 4, p95: 0.1 + 0.2)

    private func month(hasGoals: Bool) -> MonthSummary {
        MonthSummary(
            month: 7, alive: 12, cash: quantiles, portfolio: quantiles, wealth: quantiles, meanInvestShare: 0.25,
            meanSaveShare: 0.5, meanConsumeShare: 0.25, investShare: quantiles,
            targetInvestRatio: hasGoals ? quantiles : nil, safetyBuffer: hasGoals ? quantiles : nil,
            aggressiveness: hasGoals ? quantiles : nil)
    }

    private func rows(_ bytes: [UInt8]) -> [[String]] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func everyMonthIsARowOfExactNumbers() {
        let rows = rows(MonthsCSV.bytes(of: [month(hasGoals: true), month(hasGoals: true)]))
        #expect(rows.count == 3 && rows.allSatisfy { $0.count == 2 + 15 + 3 + 5 + 15 })
        #expect(rows[0].prefix(7) == ["month", "alive", "cash_p5", "cash_p25", "cash_p50", "cash_p75", "cash_p95"])
        #expect(rows[0].last == "aggressiveness_p95")
        #expect(rows[1].prefix(7) == ["7", "12", "1.0", "2.5", "3.0", "4.0", "0.30000000000000004"])
    }

    @Test func everyLifeIsARow() {
        var outcomes = EpisodeOutcomes()
        outcomes.rewards = [1.5, -2]
        outcomes.finalWealth = [100, 0.1 + 0.2]
        outcomes.maxDrawdown = [0.25, 1]
        outcomes.insolvencyMonth = [0, 17]
        let header = ["life", "reward", "final_wealth", "insolvency_month", "max_drawdown", "max_portfolio_drawdown"]
        #expect(
            rows(MonthsCSV.bytes(of: outcomes)) == [
                header, ["1", "1.5", "100.0", "", "0.25", ""], ["2", "-2.0", "0.30000000000000004", "17", "1.0", ""],
            ])
        outcomes.maxPortfolioDrawdown = [0, 0.5]
        #expect(rows(MonthsCSV.bytes(of: outcomes)).map(\.last) == ["max_portfolio_drawdown", "0.0", "0.5"])
    }

    @Test func policiesWithoutGoalsHaveNoColumnsOfGoals() {
        let rows = rows(MonthsCSV.bytes(of: [month(hasGoals: false)]))
        #expect(rows.allSatisfy { $0.count == 2 + 15 + 3 + 5 } && rows[0].last == "invest_share_p95")
    }

    @Test func aLifeIsTheMonthsThatWereLived() {
        let calendar = HouseholdCalendar(
            environment: EnvironmentParameters(
                income: 1000, fixedExpenses: 500, variableExpenseMean: 100, variableExpenseStd: 0, inflation: 0,
                safetyThreshold: 0, maxMonths: 2, initialCash: 50, riskTolerance: 0.5),
            objective: .weighted(RewardWeights()))
        var household = HouseholdState(startOf: calendar)
        let outcome = household.step(
            Allocation(invest: 0.25, save: 0.65, consume: 0.1),
            shock: Shock(expense: 0, investmentReturn: 0, emergency: 0.5), in: calendar)
        let goal = Goal(targetInvestRatio: 0.2, safetyBuffer: 300, aggressiveness: 0.5)
        let rows = rows(MonthsCSV.bytes(of: [LivedMonth(outcome, goal: goal)]))
        #expect(rows[0].count == 13 && rows[0].suffix(3) == ["target_invest_ratio", "safety_buffer", "aggressiveness"])
        #expect(
            rows[1].prefix(9) == ["1", "1000.0", "600.0", "0.0", "250.0", "100.0", "100.0", "250.0", "350.0"])
        #expect(rows[1].suffix(3) == ["0.2", "300.0", "0.5"])
        #expect(
            MonthsCSV.bytes(of: [LivedMonth(outcome, goal: nil)]).split(separator: 13).first?.split(separator: 44).count
                == 10)
    }
}

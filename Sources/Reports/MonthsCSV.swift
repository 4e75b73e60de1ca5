import Households
import Statistics

/// Simulated months as a table for a spreadsheet: plain decimal numbers, RFC 4180.
package enum MonthsCSV {
    /// One row a month of an evaluation: how many lives went on, and the quantiles over them.
    package static func bytes(of months: [MonthSummary]) -> [UInt8] {
        let hasGoals = months.contains { $0.targetInvestRatio != nil }
        let money = ["cash", "portfolio", "wealth"].flatMap(quantileNames)
        let shares =
            ["mean_invest_share", "mean_save_share", "mean_consume_share"] + quantileNames("invest_share")
        let goals = ["target_invest_ratio", "safety_buffer", "aggressiveness"].flatMap(quantileNames)
        let header = ["month", "alive"] + money + shares + (hasGoals ? goals : [])
        return table(
            header,
            months.map { month in
                let quantiles =
                    [month.cash, month.portfolio, month.wealth].flatMap(\.all)
                    + [month.meanInvestShare, month.meanSaveShare, month.meanConsumeShare] + month.investShare.all
                let goals = [month.targetInvestRatio, month.safetyBuffer, month.aggressiveness].compactMap(\.self)
                return [String(month.month), String(month.alive)]
                    + (quantiles + (hasGoals ? goals.flatMap(\.all) : [])).map(\.description)
            })
    }

    /// One row a month of a single life.
    package static func bytes(of life: [LivedMonth]) -> [UInt8] {
        let hasGoals = life.contains { $0.goal != nil }
        let header =
            [
                "month", "income", "bills", "emergency", "invested", "consumed", "cash", "portfolio", "wealth",
                "reward",
            ] + (hasGoals ? ["target_invest_ratio", "safety_buffer", "aggressiveness"] : [])
        return table(
            header,
            life.map { month in
                let amounts = [
                    month.income, month.bills, month.emergency, month.invested, month.consumed, month.cash,
                    month.portfolio, month.wealth, month.reward,
                ]
                let goal = month.goal.map { [$0.targetInvestRatio, $0.safetyBuffer, $0.aggressiveness] } ?? []
                return [String(month.month)] + (amounts + goal).map(\.description)
            })
    }

    /// One row a life of an evaluation: what came of it.
    package static func bytes(of outcomes: EpisodeOutcomes) -> [UInt8] {
        let header = [
            "life", "reward", "final_wealth", "insolvency_month", "max_drawdown", "max_portfolio_drawdown",
        ]
        return table(
            header,
            outcomes.rewards.indices.map { life in
                [
                    String(life + 1), outcomes.rewards[life].description, outcomes.finalWealth[life].description,
                    // Of a life that stays solvent there is none.
                    outcomes.insolvencyMonth[life] > 0 ? String(outcomes.insolvencyMonth[life]) : "",
                    outcomes.maxDrawdown[life].description,
                    outcomes.maxPortfolioDrawdown.map { $0[life].description } ?? "",
                ]
            })
    }

    private static func quantileNames(_ name: String) -> [String] {
        ["p5", "p25", "p50", "p75", "p95"].map { "\(name)_\($0)" }
    }

    private static func table(_ header: [String], _ rows: [[String]]) -> [UInt8] {
        Array(([header] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined().utf8)
    }
}

extension Quantiles {
    /// From the lowest to the highest.
    package var all: [Double] { [p5, p25, p50, p75, p95] }
}

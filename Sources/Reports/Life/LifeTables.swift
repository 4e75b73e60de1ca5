import Households
import Statistics

extension ReportContent {
    /// The policies on the same lives.
    static func lifeComparison(_ evaluation: Evaluation) -> [Block] {
        let policies = evaluation.policies.filter { $0.certaintyEquivalent != nil }
        guard !policies.isEmpty else { return [.paragraph("No policy was evaluated.")] }
        let lives = DisplayFormat.count(evaluation.episodes, "simulated life", "simulated lives")
        let hasGoals = policies.contains { $0.goalShare != nil }
        var columns: [TextTable.Column] = [
            .text("Policy"), .number("As well off as with, a month"), .number("Against the optimum"), .number("Ruin"),
        ]
        if evaluation.optimumIsExact == false { columns[2] = .number("Against the strong policy") }
        if hasGoals { columns.append(.number("Goals met")) }
        columns += [.number("Consumption, mean"), .number("One in twenty below"), .number("Months overdrawn")]
        let rows = policies.map { policy -> TextTable.Row in
            var cells = [
                evaluation.label(of: policy),
                MeanEstimate(mean: policy.certaintyEquivalent ?? 0, standardError: policy.standardError ?? 0).euroText,
                policy.policy == .optimum ? "–" : policy.differenceToOptimum.map { signed($0) } ?? "–",
                DisplayFormat.percent(policy.ruinProbability ?? 0),
            ]
            if hasGoals { cells.append(policy.goalShare.map { DisplayFormat.percent($0, decimals: 0) } ?? "–") }
            cells += [
                policy.meanConsumption.map(LifeFinding.euro) ?? "–", policy.lowConsumption.map(LifeFinding.euro) ?? "–",
                policy.monthsOverdrawn.map { DisplayFormat.number($0, decimals: 1) } ?? "–",
            ]
            return TextTable.Row(cells: cells, emphasis: policy.policy == .trained ? .strong : .none)
        }
        let explanations = policies.compactMap { policy in
            policy.settings.map { "\(evaluation.label(of: policy)): \($0)" }
        }
        var text = "All policies live the same \(lives)"
        text += evaluation.episodes > 1 ? ", so that differences are not luck." : ": one life proves nothing."
        if let best = evaluation.bestRule {
            text += " The rule of thumb that comes nearest is \(best.policy.subject)"
            if let difference = best.differenceToOptimum, evaluation.optimum != nil, difference.mean < 0 {
                text += "; it loses \(LifeFinding.euro(-difference.mean)) a month against \(evaluation.optimumSubject)"
            }
            text += "."
        }
        return [
            .paragraph(text),
            .tables([
                TextTable(
                    id: "comparison-life", caption: "Policies on the same lives, in euros of the first month",
                    columns: columns, rows: rows,
                    note: evaluation.episodes > 1 ? "± is two standard errors." : "")
            ]),
            .note(explanations.joined(separator: " ")),
        ]
    }

    private static func signed(_ difference: MeanEstimate) -> String {
        let sign = difference.mean < 0 ? "−" : "+"
        return "\(sign)\(LifeFinding.euro(abs(difference.mean))) ± \(LifeFinding.euro(2 * difference.standardError))"
    }

    /// What the policy does now, later, with more and less money, and out of work.
    static func lifeAdvice(_ scenario: Scenario, _ evaluation: Evaluation) -> [Block] {
        guard let tables = evaluation.lifeAdvice, !tables.isEmpty else {
            return [.paragraph("No advice was computed for this policy.")]
        }
        let hasLoan = scenario.debt.loan > 0
        var text =
            "Look up the month and how the household stands before the month’s income: the row says what to do when income and "
            + "fixed bills are through. Spend is what may be spent freely beside the bills; buy is paid into the portfolio, "
            + "sell is taken out of it; everything else stays in the account."
        text += " The row in bold is how the household usually stands then, the medians of the simulated lives."
        text +=
            " Amounts of later months are in euros of the first month: multiply them by what prices have risen since. "
        text += "For any other situation there is hrlreport advise."
        return [
            .paragraph(text),
            .tables(
                tables.map { table in
                    let columns: [TextTable.Column] =
                        [.number("Cash"), .number("Portfolio")] + (hasLoan ? [.number("Loan")] : [])
                        + [.number("Income"), .number("Bills"), .number("Spend"), .number("Buy, sell")]
                        + (hasLoan ? [.number("Prepay")] : [])
                    let rows = table.rows.map { row -> TextTable.Row in
                        func euro(_ value: Double) -> String { DisplayFormat.number(value) }
                        var cells = [euro(row.cash) + (row.isOutOfWork ? ", out of work" : ""), euro(row.portfolio)]
                        if hasLoan { cells.append(euro(row.loan)) }
                        cells += [
                            euro(row.income), euro(row.bills), euro(row.consume), DisplayFormat.signed(row.trade),
                        ]
                        if hasLoan { cells.append(euro(row.prepay)) }
                        return TextTable.Row(cells: cells, emphasis: row.isUsual ? .strong : .none)
                    }
                    return TextTable(
                        id: "advice-month-\(table.month)",
                        caption:
                            "Month \(DisplayFormat.number(table.month)) of \(DisplayFormat.number(evaluation.horizon))",
                        columns: columns, rows: rows,
                        note: table.priceLevel == 1
                            ? ""
                            : "Prices are \(DisplayFormat.percent(table.priceLevel - 1)) higher than in the first month."
                    )
                }),
        ]
    }
}

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
            policy.ruleWords.map { "\(evaluation.label(of: policy)): \($0)" }
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
        let hasRegret = tables.contains { $0.rows.contains { $0.regret != nil } }
        var text =
            "Look up the month and how the household stands before the month’s income: the row says what to do with income "
            + "and bills. Bills are those to be expected, the variable ones included. Spend is what may be spent freely beside "
            + "the bills; buy is paid into the portfolio, sell is taken out of it; everything else stays in the account."
        let retirement = scenario.work.retirementMonth
        let isRetired = { (table: LifeAdvice) in retirement > 0 && table.month >= retirement }
        if scenario.work.levelStd > 0, !tables.allSatisfy(isRetired) {
            text +=
                " Income from work is the usual one, that of its middle level, which is less than the mean of all levels"
            if tables.contains(where: isRetired) {
                text += "; from month \(DisplayFormat.number(retirement)) on the income is the pension"
            }
            text += "."
        }
        text += " The row in bold is how the household usually stands then, the medians of the simulated lives."
        text +=
            " Amounts of later months are in euros of the first month: multiply them by what prices have risen since. "
        text += "For any other situation there is hrlreport advise."
        if hasRegret {
            text +=
                " The last column says what following the row once costs, once, against \(evaluation.optimumSubject), which "
                + "decides in all later months."
            if tables.contains(where: { $0.rows.contains(where: isDear) }) {
                text +=
                    " Rows marked \(guessMark) cost more than \(largestRegretText) of the month’s income, or of its bills where "
                    + "these are higher: do not rely on them."
            }
        }
        if let policy = evaluation.trained,
            let warning = Solvency(policy, in: evaluation).verdictOnAdvice(policy, in: evaluation)
        {
            text += " " + warning
        }
        return [
            .paragraph(text),
            .tables(
                tables.map { table in
                    let columns: [TextTable.Column] =
                        [.number("Cash"), .number("Portfolio")] + (hasLoan ? [.number("Loan")] : [])
                        + [.number("Income"), .number("Bills"), .number("Spend"), .number("Buy, sell")]
                        + (hasLoan ? [.number("Prepay")] : []) + (hasRegret ? [.number("Costs")] : [])
                    let rows = table.rows.map { row -> TextTable.Row in
                        func euro(_ value: Double) -> String { DisplayFormat.number(value) }
                        let isDear = isDear(row)
                        let mark = isDear ? DisplayFormat.noBreakSpace + guessMark : ""
                        var cells = [
                            euro(row.cash) + (row.isOutOfWork ? ", out of work" : "") + mark, euro(row.portfolio),
                        ]
                        if hasLoan { cells.append(euro(row.loan)) }
                        cells += [
                            euro(row.income), euro(row.bills), euro(row.consume), DisplayFormat.signed(row.trade),
                        ]
                        if hasLoan { cells.append(euro(row.prepay)) }
                        if hasRegret { cells.append(row.regret.map { DisplayFormat.number($0, decimals: 1) } ?? "–") }
                        return TextTable.Row(
                            cells: cells, emphasis: row.isUsual ? .strong : isDear ? .muted : .none)
                    }
                    return TextTable(
                        id: "advice-month-\(table.month)",
                        caption:
                            "Month \(DisplayFormat.number(table.month)) of \(DisplayFormat.number(evaluation.horizon))"
                            + change(in: table.month, scenario, evaluation),
                        columns: columns, rows: rows,
                        note: table.priceLevel == 1
                            ? ""
                            : "Prices are \(DisplayFormat.percent(abs(table.priceLevel - 1))) "
                                + "\(table.priceLevel > 1 ? "higher" : "lower") than in the first month."
                    )
                }),
        ]
    }

    private static func isDear(_ row: LifeAdvice.Row) -> Bool {
        guard let regret = row.regret else { return false }
        return regret > largestRegret * max(row.income, row.bills)
    }

    /// What changes in a month that has a table for it: `: the loan is usually paid off`.
    private static func change(in month: Int, _ scenario: Scenario, _ evaluation: Evaluation) -> String {
        var changes: [String] = []
        if scenario.work.retirementMonth == month { changes.append("the pension begins") }
        changes += scenario.goals.filter { $0.month == month }.map {
            "\(DisplayFormat.euro($0.amount)) of what is saved for are due"
        }
        func hasLoan(before month: Int) -> Bool? { usualLoan(before: month, evaluation).map { $0 > 0 } }
        if hasLoan(before: month) == true, hasLoan(before: month + 1) == false {
            changes.append("the loan is usually paid off")
        }
        if hasLoan(before: month - 1) == true, hasLoan(before: month) == false {
            changes.append("usually the first without the loan")
        }
        return changes.isEmpty ? "" : ": " + DisplayFormat.list(changes)
    }

    /// What is usually owed before a month, in whole euros: that of the row in bold where the month has a table; nil
    /// where it is not known.
    private static func usualLoan(before month: Int, _ evaluation: Evaluation) -> Double? {
        evaluation.lifeAdvice?.first { $0.month == month }?.rows.first(where: \.isUsual)?.loan
            ?? evaluation.trained?.months.first { $0.month == month - 1 }?.loan?.p50.rounded()
    }
}

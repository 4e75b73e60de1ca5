import Households

/// What the policy advises, in euros that a person can act on.
extension ReportContent {
    static func advice(_ evaluation: Evaluation) -> [Block] {
        // In a short life start, middle and end are the same month.
        var months: Set<Int> = []
        let tables = evaluation.advice.filter { !$0.rows.isEmpty && months.insert($0.month).inserted }
        guard !tables.isEmpty else {
            return [.paragraph("No advice was computed for this policy.")]
        }
        guard tables.contains(where: { $0.income > 0 }) else {
            return [.paragraph("Nothing comes in, so there is nothing to divide.")]
        }
        let hasGuesses = tables.contains { table in table.rows.contains { isGuess($0, in: table) } }
        var text =
            "Look up the month and the cash in the account before the income arrives: the row says how to divide the "
            + "income. What is saved pays the month’s bills as well; what remains of it stays in the account."
        if tables.contains(where: { $0.usualCash != nil }) {
            text += " The row in bold is the usual balance at that month, the median of the simulated lives."
        }
        if hasRegret(tables) {
            text +=
                " The last column says how many euros this month’s row costs, once, against the best division of the income, "
                + "if all later months are divided in the best way: a euro there is worth as much as one that is invested this "
                + "month."
        }
        if hasGuesses {
            text +=
                " Balances in grey, marked \(guessMark), lie outside what nearly all simulated lives had at that month, "
                + (hasRegret(tables)
                    ? "and following their rows costs more than \(largestRegretText) of the income: do not rely on them."
                    : "and the advice is a guess.")
        }
        if let trained = evaluation.trained,
            let warning = Solvency(trained, in: evaluation).verdictOnAdvice(trained, in: evaluation)
        {
            text += " " + warning
        }
        return [.paragraph(text), .tables(tables.map { adviceTable($0, horizon: evaluation.horizon) })]
    }

    static let guessMark = "†"
    /// Of the month's income: advice that costs more is not to be relied on, for a reward where no life has been.
    static let largestRegret = 0.01
    static var largestRegretText: String { DisplayFormat.percent(largestRegret, decimals: 0) }

    private static func hasRegret(_ tables: [AdviceTable]) -> Bool {
        tables.contains { $0.rows.contains { $0.regret != nil } }
    }

    /// Whether nothing speaks for the advice: hardly any life had the balance, and it was measured to be dear or not at
    /// all.
    private static func isGuess(_ row: AdviceTable.Row, in table: AdviceTable) -> Bool {
        row.unseen && (row.regret.map { $0 > largestRegret * table.income } ?? true)
    }

    private static func adviceTable(_ advice: AdviceTable, horizon: Int) -> TextTable {
        let space = DisplayFormat.noBreakSpace
        // Whole euros, unless the whole income is a few of them.
        let decimals = DisplayFormat.euroDecimals(advice.income / 10)
        let hasRegret = hasRegret([advice])
        let rows = advice.rows.map { row in
            let isGuess = isGuess(row, in: advice)
            var cells = [DisplayFormat.number(row.cash, decimals: decimals) + (isGuess ? space + guessMark : "")]
            cells += [row.invest, row.save, row.spend].map { DisplayFormat.number($0, decimals: decimals) }
            if hasRegret { cells.append(row.regret.map { DisplayFormat.number($0, decimals: decimals + 1) } ?? "–") }
            return TextTable.Row(
                cells: cells, emphasis: row.cash == advice.usualCash ? .strong : isGuess ? .muted : .none)
        }
        return TextTable(
            id: "advice-month-\(advice.month)",
            caption: "Month \(DisplayFormat.number(advice.month)) of \(DisplayFormat.number(horizon)), in euros",
            columns: [.number("Cash"), .number("Invest"), .number("Save"), .number("Spend")]
                + (hasRegret ? [.number("Costs")] : []),
            rows: rows,
            note: "Income \(DisplayFormat.euro(advice.income)), bills to be expected "
                + "\(DisplayFormat.euro(advice.expectedBills)).")
    }
}

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
        let hasUnseen = tables.contains { $0.rows.contains(where: \.unseen) }
        var text =
            "Look up the month and the cash in the account before the income arrives: the row says how to divide the "
            + "income. What is saved pays the month’s bills as well; what remains of it stays in the account."
        if tables.contains(where: { $0.usualCash != nil }) {
            text += " The row in bold is the usual balance at that month, the median of the simulated lives."
        }
        if hasUnseen {
            text +=
                " Balances in grey, marked \(unseenMark), lie outside what nearly all simulated lives had at that month: "
                + "the policy has hardly ever been there, and its advice is a guess."
        }
        return [.paragraph(text), .tables(tables.map { adviceTable($0, horizon: evaluation.horizon) })]
    }

    private static let unseenMark = "†"

    private static func adviceTable(_ advice: AdviceTable, horizon: Int) -> TextTable {
        let space = DisplayFormat.noBreakSpace
        // Whole euros, unless the whole income is a few of them.
        let decimals = DisplayFormat.euroDecimals(advice.income / 10)
        let rows = advice.rows.map { row in
            TextTable.Row(
                cells: [DisplayFormat.number(row.cash, decimals: decimals) + (row.unseen ? space + unseenMark : "")]
                    + [row.invest, row.save, row.spend].map { DisplayFormat.number($0, decimals: decimals) },
                emphasis: row.cash == advice.usualCash ? .strong : row.unseen ? .muted : .none)
        }
        return TextTable(
            id: "advice-month-\(advice.month)",
            caption: "Month \(DisplayFormat.number(advice.month)) of \(DisplayFormat.number(horizon)), in euros",
            columns: [.number("Cash"), .number("Invest"), .number("Save"), .number("Spend")],
            rows: rows,
            note: "Income \(DisplayFormat.euro(advice.income)), bills to be expected "
                + "\(DisplayFormat.euro(advice.expectedBills)).")
    }
}

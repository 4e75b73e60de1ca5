/// A report ready to be rendered: what its formats have in common is made once.
package struct PreparedReport: Sendable {
    package let input: ReportInput
    package let content: ReportContent
    /// `history.csv`, which lies beside the page and is attached to the PDF.
    package let historyCSV: [UInt8]

    package init(_ input: ReportInput) {
        self.input = input
        content = ReportContent(input)
        historyCSV = HistoryCSV.bytes(of: input.history)
    }
}

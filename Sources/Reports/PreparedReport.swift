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

extension PreparedReport {
    /// What the PDF carries.
    var attachments: [PDFAttachment] {
        [
            PDFAttachment(
                name: "history.csv", mediaType: "text/csv",
                description: "Training history that the charts were drawn from, a row an episode", relationship: .data,
                bytes: historyCSV),
            PDFAttachment(
                name: "history.json", mediaType: "application/json",
                description: "Training history as it was stored, with the losses of every update", relationship: .data,
                bytes: input.historyJSON),
            PDFAttachment(
                name: "scenario.yaml", mediaType: "application/yaml",
                description: "The household that was trained for", relationship: .source,
                bytes: Array(input.scenarioText.utf8)),
        ]
    }
}

/// A report ready to be rendered: what its formats have in common is made once.
package struct PreparedReport: Sendable {
    package let input: ReportInput
    package let content: ReportContent
    /// `history.csv` and `updates.csv`, which lie beside the page and are attached to the PDF.
    package let tables: [(name: String, bytes: [UInt8])]

    package init(_ input: ReportInput) {
        self.input = input
        content = ReportContent(input)
        tables = HistoryCSV.files(of: input.history)
    }
}

extension PreparedReport {
    /// What the PDF carries.
    var attachments: [PDFAttachment] {
        zip(tables, ["that the charts were drawn from, a row an episode", "of the agents, a row an update"]).map {
            table, what in
            PDFAttachment(
                name: table.name, mediaType: "text/csv", description: "Training history \(what)", relationship: .data,
                bytes: table.bytes)
        } + [
            PDFAttachment(
                name: "history.json", mediaType: "application/json",
                description: "Training history as it was stored, with the losses of every update", relationship: .data,
                bytes: input.historyJSON),
            PDFAttachment(
                name: "evaluation.json", mediaType: "application/json",
                description: "What every policy reached on the simulated lives, and the advice", relationship: .data,
                bytes: input.evaluationJSON),
            PDFAttachment(
                name: "scenario.yaml", mediaType: "application/yaml",
                description: "The household that was trained for", relationship: .source,
                bytes: Array(input.scenarioText.utf8)),
        ] + (input.study.map { [$0.attachment] } ?? [])
    }
}

import Charts

extension ReportRenderer {
    /// A comparison as one self-contained HTML file, from the template `comparison.mustache`.
    ///
    /// - Throws: `ReportError`, `ChartsError`.
    /// - Precondition: as `RunComparison`.
    package func comparisonPage(_ runs: [ComparedRun], title: String? = nil) throws -> RenderedDocument {
        try page(
            ReportContent(comparing: runs, title: title), template: "comparison", hasHistory: false, hasDocument: false,
            indexPath: nil)
    }

    /// A comparison as a PDF/A-3a with its figures attached.
    ///
    /// - Parameter json: the comparison as JSON, to be attached.
    /// - Throws: `ReportError`, `ChartsError`.
    /// - Precondition: as `RunComparison`.
    package func comparisonPDF(_ runs: [ComparedRun], json: [UInt8], title: String? = nil) throws -> RenderedDocument {
        try pdf(
            ReportContent(comparing: runs, title: title),
            attachments: [
                PDFAttachment(
                    name: "comparison.csv", mediaType: "text/csv",
                    description: "Figures, differences and inputs, a row a run", relationship: .data,
                    bytes: ComparisonCSV.bytes(of: runs)),
                PDFAttachment(
                    name: "comparison.json", mediaType: "application/json",
                    description: "Figures, differences, and the inputs that differ", relationship: .data, bytes: json),
            ])
    }
}

import Charts
import Studies

/// The report of a study, ready to be rendered: what its formats have in common is made once.
package struct PreparedStudyReport: Sendable {
    package let input: StudyReportInput
    package let content: ReportContent

    package init(_ input: StudyReportInput) {
        self.input = input
        content = ReportContent(input)
    }

    /// What the PDF carries.
    var attachments: [PDFAttachment] {
        [
            PDFAttachment(
                name: "results.csv", mediaType: "text/csv", description: "What each training came to, a row each",
                relationship: .data, bytes: input.resultsCSV),
            PDFAttachment(
                name: "results.json", mediaType: "application/json",
                description: "All statistics of the study, with its curves and profiles", relationship: .data,
                bytes: input.resultsJSON),
            PDFAttachment(
                name: "study.yaml", mediaType: "application/yaml", description: "What was to be studied",
                relationship: .source, bytes: Array(input.studyYAML.utf8)),
        ]
    }
}

extension ReportRenderer {
    /// The report of a study as one self-contained HTML file, from the template `study.mustache`.
    ///
    /// - Parameter hasDocument: whether the PDF is to lie beside the page, which then links to it.
    /// - Throws: `ReportError`, `ChartsError`.
    package func studyPage(_ report: PreparedStudyReport, hasDocument: Bool = true) throws -> RenderedDocument {
        try page(
            report.content, template: "study", hasHistory: false, hasDocument: hasDocument,
            indexPath: "../../index.html")
    }

    /// The report of a study as a PDF/A-3a with its results attached.
    ///
    /// - Parameter hasAttachments: whether it is to carry results and file.
    /// - Throws: `ReportError`, `ChartsError`.
    package func studyPDF(_ report: PreparedStudyReport, hasAttachments: Bool = true) throws -> RenderedDocument {
        try pdf(
            report.content, attachments: hasAttachments ? report.attachments : [],
            identity: report.input.plan.identity)
    }
}

extension IndexEntry {
    /// The entry for a study's report in `reports/STUDY/`.
    package init(_ report: PreparedStudyReport, hasDocument: Bool = true) {
        let content = report.content
        let overview = StudyOverview(report.input)
        let figures = StudyKeyFigures(study: overview).all
        self.init(
            runName: content.runName, title: content.title,
            standing: "Study of " + StudyContent(study: overview).standing,
            finding: content.finding, startTime: content.startTime,
            figures: figures.prefix(4).map { LabelledValue(label: $0.label, value: $0.value) }, rewards: [],
            pagePath: "reports/\(content.runName)/index.html",
            documentPath: hasDocument ? "reports/\(content.runName)/\(content.runName).pdf" : nil)
    }
}

import Reports
import RunStorage
import Studies

/// The report of a study that is asked for.
package struct StudyReportRequest: Sendable {
    package var formats: Set<ReportFormat> = [.html, .pdf]
    /// Nil for the study's name.
    package var title: String?

    package init() {}
}

import Reports
import RunStorage
import Studies

/// The report of a study that is asked for.
package struct StudyReportRequest: Sendable {
    package var formats: Set<ReportFormat> = [.html, .pdf]
    /// Nil for the study's name.
    package var title: String?
    /// Nil for all of them.
    package var sections: Set<StudySection>?

    package init() {}

    /// As `study report` takes it.
    ///
    /// - Parameter templates: folder of the page's templates; nil for the program's own.
    func words(templates: String?) -> [String] {
        var words: [String] = []
        if formats != [.html, .pdf] {
            words.append("--format=" + formats.map(\.rawValue).sorted().joined(separator: ","))
        }
        if let title { words.append("--title=\(title)") }
        if let sections {
            let names = StudySection.allCases.filter(sections.contains).map(\.rawValue)
            words.append("--sections=" + names.joined(separator: ","))
        }
        if let templates { words.append("--templates=\(templates)") }
        return words
    }
}

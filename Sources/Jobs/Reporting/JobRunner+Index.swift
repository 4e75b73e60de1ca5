import Reports
import RunStorage

/// The site's index, written from the entries of the reports that are there.
extension JobRunner {
    /// Writes the front page, and what else has changed of the index.
    ///
    /// - Throws: `StorageError`, `ReportError`.
    package func writeIndex(with renderer: ReportRenderer) throws {
        // Each is decoded once.
        var entries: [RunName: IndexEntry] = [:]
        let (_, problems) = try output.site.writeIndex { report in
            guard let entry = IndexPage.entry(of: report) else {
                note(.warning, "\(report.name): index.html leaves it out until its report is rendered again")
                return nil
            }
            entries[report.name] = entry
            return entry.startTime
        } html: { part in
            let page = try renderer.index(
                part.reports.compactMap { entries[$0.name] }, total: part.total, number: part.number, newer: part.newer,
                older: part.older)
            warn(aboutMissing: page.missingCharacters)
            return page.bytes
        }
        for problem in problems { note(.warning, "\(problem.description); it is left out of index.html") }
    }

    /// Writes the index if it shows a report that was deleted. Where templates are missing or broken it stays as it is,
    /// and that is said: what the job is may not need them.
    ///
    /// - Throws: `StorageError`.
    package func refreshIndexIfStale() throws {
        guard try output.site.isIndexStale else { return }
        do {
            try writeIndex(with: renderer())
        } catch let error where error is JobError || error is ReportError {
            for entry in Failure(error).entries {
                note(.warning, "\(entry.message); index.html shows a report that was deleted")
            }
        }
    }
}

import Reports
import RunStorage

/// The site's front page, written from the reports that are there.
extension JobRunner {
    /// Writes the page.
    ///
    /// - Throws: `StorageError`, `ReportError`.
    package func writeIndex(with renderer: ReportRenderer) throws {
        let (_, problems) = try output.site.writeIndex { reports in
            let entries = reports.map { (name: $0.name, entry: IndexPage.entry(of: $0)) }
            for (name, entry) in entries where entry == nil {
                note(.warning, "\(name): index.html leaves it out until its report is rendered again")
            }
            let page = try renderer.index(entries.compactMap(\.entry))
            warn(aboutMissing: page.missingCharacters)
            return page.bytes
        }
        for problem in problems { note(.warning, "\(problem.description); it is left out of index.html") }
    }

    /// Writes the page if it shows a report that was deleted. Where templates are missing or broken it stays as it is,
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

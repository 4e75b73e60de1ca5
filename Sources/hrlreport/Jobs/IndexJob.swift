import Logging
import Reports
import RunStorage

/// The site's front page, written from the reports that are there.
struct IndexJob: Sendable {
    let store: RunStore
    let renderer: ReportRenderer
    let logger: Logger

    /// Writes the page.
    ///
    /// - Throws: `StorageError`, `ReportError`.
    func run() throws {
        let (_, problems) = try store.writeIndex { reports in
            let entries = reports.map { (name: $0.run.name, entry: IndexPage.entry(of: $0)) }
            for (name, entry) in entries where entry == nil {
                logger.warning("\(name): index.html leaves it out until its report is rendered again")
            }
            let page = try renderer.index(entries.compactMap(\.entry))
            MissingCharacters.warn(about: page.missingCharacters, logger)
            return page.bytes
        }
        for problem in problems { logger.warning("\(problem.description); it is left out of index.html") }
    }

    /// Writes the page if it shows a report that was deleted. Where templates are missing or broken it stays as it is,
    /// and that is said: what the command is for may not need them.
    ///
    /// - Throws: `StorageError`.
    static func refreshIfStale(_ context: CommandContext) throws {
        guard try context.store.isIndexStale else { return }
        do {
            try IndexJob(store: context.store, renderer: ReportRenderer(context), logger: context.logger).run()
        } catch let error where error is CommandError || error is ReportError {
            for entry in ErrorReport(error).entries {
                context.logger.warning("\(entry.message); index.html shows a report that was deleted")
            }
        }
    }
}

/// Characters that no installed font has.
enum MissingCharacters {
    static func warn(about characters: [Unicode.Scalar], _ logger: Logger) {
        guard !characters.isEmpty else { return }
        let codes = characters.map { "U+" + String($0.value, radix: 16, uppercase: true) }.joined(separator: ", ")
        logger.warning("no installed font has \(codes); charts and PDF show U+FFFD instead")
    }
}

extension ReportRenderer {
    /// A renderer with the templates that the options ask for.
    ///
    /// - Throws: `CommandError`, `ReportError` for templates that are missing or broken.
    init(_ context: CommandContext) throws {
        let folder = try ResourceFolders.ofThisProcess.locate(.templates, given: context.options.templates)
        try self.init(templates: TemplateFiles.load(folder))
    }
}

import FoundationEssentials
import SystemPackage

/// `report.json` beside a report that was asked for through the service: with what it was made. It keeps no time, so
/// that the same request leaves the same bytes.
package struct ReportDescription: Sendable, Equatable, Codable {
    package static let fileName = "report.json"
    static let newestVersion = 1

    package var formatVersion = ReportDescription.newestVersion
    /// By format, `html` or `pdf`.
    package var formats: [String: Made] = [:]

    /// How a file was made.
    package struct Made: Sendable, Equatable, Codable {
        package var title: String
        /// Names of the sections, in their order.
        package var sections: [String]
        /// The simulation for which it was asked; nil where it was made from the command line.
        package var simulation: String?

        package init(title: String, sections: [String], simulation: String?) {
            self.title = title
            self.sections = sections
            self.simulation = simulation
        }
    }

    package init() {}

    package enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case formats
    }
}

/// A file of a report that somebody may fetch.
package struct ReportFile: Sendable, Equatable {
    package var run: RunName
    /// `html` or `pdf`.
    package var format: String
    /// Relative to the output.
    package var path: String
    package var size: Int
    /// Nanoseconds since 1970.
    package var changed: Int
    /// Nil where the report was never asked for through the service.
    package var made: ReportDescription.Made?
}

extension Site {
    private static let longestDescription = 1 << 20

    /// How the report of a run was made; nil where nobody wrote that down, or it cannot be read.
    package func reportDescription(of run: RunName) throws -> ReportDescription? {
        let path = layout.report(run, checkpoint: nil).appending(ReportDescription.fileName)
        guard try files.status(path)?.kind == .file else { return nil }
        let bytes = try files.read(path, limit: Self.longestDescription)
        return try JSONDocument.decode(
            ReportDescription.self, from: bytes, newestVersion: ReportDescription.newestVersion, path: path)
    }

    /// The pages and documents of the reports on finished runs.
    /// - Throws: `StorageError.operationFailed`.
    package func reportFiles() throws -> [ReportFile] {
        try files.list(layout.reports).compactMap { try? RunName($0) }.flatMap { try reportFiles(of: $0) }
    }

    /// The page and the document of the report on a run, as far as they are there.
    /// - Throws: `StorageError.operationFailed`.
    package func reportFiles(of run: RunName) throws -> [ReportFile] {
        let home = layout.report(run, checkpoint: nil)
        // A description that is damaged keeps nobody from the report.
        let description = try? reportDescription(of: run)
        return try [("html", OutputLayout.indexName), ("pdf", "\(run).pdf")].compactMap { format, name in
            let path = home.appending(name)
            guard let status = try files.status(path), status.kind == .file else { return nil }
            return ReportFile(
                run: run, format: format, path: layout.name(of: path), size: status.size, changed: status.changed,
                made: description?.formats[format])
        }
    }
}

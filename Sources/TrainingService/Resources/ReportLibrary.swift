import EventSockets
import Foundation
import Reports
import RunStorage

/// Reports that can be fetched: the page and the document of each run.
final class ReportLibrary: Sendable {
    private let output: Output

    init(output: Output) { self.output = output }

    /// The sections of a report that a name stands for; nil for an unknown one.
    static func sections(_ name: String) -> [ReportSection]? {
        switch name {
        case "summary": [.finding, .keyFigures]
        case "scenario": [.inputs]
        case "training": [.training, .checkpoints]
        case "results": [.household, .comparison, .risk]
        case "strategy": [.advice]
        case "charts": [.training, .household]
        default: ReportSection(rawValue: name).map { [$0] }
        }
    }

    func list() throws -> JSONNode {
        let files = try output.site.reportFiles().sorted { $0.changed > $1.changed }
        return .members(["reports": .array(files.map(node)), "total": .number(files.count)])
    }

    /// - Throws: `ServiceError` where there is none; `StorageError`.
    func metadata(_ id: String) throws -> JSONNode { node(try file(id)) }

    /// A report with its type and the name under which it is saved.
    func download(_ id: String) throws -> Response {
        let file = try file(id)
        guard let bytes = try output.site.file(file.path) else { throw ServiceError.notFound("Report", id) }
        let isPage = file.format == "html"
        return Response(
            .ok, type: isPage ? Response.html : "application/pdf",
            headers: [("Content-Disposition", "attachment; filename=\"\(file.run).\(file.format)\"")]
                + (isPage ? [("Content-Security-Policy", SiteFiles.reportPolicy)] : []),
            body: bytes)
    }

    private func file(_ id: String) throws -> ReportFile {
        for format in ["html", "pdf"] where id.hasSuffix(".\(format)") {
            guard let run = RunName(rawValue: String(id.dropLast(format.count + 1))),
                let file = try output.site.reportFiles(of: run).first(where: { $0.format == format })
            else { continue }
            return file
        }
        throw ServiceError.notFound("Report", id)
    }

    private func node(_ file: ReportFile) -> JSONNode {
        let sections = file.made?.sections ?? ReportSection.allCases.map(\.rawValue)
        return .members([
            "report_id": .string("\(file.run).\(file.format)"), "simulation_id": .text(file.made?.simulation),
            "report_type": .string(file.format), "title": .string(file.made?.title ?? file.run.description),
            "generated_at": .string(Timestamp.text(nanoseconds: file.changed)),
            "file_path": .string("output/\(file.path)"),
            "file_size_kb": .number((Double(file.size) / 100).rounded() / 10),
            "sections": .array(sections.map { .string($0) }),
        ])
    }
}

import Foundation
import Jobs
import RunStorage
import SystemPackage

/// What is served as it is: the page, the documentation, and the reports.
struct SiteFiles: Sendable {
    /// A file that is kept in memory.
    struct File: Sendable {
        var type: String
        var body: [UInt8]
    }

    /// Of the service's own pages: nothing from elsewhere, and no frame around them.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    /// Of reports, which bring their style and run no script.
    static let reportPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'"

    private static let types = [
        "html": Response.html, "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "json": Response.json, "pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "png": "image/png",
    ]
    private static let names = ["page.html", "page.css", "page.js", "docs.html", "openapi.json"]

    private let files: [String: File]
    private let output: Output

    /// Reads the files of the folder `service` of the first of the templates' folders that has one.
    /// - Throws: `JobError.fileNotFound`, `.unreadable`.
    init(templates: [String], output: Output) throws {
        self.output = output
        let folders = templates.map { "\($0)/service" }
        var files: [String: File] = [:]
        for name in Self.names {
            guard let path = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.fileExists) else {
                throw JobError.fileNotFound("\(folders[0])/\(name)")
            }
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw JobError.unreadable(path, .permissionDenied)
            }
            files[name] = File(type: Self.type(name), body: Array(bytes))
        }
        self.files = files
    }

    private static func type(_ name: String) -> String {
        types[name.split(separator: ".").last.map(String.init) ?? ""] ?? "application/octet-stream"
    }

    /// One of the service's own files.
    func file(_ name: String) -> Response? {
        guard let file = files[name] else { return nil }
        return Response(
            .ok, type: file.type,
            headers: [("Cache-Control", "no-cache"), ("Content-Security-Policy", Self.policy)], body: file.body)
    }

    /// A file of the reports' site, by the names below `/site/`.
    /// - Throws: `StorageError`.
    func siteFile(_ components: [String]) throws -> Response? {
        let name = components.isEmpty ? "index.html" : components.joined(separator: "/")
        guard components.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("/") }),
            let bytes = try output.site.file(name)
        else { return nil }
        return Response(
            .ok, type: Self.type(name),
            headers: [("Cache-Control", "no-cache"), ("Content-Security-Policy", Self.reportPolicy)], body: bytes)
    }
}

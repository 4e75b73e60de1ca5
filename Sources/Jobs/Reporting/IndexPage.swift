import Foundation
import Reports
import RunStorage

/// What the site's front page says of a report, kept beside the report so that the page can be made without reading
/// every run. The file carries its own hash, as it did before lists had it.
struct IndexPage: Codable {
    private static let newestVersion = 1

    private var formatVersion = IndexPage.newestVersion
    /// Of the entry's JSON.
    private var entryHash: String
    private var entry: IndexEntry

    /// The file to write beside a report.
    static func file(for entry: IndexEntry) throws -> NamedBytes {
        let page = IndexPage(entryHash: try hash(entry), entry: entry)
        return NamedBytes(name: Site.indexEntryName, bytes: try json(page))
    }

    /// The entry of a report, nil where it was not written by this version or is damaged: the report is then left out
    /// until it is rendered again.
    static func entry(of report: PublishedReport) -> IndexEntry? {
        guard let bytes = report.indexEntry,
            let page = try? JSONDecoder().decode(IndexPage.self, from: Data(bytes)),
            page.formatVersion == newestVersion, let found = try? hash(page.entry), found == page.entryHash
        else { return nil }
        return page.entry
    }

    private static func hash(_ entry: IndexEntry) throws -> String { ContentHash(of: try json(entry)).hex }

    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case entryHash = "entry_sha256"
        case entry
    }
}

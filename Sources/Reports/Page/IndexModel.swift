import Charts
import Foundation

/// What the template `index.mustache` is given.
struct IndexModel {
    /// In the order in which they are shown.
    let entries: [IndexEntry]
    /// A small picture of each entry's rewards; empty for none.
    let pictures: [String]
    let glyphSheet: String
    /// Reports on all pages.
    let total: Int
    /// Of a page of older reports; nil for the front page.
    let number: Int?
    /// Names of the pages with the next newer and the next older reports; nil at either end.
    let newer, older: String?

    /// Newest training first; of the same second by name.
    static func ordered(_ entries: [IndexEntry]) -> [IndexEntry] {
        entries.sorted { ($1.startTime, $0.runName) < ($0.startTime, $1.runName) }
    }

    var record: PageRecord {
        PageRecord([
            "language": .text(ReportContent.language),
            "count": .text(DisplayFormat.count(number == nil ? total : entries.count, "report", "reports")),
            "number": .optional(number.map(String.init) ?? ""),
            "has_neighbours": .flag(newer != nil || older != nil),
            "newer_path": .optional(newer ?? ""),
            "older_path": .optional(older ?? ""),
            "light_colors": .markup(Theme.light.cssDeclarations),
            "dark_colors": .markup(Theme.dark.cssDeclarations),
            "glyph_sheet": .markup(glyphSheet),
            "reports": .list(zip(entries, pictures).map(report)),
        ])
    }

    private func report(_ entry: IndexEntry, picture: String) -> PageRecord {
        PageRecord([
            "run": .text(entry.runName),
            "title": .text(entry.title),
            "standing": .text(entry.standing),
            "finding": .text(entry.finding),
            "start_time": .text(entry.startTime),
            "page_path": .text(entry.pagePath.percentEncodedPath),
            "document_path": .optional(entry.documentPath?.percentEncodedPath ?? ""),
            "has_picture": .flag(!picture.isEmpty),
            "picture": .markup(picture),
            "picture_note": .optional(entry.pictureNote),
            "figures": .list(entry.figures.map(\.record)),
        ])
    }
}

extension IndexEntry {
    /// What the small picture shows, with its first and its last value; empty without a picture.
    var pictureNote: String {
        guard let first = rewards.first, let last = rewards.last else { return "" }
        let format = DisplayFormat.format(for: rewards)
        return "Reward over the training, from \(format(first)) to \(format(last))"
    }
}

extension String {
    /// As the path of a link: everything but unreserved characters and slashes is encoded (RFC 3986, 2.1).
    var percentEncodedPath: String {
        let kept = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")
        return addingPercentEncoding(withAllowedCharacters: kept) ?? self
    }
}

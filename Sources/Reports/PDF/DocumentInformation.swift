import FoundationEssentials

/// What a PDF says of itself, in its information dictionary and, with the very same values, in its XMP packet.
package struct DocumentInformation: Equatable, Sendable {
    package var title, author, subject, keywords, creator: String
    /// What wrote the file; where the file says so itself, that is kept.
    package var producer: String
    package var date: DocumentDate
    /// BCP 47.
    package var language: String

    package init(
        title: String, author: String, subject: String, keywords: String, creator: String, producer: String,
        date: DocumentDate, language: String
    ) {
        self.title = title.replacingControlCharacters
        self.author = author.replacingControlCharacters
        self.subject = subject.replacingControlCharacters
        self.keywords = keywords.replacingControlCharacters
        self.creator = creator.replacingControlCharacters
        self.producer = producer.replacingControlCharacters
        self.date = date
        self.language = language
    }

    /// The information dictionary (ISO 32000-1, 14.3.3).
    package var dictionary: PDFObject {
        .dictionary([
            "Title": .text(title), "Author": .text(author), "Subject": .text(subject), "Keywords": .text(keywords),
            "Creator": .text(creator), "Producer": .text(producer), "CreationDate": .text(date.pdf),
            "ModDate": .text(date.pdf),
        ])
    }
}

/// A moment in UTC, to the second.
package struct DocumentDate: Equatable, Sendable {
    /// `2026-11-22T10:30:00Z`.
    package let iso: String

    /// - Throws: `ReportError.startTimeMalformed` unless `iso` has exactly that form.
    package init(iso: String) throws(ReportError) {
        // Foundation reads other forms, too: what is read has to be written alike.
        let style = Date.ISO8601FormatStyle(timeZone: .gmt)
        guard let date = try? style.parse(iso), date.formatted(style) == iso else { throw .startTimeMalformed(iso) }
        self.iso = iso
    }

    /// `D:20261122103000Z`.
    package var pdf: String { "D:" + iso.filter(\.isNumber) + "Z" }
}

extension String {
    /// The text with U+FFFD for what neither XML nor HTML may hold: control characters and noncharacters.
    package var replacingControlCharacters: String {
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x9, 0xA, 0xD: scalars.append(scalar)
            case 0..<0x20, 0x7F..<0xA0, 0xFDD0...0xFDEF: scalars.append("\u{FFFD}")
            case let value where value & 0xFFFE == 0xFFFE: scalars.append("\u{FFFD}")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}

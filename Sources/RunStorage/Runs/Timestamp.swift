import FoundationEssentials

/// A second in UTC, written as ISO 8601: `2026-11-22T10:30:00Z`. Knows no locale and no time zone;
/// before 15 October 1582 the calendar is the Julian one.
package struct Timestamp: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// Since 1970-01-01T00:00:00Z.
    package let secondsSince1970: Int

    private static let style = Date.ISO8601FormatStyle(timeZone: .gmt)
    /// The years 0 to 9999, which have four digits.
    private static let range = -62_167_392_000..<253_402_300_800

    /// - Returns: nil outside the years 0 to 9999.
    package init?(secondsSince1970: Int) {
        guard Self.range.contains(secondsSince1970) else { return nil }
        self.secondsSince1970 = secondsSince1970
    }

    /// Reads the form that `description` has; nil for anything else.
    package init?(_ text: String) {
        // Foundation reads other forms, too, and the 31st of February: what is read has to be written alike.
        guard let date = try? Self.style.parse(text),
            let result = Timestamp(secondsSince1970: Int(date.timeIntervalSince1970)), result.description == text
        else { return nil }
        self = result
    }

    package var description: String { Date(timeIntervalSince1970: Double(secondsSince1970)).formatted(Self.style) }

    /// `20261122T103000Z`, for file names.
    package var compact: String { description.filter { $0 != "-" && $0 != ":" } }

    package static func < (first: Timestamp, second: Timestamp) -> Bool {
        first.secondsSince1970 < second.secondsSince1970
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let result = Timestamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is not a time in UTC")
        }
        self = result
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A second in UTC, written as ISO 8601: `2026-11-22T10:30:00Z`. Knows no locale and no time zone.
package struct Timestamp: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// Since 1970-01-01T00:00:00Z.
    package let secondsSince1970: Int

    private static let secondsPerDay = 86_400
    /// The years 0 to 9999, which have four digits.
    private static let range = -62_167_219_200..<253_402_300_800

    /// - Returns: nil outside the years 0 to 9999.
    package init?(secondsSince1970: Int) {
        guard Self.range.contains(secondsSince1970) else { return nil }
        self.secondsSince1970 = secondsSince1970
    }

    /// Reads the form that `description` has; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let pattern = Array("0000-00-00T00:00:00Z".utf8)
        guard bytes.count == pattern.count else { return nil }
        for (byte, expected) in zip(bytes, pattern) {
            let isDigit = (48...57).contains(byte)
            guard expected == 48 ? isDigit : byte == expected else { return nil }
        }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - 48) } }
        let days = Self.days(year: number(0..<4), month: number(5..<7), day: number(8..<10))
        let seconds = number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
        // Writing it again refuses the 31st of February and the 25th hour.
        guard let result = Timestamp(secondsSince1970: days * Self.secondsPerDay + seconds), result.description == text
        else { return nil }
        self = result
    }

    package var description: String { text(dateSeparator: "-", timeSeparator: ":") }

    /// `20261122T103000Z`, for file names.
    package var compact: String { text(dateSeparator: "", timeSeparator: "") }

    package static func < (first: Timestamp, second: Timestamp) -> Bool {
        first.secondsSince1970 < second.secondsSince1970
    }

    private func text(dateSeparator: String, timeSeparator: String) -> String {
        // Rounded down also before 1970.
        let day =
            (secondsSince1970 < 0 ? secondsSince1970 - Self.secondsPerDay + 1 : secondsSince1970) / Self.secondsPerDay
        let seconds = secondsSince1970 - day * Self.secondsPerDay
        let (year, month, dayOfMonth) = Self.date(days: day)
        let date = [Self.padded(year, 4), Self.padded(month, 2), Self.padded(dayOfMonth, 2)]
        let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Self.padded($0, 2) }
        return date.joined(separator: dateSeparator) + "T" + time.joined(separator: timeSeparator) + "Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Days since 1970-01-01 of a date of the Gregorian calendar, counted in years from March and eras of 400 years.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date of a day counted from 1970-01-01: the inverse of `days`.
    private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
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

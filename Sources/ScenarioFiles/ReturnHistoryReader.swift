import Households

/// What is wrong with a file of monthly returns.
package enum ReturnHistoryProblem: Error, Sendable, Equatable {
    case notFound
    case notAFile
    /// In the words of the system.
    case unreadable(String)
    case tooLarge(limit: Int)
    case notUTF8(line: Int)
    case noNumber(line: Int, column: Int, found: String)
    case outOfRange(line: Int, column: Int, found: String)
    /// 0,012 where a comma separates columns, too.
    case commaIsAmbiguous(line: Int, column: Int, found: String)
    case quoteNotClosed(line: Int)
    case otherColumns(line: Int, found: Int, expected: Int)
    case tooFew(found: Int)
    case tooMany(limit: Int)

    /// What is wrong, as a phrase.
    var words: String {
        switch self {
        case .notFound: "file not found"
        case .notAFile: "is not a file"
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .tooLarge(let limit): "is larger than the \(limit) bytes that a file of returns may have"
        case .notUTF8(let line): "line \(line): is not valid UTF-8"
        case .noNumber(let line, let column, let found):
            found.isEmpty
                ? "line \(line), column \(column): is empty, a return is due"
                : "line \(line), column \(column): \(Self.shown(found)) is no number"
        case .outOfRange(let line, let column, let found):
            "line \(line), column \(column): \(Self.shown(found)), a return is greater than -1 and at most 10; "
                + "percentages need a % sign"
        case .commaIsAmbiguous(let line, let column, let found):
            "line \(line), column \(column): \(Self.shown(found)) may be a number or two columns; separate columns "
                + "with semicolons, or write a decimal point"
        case .quoteNotClosed(let line): "line \(line): a quote is not closed"
        case .otherColumns(let line, let found, let expected):
            "line \(line): has \(found) columns, those before have \(expected)"
        case .tooFew(let found): "\(found) returns, at least \(ReturnHistoryReader.fewestReturns) are needed"
        case .tooMany(let limit): "has more than \(limit) returns"
        }
    }

    /// Not longer than a line, without anything that could move a terminal's cursor.
    private static func shown(_ text: String) -> String {
        let safe = String(
            text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0) })
        return safe.count > 40 ? safe.prefix(40) + "…" : safe
    }
}

/// Reads monthly returns as spreadsheets and data services write them: one row a month, the return in the last column.
///
/// Columns are separated by semicolons, tabs or commas; fields may be quoted; a first row without a number is a header.
/// A return is a fraction, `0.012`, or a percentage, `1.2%`, or without the sign where the header of its column has
/// one. Decimals have a point or a comma; spaces in numbers, a byte order mark, line ends of any system and empty lines
/// do not matter.
package enum ReturnHistoryReader {
    package static let fewestReturns = 24
    static let mostReturns = 12_000
    /// Bytes of the largest file that is read.
    package static let largestFile = 1 << 20
    /// A return of 1,000 % a month is a mistake in the file.
    static let allowed = RealRange.above(-1, upTo: 10)

    /// - Parameters:
    ///   - bytes: the contents of the file.
    ///   - file: as the scenario names it.
    package static func read(_ bytes: [UInt8], file: String) throws(ReturnHistoryProblem) -> ReturnHistory {
        guard bytes.count <= largestFile else { throw .tooLarge(limit: largestFile) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .notUTF8(line: bytes.firstLineThatIsNotUTF8)
        }
        let lines = lines(of: text)
        let separator = try separator(of: lines)
        var rows: [Row] = []
        for line in lines {
            rows.append(Row(line: line.number, fields: try fields(of: line, separator: separator)))
        }
        // A separator at the end of every row makes no column.
        while !rows.isEmpty, rows.allSatisfy({ $0.fields.count > 1 && $0.fields.last?.isEmpty == true }) {
            for index in rows.indices { rows[index].fields.removeLast() }
        }
        var isPercentage = false
        if let first = rows.first, first.isHeader {
            isPercentage = first.fields.last?.contains("%") ?? false
            rows.removeFirst()
        }
        if separator == ",", rows.contains(where: \.isDecimalComma),
            rows.allSatisfy({ $0.isDecimalComma || $0.fields.count == 1 })
        {
            // 0,012: nothing but numbers with a decimal comma.
            for index in rows.indices { rows[index].fields = [rows[index].fields.joined(separator: ",")] }
        }
        return ReturnHistory(file: file, returns: try returns(of: rows, separator: separator, isPercentage))
    }

    private struct Line {
        var number: Int
        var text: Substring
    }

    private struct Row {
        var line: Int
        /// Without quotes, and without blanks at their ends.
        var fields: [String]

        /// A first row that names its columns: the last one has letters instead of a number, and the first one, where
        /// it is another, no digit at its start.
        var isHeader: Bool {
            guard let last = fields.last, ReturnHistoryReader.number(last) == nil else { return false }
            let isNamed = fields.count == 1 || fields[0].first?.isNumber != true
            return isNamed && last.contains(where: \.isLetter)
        }

        var isDecimalComma: Bool {
            fields.count == 2 && ReturnHistoryReader.looksLikeDecimalComma(fields[0], fields[1])
        }
    }

    private static func looksLikeDecimalComma(_ whole: String, _ decimals: String) -> Bool {
        let digits = whole.drop { "+-\u{2212}".contains($0) }
        let isWhole = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber } && digits.count <= 2
        let rest = decimals.hasSuffix("%") ? decimals.dropLast() : decimals[...]
        let places = rest.filter { !$0.isWhitespace }
        return isWhole && !places.isEmpty && places.allSatisfy { $0.isASCII && $0.isNumber }
    }

    private static func lines(of text: String) -> [Line] {
        let content =
            text.unicodeScalars.first == "\u{FEFF}" ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
        // Swift takes \r\n for one character.
        return Substring(content).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .map { Line(number: $0.offset + 1, text: $0.element) }
            .filter { !$0.text.allSatisfy(\.isWhitespace) }
    }

    /// Semicolons before tabs before commas: which of them stands outside quotes.
    private static func separator(of lines: [Line]) throws(ReturnHistoryProblem) -> Character {
        for candidate: Character in [";", "\t"] {
            for line in lines where try fields(of: line, separator: candidate).count > 1 { return candidate }
        }
        return ","
    }

    private static func fields(of line: Line, separator: Character) throws(ReturnHistoryProblem) -> [String] {
        var fields = [""]
        var isQuoted = false
        var rest = line.text
        while let character = rest.popFirst() {
            if character == "\"" {
                // Two quotes within quotes are one.
                if isQuoted, rest.first == "\"" {
                    fields[fields.count - 1].append("\"")
                    rest.removeFirst()
                } else {
                    isQuoted.toggle()
                }
            } else if character == separator, !isQuoted {
                fields.append("")
            } else {
                fields[fields.count - 1].append(character)
            }
        }
        guard !isQuoted else { throw .quoteNotClosed(line: line.number) }
        return fields.map(\.trimmingBlanks)
    }

    private static func returns(
        of rows: [Row], separator: Character, _ isPercentage: Bool
    ) throws(ReturnHistoryProblem) -> [Double] {
        var returns: [Double] = []
        for row in rows {
            let column = row.fields.count
            guard column == rows[0].fields.count else {
                throw .otherColumns(line: row.line, found: column, expected: rows[0].fields.count)
            }
            let text = row.fields[column - 1]
            if separator == ",", column > 1, looksLikeDecimalComma(row.fields[column - 2], text) {
                throw .commaIsAmbiguous(
                    line: row.line, column: column - 1, found: "\(row.fields[column - 2]),\(text)")
            }
            guard let number = number(text) else { throw .noNumber(line: row.line, column: column, found: text) }
            let value = isPercentage && !text.hasSuffix("%") ? number / 100 : number
            guard allowed.contains(value) else { throw .outOfRange(line: row.line, column: column, found: text) }
            returns.append(value)
        }
        guard returns.count >= fewestReturns else { throw .tooFew(found: returns.count) }
        guard returns.count <= mostReturns else { throw .tooMany(limit: mostReturns) }
        return returns
    }

    /// The number that a field writes: `0.012`, `1,2 %`, `−0,5%`.
    private static func number(_ field: String) -> Double? {
        var text = field.filter { !$0.isWhitespace }.replacing("\u{2212}", with: "-")
        let isPercentage = text.hasSuffix("%")
        if isPercentage { text.removeLast() }
        if text.count(where: { $0 == "," }) == 1, !text.contains(".") { text = text.replacing(",", with: ".") }
        guard let value = DecimalText.number(text) else { return nil }
        return isPercentage ? value / 100 : value
    }
}

extension [UInt8] {
    /// 1 for the first line; 1 where all of them are.
    var firstLineThatIsNotUTF8: Int {
        let lines = split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}

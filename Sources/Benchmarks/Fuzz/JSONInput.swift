import Households
import RunStorage

/// JSON texts: values of every kind, nested and odd.
struct JSONInput: FuzzedReader {
    fileprivate static let numbers = [
        "0", "-0", "1", "-1.5", "1e308", "-1e308", "5e-324", "1e-400", "1e400", "0.1", "123456789012345678901234567890",
        "9007199254740993", "2.2250738585072011e-308", "1.7976931348623157e308", "01", "1.", ".5", "1e", "-", "NaN",
    ]
    private static let strings = [
        "\"\"", "\"a\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"è\u{202E}\"",
        "\"\\x\"", "\"\u{1}\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"",
    ]

    func make(_ random: inout SplitMix) -> [UInt8] { Array(Self.value(&random, depth: 0).utf8) }

    private static func value(_ random: inout SplitMix, depth: Int) -> String {
        switch random.next(below: depth > 40 ? 3 : 7) {
        case 0: return random.pick(numbers)
        case 1: return random.pick(strings)
        case 2: return random.pick(["null", "true", "false", "nul", ""])
        case 3, 4:
            let elements = (0..<random.next(below: 4)).map { _ in value(&random, depth: depth + 1) }
            return "[" + elements.joined(separator: random.pick([",", " , ", "\n,\t"])) + "]"
        default:
            let members = (0..<random.next(below: 4)).map { index in
                let key = random.oneIn(9) ? random.pick(strings) : "\"k\(random.oneIn(9) ? 0 : index)\""
                return "\(key):\(value(&random, depth: depth + 1))"
            }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    /// What is accepted has one text, which reads back as the same value.
    func read(_ bytes: [UInt8]) throws -> Bool {
        guard let value = try accepted(unless: JSONError.self, { try JSONValue(parsing: bytes) }) else { return false }
        if try JSONValue(parsing: value.canonical).canonical != value.canonical {
            throw BenchmarkFailure("is read again as another value")
        }
        try Self.check(value)
        return true
    }

    private static func check(_ value: JSONValue) throws {
        switch value {
        case .number(let number): if !number.isFinite { throw BenchmarkFailure("took \(number) for a number") }
        case .array(let elements): for element in elements { try check(element) }
        case .object(let members): for member in members { try check(member.value) }
        case .null, .bool, .string: break
        }
    }
}

/// Histories, whose series are of the lengths that belong together, or nearly.
struct HistoryInput: FuzzedReader {
    func make(_ random: inout SplitMix) -> [UInt8] {
        let rows = random.next(below: 4)
        let members = HistorySeries.all.map { series in
            let count = random.oneIn(40) ? random.next(below: 5) : series.rows == .episodes ? rows : 1
            let isWhole = if case .integers = series.path { true } else { false }
            let entries = (0..<count).map { _ in
                random.oneIn(60) ? random.pick(JSONInput.numbers) : isWhole ? "\(rows)" : "\(random.nextUnit() * 1e4)"
            }
            return "\"\(series.name)\":[\(entries.joined(separator: ","))]"
        }
        let format = random.oneIn(3) ? "" : "\"format\":\(random.oneIn(20) ? random.pick(JSONInput.numbers) : "2"),"
        return Array("{\(format)\(members.joined(separator: ",\n"))}".utf8)
    }

    /// What is accepted is whole and finite, and reads back as the same when it is written.
    func read(_ bytes: [UInt8]) throws -> Bool {
        let decoded = try accepted(unless: HistoryError.self) { try HistoryDecoder.decode(bytes) }
        guard let history = decoded else { return false }
        var encoder = HistoryEncoder()
        if try HistoryDecoder.decode(encoder.encode(history)) != history {
            throw BenchmarkFailure("is read again as another history")
        }
        return true
    }
}

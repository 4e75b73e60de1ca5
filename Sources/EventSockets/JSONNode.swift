/// A JSON text as a value. Numbers keep their text, so that no digit of an integer is lost.
///
/// For what strangers send and what they are answered: the depth is bounded, and where a text is wrong its first
/// mistake has a place and the words that Python's `json` has for it.
package indirect enum JSONNode: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As it is written.
    case number(String)
    case string(String)
    case array([JSONNode])
    /// An array of numbers, which is written and never read; null for those that are none.
    case numbers([Double])
    case object([Member])

    package struct Member: Sendable, Equatable {
        package var key: String
        package var value: JSONNode

        package init(_ key: String, _ value: JSONNode) {
            self.key = key
            self.value = value
        }
    }

    /// Objects and arrays within each other, at most.
    package static let deepest = 64

    /// Reads a whole text, strictly by RFC 8259; of a key that occurs twice the last value counts.
    ///
    /// - Throws: `JSONMistake`.
    package init(parsing bytes: some Sequence<UInt8>) throws(JSONMistake) {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.document()
    }

    /// The number, or null where it is none: JSON has no other word for that.
    package static func number(_ value: Double) -> JSONNode { value.isFinite ? .number("\(value)") : .null }

    package static func number(_ value: some BinaryInteger) -> JSONNode { .number("\(value)") }

    /// The text, or null.
    package static func text(_ value: String?) -> JSONNode { value.map { .string($0) } ?? .null }

    package static func members(_ members: KeyValuePairs<String, JSONNode>) -> JSONNode {
        .object(members.map { Member($0.key, $0.value) })
    }

    /// The value under a key; nil where there is none, or this is no object.
    package subscript(key: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var elements: [JSONNode]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The number, where it is a finite one.
    package var double: Double? {
        guard case .number(let text) = self, let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// The number, where it is a whole one.
    package var integer: Int? { double.flatMap { Int(exactly: $0) } }

    /// The object with one more member, or with another value under its key.
    package func setting(_ key: String, _ value: JSONNode) -> JSONNode {
        guard case .object(var members) = self else { return self }
        if let index = members.lastIndex(where: { $0.key == key }) {
            members[index].value = value
        } else {
            members.append(Member(key, value))
        }
        return .object(members)
    }

    /// Its text, without space.
    package var encoded: [UInt8] {
        var text: [UInt8] = []
        append(to: &text)
        return text
    }

    private func append(to text: inout [UInt8]) {
        switch self {
        case .null: text += "null".utf8
        case .bool(let value): text += (value ? "true" : "false").utf8
        case .number(let digits): text += digits.utf8
        case .string(let value): Self.append(value, to: &text)
        case .array(let elements): Self.append(elements, to: &text) { $0.append(to: &$1) }
        case .numbers(let values):
            Self.append(values, to: &text) { value, text in
                var digits = value.isFinite ? value.description : "null"
                digits.withUTF8 { text.append(contentsOf: $0) }
            }
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                Self.append(member.key, to: &text)
                text.append(UInt8(ascii: ":"))
                member.value.append(to: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    private static func append<Element>(
        _ elements: [Element], to text: inout [UInt8], _ append: (Element, inout [UInt8]) -> Void
    ) {
        text.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            append(element, &text)
        }
        text.append(UInt8(ascii: "]"))
    }

    private static func append(_ string: String, to text: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0x0A: text += "\\n".utf8
            case 0..<0x20: text += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}

extension JSONNode: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
}

/// The first mistake of a text that is no JSON.
package struct JSONMistake: Error, Equatable, Sendable {
    /// In the words of Python's `json`, which clients of FastAPI know.
    package var message: String
    /// In bytes, from 0.
    package var offset: Int

    package init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONMistake) -> JSONNode {
        let value = try value(depth: 0)
        skipSpace()
        if position < bytes.count { throw mistake("Extra data") }
        return value
    }

    private func mistake(_ message: String, at offset: Int? = nil) -> JSONMistake {
        JSONMistake(message: message, offset: offset ?? position)
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func take(word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - position >= count,
            (0..<count).allSatisfy({ bytes[position + $0] == word.utf8Start[$0] })
        else { return false }
        position += count
        return true
    }

    private mutating func value(depth: Int) throws(JSONMistake) -> JSONNode {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t") where take(word: "true"): return .bool(true)
        case UInt8(ascii: "f") where take(word: "false"): return .bool(false)
        case UInt8(ascii: "n") where take(word: "null"): return .null
        case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return .number(try number())
        default: throw mistake("Expecting value")
        }
    }

    private func check(depth: Int) throws(JSONMistake) {
        if depth >= JSONNode.deepest { throw mistake("Nested too deeply") }
    }

    private mutating func object(depth: Int) throws(JSONMistake) -> JSONNode {
        try check(depth: depth)
        position += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        var members: [JSONNode.Member] = []
        var places: [String: Int] = [:]
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw mistake("Expecting property name enclosed in double quotes") }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw mistake("Expecting ':' delimiter") }
            let member = JSONNode.Member(key, try value(depth: depth + 1))
            if let place = places[key] {
                members[place] = member
            } else {
                places[key] = members.count
                members.append(member)
            }
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw mistake("Expecting ',' delimiter") }
        }
    }

    private mutating func array(depth: Int) throws(JSONMistake) -> JSONNode {
        try check(depth: depth)
        position += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        var elements: [JSONNode] = []
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw mistake("Expecting ',' delimiter") }
        }
    }

    /// The text of a number.
    private mutating func number() throws(JSONMistake) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), digits() == 0 { throw mistake("Expecting value", at: start) }
        if next == UInt8(ascii: ".") {
            position += 1
            if digits() == 0 { throw mistake("Extra data", at: position - 1) }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            let exponent = position
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            if digits() == 0 { throw mistake("Extra data", at: exponent) }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    /// A string, its escapes resolved; lone surrogates and bytes that are not UTF-8 are refused.
    private mutating func string() throws(JSONMistake) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw mistake("Invalid UTF-8 in string starting at", at: start)
                }
                return string
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20: throw mistake("Invalid control character at", at: position - 1)
            default: text.append(byte)
            }
        }
        throw mistake("Unterminated string starting at", at: start)
    }

    private mutating func escape() throws(JSONMistake) -> [UInt8] {
        guard let byte = next else { throw mistake("Unterminated string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw mistake("Invalid \\escape", at: position - 2)
        }
    }

    private mutating func unicodeEscape() throws(JSONMistake) -> [UInt8] {
        let start = position - 2
        var units = [try unit(start)]
        if UTF16.isLeadSurrogate(units[0]), take(word: "\\u") { units.append(try unit(start)) }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw mistake("Invalid \\uXXXX escape", at: start)
        }
        return Array(text.utf8)
    }

    private mutating func unit(_ start: Int) throws(JSONMistake) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw mistake("Invalid \\uXXXX escape", at: start)
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}

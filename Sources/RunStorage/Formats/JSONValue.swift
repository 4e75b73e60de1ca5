/// A JSON text as a value, with the keys of an object in the order of the text.
///
/// For what `Codable` cannot do: strict reading (no repeated keys, bounded depth) and a canonical form to hash.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    package struct Member: Sendable, Equatable {
        package var key: String
        package var value: JSONValue
    }

    /// Objects and arrays within each other, at most.
    static let deepest = 32

    /// Reads a whole text.
    /// - Throws: `JSONError`.
    package init(parsing bytes: [UInt8]) throws {
        self = try bytes.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(bytes: buffer)
            let value = try Self.parse(&scanner, depth: 0)
            try scanner.expectEnd()
            return value
        }
    }

    /// The value under a key; nil where there is none, or this is no object.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The object without a key.
    func without(_ key: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != key })
    }

    private static func parse(_ scanner: inout JSONScanner, depth: Int) throws -> JSONValue {
        guard depth <= deepest else { throw scanner.failure(.tooDeep) }
        switch try scanner.peek() {
        case UInt8(ascii: "{"): return try parseObject(&scanner, depth: depth)
        case UInt8(ascii: "["): return try parseArray(&scanner, depth: depth)
        case UInt8(ascii: "\""): return .string(try scanner.string())
        case UInt8(ascii: "t") where scanner.take(word: "true"): return .bool(true)
        case UInt8(ascii: "f") where scanner.take(word: "false"): return .bool(false)
        case UInt8(ascii: "n") where scanner.take(word: "null"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try scanner.double())
        default: throw scanner.failure(.unexpectedByte)
        }
    }

    private static func parseObject(_ scanner: inout JSONScanner, depth: Int) throws -> JSONValue {
        try scanner.expect(UInt8(ascii: "{"))
        var members: [Member] = []
        var keys: Set<String> = []
        if try scanner.take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            let key = try scanner.string()
            guard keys.insert(key).inserted else { throw scanner.failure(.repeatedKey) }
            try scanner.expect(UInt8(ascii: ":"))
            members.append(Member(key: key, value: try parse(&scanner, depth: depth + 1)))
        } while try scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "}"))
        return .object(members)
    }

    private static func parseArray(_ scanner: inout JSONScanner, depth: Int) throws -> JSONValue {
        try scanner.expect(UInt8(ascii: "["))
        var elements: [JSONValue] = []
        if try scanner.take(UInt8(ascii: "]")) { return .array([]) }
        repeat { elements.append(try parse(&scanner, depth: depth + 1)) } while try scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"))
        return .array(elements)
    }
}

extension JSONValue {
    /// The one text for this value: keys in the order of their bytes, no space, doubles in their shortest form.
    package var canonical: [UInt8] {
        var text: [UInt8] = []
        append(to: &text)
        return text
    }

    private func append(to text: inout [UInt8]) {
        switch self {
        case .null: text += "null".utf8
        case .bool(let value): text += (value ? "true" : "false").utf8
        case .number(let value): value.appendText(to: &text)
        case .string(let value): Self.append(value, to: &text)
        case .array(let elements):
            text.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                element.append(to: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                Self.append(member.key, to: &text)
                text.append(UInt8(ascii: ":"))
                member.value.append(to: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    static func append(_ string: String, to text: inout [UInt8]) {
        var string = string
        text.append(UInt8(ascii: "\""))
        let isPlain = string.withUTF8 { bytes in
            guard !bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
                return false
            }
            text.append(contentsOf: bytes)
            return true
        }
        for byte in string.utf8 where !isPlain {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                text += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}

extension Double {
    /// Appends the shortest decimal that is this number.
    func appendText(to text: inout [UInt8]) {
        var digits = description
        digits.withUTF8 { text.append(contentsOf: $0) }
    }
}

import Crypto

/// Hashes the canonical form of a JSON text as it is read, so that a long one is never held as a value.
package struct CanonicalText {
    /// A text whose keys are not in order, or not plain, has to be sorted as a value.
    private struct Unsorted: Error {}

    /// What is hashed at once, in bytes.
    private static let most = 1 << 16

    private var scanner: JSONScanner
    private let omitted: String?
    private var text: [UInt8] = []
    private var hasher = SHA256()

    /// The hash of `JSONValue(parsing: bytes).canonical`, without a key of the outermost object.
    ///
    /// - Throws: `JSONError`.
    package static func hash(of bytes: [UInt8], without key: String? = nil) throws -> ContentHash {
        do {
            return try bytes.withUnsafeBufferPointer { buffer in
                var canonical = CanonicalText(scanner: JSONScanner(bytes: buffer), omitted: key)
                try canonical.value(depth: 0)
                try canonical.scanner.expectEnd()
                canonical.hash()
                return ContentHash(canonical.hasher.finalize())
            }
        } catch is Unsorted {
            let value = try JSONValue(parsing: bytes)
            return ContentHash(of: (key.map { value.without($0) } ?? value).canonical)
        }
    }

    private init(scanner: JSONScanner, omitted: String?) {
        (self.scanner, self.omitted) = (scanner, omitted)
    }

    private mutating func hash() {
        text.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        text.removeAll(keepingCapacity: true)
    }

    private mutating func value(depth: Int) throws {
        if text.count > Self.most { hash() }
        guard depth <= JSONValue.deepest else { throw scanner.failure(.tooDeep) }
        switch try scanner.peek() {
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanner.double().appendText(to: &text)
        case UInt8(ascii: "t") where scanner.take(word: "true"): text += "true".utf8
        case UInt8(ascii: "f") where scanner.take(word: "false"): text += "false".utf8
        case UInt8(ascii: "n") where scanner.take(word: "null"): text += "null".utf8
        case UInt8(ascii: "\""): JSONValue.append(try scanner.string(), to: &text)
        default: throw scanner.failure(.unexpectedByte)
        }
    }

    private mutating func array(depth: Int) throws {
        try scanner.expect(UInt8(ascii: "["))
        text.append(UInt8(ascii: "["))
        if try !scanner.take(UInt8(ascii: "]")) {
            repeat {
                try value(depth: depth + 1)
                text.append(UInt8(ascii: ","))
            } while try scanner.take(UInt8(ascii: ","))
            try scanner.expect(UInt8(ascii: "]"))
            text.removeLast()
        }
        text.append(UInt8(ascii: "]"))
    }

    private mutating func object(depth: Int) throws {
        try scanner.expect(UInt8(ascii: "{"))
        text.append(UInt8(ascii: "{"))
        var isEmpty = true
        if try !scanner.take(UInt8(ascii: "}")) {
            var last: UnsafeBufferPointer<UInt8>?
            repeat {
                guard let key = scanner.plainString() else { throw Unsorted() }
                // Also where it is there twice, which the value refuses.
                if let last, !last.lexicographicallyPrecedes(key) { throw Unsorted() }
                last = key
                try scanner.expect(UInt8(ascii: ":"))
                if depth == 0, let omitted, key.elementsEqual(omitted.utf8) {
                    try skip()
                } else {
                    if !isEmpty { text.append(UInt8(ascii: ",")) }
                    isEmpty = false
                    text.append(UInt8(ascii: "\""))
                    text.append(contentsOf: key)
                    text.append(UInt8(ascii: "\""))
                    text.append(UInt8(ascii: ":"))
                    try value(depth: depth + 1)
                }
            } while try scanner.take(UInt8(ascii: ","))
            try scanner.expect(UInt8(ascii: "}"))
        }
        text.append(UInt8(ascii: "}"))
    }

    /// Reads a value that is left out.
    private mutating func skip() throws {
        var other = CanonicalText(scanner: scanner, omitted: nil)
        try other.value(depth: 1)
        scanner = other.scanner
    }
}

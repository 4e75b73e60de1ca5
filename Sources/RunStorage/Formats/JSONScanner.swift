/// Why some bytes are not the JSON that they should be.
package struct JSONError: Error, Equatable, Sendable {
    package enum Problem: String, Sendable {
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "an unexpected character"
        case invalidNumber = "not a number"
        case numberOutOfRange = "a number out of range"
        case invalidString = "not a valid string"
        case tooDeep = "nested too deeply"
        case repeatedKey = "a key that occurs twice"
        case trailingText = "more text after the end"
    }

    package var problem: Problem
    /// Counted from 0.
    package var offset: Int

    package init(problem: Problem, offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

/// Reads the tokens of a JSON text, strictly by RFC 8259.
struct JSONScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    func failure(_ problem: JSONError.Problem) -> JSONError {
        JSONError(problem: position >= bytes.count ? .unexpectedEnd : problem, offset: position)
    }

    mutating func skipSpace() {
        while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// The next byte that is not space, which stays where it is.
    mutating func peek() throws -> UInt8 {
        skipSpace()
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        return bytes[position]
    }

    mutating func advance() { position += 1 }

    /// Takes the byte where it comes next after space.
    mutating func take(_ byte: UInt8) throws -> Bool {
        guard try peek() == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws {
        if try !take(byte) { throw failure(.unexpectedByte) }
    }

    mutating func expectEnd() throws {
        skipSpace()
        if position < bytes.count { throw JSONError(problem: .trailingText, offset: position) }
    }

    /// Takes a word such as `true` where it comes next.
    mutating func take(word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - position >= count, (0..<count).allSatisfy({ bytes[position + $0] == word.utf8Start[$0] })
        else { return false }
        position += count
        return true
    }

    /// Takes some bytes where they come next, after space.
    mutating func take(_ expected: [UInt8]) -> Bool {
        skipSpace()
        guard bytes.count - position >= expected.count else { return false }
        for (index, byte) in expected.enumerated() where bytes[position + index] != byte { return false }
        position += expected.count
        return true
    }

    /// A finite number.
    mutating func double() throws -> Double {
        skipSpace()
        let start = position
        var parser = DecimalParser(bytes, at: start)
        guard let value = parser.double() else { throw failure(.invalidNumber) }
        guard value.isFinite else { throw failure(.numberOutOfRange) }
        position = parser.position
        return value
    }

    /// A number without fraction and exponent.
    mutating func integer() throws -> Int {
        skipSpace()
        var parser = DecimalParser(bytes, at: position)
        guard let value = parser.integer() else { throw failure(.invalidNumber) }
        position = parser.position
        return value
    }

    /// A string, its escapes resolved; lone surrogates and bytes that are not UTF-8 are refused.
    mutating func string() throws -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return try string(UnsafeBufferPointer(rebasing: bytes[start..<position]))
            case UInt8(ascii: "\\"): return try stringWithEscapes(from: start)
            case 0..<0x20: throw JSONError(problem: .invalidString, offset: position)
            default: position += 1
            }
        }
        throw failure(.unexpectedEnd)
    }

    /// Takes a string of ASCII without escapes where one comes next, after space.
    ///
    /// - Returns: its bytes without the quotes; nil, with nothing taken, where something else comes.
    mutating func plainString() -> UnsafeBufferPointer<UInt8>? {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        for end in position + 1..<bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\""):
                defer { position = end + 1 }
                return UnsafeBufferPointer(rebasing: bytes[position + 1..<end])
            case UInt8(ascii: "\\"), 0..<0x20, 0x80...: return nil
            default: continue
            }
        }
        return nil
    }

    private func string(_ text: some Collection<UInt8>) throws -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            throw JSONError(problem: .invalidString, offset: position + 1)
        }
        return string
    }

    /// Goes on with a string at its first escape.
    private mutating func stringWithEscapes(from start: Int) throws -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                position -= 1
                defer { position += 1 }
                return try string(text)
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case 0..<0x20: throw JSONError(problem: .invalidString, offset: position - 1)
            default: text.append(byte)
            }
        }
        throw failure(.unexpectedEnd)
    }

    private mutating func escape() throws -> [UInt8] {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try unicodeEscape())).utf8)
        default: throw JSONError(problem: .invalidString, offset: position - 1)
        }
    }

    private mutating func unicodeEscape() throws -> Unicode.Scalar {
        var units = [try hexadecimalUnit()]
        if UTF16.isLeadSurrogate(units[0]), take(word: "\\u") { units.append(try hexadecimalUnit()) }
        var decoder = UTF16()
        var iterator = units.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator), decoder.decode(&iterator) == .emptyInput else {
            throw JSONError(problem: .invalidString, offset: position)
        }
        return scalar
    }

    private mutating func hexadecimalUnit() throws -> UInt16 {
        guard bytes.count - position >= 4 else { throw failure(.unexpectedEnd) }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue, bytes[position] < 0x80 else {
                throw failure(.invalidString)
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}

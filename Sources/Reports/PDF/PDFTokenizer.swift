/// Reads PDF objects from bytes (ISO 32000-1, 7.2 and 7.3), so that nothing inside a string is mistaken for structure.
package struct PDFTokenizer {
    private let bytes: [UInt8]
    /// The next byte to be read.
    package private(set) var position: Int

    /// How deep arrays and dictionaries may lie in each other.
    private static let maximumDepth = 64

    package init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// Reads one object.
    ///
    /// - Throws: `ReportError.unexpectedPDF` where there is none.
    package mutating func object() throws(ReportError) -> PDFObject { try object(depth: 0) }

    /// Reads `word` if it comes next.
    package mutating func skip(_ word: String) -> Bool {
        skipWhitespace()
        let expected = Array(word.utf8)
        guard bytes.dropFirst(position).starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    /// Reads `word`, which has to come next.
    package mutating func expect(_ word: String) throws(ReportError) {
        guard skip(word) else { throw failure("expected \(word)") }
    }

    /// Reads an integer.
    package mutating func integer() throws(ReportError) -> Int {
        let start = position
        guard case .literal(let text) = try simpleLiteral(), let value = Int(text) else {
            position = start
            throw failure("expected an integer")
        }
        return value
    }

    private mutating func object(depth: Int) throws(ReportError) -> PDFObject {
        guard depth < Self.maximumDepth else { throw failure("objects lie too deep in each other") }
        skipWhitespace()
        guard let byte = peek() else { throw failure("expected an object") }
        switch byte {
        case UInt8(ascii: "/"): return .name(name())
        case UInt8(ascii: "("): return .string(try literalString())
        case UInt8(ascii: "["):
            position += 1
            var objects: [PDFObject] = []
            while !skip("]") { objects.append(try object(depth: depth + 1)) }
            return .array(objects)
        case UInt8(ascii: "<"):
            if peek(1) == UInt8(ascii: "<") { return .dictionary(try dictionary(depth: depth)) }
            return .string(try hexadecimalString())
        default: return try literalOrReference()
        }
    }

    private mutating func dictionary(depth: Int) throws(ReportError) -> PDFDictionary {
        position += 2
        var dictionary = PDFDictionary()
        while !skip(">>") {
            skipWhitespace()
            guard peek() == UInt8(ascii: "/") else { throw failure("expected a key") }
            let key = name()
            dictionary[key] = try object(depth: depth + 1)
        }
        return dictionary
    }

    private mutating func name() -> String {
        position += 1
        return String(decoding: regularBytes(), as: UTF8.self)
    }

    /// A number, `true`, `false`, `null`; or a reference, which begins like a number.
    private mutating func literalOrReference() throws(ReportError) -> PDFObject {
        let first = try simpleLiteral()
        guard let number = first.integerValue, number >= 0 else { return first }
        let afterNumber = position
        if let second = try? simpleLiteral(), let generation = second.integerValue, generation >= 0 {
            skipWhitespace()
            if peek() == UInt8(ascii: "R") {
                position += 1
                guard generation == 0 else { throw failure("expected generation 0") }
                return .reference(number)
            }
        }
        position = afterNumber
        return first
    }

    private mutating func simpleLiteral() throws(ReportError) -> PDFObject {
        skipWhitespace()
        let text = String(decoding: regularBytes(), as: UTF8.self)
        guard !text.isEmpty else { throw failure("expected an object") }
        guard ["true", "false", "null"].contains(text) || Double(text) != nil else {
            throw failure("unknown word \(text)")
        }
        return .literal(text)
    }

    private mutating func regularBytes() -> [UInt8] {
        let start = position
        while let byte = peek(), !Self.whitespace.contains(byte), !Self.delimiters.contains(byte) { position += 1 }
        return Array(bytes[start..<position])
    }

    private mutating func hexadecimalString() throws(ReportError) -> [UInt8] {
        position += 1
        var digits: [UInt8] = []
        while let byte = peek(), byte != UInt8(ascii: ">") {
            position += 1
            if Self.whitespace.contains(byte) { continue }
            guard let value = Character(UnicodeScalar(byte)).hexDigitValue else { throw failure("expected a digit") }
            digits.append(UInt8(value))
        }
        guard peek() != nil else { throw failure("the string has no end") }
        position += 1
        if !digits.count.isMultiple(of: 2) { digits.append(0) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private mutating func literalString() throws(ReportError) -> [UInt8] {
        position += 1
        var content: [UInt8] = []
        var depth = 1
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\\"):
                if let escaped = escape() { content.append(escaped) }
                continue
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            if depth == 0 { return content }
            content.append(byte)
        }
        throw failure("the string has no end")
    }

    /// What follows a backslash; nil for a line that goes on.
    private mutating func escape() -> UInt8? {
        guard let byte = next() else { return nil }
        switch byte {
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case 0x0A: return nil
        case 0x0D:
            if peek() == 0x0A { position += 1 }
            return nil
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            var value = Int(byte - UInt8(ascii: "0"))
            for _ in 0..<2 {
                guard let digit = peek(), (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { break }
                value = value * 8 + Int(digit - UInt8(ascii: "0"))
                position += 1
            }
            return UInt8(truncatingIfNeeded: value)
        default: return byte
        }
    }

    private mutating func skipWhitespace() {
        while let byte = peek() {
            if byte == UInt8(ascii: "%") {
                while let next = peek(), next != 0x0A, next != 0x0D { position += 1 }
            } else if Self.whitespace.contains(byte) {
                position += 1
            } else {
                return
            }
        }
    }

    private func peek(_ offset: Int = 0) -> UInt8? {
        bytes.indices.contains(position + offset) ? bytes[position + offset] : nil
    }

    private mutating func next() -> UInt8? {
        guard let byte = peek() else { return nil }
        position += 1
        return byte
    }

    private func failure(_ reason: String) -> ReportError {
        .unexpectedPDF(reason: reason, offset: position)
    }

    private static let whitespace = Array("\0\t\n\u{0C}\r ".utf8)
    private static let delimiters = Array("()<>[]{}/%".utf8)
}

/// A tag of an SVG file.
package struct SVGTag {
    package enum Kind: Equatable {
        case opening
        case closing
        /// `<use … />`
        case empty
    }

    package var kind: Kind
    package var name: String
    package var attributes: [(name: String, value: ArraySlice<UInt8>)]
    /// Where it begins in the file.
    package var offset: Int

    /// The value of an attribute as written.
    package func bytes(_ name: String) -> ArraySlice<UInt8>? {
        attributes.first { $0.name == name }?.value
    }

    package func string(_ name: String) -> String? {
        bytes(name).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Reads the tags of the SVG that Cairo writes: elements and attributes, without text, entities or comments.
package struct SVGTokenizer {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next tag; nil at the end of the file.
    ///
    /// - Throws: `ChartsError.unexpectedSVG` for what such a file does not contain.
    package mutating func next() throws(ChartsError) -> SVGTag? {
        skipSpace()
        guard position < bytes.count else { return nil }
        let offset = position
        try expect("<")
        if take("?") {
            try skipDeclaration()
            return try next()
        }
        if take("/") {
            let name = readName()
            skipSpace()
            try expect(">")
            return SVGTag(kind: .closing, name: name, attributes: [], offset: offset)
        }
        let name = readName()
        guard !name.isEmpty else { throw unexpected("no element's name") }
        return try readAttributes(of: name, offset: offset)
    }

    private mutating func readAttributes(of name: String, offset: Int) throws(ChartsError) -> SVGTag {
        var attributes: [(name: String, value: ArraySlice<UInt8>)] = []
        while true {
            skipSpace()
            if take("/") {
                try expect(">")
                return SVGTag(kind: .empty, name: name, attributes: attributes, offset: offset)
            }
            if take(">") {
                return SVGTag(kind: .opening, name: name, attributes: attributes, offset: offset)
            }
            let attribute = readName()
            guard !attribute.isEmpty else { throw unexpected("no attribute's name") }
            try expect("=")
            attributes.append((attribute, try readValue()))
        }
    }

    private mutating func readValue() throws(ChartsError) -> ArraySlice<UInt8> {
        try expect("\"")
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == UInt8(ascii: "&") { throw unexpected("an entity") }
            position += 1
        }
        let value = bytes[start..<position]
        try expect("\"")
        return value
    }

    private mutating func readName() -> String {
        let start = position
        while position < bytes.count, Self.isNamePart(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skipDeclaration() throws(ChartsError) {
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") { position += 1 }
        try expect(">")
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(ChartsError) {
        guard take(character) else { throw unexpected("no \(character)") }
    }

    private func unexpected(_ detail: String) -> ChartsError {
        .unexpectedSVG(detail: detail, offset: position)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}

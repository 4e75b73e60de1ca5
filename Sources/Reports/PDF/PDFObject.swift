/// An object of a PDF file (ISO 32000-1, 7.3). What is read and written back unchanged keeps its bytes' meaning;
/// numbers and names keep their very spelling.
package indirect enum PDFObject: Equatable, Sendable {
    /// `null`, `true`, `false`, or a number as it is spelt.
    case literal(String)
    /// Without the slash, `#xx` escapes as they are spelt.
    case name(String)
    /// The bytes that `(…)` or `<…>` stand for.
    case string([UInt8])
    case array([PDFObject])
    case dictionary(PDFDictionary)
    /// `12 0 R`.
    case reference(Int)

    package static func integer(_ value: Int) -> PDFObject { .literal(String(value)) }

    /// A text string (7.9.2.2): in PDF's own encoding if that suffices, otherwise as UTF-16 with a byte order mark.
    package static func text(_ text: String) -> PDFObject {
        // “þÿ” in that encoding would be taken for the mark.
        if let bytes = PDFDocEncoding.encode(text), !bytes.starts(with: [0xFE, 0xFF]) { return .string(bytes) }
        return .string([0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    }

    package static func dictionary(_ entries: KeyValuePairs<String, PDFObject>) -> PDFObject {
        .dictionary(PDFDictionary(entries.map { ($0.key, $0.value) }))
    }

    package var dictionaryValue: PDFDictionary? {
        if case .dictionary(let dictionary) = self { dictionary } else { nil }
    }

    package var arrayValue: [PDFObject]? {
        if case .array(let array) = self { array } else { nil }
    }

    package var nameValue: String? {
        if case .name(let name) = self { name } else { nil }
    }

    package var referenceValue: Int? {
        if case .reference(let number) = self { number } else { nil }
    }

    package var integerValue: Int? {
        if case .literal(let text) = self { Int(text) } else { nil }
    }

    /// The text of a text string; nil for other objects and for what is in neither encoding.
    package var textValue: String? {
        guard case .string(let bytes) = self else { return nil }
        if bytes.starts(with: [0xFE, 0xFF]) {
            let units = stride(from: 2, to: bytes.count - 1, by: 2).map {
                UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
            }
            return String(decoding: units, as: UTF16.self)
        }
        return PDFDocEncoding.decode(bytes)
    }
}

/// Entries in the order in which they were written.
package struct PDFDictionary: Equatable, Sendable {
    package private(set) var entries: [Entry]

    package struct Entry: Equatable, Sendable {
        package var key: String
        package var value: PDFObject
    }

    package init(_ entries: [(String, PDFObject)] = []) {
        self.entries = []
        for (key, value) in entries { self[key] = value }
    }

    /// The value of a key; setting one that is there replaces it in its place.
    package subscript(key: String) -> PDFObject? {
        get { entries.first { $0.key == key }?.value }
        set {
            let index = entries.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append(Entry(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension PDFObject {
    /// Appends the object's spelling to `bytes`.
    package func write(to bytes: inout [UInt8]) {
        switch self {
        case .literal(let text):
            bytes += Array(text.utf8)
        case .name(let name):
            bytes += Array("/\(name)".utf8)
        case .string(let content):
            Self.write(content, to: &bytes)
        case .reference(let number):
            bytes += Array("\(number) 0 R".utf8)
        case .array(let objects):
            bytes.append(UInt8(ascii: "["))
            for (index, object) in objects.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: " ")) }
                object.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .dictionary(let dictionary):
            bytes += Array("<<".utf8)
            for entry in dictionary.entries {
                bytes += Array(" /\(entry.key) ".utf8)
                entry.value.write(to: &bytes)
            }
            bytes += Array(" >>".utf8)
        }
    }

    /// In parentheses; what has a meaning there, or is not to be trusted to survive, behind a backslash.
    private static func write(_ content: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "("))
        for byte in content {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            // Nobody who takes the file for a page finds an element in it.
            case UInt8(ascii: "<"): bytes += Array("\\074".utf8)
            case UInt8(ascii: ">"): bytes += Array("\\076".utf8)
            case 0x0A: bytes += Array("\\n".utf8)
            case 0x0D: bytes += Array("\\r".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: ")"))
    }
}

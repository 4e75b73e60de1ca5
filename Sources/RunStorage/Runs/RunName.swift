/// The name of a run: a single path component of `[A-Za-z0-9._-]`, at most 100 characters, starting with a letter or
/// digit.
package struct RunName: Sendable, Hashable, Comparable, Codable, RawRepresentable, CustomStringConvertible {
    package let description: String

    /// - Throws: `StorageError.invalidName`.
    package init(_ text: String) throws {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 100, bytes.allSatisfy(Self.isAllowed),
            Self.isLetterOrDigit(first)
        else { throw StorageError.invalidName(text) }
        description = text
    }

    /// Whether a name may hold this character.
    static func isAllowed(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    package static func < (first: RunName, second: RunName) -> Bool {
        first.description.utf8.lexicographicallyPrecedes(second.description.utf8)
    }

    /// As which it is stored.
    package var rawValue: String { description }

    package init?(rawValue: String) { try? self.init(rawValue) }
}

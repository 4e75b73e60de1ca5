import SystemPackage

/// A `SHA256SUMS`: names and the SHA-256 of their bytes, in the format that `sha256sum -c` reads.
package struct Checksums: Sendable, Equatable {
    /// The file's own name.
    package static let fileName = "SHA256SUMS"
    /// Bytes that a list can have: some million names.
    static let longest = 1 << 28

    private var entries: [String: ContentHash] = [:]

    package init() {}

    /// The names, in the order of their bytes.
    package var names: [String] { entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    package subscript(name name: String) -> ContentHash? {
        get { entries[name] }
        set { entries[name] = newValue }
    }

    /// One line a name: the hash, two spaces, the name.
    package var bytes: [UInt8] {
        var text = ""
        for name in names {
            if let hash = entries[name] { text += "\(hash.hex)  \(name)\n" }
        }
        return Array(text.utf8)
    }

    /// Reads a file of this format strictly, so that no flipped bit leaves it readable with the same meaning.
    /// - Throws: `Damage.checksumLine`.
    package init(parsing bytes: [UInt8]) throws {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // Every line ends with a newline, so that what follows the last one is empty.
        guard let end = lines.popLast(), end.isEmpty else { throw Damage.checksumLine(lines.count + 1) }
        for (index, line) in lines.enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            let name = String(text.dropFirst(66))
            guard let hash = ContentHash(hex: String(text.prefix(64))), text.dropFirst(64).prefix(2) == "  ",
                Self.isRelativeName(name), entries.updateValue(hash, forKey: name) == nil
            else { throw Damage.checksumLine(index + 1) }
        }
    }

    /// Whether a name stays in its directory: components of the characters that names of ours are made of.
    private static func isRelativeName(_ name: String) -> Bool {
        name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { component in
            component.first.map { $0 != UInt8(ascii: ".") } == true && component.allSatisfy(RunName.isAllowed)
        }
    }
}

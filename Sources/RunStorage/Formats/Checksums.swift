import SystemPackage

/// A `SHA256SUMS`: names and the SHA-256 of their bytes, in the format that `sha256sum -c` reads.
package struct Checksums: Sendable, Equatable {
    /// The file's own name.
    package static let fileName = "SHA256SUMS"
    /// Bytes that a list can have: some million names.
    static let longest = 1 << 28

    private var hashes: [String: ContentHash] = [:]

    package init() {}

    /// In the order of the names' bytes.
    package var entries: [(name: String, hash: ContentHash)] {
        hashes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
    }

    package var names: [String] { entries.map(\.name) }

    package subscript(name name: String) -> ContentHash? {
        get { hashes[name] }
        set { hashes[name] = newValue }
    }

    mutating func merge(_ newer: Checksums) { hashes.merge(newer.hashes) { $1 } }

    /// One line a name: the hash, two spaces, the name.
    package var bytes: [UInt8] { Array(entries.map { "\($0.hash.hex)  \($0.name)\n" }.joined().utf8) }

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
                Self.isRelativeName(name), hashes.updateValue(hash, forKey: name) == nil
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

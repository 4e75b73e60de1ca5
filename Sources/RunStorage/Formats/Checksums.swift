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
    package var bytes: [UInt8] { entries.reduce(into: []) { $0 += Line(name: $1.name, hash: $1.hash).bytes } }

    /// Reads a file of this format strictly, so that no flipped bit leaves it readable with the same meaning.
    /// - Throws: `Damage.checksumLine`.
    package init(parsing bytes: [UInt8]) throws {
        for (index, line) in try Self.lines(parsing: bytes).enumerated()
        where line.isSetAside || hashes.updateValue(line.hash, forKey: line.name) != nil {
            throw Damage.checksumLine(index + 1)
        }
    }

    /// A line of a list.
    struct Line {
        var name: String
        var hash: ContentHash
        /// Whether it is a comment, which keeps the place of a name that nothing is said of for now.
        var isSetAside = false

        /// With its end.
        var bytes: [UInt8] { Array("\(isSetAside ? "# " : "")\(hash.hex)  \(name)\n".utf8) }
    }

    /// The lines of a file of this format in their order, read as strictly; a name may occur twice, and lines may be
    /// set aside.
    /// - Throws: `Damage.checksumLine`.
    static func lines(parsing bytes: [UInt8]) throws -> [Line] {
        var lines: [Line] = []
        try scan(bytes) { name, digits, isSetAside in
            guard let hash = ContentHash(hex: String(decoding: digits, as: UTF8.self)) else {
                throw Damage.checksumLine(lines.count + 1)
            }
            lines.append(Line(name: String(decoding: name, as: UTF8.self), hash: hash, isSetAside: isSetAside))
            return true
        }
        return lines
    }

    /// The last line of a name in a file of this format, all of which is read as strictly, but not kept.
    /// - Throws: `Damage.checksumLine`.
    static func line(of wanted: String, parsing bytes: [UInt8]) throws -> Line? {
        let letters = Array(wanted.utf8)
        var result: Line?
        try scan(bytes) { name, digits, isSetAside in
            if name.count == letters.count, name.elementsEqual(letters) {
                result = ContentHash(hex: String(decoding: digits, as: UTF8.self)).map {
                    Line(name: wanted, hash: $0, isSetAside: isSetAside)
                }
            }
            return true
        }
        return result
    }

    /// The first name in a file of this format that begins so; what comes after it is not looked at.
    /// - Throws: `Damage.checksumLine`.
    static func firstName(withPrefix prefix: String, parsing bytes: [UInt8]) throws -> String? {
        let prefix = Array(prefix.utf8)
        var result: String?
        try scan(bytes) { name, _, _ in
            if name.starts(with: prefix) { result = String(decoding: name, as: UTF8.self) }
            return result == nil
        }
        return result
    }

    private typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Hands over the name and the digits of each line, and whether it is set aside, until that is enough.
    private static func scan(
        _ bytes: [UInt8], _ body: (_ name: Bytes, _ digits: Bytes, _ isSetAside: Bool) throws -> Bool
    ) throws {
        try bytes.withUnsafeBufferPointer { all in
            var (next, number) = (0, 1)
            while next < all.count {
                let isSetAside = all[next] == UInt8(ascii: "#")
                // Every line ends with a newline.
                let start = next + (isSetAside ? 2 : 0)
                guard let end = all[next...].firstIndex(of: UInt8(ascii: "\n")), end - start > 66 else {
                    throw Damage.checksumLine(number)
                }
                let digits = Bytes(rebasing: all[start..<start + 64])
                let name = Bytes(rebasing: all[(start + 66)..<end])
                guard all[start + 64] == 0x20, all[start + 65] == 0x20, !isSetAside || all[start - 1] == 0x20,
                    digits.allSatisfy(isDigit), isRelative(name)
                else { throw Damage.checksumLine(number) }
                if try !body(name, digits, isSetAside) { return }
                (next, number) = (end + 1, number + 1)
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }

    /// Whether a name stays in its directory: components of the characters that names of ours are made of.
    private static func isRelative(_ name: Bytes) -> Bool {
        var isFirst = true
        for byte in name {
            if byte == UInt8(ascii: "/") {
                // An empty component.
                if isFirst { return false }
                isFirst = true
            } else {
                guard RunName.isAllowed(byte), !isFirst || byte != UInt8(ascii: ".") else { return false }
                isFirst = false
            }
        }
        return !isFirst
    }
}

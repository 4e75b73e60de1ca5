import RunStorage

/// Names.
struct NameInput: FuzzedReader {
    private static let pieces = [
        "bologna", "Bologna", "a", "0", ".", "..", "/", "\\", "-", "_", " ", "\u{0}", "\n", "é", "e\u{301}", "Ⅷ",
        "\u{202E}", "~", "%2e%2e", "CON", "COM1", ".tmp", ".next", "checkpoint_episode_1", "SHA256SUMS", ":", "*",
        "$HOME", "`", "'", "\u{FF0E}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ]

    func make(_ random: inout SplitMix) -> [UInt8] {
        Array((0..<random.next(below: 5)).map { _ in random.pick(Self.pieces) }.joined().utf8)
    }

    /// A name that is accepted is one component of a path, visible, and the very text.
    func read(_ bytes: [UInt8]) throws -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let name = try accepted(unless: StorageError.self, { try RunName(text) }) else { return false }
        let allowed = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-".utf8)
        guard name.description.utf8.elementsEqual(text.utf8), (1...100).contains(text.utf8.count),
            text.utf8.allSatisfy(allowed.contains), !text.hasPrefix("."), !text.hasPrefix("-"), !text.hasPrefix("_")
        else { throw BenchmarkFailure("took \(text.debugDescription) for a name") }
        return true
    }
}

/// Lists of names.
struct ChecksumsInput: FuzzedReader {
    func make(_ random: inout SplitMix) -> [UInt8] {
        var lines = ""
        for _ in 0..<random.next(below: 5) {
            let name =
                random.oneIn(4)
                ? String(decoding: NameInput().make(&random), as: UTF8.self) : "a\(random.next(below: 9))/b.json"
            lines += ContentHash(of: [UInt8(random.next(below: 256))]).hex + "  " + name + "\n"
        }
        return Array(lines.utf8)
    }

    /// A list that is accepted has one text but for the order of its lines, and names nothing outside of its directory.
    func read(_ bytes: [UInt8]) throws -> Bool {
        guard let sums = try accepted(unless: Damage.self, { try Checksums(parsing: bytes) }) else { return false }
        guard try Checksums(parsing: sums.bytes) == sums, sums.bytes.count == bytes.count,
            sums.names.allSatisfy({ !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") })
        else { throw BenchmarkFailure("took \(sums.names) for names") }
        return true
    }
}

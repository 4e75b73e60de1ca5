/// `NAME_<UTC start>_<first digits of the content's hash>.pdf`
struct ArchiveName: Equatable {
    /// Hexadecimal digits of a document's hash in its name: more where another document has the same first ones.
    static let digitCounts = [8, 16, 32, 64]
    /// Bytes: one with the history of a million episodes has some 2e8.
    static let largestDocument = 1 << 32
    private static let fileExtension = ".pdf"

    let run: RunName
    /// As `Timestamp.compact`.
    let startTime: String
    let digits: String

    init(run: RunName, startTime: Timestamp, hash: ContentHash, digitCount: Int) {
        self.run = run
        self.startTime = startTime.compact
        digits = String(hash.hex.prefix(digitCount))
    }

    /// - Returns: nil for a name that no document has.
    init?(_ name: String) {
        guard name.hasSuffix(Self.fileExtension) else { return nil }
        let parts = name.dropLast(Self.fileExtension.count).split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count >= 3, let run = try? RunName(parts.dropLast(2).joined(separator: "_")),
            Self.digitCounts.contains(parts[parts.count - 1].utf8.count)
        else { return nil }
        self.run = run
        startTime = String(parts[parts.count - 2])
        digits = String(parts[parts.count - 1])
    }

    var text: String { "\(run)_\(startTime)_\(digits)\(Self.fileExtension)" }
}

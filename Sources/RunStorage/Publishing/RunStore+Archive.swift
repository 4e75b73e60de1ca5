import SystemPackage

extension RunStore {
    /// Hexadecimal digits of a document's hash in its name: more where another document has the same first ones.
    private static let digitCounts = [8, 16, 32, 64]

    /// Keeps a copy of a report's PDF for good, as `archive/NAME_<UTC start>_<8 hex of the content>.pdf`, and lists it in
    /// `archive/SHA256SUMS`. A document that is there already is not written again; nothing is ever overwritten.
    /// - Returns: the copy.
    /// - Throws: `StorageError.damaged` where the list cannot be read; `.operationFailed`.
    @discardableResult
    package func archive(pdf: [UInt8], run: RunName, startTime: Timestamp) throws -> FilePath {
        let hash = ContentHash(of: pdf)
        return try withLock(.archive) {
            try files.makeDirectory(layout.archive)
            var sums = try archiveSums()
            let before = sums
            try adoptUnlisted(&sums)
            let name = try freeName(stem: "\(run)_\(startTime.compact)_", hash: hash)
            let path = layout.archive.appending(name)
            if try files.status(path) == nil { try files.write(pdf, to: path) }
            sums[name: name] = hash
            if sums != before { try files.write(sums.bytes, to: layout.archive.appending(Checksums.fileName)) }
            return path
        }
    }

    /// The list of the archive; empty where there is none yet.
    func archiveSums() throws -> Checksums {
        let path = layout.archive.appending(Checksums.fileName)
        guard try files.status(path) != nil else { return Checksums() }
        let bytes = try files.read(path, limit: 1 << 28)
        return try damaged(path) { try Checksums(parsing: bytes) }
    }

    /// The name that no other document has.
    private func freeName(stem: String, hash: ContentHash) throws -> String {
        for count in Self.digitCounts {
            let name = "\(stem)\(hash.hex.prefix(count)).pdf"
            let path = layout.archive.appending(name)
            if try files.status(path) == nil { return name }
            if try files.hash(path) == hash { return name }
        }
        // All digits are the same, and the content is not: the file that has the name is damaged.
        throw StorageError.damaged(layout.archive.appending("\(stem)\(hash.hex).pdf"), .notAsPublished)
    }

    /// Lists documents whose writer was killed before it could; the hash in its name tells whether one is intact.
    private func adoptUnlisted(_ sums: inout Checksums) throws {
        for name in try files.list(layout.archive) where name.hasSuffix(".pdf") && sums[name: name] == nil {
            let hash = try files.hash(layout.archive.appending(name))
            let digits = name.dropLast(".pdf".count).split(separator: "_").last ?? ""
            if Self.digitCounts.contains(digits.count) && hash.hex.hasPrefix(digits) { sums[name: name] = hash }
        }
    }
}

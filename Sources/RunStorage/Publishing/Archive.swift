import SystemPackage

/// The documents that are kept for good, whatever becomes of their runs: `archive/`.
package struct Archive: Store, SharedResource {
    static let lockName = "archive"

    let layout: OutputLayout
    let files: DurableFiles

    var entries: [FilePath] { [layout.archive] }
    var resources: [any SharedResource.Type] { [Archive.self] }
    var listPath: FilePath { layout.archive.appending(Checksums.fileName) }

    /// Keeps a copy of a report's PDF for good, as `archive/NAME_<UTC start>_<8 hex of the content>.pdf`, and lists it
    /// in `archive/SHA256SUMS`. A document that is there already is not written again; nothing is ever overwritten.
    /// - Returns: the copy.
    /// - Throws: `StorageError.damaged` where the list cannot be read; `.operationFailed`.
    @discardableResult
    package func keep(pdf: [UInt8], run: RunName, startTime: Timestamp) throws -> FilePath {
        let hash = ContentHash(of: pdf)
        return try files.withLock(Archive.self, in: layout) { lock in
            try files.makeDirectory(layout.archive)
            var sums = try list()
            let before = sums
            try adoptUnlisted(&sums, lock)
            let name = try freeName(run, startTime, hash, lock)
            let path = layout.archive.appending(name)
            if try files.status(path) == nil { try files.write(pdf, to: path) }
            sums[name: name] = hash
            if sums != before { try write(sums, lock) }
            return path
        }
    }

    /// Replaces the list of the archive, which that of the output lists: so an archive that is gone is missed.
    private func write(_ sums: Checksums, _ lock: borrowing WriteLock<Archive>) throws {
        let list = SiteList(layout: layout, files: files)
        let name = layout.name(of: listPath)
        try list.updateIfReadable { $0[name: name] = nil }
        try files.write(sums.bytes, to: listPath)
        try list.updateIfReadable { $0[name: name] = ContentHash(of: sums.bytes) }
    }

    /// The list of the archive; empty where there is none yet.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func list() throws -> Checksums { try files.status(listPath) == nil ? Checksums() : files.checksums(listPath) }

    func removeLeftovers() throws -> [StorageError] {
        try files.withLock(Archive.self, in: layout) { _ in try files.removeTemporaries(in: layout.archive) }
        return []
    }

    /// The name that no other document has.
    private func freeName(
        _ run: RunName, _ startTime: Timestamp, _ hash: ContentHash, _ lock: borrowing WriteLock<Archive>
    ) throws -> String {
        let names = ArchiveName.digitCounts.map { count in
            ArchiveName(run: run, startTime: startTime, hash: hash, digitCount: count).text
        }
        for name in names {
            let path = layout.archive.appending(name)
            if try files.status(path) == nil { return name }
            if try files.hash(path) == hash { return name }
        }
        // All digits are the same, and the content is not: the file that has the name is damaged.
        throw StorageError.damaged(layout.archive.appending(names.last ?? ""), .notAsPublished)
    }

    /// Lists documents whose writer was killed before it could; the hash in its name tells whether one is intact.
    private func adoptUnlisted(_ sums: inout Checksums, _ lock: borrowing WriteLock<Archive>) throws {
        for name in try files.list(layout.archive) where sums[name: name] == nil {
            guard let document = ArchiveName(name) else { continue }
            let hash = try files.hash(layout.archive.appending(name))
            if hash.hex.hasPrefix(document.digits) { sums[name: name] = hash }
        }
    }
}

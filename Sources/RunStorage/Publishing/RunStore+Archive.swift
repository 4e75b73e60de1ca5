import SystemPackage

extension RunStore {
    /// Keeps a copy of a report's PDF for good, as `archive/NAME_<UTC start>_<8 hex of the content>.pdf`, and lists it in
    /// `archive/SHA256SUMS`. A document that is there already is not written again; nothing is ever overwritten.
    /// - Returns: the copy.
    /// - Throws: `StorageError.damaged` where the list cannot be read; `.operationFailed`.
    @discardableResult
    package func archive(pdf: [UInt8], run: RunName, startTime: Timestamp) throws -> FilePath {
        let hash = ContentHash(of: pdf)
        return try withLock(.archive) {
            try files.makeDirectory(layout.archive)
            var sums = try archiveList()
            let before = sums
            try adoptUnlisted(&sums)
            let name = try freeName(run, startTime, hash)
            let path = layout.archive.appending(name)
            if try files.status(path) == nil { try files.write(pdf, to: path) }
            sums[name: name] = hash
            if sums != before { try files.write(sums.bytes, to: layout.archive.appending(Checksums.fileName)) }
            return path
        }
    }

    /// The list of the archive; empty where there is none yet.
    func archiveList() throws -> Checksums {
        let path = layout.archive.appending(Checksums.fileName)
        guard try files.status(path) != nil else { return Checksums() }
        let bytes = try files.read(path, limit: Checksums.longest)
        return try damaged(path) { try Checksums(parsing: bytes) }
    }

    /// The name that no other document has.
    private func freeName(_ run: RunName, _ startTime: Timestamp, _ hash: ContentHash) throws -> String {
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
    private func adoptUnlisted(_ sums: inout Checksums) throws {
        for name in try files.list(layout.archive) where sums[name: name] == nil {
            guard let document = ArchiveName(name) else { continue }
            let hash = try files.hash(layout.archive.appending(name))
            if hash.hex.hasPrefix(document.digits) { sums[name: name] = hash }
        }
    }
}

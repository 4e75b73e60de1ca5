import SystemPackage

/// The documents that are kept for good, whatever becomes of their runs: `archive/`.
package struct Archive: Store, SharedResource {
    static let lockName = "archive"

    let layout: OutputLayout
    let files: DurableFiles

    var entries: [FilePath] { [layout.archive] }
    var resources: [any SharedResource.Type] { [Archive.self] }
    var listPath: FilePath { layout.archive.appending(Checksums.fileName) }
    /// An empty file that lies there while a document may be there that is in no list.
    var unlistedMark: FilePath { layout.archive.appending(".unlisted") }

    /// Keeps a copy of a report's PDF for good, as `archive/NAME_<UTC start>_<8 hex of the content>.pdf`, and lists it
    /// in `archive/SHA256SUMS`. A document that is there already is not written again; nothing is ever overwritten.
    /// - Returns: the copy.
    /// - Throws: `StorageError.damaged` where the list cannot be read; `.operationFailed`.
    @discardableResult
    package func keep(pdf: [UInt8], run: RunName, startTime: Timestamp) throws -> FilePath {
        let hash = ContentHash(of: pdf)
        return try files.withLock(Archive.self, in: layout) { lock in
            try files.makeDirectory(layout.archive)
            try listWhatIsNot(lock)
            let name = try freeName(run, startTime, hash, lock)
            let path = layout.archive.appending(name)
            let isNew = try files.status(path) == nil
            try files.write([], to: unlistedMark)
            if isNew { try files.write(pdf, to: path) }
            if isNew, try files.status(listPath) != nil {
                // A document that was not there is in no list, and this one is whole, or the mark had been there.
                try list.append(name, hash)
            } else {
                try list.set(name, to: hash)
            }
            try siteList.setIfReadable(layout.name(of: path), to: hash)
            try files.removeTree(unlistedMark)
            return path
        }
    }

    /// Whether the output lists no document of the archive, but its list, as version 0.1.0 did, or nothing of it; or
    /// there is no list.
    private func isListedAsWhole() throws -> Bool {
        guard try files.status(listPath) != nil else { return true }
        do {
            let first = try siteList.growing.firstName(withPrefix: layout.name(of: layout.archive) + "/")
            return first == nil || first == layout.name(of: listPath)
        } catch StorageError.damaged {
            // It keeps nothing from being done, and `verify` reports it.
            return false
        }
    }

    /// The list of the archive. That of the output lists the same documents, so that an archive that is gone is missed.
    var list: GrowingList { GrowingList(path: listPath, files: files) }
    private var siteList: SiteList { SiteList(layout: layout, files: files) }

    /// Lists documents whose writer was killed before it could, or whose list has gone; the hash in its name tells
    /// whether one is intact. An archive of version 0.1.0, whose list the output lists in the documents' stead, is
    /// listed by document.
    private func listWhatIsNot(_ lock: borrowing WriteLock<Archive>) throws {
        guard try files.status(unlistedMark) != nil || isListedAsWhole() else { return }
        var sums = try list.read()
        for name in try files.list(layout.archive) where sums[name: name] == nil {
            guard let document = ArchiveName(name) else { continue }
            let hash = try files.hash(layout.archive.appending(name))
            if hash.hex.hasPrefix(document.digits) { sums[name: name] = hash }
        }
        try files.write([], to: unlistedMark)
        let listName = layout.name(of: listPath)
        // Before the list that it vouches for is another one.
        try siteList.change { $0 == listName }
        try list.change(removing: { _ in false }, adding: sums)
        var documents = Checksums()
        for (name, hash) in sums.entries { documents[name: layout.name(of: layout.archive.appending(name))] = hash }
        try siteList.change(removing: { _ in false }, adding: documents)
        try files.removeTree(unlistedMark)
    }

    func removeLeftovers() throws -> [StorageError] {
        try files.withLock(Archive.self, in: layout) { _ in try files.removeTemporaries(in: layout.archive) }
        return []
    }

    func leftovers() throws -> [FilePath] { try files.temporaries(in: layout.archive) }

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
}

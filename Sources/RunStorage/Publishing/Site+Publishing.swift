import SystemPackage

/// What publishing a site did.
package struct SitePublication: Sendable, Equatable, Encodable {
    /// Files that were written, relative to the site.
    package internal(set) var written: [String] = []
    /// Files that were there already as they should be.
    package internal(set) var unchanged = 0
    /// Files of an earlier publication that were removed.
    package internal(set) var removed: [String] = []
}

extension Site {
    /// A list of what publishing put into a directory, so that nothing else is ever replaced or removed there.
    private static let siteListName = ".hrlreport_published"
    /// Bytes that a page, a document, a picture or a table can have.
    private static let longestSiteFile = 1 << 34

    /// Copies what belongs on a web server into a directory: index, pages, documents, data files, pictures. Each file
    /// is there whole or not at all; what was published before and is published no more is removed.
    ///
    /// May be called while reports are rendered: what is copied of them belongs together. A process that is killed
    /// leaves a site that the next publication completes.
    /// - Throws: `StorageError.nothingToPublish`, `.notPublishedHere`, `.damaged`, `.operationFailed`.
    @discardableResult
    package func publish(to site: FilePath) throws -> SitePublication {
        guard try files.status(layout.index) != nil else { throw StorageError.nothingToPublish(layout.root) }
        return try files.withLock(Copies.self, in: layout) { _ in
            try files.makeDirectory(site)
            let listPath = site.appending(Self.siteListName)
            let before = try files.status(listPath) == nil ? Checksums() : files.checksums(listPath)
            var publication = SitePublication()
            let now = try files.withLock(Reports.self, in: layout) { reports in
                try files.withLock(Index.self, in: layout) { index in
                    // The index last, since it leads to all others.
                    let names = try siteFiles(reports) + [OutputLayout.indexName]
                    let now = try hashes(of: names, for: site, before, reports, index)
                    // Listed before anything of it is there: whatever happens next, it is known to be ours.
                    var announced = before
                    announced.merge(now)
                    if announced != before { try files.write(announced.bytes, to: listPath) }
                    for name in names { try copy(name, now, to: site, &publication) }
                    return now
                }
            }
            publication.removed = before.names.filter { now[name: $0] == nil }
            for name in publication.removed { try removeFromSite(name, site) }
            try files.write(now.bytes, to: listPath)
            return publication
        }
    }

    /// What the files hold that are to be copied: nothing is published that is not what was rendered, or was not
    /// rendered to its end, nor put where there is something else.
    private func hashes(
        of names: [String], for site: FilePath, _ before: Checksums, _ reports: borrowing WriteLock<Reports>,
        _ index: borrowing WriteLock<Index>
    ) throws -> Checksums {
        var result = Checksums()
        let vouched = try list.vouchedFiles()
        for name in names {
            let (original, copy) = (layout.root.appending(name), site.appending(name))
            guard let hash = vouched[name: name] else { throw StorageError.damaged(original, .incomplete) }
            try files.compare(original, with: hash)
            if before[name: name] == nil, try files.status(copy) != nil, try files.hash(copy) != hash {
                throw StorageError.notPublishedHere(copy)
            }
            result[name: name] = hash
        }
        return result
    }

    /// Copies a file that differs.
    private func copy(
        _ name: String, _ hashes: Checksums, to site: FilePath, _ publication: inout SitePublication
    ) throws {
        let path = site.appending(name)
        try files.removeTree(Self.temporary(of: path))
        if try files.status(path)?.kind == .file, try files.hash(path) == hashes[name: name] {
            publication.unchanged += 1
            return
        }
        let original = layout.root.appending(name)
        let bytes = try files.read(original, limit: Self.longestSiteFile, listedIn: hashes, as: name)
        try files.makeDirectory(path.removingLastComponent())
        try files.write(bytes, to: path)
        publication.written.append(name)
    }

    /// Removes a file and the directories above it that it leaves empty.
    private func removeFromSite(_ name: String, _ site: FilePath) throws {
        var path = site.appending(name)
        try files.removeTree(Self.temporary(of: path))
        try files.removeTree(path)
        while path.removeLastComponent(), path != site {
            guard try files.isDirectory(path), try files.list(path).isEmpty else { return }
            try files.removeTree(path)
        }
    }

    private static func temporary(of path: FilePath) -> FilePath {
        path.removingLastComponent().appending(TemporaryName.of(path.lastComponent?.string ?? ""))
    }

    /// A file of the site: one that `publish` would copy, byte for byte as it was rendered.
    ///
    /// - Parameter name: relative to the output.
    /// - Returns: nil where there is none of that name.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    package func file(_ name: String) throws -> [UInt8]? {
        try files.withLock(Reports.self, in: layout) { reports in
            guard let hash = try list.vouchedFiles()[name: name],
                try name == OutputLayout.indexName || siteFiles(reports).contains(name)
            else { return nil }
            let path = layout.root.appending(name)
            let bytes = try files.read(path, limit: Self.longestSiteFile)
            let found = ContentHash(of: bytes)
            guard found == hash else { throw StorageError.damaged(path, .hashDiffers(expected: hash, found: found)) }
            return bytes
        }
    }

    /// The files of all reports that belong on a web server, relative to the output.
    package func siteFiles() throws -> [String] {
        try files.withLock(Reports.self, in: layout) { try siteFiles($0) }
    }

    private func siteFiles(_ lock: borrowing WriteLock<Reports>) throws -> [String] {
        try files.list(layout.reports).compactMap { try? RunName($0) }.flatMap { run in
            try reportDirectories(of: run).flatMap { try siteFiles(of: run, in: $0) }
        }
    }

    private func siteFiles(of run: RunName, in report: FilePath) throws -> [String] {
        let published = ["index.html", "\(run).pdf", "history.csv", "updates.csv"]
        let present = try files.list(report)
        let pictures = try files.list(report.appending("charts")).filter {
            $0.hasSuffix(".png") && !TemporaryName.matches($0)
        }
        return (published.filter(present.contains) + pictures.map { "charts/\($0)" }).map {
            layout.name(of: report.appending($0))
        }
    }
}

import SystemPackage

/// What publishing a site did.
package struct SitePublication: Sendable, Equatable {
    /// Files that were written, relative to the site.
    package var written: [String]
    /// Files that were there already as they should be.
    package var unchanged: Int
    /// Files of an earlier publication that were removed.
    package var removed: [String]

    package init(written: [String] = [], unchanged: Int = 0, removed: [String] = []) {
        self.written = written
        self.unchanged = unchanged
        self.removed = removed
    }
}

extension RunStore {
    /// A list of what publishing put into a directory, so that nothing else is ever replaced or removed there.
    private static let siteListName = ".hrlreport_published"
    /// Bytes that a page, a document, a picture or a table can have.
    private static let longestSiteFile = 1 << 34

    /// Copies what belongs on a web server into a directory: index, pages, documents, data files, pictures. Each file is
    /// there whole or not at all; what was published before and is published no more is removed.
    ///
    /// May be called while reports are rendered: what is copied of them belongs together. A process that is killed leaves
    /// a site that the next publication completes.
    /// - Throws: `StorageError.nothingToPublish`, `.notPublishedHere`, `.damaged`, `.operationFailed`.
    @discardableResult
    package func publishSite(to site: FilePath) throws -> SitePublication {
        guard try files.status(layout.index) != nil else { throw StorageError.nothingToPublish(root) }
        return try withLock(.site) {
            try files.makeDirectory(site)
            let before = try siteList(site)
            var publication = SitePublication()
            let reports = try withLock(.reports) {
                let names = try siteFiles()
                try withLock(.index) { try announce(names + [OutputLayout.indexName], in: site, before) }
                return try copy(names, to: site, try vouchedFiles(), before, &publication)
            }
            // Last of the pages, since it leads to all others. The lists of the reports are not looked at any more: they
            // may be being written.
            let index = try withLock(.index) {
                try copy([OutputLayout.indexName], to: site, try siteList(), before, &publication)
            }
            let now = reports.merging(index)
            publication.removed = before.names.filter { now[name: $0] == nil }
            for name in publication.removed { try removeFromSite(name, site) }
            try files.write(now.bytes, to: site.appending(Self.siteListName))
            return publication
        }
    }

    /// Lists what is going to be there before anything of it is: whatever happens next, it is known to be ours.
    /// - Precondition: the locks of reports and index are held.
    private func announce(_ names: [String], in site: FilePath, _ before: Checksums) throws {
        var list = before
        let vouched = try vouchedFiles()
        for name in names {
            let hash = try files.hash(root.appending(name))
            try check(name, hash, vouched)
            let path = site.appending(name)
            if before[name: name] == nil, try files.status(path) != nil, try files.hash(path) != hash {
                throw StorageError.notPublishedHere(path)
            }
            list[name: name] = hash
        }
        if list != before { try files.write(list.bytes, to: site.appending(Self.siteListName)) }
    }

    /// Copies the files that differ.
    /// - Returns: all of them with their hashes.
    private func copy(
        _ names: [String], to site: FilePath, _ vouched: Checksums, _ before: Checksums,
        _ publication: inout SitePublication
    ) throws -> Checksums {
        var list = Checksums()
        for name in names {
            let bytes = try files.read(root.appending(name), limit: Self.longestSiteFile)
            let hash = ContentHash(of: bytes)
            try check(name, hash, vouched)
            list[name: name] = hash
            let path = site.appending(name)
            try files.removeTree(Self.temporary(of: path))
            if try files.status(path)?.kind == .file, try files.hash(path) == hash {
                publication.unchanged += 1
                continue
            }
            try files.makeDirectory(path.removingLastComponent())
            try files.write(bytes, to: path)
            publication.written.append(name)
        }
        return list
    }

    /// Nothing is published that is not what was rendered, or was not rendered to its end.
    private func check(_ name: String, _ hash: ContentHash, _ vouched: Checksums) throws {
        let path = root.appending(name)
        guard let expected = vouched[name: name] else { throw StorageError.damaged(path, .incomplete) }
        if expected != hash { throw StorageError.damaged(path, .hashDiffers(expected: expected, found: hash)) }
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

    private func siteList(_ site: FilePath) throws -> Checksums {
        let path = site.appending(Self.siteListName)
        guard try files.status(path) != nil else { return Checksums() }
        let bytes = try files.read(path, limit: Checksums.longest)
        return try damaged(path) { try Checksums(parsing: bytes) }
    }

    /// The files of all reports that belong on a web server, relative to the output.
    private func siteFiles() throws -> [String] {
        var names: [String] = []
        for entry in try files.list(layout.reports) {
            guard let run = try? RunName(entry) else { continue }
            names += try siteFiles(of: run, in: "reports/\(run)")
            for folder in try files.list(layout.reports.appending(entry)) where folder.hasPrefix("checkpoint_") {
                names += try siteFiles(of: run, in: "reports/\(run)/\(folder)")
            }
        }
        return names
    }

    private func siteFiles(of run: RunName, in folder: String) throws -> [String] {
        let published = ["index.html", "\(run).pdf", "history.csv"]
        let present = try files.list(root.appending(folder))
        let pictures = try files.list(root.appending("\(folder)/charts")).filter {
            $0.hasSuffix(".png") && !TemporaryName.matches($0)
        }
        return published.filter(present.contains).map { "\(folder)/\($0)" }
            + pictures.map { "\(folder)/charts/\($0)" }
    }
}

extension Checksums {
    fileprivate func merging(_ other: Checksums) -> Checksums {
        var result = self
        for name in other.names { result[name: name] = other[name: name] }
        return result
    }
}

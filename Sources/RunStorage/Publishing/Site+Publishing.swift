import Glibc
import SystemPackage

/// What publishing a site did.
package struct SitePublication: Sendable, Equatable, Encodable {
    /// Files that were written, relative to the site.
    package internal(set) var written: [String] = []
    /// Files that were there already as they should be.
    package internal(set) var unchanged = 0
    /// Files of an earlier publication that were removed.
    package internal(set) var removed: [String] = []
    /// Files of an earlier publication that somebody changed since: they are theirs now, and stay.
    package internal(set) var kept: [String] = []
}

extension Site {
    /// A list of what publishing put into a directory, so that nothing else is ever replaced or removed there.
    private static let siteListName = ".hrlreport_published"
    /// What a publication that goes on is putting there.
    private static let nextListName = ".hrlreport_publishing"
    /// Which output the directory is published from.
    private static let ownerName = ".hrlreport_owner"
    /// Bytes that a page, a document, a picture or a table can have.
    private static let longestSiteFile = 1 << 34
    /// A web server reads, whatever the umask of who publishes.
    private static let readable = FilePermissions(rawValue: 0o644)
    private static let enterable = FilePermissions(rawValue: 0o755)

    /// Copies what belongs on a web server into a directory: index, pages, documents, data files, pictures. Each file
    /// is there whole or not at all; what was published before and is published no more is removed, if it still is what
    /// was published. Links are not followed.
    ///
    /// May be called while reports are rendered: what is copied of them belongs together. A process that is killed
    /// leaves a site that the next publication completes. An output that cannot be written is published as it stands.
    /// - Parameter isDryRun: whether only to say what would be done.
    /// - Throws: `StorageError.nothingToPublish`, `.notPublishedHere`, `.publishedByAnother`, `.damaged`,
    ///   `.operationFailed`.
    @discardableResult
    package func publish(to site: FilePath, isDryRun: Bool = false) throws -> SitePublication {
        guard try files.status(layout.index) != nil else { throw StorageError.nothingToPublish(layout.root) }
        do {
            return try files.withLock(Copies.self, in: layout) { _ in
                try files.withLock(Index.self, in: layout) { _ in
                    try files.withLock(Reports.self, in: layout) { _ in
                        try SiteCopy(self, to: site, isDryRun: isDryRun).publish(siteFiles())
                    }
                }
            }
        } catch StorageError.operationFailed(_, let path, .permissionDenied) where path.starts(with: layout.locks) {
            return try SiteCopy(self, to: site, isDryRun: isDryRun).publish(siteFiles())
        } catch StorageError.operationFailed(_, let path, .readOnlyFileSystem) where path.starts(with: layout.locks) {
            return try SiteCopy(self, to: site, isDryRun: isDryRun).publish(siteFiles())
        }
    }

    /// What is put into one directory.
    private struct SiteCopy {
        let layout: OutputLayout
        let files: DurableFiles
        let list: SiteList
        let site: FilePath
        let isDryRun: Bool
        /// What was put there, and what a publication that was killed may have put there.
        let before, pending: Checksums
        /// The pages of the index.
        let index: Checksums

        init(_ source: Site, to site: FilePath, isDryRun: Bool) throws {
            (layout, files, list, self.site, self.isDryRun) = (source.layout, source.files, source.list, site, isDryRun)
            func checksums(_ name: String) throws -> Checksums {
                let path = site.appending(name)
                return try source.files.status(path) == nil ? Checksums() : source.files.checksums(path)
            }
            before = try checksums(Site.siteListName)
            pending = try checksums(Site.nextListName)
            index = try source.indexList()
        }

        /// - Parameter names: the files to publish but the index, relative to the output.
        func publish(_ names: [String]) throws -> SitePublication {
            // The index last, and the front page behind the others, since it leads to them.
            let names = names + index.names.filter { $0 != OutputLayout.indexName } + [OutputLayout.indexName]
            try checkOwner()
            let now = try hashes(of: names)
            var publication = SitePublication()
            if !isDryRun {
                try files.makeDirectory(site, permissions: Site.enterable)
                try write(Array(ownerMark.utf8), to: site.appending(Site.ownerName))
                // Listed before anything of it is there: whatever happens next, it is known to be ours.
                var announced = pending
                announced.merge(now)
                try write(announced.bytes, to: site.appending(Site.nextListName))
                try removeTemporaries(of: before.names + pending.names + names)
            }
            for name in names { try copy(name, now, &publication) }
            for name in Set(before.names + pending.names).sorted() where now[name: name] == nil {
                try remove(name, &publication)
            }
            if !isDryRun {
                try write(now.bytes, to: site.appending(Site.siteListName))
                try files.removeTree(site.appending(Site.nextListName))
            }
            return publication
        }

        /// Two outputs in one directory would remove each other's pages.
        private func checkOwner() throws {
            let path = site.appending(Site.ownerName)
            guard try files.status(path) != nil else { return }
            guard try files.read(path, limit: 1024) == Array(ownerMark.utf8) else {
                throw StorageError.publishedByAnother(path)
            }
        }

        /// Tells outputs apart without saying where they lie.
        private var ownerMark: String {
            let place = realpath(layout.root.string, nil)
            defer { free(place) }
            let text = place.map { String(cString: $0) } ?? layout.root.string
            return ContentHash(of: Array(text.utf8)).hex + "\n"
        }

        /// What the files hold that are to be copied: nothing is published that is not what was rendered, or was not
        /// rendered to its end, nor put where there is something else.
        private func hashes(of names: [String]) throws -> Checksums {
            var result = Checksums()
            var vouched = try list.vouchedFiles()
            vouched.merge(index)
            for name in names {
                let original = layout.root.appending(name)
                guard let hash = vouched[name: name] else { throw StorageError.damaged(original, .incomplete) }
                try files.compare(original, with: hash)
                let copy = try place(of: name)
                let isOurs = before[name: name] != nil || pending[name: name] != nil
                if !isOurs, try files.status(copy) != nil, try files.hash(copy) != hash {
                    throw StorageError.notPublishedHere(copy)
                }
                result[name: name] = hash
            }
            return result
        }

        /// Where a file goes; a link or a file in the place of a directory is somebody else's.
        private func place(of name: String) throws -> FilePath {
            var path = site
            let components = FilePath(name).components
            for component in components.dropLast() {
                path.append(component)
                guard let status = try files.status(path) else { continue }
                guard status.kind == .directory else { throw StorageError.notPublishedHere(path) }
            }
            return site.appending(name)
        }

        /// Copies a file that differs, unless somebody changed what was published.
        private func copy(_ name: String, _ hashes: Checksums, _ publication: inout SitePublication) throws {
            let path = try place(of: name)
            if let status = try files.status(path) {
                let found = status.kind == .file ? try files.hash(path) : nil
                if found == hashes[name: name] {
                    publication.unchanged += 1
                    return
                }
                guard let found, [before[name: name], pending[name: name]].contains(found) else {
                    publication.kept.append(name)
                    return
                }
            }
            publication.written.append(name)
            guard !isDryRun else { return }
            let original = layout.root.appending(name)
            let bytes = try files.read(original, limit: Site.longestSiteFile, listedIn: hashes, as: name)
            try files.makeDirectory(path.removingLastComponent(), permissions: Site.enterable)
            try write(bytes, to: path)
        }

        /// Removes a file that is still what was published, and the directories above it that it leaves empty.
        private func remove(_ name: String, _ publication: inout SitePublication) throws {
            guard var path = try? place(of: name), let status = try files.status(path) else { return }
            let known = [before[name: name], pending[name: name]]
            guard status.kind == .file, known.contains(try files.hash(path)) else {
                publication.kept.append(name)
                return
            }
            publication.removed.append(name)
            guard !isDryRun else { return }
            try files.removeTree(path)
            while path.removeLastComponent(), path != site {
                guard try files.isDirectory(path), try files.list(path).isEmpty else { return }
                try files.removeTree(path)
            }
        }

        /// What a publication left that was killed.
        private func removeTemporaries(of names: [String]) throws {
            let folders = Set(names.map { site.appending($0).removingLastComponent() })
            for folder in folders.union([site]) where try files.isDirectory(folder) {
                for name in try files.list(folder) where TemporaryName.isUnique(name, .publication) {
                    try files.removeTree(folder.appending(name))
                }
            }
        }

        private func write(_ bytes: [UInt8], to path: FilePath) throws {
            try files.writeBesideOthers(bytes, to: path, .publication, permissions: Site.readable)
        }
    }

    /// A file of the site: one that `publish` would copy, byte for byte as it was rendered.
    ///
    /// - Parameter name: relative to the output.
    /// - Returns: nil where there is none of that name.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    package func file(_ name: String) throws -> [UInt8]? {
        OutputLayout.isIndexPage(name)
            ? try files.withLock(Index.self, in: layout) { _ in try vouchedFile(name) }
            : try files.withLock(Reports.self, in: layout) { _ in try vouchedFile(name) }
    }

    /// As `file`, while nobody writes files of its kind.
    private func vouchedFile(_ name: String) throws -> [UInt8]? {
        guard try isSiteFile(name), let hash = try vouchedHash(of: name) else { return nil }
        let path = layout.root.appending(name)
        let bytes = try files.read(path, limit: Self.longestSiteFile)
        let found = ContentHash(of: bytes)
        guard found == hash else { throw StorageError.damaged(path, .hashDiffers(expected: hash, found: found)) }
        return bytes
    }

    /// By whichever list has it.
    private func vouchedHash(of name: String) throws -> ContentHash? {
        if OutputLayout.isIndexPage(name), let hash = try indexList()[name: name] { return hash }
        return try list.vouchedHash(of: name)
    }

    /// Whether `publish` copies a file of this name, if it is there.
    private func isSiteFile(_ name: String) throws -> Bool {
        if OutputLayout.isIndexPage(name) { return true }
        let components = FilePath(name).components.map(\.string)
        guard components.count > 2, let run = try? RunName(components[1]) else { return false }
        return try reportDirectories(of: run).contains { try siteFiles(of: run, in: $0).contains(name) }
    }

    /// The files of all reports that belong on a web server, relative to the output.
    private func siteFiles() throws -> [String] {
        try files.list(layout.reports).compactMap { try? RunName($0) }.flatMap { run in
            try reportDirectories(of: run).flatMap { try siteFiles(of: run, in: $0) }
        }
    }

    private func siteFiles(of run: RunName, in report: FilePath) throws -> [String] {
        let published = ["index.html", "\(run).pdf", "history.csv", "updates.csv", "results.csv"]
        let present = try files.list(report)
        let pictures = try files.list(report.appending("charts")).filter {
            $0.hasSuffix(".png") && !TemporaryName.matches($0)
        }
        return (published.filter(present.contains) + pictures.map { "charts/\($0)" }).map {
            layout.name(of: report.appending($0))
        }
    }
}

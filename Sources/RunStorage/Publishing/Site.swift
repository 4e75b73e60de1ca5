import SystemPackage

/// What is there to be looked at: the reports, the index pages that lead to them, and their copies on web servers.
package struct Site: Store {
    /// `reports/`
    enum Reports: SharedResource { static let lockName = "reports" }
    /// The pages of the index, and what it knows of the reports.
    enum Index: SharedResource { static let lockName = "index" }
    /// What is published elsewhere.
    enum Copies: SharedResource { static let lockName = "site" }

    let layout: OutputLayout
    let files: DurableFiles

    var list: SiteList { SiteList(layout: layout, files: files) }

    var entries: [FilePath] {
        let pages = (try? indexList().names) ?? []
        return [
            layout.index, layout.indexList, layout.indexEntries, layout.indexMarks, layout.siteList, layout.reports,
            layout.staleIndexMark,
        ] + pages.map(layout.root.appending)
    }
    var resources: [any SharedResource.Type] { [Reports.self, Index.self, Copies.self, SiteList.self] }

    func removeLeftovers() throws -> [StorageError] {
        try files.withLock(Index.self, in: layout) { _ in
            try files.withLock(SiteList.self, in: layout) { _ in try files.removeTemporaries(in: layout.root) }
        }
        try files.withLock(Reports.self, in: layout) { _ in
            for path in try leftoversOfReports() { try files.removeTree(path) }
        }
        return []
    }

    func leftovers() throws -> [FilePath] { try files.temporaries(in: layout.root) + leftoversOfReports() }

    private func leftoversOfReports() throws -> [FilePath] {
        // Files of a report's own, of a checkpoint's, and pictures of either.
        try files.temporaries(in: layout.indexMarks)
            + files.list(layout.reports).flatMap { try temporaries(layout.reports.appending($0), depth: 2) }
    }

    private func temporaries(_ path: FilePath, depth: Int) throws -> [FilePath] {
        guard try files.isDirectory(path) else { return [] }
        let own = try files.temporaries(in: path)
        if depth == 0 { return own }
        return try own + files.list(path).flatMap { try temporaries(path.appending($0), depth: depth - 1) }
    }

    func removeBelongings(of run: borrowing RunLock) throws {
        let report = layout.report(run.name, checkpoint: nil)
        try files.withLock(Reports.self, in: layout) { lock in
            try markForIndex(run.name, lock)
            try list.change { $0.hasPrefix(layout.name(of: report) + "/") }
            try files.removeTree(report)
        }
        // Under the lock of the index: a page that is just being written may still show the report.
        try files.withLock(Index.self, in: layout) { _ in
            if try files.status(layout.index) != nil { try files.write([], to: layout.staleIndexMark) }
        }
    }

    /// The directories of the report on a run, which may be empty, and of those on its checkpoints.
    func reportDirectories(of name: RunName) throws -> [FilePath] {
        let home = layout.report(name, checkpoint: nil)
        guard try files.isDirectory(home) else { return [] }
        let checkpoints = try files.list(home).filter { Self.episode(ofReport: $0) != nil }.map(home.appending)
        return [home] + (try checkpoints.filter(files.isDirectory))
    }

    /// The episode in `checkpoint_N`; nil for every other name.
    static func episode(ofReport entry: String) -> Int? {
        let prefix = "checkpoint_"
        guard entry.hasPrefix(prefix), let episode = Int(entry.dropFirst(prefix.count)), episode > 0,
            entry == "\(prefix)\(episode)"
        else { return nil }
        return episode
    }
}

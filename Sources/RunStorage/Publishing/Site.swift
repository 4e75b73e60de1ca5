import SystemPackage

/// What is there to be looked at: the reports, the index page that leads to them, and their copies on web servers.
package struct Site: Store {
    /// `reports/`
    enum Reports: SharedResource { static let lockName = "reports" }
    /// `index.html`
    enum Index: SharedResource { static let lockName = "index" }
    /// What is published elsewhere.
    enum Copies: SharedResource { static let lockName = "site" }

    let layout: OutputLayout
    let files: DurableFiles

    var list: SiteList { SiteList(layout: layout, files: files) }

    var entries: [FilePath] { [layout.index, layout.siteList, layout.reports, layout.staleIndexMark] }
    var resources: [any SharedResource.Type] { [Reports.self, Index.self, Copies.self, SiteList.self] }

    func removeLeftovers() throws -> [StorageError] {
        try files.withLock(Index.self, in: layout) { _ in
            try files.withLock(SiteList.self, in: layout) { _ in try files.removeTemporaries(in: layout.root) }
        }
        try files.withLock(Reports.self, in: layout) { lock in
            for report in try files.list(layout.reports) {
                try removeTemporaries(layout.reports.appending(report), depth: 2, lock)
            }
        }
        return []
    }

    private func removeTemporaries(_ path: FilePath, depth: Int, _ lock: borrowing WriteLock<Reports>) throws {
        guard try files.isDirectory(path) else { return }
        try files.removeTemporaries(in: path)
        guard depth > 0 else { return }
        for name in try files.list(path) { try removeTemporaries(path.appending(name), depth: depth - 1, lock) }
    }

    func removeBelongings(of run: borrowing RunLock) throws {
        let report = layout.report(run.name, checkpoint: nil)
        try files.withLock(Reports.self, in: layout) { _ in
            try list.remove { $0.hasPrefix(layout.name(of: report) + "/") }
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

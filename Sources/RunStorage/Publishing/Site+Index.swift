import SystemPackage

/// A report that is on the disk, with what an index page says of it.
package struct PublishedReport: Sendable, Equatable {
    /// Of the run or the study that it is on.
    package var name: RunName
    /// The report's file `Site.indexEntryName`, as its writer made it; nil where there is none.
    package var indexEntry: [UInt8]?
}

extension Site {
    /// Name of the file in which a report says what an index page needs of it.
    package static let indexEntryName = "index_entry.json"
    /// Bytes that such a file can have.
    private static let longestIndexEntry = 1 << 20

    /// Whether the index page shows a report that was deleted.
    package var isIndexStale: Bool {
        get throws { try files.status(layout.staleIndexMark) != nil }
    }

    /// Writes the index page.
    /// - Parameter html: is given the reports while no other process writes an index, so that none is missing in it.
    /// - Returns: the page, and what kept a report out of it.
    /// - Throws: what `html` throws; `StorageError.operationFailed`.
    @discardableResult
    package func writeIndex(
        html: ([PublishedReport]) throws -> [UInt8]
    ) throws -> (path: FilePath, problems: [StorageError]) {
        try files.withLock(Index.self, in: layout) { lock in
            let (reports, problems) = try reports()
            try list.write(try html(reports), to: layout.index, lock)
            try files.removeTree(layout.staleIndexMark)
            return (layout.index, problems)
        }
    }

    /// The final reports that are on the disk, by name, and what is wrong with those that are left out. What a report
    /// is about is not read: its entry says all that an index page shows.
    package func reports() throws -> (reports: [PublishedReport], problems: [StorageError]) {
        var reports: [PublishedReport] = []
        var problems: [StorageError] = []
        for entry in try files.list(layout.reports) {
            guard let name = try? RunName(entry) else { continue }
            let directory = layout.report(name, checkpoint: nil)
            guard try files.status(directory.appending("index.html")) != nil else { continue }
            do {
                reports.append(PublishedReport(name: name, indexEntry: try indexEntry(directory)))
            } catch let error as StorageError {
                // A disk that fails now may not fail the next time: better the page of before than one that lacks
                // reports.
                if case .operationFailed = error { throw error }
                problems.append(error)
            }
        }
        return (reports, problems)
    }

    private func indexEntry(_ directory: FilePath) throws -> [UInt8]? {
        let path = directory.appending(Self.indexEntryName)
        guard try files.status(path) != nil else { return nil }
        return try files.read(path, limit: Self.longestIndexEntry)
    }
}

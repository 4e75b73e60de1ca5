import SystemPackage

/// A report that is on the disk, with what an index page says of it.
package struct PublishedReport: Sendable, Equatable {
    /// Of the run or the study that it is on.
    package var name: RunName
    /// The report's file `Site.indexEntryName`, as its writer made it; nil where there is none.
    package var indexEntry: [UInt8]?
}

/// A page of the index.
package struct IndexPart: Sendable, Equatable {
    /// The reports that it shows, the oldest training first.
    package var reports: [PublishedReport]
    /// Reports on all pages.
    package var total: Int
    /// Its number, from that of the oldest reports on; nil for the front page, which has the newest.
    package var number: Int?
    /// Names of the pages with the next newer and the next older reports; nil at either end.
    package var newer, older: String?
}

extension Site {
    /// Name of the file in which a report says what an index page needs of it.
    package static let indexEntryName = "index_entry.json"

    /// Whether the index page shows a report that was deleted.
    package var isIndexStale: Bool {
        get throws { try files.status(layout.staleIndexMark) != nil }
    }

    /// Brings the index up to date with the reports that were written or deleted since it was written; all of them are
    /// looked at only where what is known of them is damaged, or of version 0.1.0. The front page and what else changes
    /// are written.
    /// - Parameters:
    ///   - startTime: is given a report that the index has to read; says when its training began, in a form whose order
    ///     is that of time; nil keeps it out of the index.
    ///   - html: makes a page.
    /// - Returns: the front page, and what kept a report out of the index.
    /// - Throws: what `html` throws, before anything is written; `StorageError.operationFailed`.
    @discardableResult
    package func writeIndex(
        startTime: (PublishedReport) -> String?, html: (IndexPart) throws -> [UInt8]
    ) throws -> (path: FilePath, problems: [StorageError]) {
        try files.withLock(Index.self, in: layout) { _ in
            let marks = try indexMarks()
            let before = try indexLines()
            var draft = IndexDraft(site: self, lines: before ?? [])
            let changed =
                before == nil ? try files.list(layout.reports).compactMap { try? RunName($0) } : marks.map(\.name)
            try draft.lookAgain(at: changed, startTime)
            let listed = try listOfPages()
            let present = Set(try files.list(layout.root))
            let earlier = IndexDraft.pages(count: before?.count ?? 0)
            let changedNames = Set(changed)
            let pages = try draft.pages(startTime) { page, lines in
                // Numbers are those of the place from the oldest page on, which is the last.
                guard let before, let number = page.number, number < earlier.count,
                    listed[name: page.name] != nil, present.contains(page.name)
                else { return true }
                let same = earlier[earlier.count - number]
                return same != page || before[same.range] != lines
                    || lines.contains { changedNames.contains($0.name) }
            }
            let content = try pages.changed.map { NamedBytes(name: $0.name, bytes: try html(draft.part($0))) }
            try write(content, all: pages.all.map(\.name), listed) { try write(draft.lines, over: before) }
            try files.removeTree(layout.staleIndexMark)
            try remove(marks)
            return (layout.index, draft.problems)
        }
    }

    // MARK: - Pages

    /// The hashes of the index's pages; empty where there are none, or version 0.1.0 wrote them.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func indexList() throws -> Checksums {
        try files.status(layout.indexList) == nil ? Checksums() : files.checksums(layout.indexList)
    }

    /// The list of the pages; empty where it is damaged, so that all of them are written again.
    private func listOfPages() throws -> Checksums {
        do {
            return try indexList()
        } catch StorageError.damaged {
            return Checksums()
        }
    }

    /// Replaces pages: each leaves the list before it is replaced, and comes back after.
    /// - Parameter body: writes down what the pages show, when none of them is listed that shows anything else.
    private func write(
        _ pages: [NamedBytes], all names: [String], _ listed: Checksums, noting body: () throws -> Void
    ) throws {
        try files.makeDirectory(layout.root)
        // Version 0.1.0 listed its only page there; the list of the pages says that it does so no more.
        if try files.status(layout.indexList) == nil { try list.setIfReadable(OutputLayout.indexName, to: nil) }
        var sums = listed
        for page in pages { sums[name: page.name] = nil }
        try files.write(sums.bytes, to: layout.indexList)
        try body()
        // The front page, which leads to the others, comes last.
        for page in pages.reversed() {
            try files.write(page.bytes, to: layout.root.appending(page.name))
            sums[name: page.name] = ContentHash(of: page.bytes)
        }
        // Listed until they are gone, so that who comes after a kill knows of them.
        let all = Set(names)
        for name in sums.names where !all.contains(name) {
            try files.removeTree(layout.root.appending(name))
            sums[name: name] = nil
        }
        try files.write(sums.bytes, to: layout.indexList)
    }

    // MARK: - What the index knows

    /// The reports that the index shows, the oldest training first; nil where that is not known.
    func indexLines() throws -> [IndexLine]? {
        let path = layout.indexEntries
        guard try files.status(path) != nil, try files.status(layout.indexList) != nil else { return nil }
        do {
            return try damaged(path) {
                try Checksums.lines(parsing: files.read(path, limit: Checksums.longest)).map { line in
                    guard !line.isSetAside, let line = IndexLine(path: line.name, hash: line.hash) else {
                        throw Damage.notListed(line.name)
                    }
                    return line
                }
            }
        } catch StorageError.damaged {
            return nil
        }
    }

    private func write(_ lines: [IndexLine], over before: [IndexLine]?) throws {
        func bytes(_ lines: ArraySlice<IndexLine>) -> [UInt8] {
            lines.flatMap { Checksums.Line(name: $0.path, hash: $0.hash).bytes }
        }
        guard let before, lines.starts(with: before) else {
            return try files.write(bytes(lines[...]), to: layout.indexEntries)
        }
        if lines.count > before.count { try files.append(bytes(lines[before.count...]), to: layout.indexEntries) }
    }

    // MARK: - What it has to look at

    private struct IndexMark {
        var name: RunName
        var status: FileOperations.Status
    }

    /// Says that the index has to look at a report: before it is written, or removed.
    func markForIndex(_ name: RunName, _ lock: borrowing WriteLock<Reports>) throws {
        try files.makeDirectory(layout.indexMarks)
        try files.write([], to: layout.indexMarks.appending(name.description))
    }

    /// Names of reports that the index has to look at.
    func namesMarkedForIndex() throws -> [RunName] {
        try files.list(layout.indexMarks).compactMap { try? RunName($0) }
    }

    /// While no report is written: who has set a mark has done what it is for.
    private func indexMarks() throws -> [IndexMark] {
        try files.withLock(Reports.self, in: layout) { _ in
            try namesMarkedForIndex().compactMap { name in
                try files.status(layout.indexMarks.appending(name.description)).map {
                    IndexMark(name: name, status: $0)
                }
            }
        }
    }

    /// Removes marks, but for those that were set again.
    private func remove(_ marks: [IndexMark]) throws {
        if marks.isEmpty { return }
        try files.withLock(Reports.self, in: layout) { _ in
            for mark in marks {
                let path = layout.indexMarks.appending(mark.name.description)
                if try files.status(path) == mark.status { try files.removeTree(path) }
            }
        }
    }
}

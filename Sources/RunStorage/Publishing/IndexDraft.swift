import SystemPackage

/// A report that the index shows: its entry and that entry's hash.
struct IndexLine: Equatable {
    let name: RunName
    let hash: ContentHash

    init(name: RunName, hash: ContentHash) {
        (self.name, self.hash) = (name, hash)
    }

    /// - Returns: nil for a path that no entry has.
    init?(path: String, hash: ContentHash) {
        guard path.hasPrefix(Self.beginning), path.hasSuffix(Self.end),
            let name = RunName(rawValue: String(path.dropFirst(Self.beginning.count).dropLast(Self.end.count)))
        else { return nil }
        self.init(name: name, hash: hash)
    }

    /// Relative to the output.
    var path: String { "\(Self.beginning)\(name)\(Self.end)" }

    private static let beginning = "reports/"
    private static let end = "/\(Site.indexEntryName)"
}

/// An index that is about to be written.
struct IndexDraft {
    /// Where a page begins and ends, and what is beside it.
    struct Page: Equatable {
        let name: String
        let number: Int?
        let range: Range<Int>
        let newer, older: String?
    }

    private struct Entry {
        var report: PublishedReport
        var time: String
        var line: IndexLine

        /// The order of the lines: the oldest first, of the same time the last by name.
        static func < (first: Entry, second: Entry) -> Bool {
            (first.time, second.report.name) < (second.time, first.report.name)
        }
    }

    /// Reports on a page of older ones; the front page has as many at least, where there are, and fewer than twice as
    /// many. Pages are filled from the oldest on, so that a new report changes the front page only.
    static let pageLength = 50
    /// Bytes that an entry can have.
    private static let longestEntry = 1 << 20

    private let site: Site
    private(set) var lines: [IndexLine]
    private(set) var problems: [StorageError] = []
    /// What was read of reports; nil where one is not there, or cannot be shown.
    private var entries: [RunName: Entry?] = [:]

    init(site: Site, lines: [IndexLine]) {
        (self.site, self.lines) = (site, lines)
    }

    /// Takes reports into their places as they are now, and those out that are no more.
    mutating func lookAgain(at names: [RunName], _ startTime: (PublishedReport) -> String?) throws {
        var moved: [Entry] = []
        for name in names {
            let place = lines.firstIndex { $0.name == name }
            if let place { lines.remove(at: place) }
            guard let entry = try entry(of: name, startTime) else { continue }
            // A report that was rendered again has its training's time still: nothing else moves.
            if let place, try isInOrder(entry, at: place, startTime) {
                lines.insert(entry.line, at: place)
            } else {
                moved.append(entry)
            }
        }
        moved.sort(by: <)
        if lines.isEmpty {
            lines = moved.map(\.line)
        } else {
            for entry in moved { lines.insert(entry.line, at: try place(for: entry, startTime)) }
        }
    }

    private mutating func isInOrder(
        _ entry: Entry, at place: Int, _ startTime: (PublishedReport) -> String?
    ) throws -> Bool {
        if place > 0, try self.entry(of: lines[place - 1].name, startTime).map({ entry < $0 }) ?? true { return false }
        guard place < lines.count else { return true }
        return try self.entry(of: lines[place].name, startTime).map { entry < $0 } ?? false
    }

    /// Where it comes in the order of the lines. What cannot be shown any more goes.
    private mutating func place(for entry: Entry, _ startTime: (PublishedReport) -> String?) throws -> Int {
        var (low, high) = (0, lines.count)
        // Most are the newest of all.
        var probe = high - 1
        while low < high {
            if let other = try self.entry(of: lines[probe].name, startTime) {
                if other < entry { low = probe + 1 } else { high = probe }
            } else {
                lines.remove(at: probe)
                high -= 1
            }
            probe = (low + high) / 2
        }
        return low
    }

    /// The pages, the front page first, and those that have to be written, all of whose entries have been read.
    /// - Parameter isChanged: is given a page and its lines.
    mutating func pages(
        _ startTime: (PublishedReport) -> String?, isChanged: (Page, ArraySlice<IndexLine>) -> Bool
    ) throws -> (all: [Page], changed: [Page]) {
        while true {
            let all = Self.pages(count: lines.count)
            let changed = all.filter { isChanged($0, lines[$0.range]) }
            var unusable: [RunName] = []
            for index in changed.flatMap(\.range) {
                if let entry = try entry(of: lines[index].name, startTime) {
                    lines[index] = entry.line
                } else {
                    unusable.append(lines[index].name)
                }
            }
            if unusable.isEmpty { return (all, changed) }
            lines.removeAll { unusable.contains($0.name) }
        }
    }

    /// What a page that has to be written shows.
    func part(_ page: Page) -> IndexPart {
        IndexPart(
            reports: lines[page.range].compactMap { entries[$0.name]??.report }, total: lines.count,
            number: page.number, newer: page.newer, older: page.older)
    }

    /// The pages of so many reports, the front page first.
    static func pages(count: Int) -> [Page] {
        let older = max(0, count / pageLength - 1)
        func name(_ number: Int) -> String? {
            number < 1 ? nil : number > older ? OutputLayout.indexName : OutputLayout.olderIndexName(number)
        }
        let front = Page(
            name: OutputLayout.indexName, number: nil, range: older * pageLength..<count, newer: nil, older: name(older)
        )
        return [front]
            + (0..<older).reversed().map { index in
                Page(
                    name: OutputLayout.olderIndexName(index + 1), number: index + 1,
                    range: index * pageLength..<(index + 1) * pageLength, newer: name(index + 2), older: name(index))
            }
    }

    private mutating func entry(of name: RunName, _ startTime: (PublishedReport) -> String?) throws -> Entry? {
        if let known = entries[name] { return known }
        let entry = try read(name, startTime)
        entries[name] = .some(entry)
        return entry
    }

    /// What the report is about is not read: its entry says all that a page shows.
    private mutating func read(_ name: RunName, _ startTime: (PublishedReport) -> String?) throws -> Entry? {
        let directory = site.layout.report(name, checkpoint: nil)
        let path = directory.appending(Site.indexEntryName)
        guard try site.files.status(directory.appending(OutputLayout.indexName)) != nil else { return nil }
        do {
            let bytes = try site.files.status(path) == nil ? nil : site.files.read(path, limit: Self.longestEntry)
            let report = PublishedReport(name: name, indexEntry: bytes)
            guard let time = startTime(report), let bytes else { return nil }
            return Entry(report: report, time: time, line: IndexLine(name: name, hash: ContentHash(of: bytes)))
        } catch let error as StorageError {
            // A disk that fails now may not fail the next time: better the page of before than one that lacks reports.
            if case .operationFailed = error { throw error }
            problems.append(error)
            return nil
        }
    }
}

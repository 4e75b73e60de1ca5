import SystemPackage

extension SiteList {
    /// The list, to check by it what it lists; nil where it cannot be read, or is missing.
    /// - Parameter isNeeded: whether there is something that it has to list.
    func verified(isNeeded: Bool, _ verifier: inout Verifier) throws -> Checksums? {
        guard try files.status(layout.siteList) != nil else {
            if isNeeded { verifier.add(.damaged(layout.siteList, .missing)) }
            return nil
        }
        // The lines before the last one hold all the same.
        try verifier.collect { try growing.requireWhole() }
        return try verifier.collect { try read() }
    }
}

extension Site {
    /// Compares reports with their lists, and all that the list of the output directory has with that.
    func verify(_ verifier: inout Verifier) throws {
        try verifier.settled(
            locks: { [layout.lock(Reports.self), layout.lock(Index.self), layout.lock(SiteList.self)] },
            stamp: { try [layout.siteList, layout.indexList, layout.indexEntries, layout.reports].map(files.status) }
        ) { verifier in
            let hasIndex = try files.status(layout.index) != nil
            let reports = try files.list(layout.reports)
            guard let site = try list.verified(isNeeded: hasIndex || !reports.isEmpty, &verifier) else { return }
            let index = try IndexView(self, &verifier)
            for entry in reports where !TemporaryName.matches(entry) {
                try verifyReports(entry, site, index, &verifier)
            }
            try verifyPages(site, &verifier)
            // The archive looks after its documents.
            let archive = layout.name(of: layout.archive) + "/"
            for (name, expected) in site.entries where !name.hasPrefix(archive) && !isOfRunInTraining(name) {
                try verifier.collect { try files.compare(layout.root.appending(name), with: expected) }
            }
        }
    }

    /// Whether a name is the manifest of a run that another process is replacing.
    private func isOfRunInTraining(_ name: String) -> Bool {
        let path = layout.root.appending(name)
        guard path.lastComponent?.string == Manifest.fileName,
            let run = path.removingLastComponent().lastComponent.flatMap({ try? RunName($0.string) })
        else { return false }
        return (try? FileLock.isHeld(layout.lock(run), files: files)) == true
    }

    /// Looks at the reports on a run and on its checkpoints.
    private func verifyReports(
        _ entry: String, _ site: Checksums, _ index: IndexView?, _ verifier: inout Verifier
    ) throws {
        let directory = layout.reports.appending(entry)
        guard let name = try? RunName(entry), try files.isDirectory(directory) else {
            return verifier.add(.damaged(directory, .foreign))
        }
        for report in try reportDirectories(of: name) {
            // The reports on checkpoints may be there without one on the run.
            if try report == directory && reportFiles(in: report).isEmpty { continue }
            guard let sums = try verifyReport(report, site, &verifier), report == directory else { continue }
            try index?.verify(name, sums, &verifier)
        }
    }

    /// The files of a report, relative to its directory, without those of the reports on checkpoints.
    private func reportFiles(in directory: FilePath) throws -> [String] {
        var result: [String] = []
        for name in try files.list(directory) where !TemporaryName.matches(name) {
            let path = directory.appending(name)
            guard try files.isDirectory(path) else {
                result.append(name)
                continue
            }
            if Self.episode(ofReport: name) != nil { continue }
            result += try files.list(path).filter { !TemporaryName.matches($0) }.map { "\(name)/\($0)" }
        }
        return result
    }

    /// - Returns: the report's list, where it can be relied on.
    private func verifyReport(
        _ directory: FilePath, _ site: Checksums, _ verifier: inout Verifier
    ) throws -> Checksums? {
        verifier.result.checked.reports += 1
        let listPath = directory.appending(Checksums.fileName)
        guard let expected = site[name: layout.name(of: listPath)] else {
            verifier.add(.damaged(directory, .incomplete))
            return nil
        }
        let listed = try verifier.collect {
            try files.compare(listPath, with: expected)
            return try files.checksums(listPath)
        }
        guard let sums = listed else { return nil }
        for (file, expected) in sums.entries {
            try verifier.collect { try files.compare(directory.appending(file), with: expected) }
        }
        for file in try reportFiles(in: directory) where sums[name: file] == nil && file != Checksums.fileName {
            verifier.add(.damaged(directory.appending(file), .foreign))
        }
        return sums
    }

    /// Compares the pages of the index with their list; the only one of version 0.1.0 is in that of the output.
    private func verifyPages(_ site: Checksums, _ verifier: inout Verifier) throws {
        let pages = try files.list(layout.root).filter(OutputLayout.isIndexPage)
        for mark in try files.list(layout.indexMarks) where !TemporaryName.matches(mark) && (try? RunName(mark)) == nil
        {
            verifier.add(.damaged(layout.indexMarks.appending(mark), .foreign))
        }
        guard let listed = try verifier.collect({ try indexList() }) else { return }
        for page in pages where listed[name: page] == nil && site[name: page] == nil {
            verifier.add(.damaged(layout.root.appending(page), .incomplete))
        }
        for (page, expected) in listed.entries {
            try verifier.collect { try files.compare(layout.root.appending(page), with: expected) }
        }
    }

    /// What the index knows of the reports, to be compared with what they say.
    private struct IndexView {
        let path: FilePath
        let hashes: [RunName: ContentHash]
        /// Reports that the index has yet to look at.
        let marked: Set<RunName>

        /// - Returns: nil where there is no index of this version, or what it knows cannot be read.
        init?(_ site: Site, _ verifier: inout Verifier) throws {
            path = site.layout.indexEntries
            guard try site.files.status(site.layout.indexList) != nil || site.files.status(path) != nil else {
                return nil
            }
            for needed in [site.layout.indexList, path] where try site.files.status(needed) == nil {
                verifier.add(.damaged(needed, .missing))
                return nil
            }
            guard let lines = try site.indexLines() else {
                verifier.add(.damaged(path, .incomplete))
                return nil
            }
            hashes = Dictionary(lines.map { ($0.name, $0.hash) }) { $1 }
            marked = Set(try site.namesMarkedForIndex())
        }

        /// - Parameter sums: the report's own list.
        func verify(_ name: RunName, _ sums: Checksums, _ verifier: inout Verifier) throws {
            guard !marked.contains(name), let expected = sums[name: Site.indexEntryName] else { return }
            guard let found = hashes[name] else {
                return verifier.add(.damaged(path, .notListed(name.description)))
            }
            if found != expected { verifier.add(.damaged(path, .hashDiffers(expected: expected, found: found))) }
        }
    }
}

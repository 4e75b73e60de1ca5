import SystemPackage

extension SiteList {
    /// The list, to check by it what it lists; nil where it cannot be read, or is missing.
    /// - Parameter isNeeded: whether there is something that it has to list.
    func verified(isNeeded: Bool, _ verifier: inout Verifier) throws -> Checksums? {
        guard try files.status(layout.siteList) != nil else {
            if isNeeded { verifier.add(.damaged(layout.siteList, .missing)) }
            return nil
        }
        return try verifier.collect { try read() }
    }
}

extension Site {
    /// Compares reports with their lists, and all that the list of the output directory has with that.
    func verify(_ verifier: inout Verifier) throws {
        try verifier.settled(
            locks: { [layout.lock(Reports.self), layout.lock(Index.self)] },
            stamp: { try files.status(layout.siteList) }
        ) { verifier in
            let hasIndex = try files.status(layout.index) != nil
            let reports = try files.list(layout.reports)
            guard let site = try list.verified(isNeeded: hasIndex || !reports.isEmpty, &verifier) else { return }
            for entry in reports where !TemporaryName.matches(entry) {
                try verifyReports(entry, site, &verifier)
            }
            if hasIndex && site[name: OutputLayout.indexName] == nil {
                verifier.add(.damaged(layout.index, .incomplete))
            }
            for (name, expected) in site.entries where !isOfRunInTraining(name) {
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
    private func verifyReports(_ entry: String, _ site: Checksums, _ verifier: inout Verifier) throws {
        let directory = layout.reports.appending(entry)
        guard let name = try? RunName(entry), try files.isDirectory(directory) else {
            return verifier.add(.damaged(directory, .foreign))
        }
        for report in try reportDirectories(of: name) {
            // The reports on checkpoints may be there without one on the run.
            if try report == directory && reportFiles(in: report).isEmpty { continue }
            try verifyReport(report, site, &verifier)
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

    private func verifyReport(_ directory: FilePath, _ site: Checksums, _ verifier: inout Verifier) throws {
        verifier.result.checked.reports += 1
        let listPath = directory.appending(Checksums.fileName)
        guard let expected = site[name: layout.name(of: listPath)] else {
            return verifier.add(.damaged(directory, .incomplete))
        }
        let listed = try verifier.collect {
            try files.compare(listPath, with: expected)
            return try files.checksums(listPath)
        }
        guard let sums = listed else { return }
        for (file, expected) in sums.entries {
            try verifier.collect { try files.compare(directory.appending(file), with: expected) }
        }
        for file in try reportFiles(in: directory) where sums[name: file] == nil && file != Checksums.fileName {
            verifier.add(.damaged(directory.appending(file), .foreign))
        }
    }
}

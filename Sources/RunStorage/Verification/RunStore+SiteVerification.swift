import SystemPackage

extension RunStore {
    /// Looks at reports, simulations and the index page.
    func verifySite(_ result: inout Verification) throws {
        var site: Checksums?
        try result.collect { site = try siteList() }
        guard let site else { return }
        if try files.status(layout.siteList) == nil, try hasSite() {
            return result.add(.damaged(layout.siteList, .missing))
        }
        var seen: Set<String> = []
        for entry in try files.list(layout.reports) where !TemporaryName.matches(entry) {
            let directory = layout.reports.appending(entry)
            guard let name = try? RunName(entry), try files.isDirectory(directory) else {
                result.add(.damaged(directory, .foreign))
                continue
            }
            for report in try reportDirectories(of: name) {
                seen.insert(layout.name(of: report.appending(Checksums.fileName)))
                try verifyReport(report, of: name, site, &result)
            }
        }
        for file in try files.list(layout.simulations) where !TemporaryName.matches(file) {
            seen.insert(layout.name(of: layout.simulations.appending(file)))
            try verifySimulation(file, site, &result)
        }
        seen.insert(OutputLayout.indexName)
        try result.collect { try compareListed(OutputLayout.indexName, site) }
        for name in site.names where !seen.contains(name) { result.add(.damaged(root.appending(name), .missing)) }
    }

    /// Whether there is anything that the list of the output directory has to vouch for.
    private func hasSite() throws -> Bool {
        try files.status(layout.index) != nil || !files.list(layout.reports).isEmpty
            || !files.list(layout.simulations).isEmpty
    }

    private func verifySimulation(_ file: String, _ site: Checksums, _ result: inout Verification) throws {
        result.simulations += 1
        let path = layout.simulations.appending(file)
        let suffix = ".json"
        guard file.hasSuffix(suffix), let name = try? RunName(String(file.dropLast(suffix.count))) else {
            return result.add(.damaged(path, .foreign))
        }
        try result.collect {
            try compareListed(layout.name(of: path), site)
            _ = try simulation(name)
        }
    }

    /// Compares a file that the list of the output directory lists itself; one that is neither there nor listed is fine.
    private func compareListed(_ name: String, _ site: Checksums) throws {
        let path = root.appending(name)
        if let expected = site[name: name] { return try files.compare(path, with: expected) }
        if try files.status(path) != nil { throw StorageError.damaged(path, .incomplete) }
    }

    /// The directories that hold a report on the run or on one of its checkpoints.
    private func reportDirectories(of name: RunName) throws -> [FilePath] {
        let home = layout.report(name, checkpoint: nil)
        var result: [FilePath] = []
        if try !reportFiles(in: home).isEmpty { result.append(home) }
        for entry in try files.list(home) where Self.episode(ofReport: entry) != nil {
            if try files.isDirectory(home.appending(entry)) { result.append(home.appending(entry)) }
        }
        return result
    }

    /// The episode in `checkpoint_N`; nil for every other name.
    private static func episode(ofReport entry: String) -> Int? {
        let prefix = "checkpoint_"
        guard entry.hasPrefix(prefix), let episode = Int(entry.dropFirst(prefix.count)), episode > 0,
            entry == "\(prefix)\(episode)"
        else { return nil }
        return episode
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

    private func verifyReport(
        _ directory: FilePath, of name: RunName, _ site: Checksums, _ result: inout Verification
    ) throws {
        result.reports += 1
        let listPath = directory.appending(Checksums.fileName)
        guard let expected = site[name: layout.name(of: listPath)] else {
            return result.add(.damaged(directory, .incomplete))
        }
        var sums: Checksums?
        try result.collect {
            try files.compare(listPath, with: expected)
            sums = try damaged(listPath) { try Checksums(parsing: files.read(listPath, limit: Checksums.longest)) }
        }
        guard let sums else { return }
        for file in sums.names {
            guard let expected = sums[name: file] else { continue }
            try result.collect { try files.compare(directory.appending(file), with: expected) }
        }
        for file in try reportFiles(in: directory) where sums[name: file] == nil && file != Checksums.fileName {
            result.add(.damaged(directory.appending(file), .foreign))
        }
    }
}

import SystemPackage

extension Site {
    /// Writes the files of a report to `reports/NAME/`, or `reports/NAME/checkpoint_N/` for a checkpoint's, each whole
    /// or not at all and in the order given, and lists them in its `SHA256SUMS`; files of the same names are replaced,
    /// others stay.
    /// - Parameter isStillThere: asked while no other process writes or removes a report: whether what the report is
    ///   about is still what it was made of.
    /// - Parameter content: names relative to the report's directory, with at most one directory (`charts/reward.png`).
    /// - Returns: the report's directory.
    /// - Throws: `StorageError.changedMeanwhile`, `.operationFailed`; where it fails before the first file is in place,
    ///   the report is what it was before.
    @discardableResult
    package func writeReport(
        run: RunName, checkpoint: Int?, files content: [NamedBytes], isStillThere: () throws -> Bool = { true }
    ) throws -> FilePath {
        let directory = layout.report(run, checkpoint: checkpoint)
        try files.withLock(Reports.self, in: layout) { lock in
            guard try isStillThere() else { throw StorageError.changedMeanwhile(run) }
            if checkpoint == nil { try markForIndex(run, lock) }
            try replace(content, in: directory, lock)
        }
        return directory
    }

    /// Replaces files of a report's directory, whose own list names them; what else is in it stays.
    func replace(
        _ content: [NamedBytes], in directory: FilePath, _ lock: borrowing WriteLock<Reports>
    ) throws {
        try makeOwnDirectory(directory)
        try files.removeTemporaries(in: directory)
        let listPath = directory.appending(Checksums.fileName)
        let listName = layout.name(of: listPath)
        var sums = try entriesToKeep(of: directory)
        for file in content {
            precondition(
                FilePath(file.name).isRelative && !file.name.split(separator: "/").contains(".."),
                "\(file.name) leaves the report's directory")
            try makeOwnDirectory(directory.appending(file.name).removingLastComponent())
            sums[name: file.name] = ContentHash(of: file.bytes)
        }
        let all = content + [NamedBytes(name: Checksums.fileName, bytes: sums.bytes)]
        // What takes room on the disk is done before anything that was there is touched.
        let staged = try files.stage(all.map { (directory.appending($0.name), $0.bytes) })
        do {
            try list.replace(listName, by: ContentHash(of: sums.bytes)) { try files.putInPlace(staged) }
        } catch {
            files.discard(staged)
            throw error
        }
    }

    /// Makes a directory of a report. A link in its place, which somebody else put there, is not followed: what is
    /// written must not land elsewhere.
    private func makeOwnDirectory(_ path: FilePath) throws {
        var own = layout.reports
        for component in FilePath(layout.name(of: path)).components.dropFirst() {
            own.append(component)
            if let status = try files.status(own), status.kind != .directory {
                throw StorageError.damaged(own, .notADirectory)
            }
        }
        try files.makeDirectory(path)
    }

    /// What a report's list says. Where nobody vouches for the list, since its writer was killed, only what is true of
    /// it is kept: the rest has to be rendered again.
    func entriesToKeep(of directory: FilePath) throws -> Checksums {
        let path = directory.appending(Checksums.fileName)
        guard try files.status(path) != nil else { return Checksums() }
        let bytes = try files.read(path, limit: Checksums.longest)
        guard var sums = try? Checksums(parsing: bytes) else { return Checksums() }
        if try list.read()[name: layout.name(of: path)] == ContentHash(of: bytes) { return sums }
        for name in sums.names {
            let file = directory.appending(name)
            let isThere = try files.status(file)?.kind == .file
            if try !isThere || files.hash(file) != sums[name: name] { sums[name: name] = nil }
        }
        return sums
    }
}

import SystemPackage

extension RunStore {
    /// Looks at the documents of the archive: their recorded hashes, what they carry, and that against the runs they are
    /// of, where those are still there.
    func verifyArchive(_ reader: ArchivedData.Reader?, _ result: inout Verification) throws {
        var sums: Checksums?
        try result.collect { sums = try archiveList() }
        guard let sums else { return }
        for name in try files.list(layout.archive) where name != Checksums.fileName && !TemporaryName.matches(name) {
            if sums[name: name] == nil { try result.collect { throw try unlisted(name) } }
        }
        for name in sums.names {
            result.documents += 1
            guard let expected = sums[name: name] else { continue }
            let path = layout.archive.appending(name)
            try result.collect {
                try files.compare(path, with: expected)
                guard let document = ArchiveName(name), expected.hex.hasPrefix(document.digits) else {
                    throw StorageError.damaged(path, .belongsElsewhere("a document of another name"))
                }
                if let reader { try verifyDocument(path, document, reader) }
            }
        }
    }

    /// What is wrong where a file of the archive is not listed: the list, if the file is a document whose content is what
    /// its name says; else the file.
    private func unlisted(_ name: String) throws -> StorageError {
        let path = layout.archive.appending(name)
        if let document = ArchiveName(name), try files.hash(path).hex.hasPrefix(document.digits) {
            return .damaged(layout.archive.appending(Checksums.fileName), .notListed(name))
        }
        return .damaged(path, .foreign)
    }

    private func verifyDocument(_ path: FilePath, _ document: ArchiveName, _ reader: ArchivedData.Reader) throws {
        let bytes = try files.read(path, limit: ArchiveName.largestDocument)
        let data = try damaged(path) { try reader(bytes) }
        let history = try damaged(path) { try HistoryDecoder.decode(data.history) }
        guard let run = try intactRun(of: document, data) else { return }
        let state = CheckpointName.checkpoint(history.count)
        // A checkpoint that was pruned tells nothing; one that is damaged is named where the run is looked at.
        guard run.isListed(state), let checkpoint = try? run.verified(state) else { return }
        if try checkpoint.historyBytes() != data.history {
            throw StorageError.damaged(path, .otherData("history.json"))
        }
        if Array(run.description.scenarioText.utf8) != data.scenario {
            throw StorageError.damaged(path, .otherData("scenario.yaml"))
        }
    }

    /// The run that a document is of; nil where it has gone, or another training has its name.
    private func intactRun(of document: ArchiveName, _ data: ArchivedData) throws -> RunDirectory? {
        guard let identity = data.identity else { return nil }
        do {
            let directory = try find(document.run).directory
            let run = directory.description
            return run.identity == identity && run.startTime.compact == document.startTime ? directory : nil
        } catch StorageError.runNotFound, StorageError.damaged {
            return nil
        }
    }
}

import SystemPackage

extension Archive {
    /// Compares the documents with their recorded hashes, and what they carry with the runs they are of, where those
    /// are still there.
    func verify(_ verifier: inout Verifier) throws {
        try verifier.settled(locks: { [layout.lock(Archive.self)] }, stamp: { try files.status(listPath) }) {
            try verifyDocuments(&$0)
        }
    }

    private func verifyDocuments(_ verifier: inout Verifier) throws {
        guard let sums = try verifier.collect({ try list() }) else { return }
        for name in try files.list(layout.archive) where name != Checksums.fileName && !TemporaryName.matches(name) {
            if sums[name: name] == nil { try verifier.collect { throw try unlisted(name) } }
        }
        let reader = verifier.archivedData
        for (name, expected) in sums.entries {
            verifier.result.checked.documents += 1
            let path = layout.archive.appending(name)
            try verifier.collect {
                try files.compare(path, with: expected)
                guard let document = ArchiveName(name), expected.hex.hasPrefix(document.digits) else {
                    throw StorageError.damaged(path, .belongsElsewhere("a document of another name"))
                }
                if let reader { try verifyDocument(path, document, reader) }
            }
        }
    }

    /// What is wrong where a file of the archive is not listed: the list, if the file is a document whose content is
    /// what its name says; else the file.
    private func unlisted(_ name: String) throws -> StorageError {
        let path = layout.archive.appending(name)
        if let document = ArchiveName(name), try files.hash(path).hex.hasPrefix(document.digits) {
            return .damaged(listPath, .notListed(name))
        }
        return .damaged(path, .foreign)
    }

    private func verifyDocument(_ path: FilePath, _ document: ArchiveName, _ reader: ArchivedData.Reader) throws {
        let bytes = try files.read(path, limit: ArchiveName.largestDocument)
        let data = try damaged(path) { try reader(bytes) }
        // What a study's document carries fits together, or the reader had refused it.
        guard let attached = data.run else { return }
        let history = try damaged(path) { try HistoryDecoder.decode(attached.history) }
        guard let run = try intactRun(of: document, data) else { return }
        let state = CheckpointName.checkpoint(history.count)
        // A checkpoint that was pruned tells nothing; one that is damaged is named where the run is looked at.
        guard run.isListed(state), let checkpoint = try? run.verified(state) else { return }
        if try checkpoint.historyBytes() != attached.history {
            throw StorageError.damaged(path, .otherData("history.json"))
        }
        if Array(run.description.scenarioText.utf8) != attached.scenario {
            throw StorageError.damaged(path, .otherData("scenario.yaml"))
        }
    }

    /// The run that a document is of; nil where it has gone, or another training has its name.
    private func intactRun(of document: ArchiveName, _ data: ArchivedData) throws -> RunDirectory? {
        guard let identity = data.identity else { return nil }
        do {
            let directory = try RunDirectory.find(document.run, in: layout, files: files).directory
            let run = directory.description
            return run.identity == identity && run.startTime.compact == document.startTime ? directory : nil
        } catch StorageError.runNotFound, StorageError.damaged {
            return nil
        }
    }
}

import SystemPackage

extension Archive {
    /// Compares the documents with their recorded hashes, and what they carry with the runs they are of, where those
    /// are still there.
    func verify(_ verifier: inout Verifier) throws {
        try verifier.settled(
            locks: { [layout.lock(Archive.self)] },
            stamp: { try [listPath, layout.siteList, layout.archive].map(files.status) }
        ) { verifier in
            try verifyDocuments(&verifier)
        }
    }

    private func verifyDocuments(_ verifier: inout Verifier) throws {
        try verifier.collect { try list.requireWhole() }
        guard let sums = try verifier.collect({ try list.read() }) else { return }
        try compareWithOutput(sums, &verifier)
        let own = [Checksums.fileName, unlistedMark.lastComponent?.string]
        for name in try files.list(layout.archive) where !own.contains(name) && !TemporaryName.matches(name) {
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

    /// Compares the list with that of the output, which lists the same documents; that of version 0.1.0 lists
    /// the list, or nothing of the archive.
    private func compareWithOutput(_ sums: Checksums, _ verifier: inout Verifier) throws {
        // What is wrong with it was said where reports are looked at.
        guard let site = try? SiteList(layout: layout, files: files).read() else { return }
        if let expected = site[name: layout.name(of: listPath)] {
            try verifier.collect { try files.compare(listPath, with: expected) }
            return
        }
        let folder = layout.name(of: layout.archive) + "/"
        // The next document to be kept has the output list all of them.
        guard site.names.contains(where: { $0.hasPrefix(folder) }) else { return }
        for (name, expected) in site.entries where name.hasPrefix(folder) {
            let document = String(name.dropFirst(folder.count))
            guard let found = sums[name: document] else {
                let isThere = try files.status(layout.root.appending(name)) != nil
                verifier.add(
                    isThere ? .damaged(listPath, .notListed(document)) : .damaged(layout.root.appending(name), .missing)
                )
                continue
            }
            if found != expected {
                verifier.add(.damaged(listPath, .hashDiffers(expected: expected, found: found)))
            }
        }
        for document in sums.names where site[name: folder + document] == nil {
            // One that is not there is named where it is looked for.
            let isThere = try files.status(layout.archive.appending(document)) != nil
            if isThere { verifier.add(.damaged(layout.siteList, .notListed(folder + document))) }
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

import SystemPackage

extension RunStore {
    /// Looks at a run, at its successor where one is in training, and at the files that are published from it.
    func verifyRun(_ name: RunName, _ result: inout Verification) throws {
        let home = layout.run(name)
        let next = layout.beside(name, .next)
        if try files.status(home) == nil {
            // It was deleted since its name was read; or it is just being replaced, and will be there at once.
            for path in [next, layout.beside(name, .old)] where try files.status(path) != nil {
                result.add(.damaged(home, .missing))
            }
            return
        }
        result.runs += 1
        try verifyDirectory(home, name, isHome: true, &result)
        if try files.status(next) != nil { try verifyDirectory(next, name, isHome: false, &result) }
    }

    private func verifyDirectory(
        _ path: FilePath, _ name: RunName, isHome: Bool, _ result: inout Verification
    ) throws {
        guard try files.isDirectory(path) else { return result.add(.damaged(path, .notADirectory)) }
        let before = result.problems.count
        let listed = try verifyListedFiles(of: path, &result)
        let names = try files.list(path)
        for name in names {
            let entry = path.appending(name)
            if let state = CheckpointName(name) {
                result.checkpoints += 1
                try verifyState(entry, expected: listed?[name: state.listedName], &result)
            } else if !RunDirectory.plainNames.contains(name) && !TemporaryName.matches(name) {
                result.add(.damaged(entry, .foreign))
            }
        }
        for name in listed?.names ?? [] {
            let entry = String(name.prefix { $0 != "/" })
            if !names.contains(entry) { result.add(.damaged(path.appending(entry), .missing)) }
        }
        try verifyMeaning(of: path, name, isHome: isHome, isIntact: result.problems.count == before, &result)
    }

    /// Compares manifest and evaluation with the run's list, which is returned where it can be read.
    private func verifyListedFiles(of path: FilePath, _ result: inout Verification) throws -> Checksums? {
        var listed: Checksums?
        try result.collect { listed = try RunDirectory.readList(of: path, files: files) }
        guard let listed else { return nil }
        if listed[name: Manifest.fileName] == nil {
            result.add(.damaged(path.appending(Checksums.fileName), .notListed(Manifest.fileName)))
        }
        for name in [Manifest.fileName, RunDirectory.evaluationName] {
            guard let expected = listed[name: name] else { continue }
            try result.collect { try files.compare(path.appending(name), with: expected) }
        }
        return listed
    }

    private func verifyState(_ path: FilePath, expected: ContentHash?, _ result: inout Verification) throws {
        guard try files.isDirectory(path) else { return result.add(.damaged(path, .notADirectory)) }
        let present = try files.list(path)
        let listPath = path.appending(Checksums.fileName)
        var sums: Checksums?
        try result.collect {
            if let expected { try files.compare(listPath, with: expected) }
            sums = try damaged(listPath) {
                try Checksums(parsing: files.read(listPath, limit: StoredCheckpoint.longestSums))
            }
        }
        let known = StoredCheckpoint.File.allCases.map(\.rawValue)
        for name in present where !known.contains(name) && name != Checksums.fileName {
            result.add(.damaged(path.appending(name), .foreign))
        }
        for name in known {
            guard let sums, let expected = sums[name: name] else {
                if sums != nil { result.add(.damaged(listPath, .notListed(name))) }
                if !present.contains(name) { result.add(.damaged(path.appending(name), .missing)) }
                continue
            }
            try result.collect { try files.compare(path.appending(name), with: expected) }
        }
    }

    /// What hashes cannot know: that what is stored can be read and gone on from, belongs to this run, and is what the
    /// published files were made of.
    private func verifyMeaning(
        of path: FilePath, _ name: RunName, isHome: Bool, isIntact: Bool, _ result: inout Verification
    ) throws {
        var published: [StorageError] = []
        try result.collect {
            guard let directory = try readable(path, name, isIntact: isIntact) else { return }
            if isIntact {
                let run = try readWhole(directory, publishedToo: false)
                for checkpoint in run.checkpoints + run.stops { _ = try checkpoint.resumePoint() }
            }
            // Between the end of a training and that of its publication the files may be those of a predecessor.
            if isHome, !(directory.isFinished && directory.isUnpublished) {
                published = try publishedProblems(directory)
            }
        }
        for problem in published { result.add(problem) }
    }

    /// The run; nil where it cannot be read for a reason that was said already.
    private func readable(_ path: FilePath, _ name: RunName, isIntact: Bool) throws -> RunDirectory? {
        do {
            return try RunDirectory(path: path, name: name, files: files)
        } catch let error as StorageError {
            if isIntact { throw error }
            return nil
        }
    }
}

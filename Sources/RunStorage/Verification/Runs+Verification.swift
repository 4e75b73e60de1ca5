import SystemPackage

extension Runs {
    func verify(_ verifier: inout Verifier) throws {
        try verifier.settled(locks: { try heldNames() }, stamp: { try stampOfNames() }) { try verifyNames(&$0) }
        for name in try names() {
            try verifier.settled(locks: { [layout.lock(name)] }, stamp: { try stamp(name) }) { verifier in
                try verifyRun(name, &verifier)
            }
        }
    }

    /// Adds what lies among runs and published files and does not belong there.
    private func verifyNames(_ verifier: inout Verifier) throws {
        for entry in try files.list(layout.runs) where !isOfARun(entry) {
            verifier.add(.damaged(layout.runs.appending(entry), .foreign))
        }
        let published = Set(try names().flatMap { name in PublishedFile.allCases.map { $0.name(name) } })
        for entry in try files.list(layout.models) {
            let isOurs = published.contains(entry) || entry == layout.runs.lastComponent?.string
            if !isOurs && !TemporaryName.matches(entry) {
                verifier.add(.damaged(layout.models.appending(entry), .foreign))
            }
        }
    }

    /// Whether it is a run's directory, lies beside one, or is being written.
    private func isOfARun(_ entry: String) -> Bool {
        (try? RunName(entry)) != nil || RunName(beside: entry) != nil || TemporaryName.matches(entry)
    }

    /// The names that `verifyNames` looks at.
    private func stampOfNames() throws -> [[String]] { try [layout.runs, layout.models].map { try files.list($0) } }

    /// The locks of all runs that have any.
    private func heldNames() throws -> [FilePath] {
        try files.list(layout.locks).compactMap { try? RunName($0) }.map(layout.lock)
    }

    /// Looks at a run, at its successor where one is in training, and at the files that are published from it.
    private func verifyRun(_ name: RunName, _ verifier: inout Verifier) throws {
        let home = layout.run(name)
        let next = layout.beside(name, .next)
        if try files.status(home) == nil {
            // It was deleted since its name was read; or it is just being replaced, and will be there at once.
            for path in [next, layout.beside(name, .old)] where try files.status(path) != nil {
                verifier.add(.damaged(home, .missing))
            }
            return
        }
        verifier.result.checked.runs += 1
        try verifyDirectory(home, name, isHome: true, &verifier)
        if try files.status(next) != nil { try verifyDirectory(next, name, isHome: false, &verifier) }
    }

    private func verifyDirectory(
        _ path: FilePath, _ name: RunName, isHome: Bool, _ verifier: inout Verifier
    ) throws {
        guard try files.isDirectory(path) else { return verifier.add(.damaged(path, .notADirectory)) }
        let before = verifier.result.problems.count
        let listed = try verifyListedFiles(of: path, &verifier)
        let names = try files.list(path)
        for name in names {
            let entry = path.appending(name)
            if let state = CheckpointName(name) {
                verifier.result.checked.checkpoints += 1
                try verifyState(entry, expected: listed?[name: state.listedName], &verifier)
            } else if !RunDirectory.plainNames.contains(name) && !TemporaryName.matches(name) {
                verifier.add(.damaged(entry, .foreign))
            }
        }
        for name in listed?.names ?? [] {
            let entry = String(name.prefix { $0 != "/" })
            if !names.contains(entry) { verifier.add(.damaged(path.appending(entry), .missing)) }
        }
        try verifyMeaning(of: path, name, isHome: isHome, isIntact: verifier.result.problems.count == before, &verifier)
    }

    /// Compares manifest, evaluation and optimum with the run's list, which is returned where it can be read.
    private func verifyListedFiles(of path: FilePath, _ verifier: inout Verifier) throws -> Checksums? {
        let listPath = path.appending(Checksums.fileName)
        guard let listed = try verifier.collect({ try files.checksums(listPath) }) else { return nil }
        if listed[name: Manifest.fileName] == nil {
            verifier.add(.damaged(listPath, .notListed(Manifest.fileName)))
        }
        for name in [Manifest.fileName, RunDirectory.evaluationName, RunDirectory.optimumName] {
            guard let expected = listed[name: name] else { continue }
            try verifier.collect { try files.compare(path.appending(name), with: expected) }
        }
        return listed
    }

    private func verifyState(_ path: FilePath, expected: ContentHash?, _ verifier: inout Verifier) throws {
        guard try files.isDirectory(path) else { return verifier.add(.damaged(path, .notADirectory)) }
        let present = try files.list(path)
        let listPath = path.appending(Checksums.fileName)
        let sums = try verifier.collect {
            if let expected { try files.compare(listPath, with: expected) }
            return try damaged(listPath) {
                try Checksums(parsing: files.read(listPath, limit: StoredCheckpoint.longestSums))
            }
        }
        let lives = StoredCheckpoint.File.lives.rawValue
        let hasLives = present.contains(lives) || sums?[name: lives] != nil
        let known = StoredCheckpoint.File.always.map(\.rawValue) + (hasLives ? [lives] : [])
        for name in present where !known.contains(name) && name != Checksums.fileName {
            verifier.add(.damaged(path.appending(name), .foreign))
        }
        for name in known {
            guard let sums, let expected = sums[name: name] else {
                if sums != nil { verifier.add(.damaged(listPath, .notListed(name))) }
                if !present.contains(name) { verifier.add(.damaged(path.appending(name), .missing)) }
                continue
            }
            try verifier.collect { try files.compare(path.appending(name), with: expected) }
        }
    }

    /// What hashes cannot know: that what is stored can be read and gone on from, belongs to this run, and is what the
    /// published files were made of.
    private func verifyMeaning(
        of path: FilePath, _ name: RunName, isHome: Bool, isIntact: Bool, _ verifier: inout Verifier
    ) throws {
        let published = try verifier.collect { () -> [StorageError] in
            let directory: RunDirectory
            do {
                directory = try RunDirectory(path: path, name: name, files: files)
            } catch is StorageError where !isIntact {
                // For a reason that was said already.
                return []
            }
            if isIntact {
                let run = try readWhole(directory, publishedToo: false)
                for checkpoint in run.checkpoints + run.stops { _ = try checkpoint.resumePoint() }
            }
            // Between the end of a training and that of its publication the files may be those of a predecessor.
            let isSettled = isHome && !(directory.isFinished && directory.isUnpublished)
            return isSettled ? try publishedProblems(directory) : []
        }
        for problem in published ?? [] { verifier.add(problem) }
    }
}

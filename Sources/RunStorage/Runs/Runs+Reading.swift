import SystemPackage

/// What is asked of runs; it needs no lock.
extension Runs {
    /// How often a run is read again that changes while it is read.
    private static let attempts = 5

    /// A run, every byte of it compared with its recorded hash: manifest, checkpoints, evaluation, published files.
    ///
    /// A run that is being trained is read as it stands; one that is just being replaced, as it was or as it will be.
    /// - Throws: `StorageError.runNotFound`, `.damaged`, `.operationFailed`.
    package func run(_ name: RunName) throws -> StoredRun {
        try reading(name) { directory, isOld in try readWhole(directory, publishedToo: !isOld) }
    }

    /// What `read` makes of a run; it reads again where the run changes meanwhile.
    /// - Throws: `StorageError.runNotFound`, `.damaged`, `.operationFailed`, and what `read` throws.
    func reading<Value>(
        _ name: RunName, _ read: (_ directory: RunDirectory, _ isOld: Bool) throws -> Value
    ) throws -> Value {
        var attemptsLeft = Self.attempts
        while true {
            attemptsLeft -= 1
            let before = try stamp(name)
            do {
                let (directory, isOld) = try RunDirectory.find(name, in: layout, files: files)
                return try read(directory, isOld)
            } catch let error as StorageError {
                guard case .damaged = error, attemptsLeft > 0, try stamp(name) != before else { throw error }
            }
        }
    }

    /// A checkpoint's directory, wherever it lies; every byte of it compared with its recorded hash.
    /// - Throws: `StorageError.notACheckpoint`, `.damaged`, `.operationFailed`.
    package func checkpoint(at path: FilePath) throws -> StoredCheckpoint {
        let checkpoint = try StoredCheckpoint(path: path, files: files)
        try checkpoint.verify()
        return checkpoint
    }

    /// Whether a state is still one of a run in this output: neither deleted nor pruned, nor of a training before.
    /// - Throws: `StorageError.operationFailed`.
    package func isStill(_ state: StoredCheckpoint) throws -> Bool {
        do {
            let run = state.metadata.run
            return try RunDirectory.find(run.name, in: layout, files: files).directory.description == run
        } catch StorageError.runNotFound, StorageError.damaged {
            return false
        }
    }

    /// The names of all runs, finished or not.
    package func names() throws -> [RunName] {
        try files.list(layout.runs).compactMap { try? RunName($0) }.sorted()
    }

    /// Reads a run, and checks it.
    func readWhole(_ directory: RunDirectory, publishedToo: Bool = true) throws -> StoredRun {
        try directory.checkNames()
        let states = try directory.states.map { (isStop: $0.isStop, checkpoint: try directory.verified($0)) }
        let run = StoredRun(
            path: directory.path, description: directory.description,
            checkpoints: states.filter { !$0.isStop }.map(\.checkpoint),
            stops: states.filter(\.isStop).map(\.checkpoint), evaluation: try directory.evaluation())
        if publishedToo && directory.isFinished && !directory.isUnpublished { try checkPublished(directory) }
        return run
    }

    /// What changes when a run changes: the identities of its directory, its list and its published history.
    func stamp(_ name: RunName) throws -> [FileOperations.Status?] {
        let home = layout.run(name)
        let paths = [
            home, home.appending(Checksums.fileName), home.appending(RunDirectory.unpublishedName),
            layout.published(.evaluation, name), layout.published(.history, name),
        ]
        return try paths.map { try files.status($0) }
    }
}

import Studies
import SystemPackage

/// What is kept of a study's jobs on Slurm: `slurm/`. Each submission has a file of chunks of its own, whose name
/// nobody has read before: another node may see an older content of a name that it knows.
extension StudyStore {
    private static let jobsName = "jobs.json"
    private static let chunksPrefix = "chunks_", chunksSuffix = ".json"
    private static let longestDocument = 1 << 28

    /// Begins the name of the file that says that the collecting job of the id that follows has ended; it holds the
    /// exit code.
    package static let endMark = "collected_"

    private func slurm(_ name: RunName) -> FilePath { layout.study(name).appending(Self.slurmName) }

    // MARK: - Chunks

    private func firstChunks(of name: RunName) throws -> [Int] {
        try files.list(slurm(name)).compactMap { file in
            guard file.hasPrefix(Self.chunksPrefix), file.hasSuffix(Self.chunksSuffix) else { return nil }
            return Int(file.dropFirst(Self.chunksPrefix.count).dropLast(Self.chunksSuffix.count))
        }.sorted()
    }

    private func chunks(of name: RunName, first: Int) throws -> StudyChunks {
        let path = slurm(name).appending("\(Self.chunksPrefix)\(first)\(Self.chunksSuffix)")
        return try JSONDocument.decode(
            StudyChunks.self, from: files.read(path, limit: Self.longestDocument),
            newestVersion: StudyChunks.newestVersion, path: path)
    }

    /// The submission that has the chunk of a number; nil where this machine sees none.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    package func chunks(of name: RunName, with number: Int) throws -> StudyChunks? {
        guard let first = try firstChunks(of: name).last(where: { $0 <= number }) else { return nil }
        let chunks = try chunks(of: name, first: first)
        return chunks[number] == nil ? nil : chunks
    }

    /// Number of the first chunk of the next submission.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    package func nextChunk(of name: RunName) throws -> Int {
        guard let first = try firstChunks(of: name).last else { return 0 }
        return first + (try chunks(of: name, first: first)).count
    }

    /// Keeps the chunks of a submission, and makes the folder into which Slurm writes logs.
    /// - Throws: `StorageError.operationFailed`.
    package func save(_ chunks: StudyChunks, _ lock: StudyLock) throws {
        let directory = slurm(lock.name)
        try files.makeDirectory(directory)
        let path = directory.appending("\(Self.chunksPrefix)\(chunks.first)\(Self.chunksSuffix)")
        try files.write(try JSONDocument.encode(chunks), to: path)
    }

    // MARK: - Jobs

    /// The jobs of the newest submission; nil where there is none.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    package func jobs(of name: RunName) throws -> SlurmJobs? {
        let path = slurm(name).appending(Self.jobsName)
        guard try files.status(path) != nil else { return nil }
        return try JSONDocument.decode(
            SlurmJobs.self, from: files.read(path, limit: Self.longestDocument), newestVersion: SlurmJobs.newestVersion,
            path: path)
    }

    /// Keeps the jobs of a submission, in the place of those of the one before, which have ended.
    /// - Throws: `StorageError.operationFailed`.
    package func save(_ jobs: SlurmJobs, _ lock: StudyLock) throws {
        let directory = slurm(lock.name)
        try files.makeDirectory(directory)
        try files.write(try JSONDocument.encode(jobs), to: directory.appending(Self.jobsName))
    }

    /// Keeps a script as it is submitted.
    /// - Throws: `StorageError.operationFailed`.
    package func save(script: String, named file: String, _ lock: StudyLock) throws {
        let directory = slurm(lock.name)
        try files.makeDirectory(directory)
        try files.write(Array(script.utf8), to: directory.appending(file))
    }

    /// Whether the job that collects says that it has ended.
    /// - Throws: `StorageError.operationFailed`.
    package func hasCollected(_ job: String, of name: RunName) throws -> Bool {
        try files.status(slurm(name).appending(Self.endMark + job)) != nil
    }

    /// Removes the log of a task, if nothing was written to it.
    /// - Throws: `StorageError.operationFailed`.
    package func removeEmptyLog(ofTask task: String, of name: RunName) throws {
        let path = slurm(name).appending("\(task).log")
        guard let status = try files.status(path), status.kind == .file, status.size == 0 else { return }
        try files.removeTree(path)
    }
}

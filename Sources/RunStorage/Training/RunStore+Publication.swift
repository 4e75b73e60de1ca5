import Learning
import SystemPackage

/// The flat files `models/NAME_…`: they follow from the finished run, byte by byte.
extension RunStore {
    /// Writes the files that follow from a finished run, the history last.
    /// - Parameter onlyMissing: whether files that are there stay, whatever they hold.
    /// - Precondition: the run's lock is held.
    func publish(_ directory: RunDirectory, onlyMissing: Bool) throws {
        let name = directory.description.name
        for file in PublishedFile.allCases {
            let path = layout.published(file, name)
            if onlyMissing, try files.status(path) != nil { continue }
            if let bytes = try content(of: file, directory) {
                try files.write(bytes, to: path)
            } else {
                try files.removeTree(path)
            }
        }
        try markPublished(directory)
    }

    /// Takes away the mark that says that the published files may be others than the run's.
    private func markPublished(_ directory: RunDirectory) throws {
        let mark = directory.path.appending(RunDirectory.unpublishedName)
        guard try files.status(mark) != nil else { return }
        try files.removeTree(mark)
        try files.synchronizeDirectory(directory.path)
    }

    /// Compares the published files with the run.
    /// - Throws: `StorageError.damaged`: `.notPublished`, `.notAsPublished`.
    func checkPublished(_ directory: RunDirectory) throws {
        if let problem = try publishedProblems(directory).first { throw problem }
    }

    /// What is wrong with the published files; of a run that is not finished there must be none.
    /// - Throws: `StorageError.damaged` where the run itself does not say what they must hold.
    func publishedProblems(_ directory: RunDirectory) throws -> [StorageError] {
        let name = directory.description.name
        return try PublishedFile.allCases.compactMap { file in
            let path = layout.published(file, name)
            let expected = directory.isFinished ? try content(of: file, directory) : nil
            switch (try files.status(path), expected) {
            case (nil, nil): return nil
            case (nil, _): return .damaged(path, .notPublished)
            case (_, nil): return .damaged(path, .foreign)
            case (_, let expected?):
                let isSame = try files.hash(path) == ContentHash(of: expected)
                return isSame ? nil : .damaged(path, .notAsPublished)
            }
        }
    }

    /// What a published file holds; nil where the run has nothing for it.
    private func content(of file: PublishedFile, _ directory: RunDirectory) throws -> [UInt8]? {
        switch file {
        case .evaluation:
            if directory.listed[name: RunDirectory.evaluationName] == nil { return nil }
            return try directory.evaluationBytes()
        case .history: return try finalCheckpoint(directory).historyBytes()
        case .highAgent: return try weights(of: .strategist, directory)
        case .lowAgent: return try weights(of: .executor, directory)
        }
    }

    /// The published models are for those who use the policy, so they are without the optimiser's state.
    private func weights(of agent: Agent, _ directory: RunDirectory) throws -> [UInt8] {
        let weights = try finalCheckpoint(directory).state().weights(of: agent)
        return try finite { try Safetensors.encode(weights) }
    }

    private func finalCheckpoint(_ directory: RunDirectory) throws -> StoredCheckpoint {
        let state = directory.finalState
        return try StoredCheckpoint(
            path: directory.path(of: state), expected: directory.listed[name: state.listedName], files: files)
    }
}

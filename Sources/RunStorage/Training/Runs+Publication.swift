import Households
import Learning
import SystemPackage

/// The flat files `models/NAME_…`: they follow from the finished run, byte by byte.
extension Runs {
    /// Puts a run whose last state is there in its place and publishes it: readers see it as it was before, or
    /// complete.
    /// - Parameter replacing: whether it takes the place of a finished one.
    /// - Throws: `StorageError.damaged` where what was written does not read back the same; `.operationFailed`.
    func complete(replacing: Bool, _ lock: borrowing RunLock) throws -> StoredRun {
        if replacing { try replaceByRenaming(lock) }
        let home = layout.run(lock.name)
        try publish(RunDirectory(path: home, name: lock.name, files: files), onlyMissing: false, lock)
        try displace(layout.beside(lock.name, .old), lock)
        try keepNothing(lock)
        return try readWhole(RunDirectory(path: home, name: lock.name, files: files))
    }

    /// Stores the evaluation of a finished run's final state, and publishes it as `models/NAME_evaluation.json`.
    /// - Throws: `StorageError.locked`, `.runNotFound`, `.notFinished`, `.damaged`, `.notFinite`, `.operationFailed`.
    package func save(_ evaluation: Evaluation, for name: RunName) throws {
        let bytes = try JSONDocument.encode(evaluation)
        try change(name) { directory, lock in
            guard directory.isFinished else {
                throw StorageError.notFinished(
                    name, episodesDone: directory.episodesDone, episodes: directory.description.episodes)
            }
            // Until the mark is gone, the published file may differ from the run's.
            try files.write([], to: directory.path.appending(RunDirectory.unpublishedName))
            try directory.replace(RunDirectory.evaluationName, by: bytes)
            try publish(directory, onlyMissing: false, lock)
        }
    }

    /// Writes the files that follow from a finished run, the history last.
    /// - Parameter onlyMissing: whether files that are there stay, whatever they hold.
    func publish(_ directory: RunDirectory, onlyMissing: Bool, _ lock: borrowing RunLock) throws {
        for file in PublishedFile.allCases {
            let path = layout.published(file, lock.name)
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
        // Listed first: as long as the mark is there, whoever comes next does all of it again.
        let name = manifestName(directory.description.name)
        try list.setIfReadable(name, to: directory.listed[name: Manifest.fileName])
        let mark = directory.path.appending(RunDirectory.unpublishedName)
        if try files.status(mark) != nil {
            try files.removeTree(mark)
            try files.synchronizeDirectory(directory.path)
        }
    }

    /// How the list of the output names a run: that of a finished one is there, or somebody removed it by hand.
    func manifestName(_ name: RunName) -> String { layout.name(of: layout.run(name).appending(Manifest.fileName)) }

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

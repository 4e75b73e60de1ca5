import Households
import Learning
import SystemPackage

/// What to do with what there is under the name.
package enum BeginMode: Sendable, Equatable {
    /// Nothing may be there but the same run, finished.
    case fresh
    /// Go on with an unfinished run.
    case resume
    /// Train anew.
    case force
    /// Train anew, and keep what there was for one generation, as the run `NAME-previous`.
    case replace
}

/// What is to be done for a plan.
package enum RunStart: Sendable {
    /// The run is there, finished, with the same identity.
    case upToDate(StoredRun)
    /// The run is to be trained.
    case train(TrainingStart)
}

/// Where a training starts.
package struct TrainingStart: Sendable {
    package let writer: RunWriter
    /// The checkpoint to go on from; nil for a training from the beginning.
    package let checkpoint: StoredCheckpoint?
    /// States of the run that were found damaged and were taken out of it; for the user to know.
    package let discarded: [StorageError]
}

extension Runs {
    /// Begins, resumes or recognises a run, under its lock, which the writer keeps.
    ///
    /// What a killed process left of the run is brought in order first.
    /// - Throws: `StorageError`: `.locked`, `.nameTaken`, `.unfinished`, `.otherVersion`, `.otherSaveInterval`,
    ///   `.damaged`, `.operationFailed`.
    package func begin(_ plan: RunPlan, mode: BeginMode) throws -> RunStart {
        let wanted = plan.run
        let lock = try lock(wanted.name)
        if try files.status(layout.study(wanted.name)) != nil { throw StorageError.nameOfStudy(wanted.name) }
        try recover(lock)
        let home = layout.run(wanted.name)
        let next = layout.beside(wanted.name, .next)
        let present = try standing(home, wanted.name)
        let successor = try standing(next, wanted.name)
        switch mode {
        case .force:
            try keepNothing(lock)
            return try replace(present, with: wanted, lock)
        case .replace:
            if case .unreadable(let error) = present { throw error }
            try keepWhatIsReplaced(lock)
            return try replace(present, with: wanted, lock)
        case .fresh, .resume: break
        }

        if case .unfinished(let directory) = successor, directory.description.isAskedFor(by: wanted) {
            if mode == .resume { return try resume(directory, plan, lock, replacing: home) }
            if !present.isFinished(wanted) { throw Self.unfinished(directory) }
        }
        switch present {
        case .none: return try start(wanted, at: home, lock, replacing: nil)
        case .unreadable(let error): throw error
        case .finished(let directory), .unfinished(let directory):
            guard directory.description.isAskedFor(by: wanted) else {
                throw StorageError.nameTaken(wanted.name, finished: directory.isFinished)
            }
            if directory.isFinished {
                try publish(directory, onlyMissing: true, lock)
                return .upToDate(try readWhole(directory))
            }
            if mode == .resume { return try resume(directory, plan, lock, replacing: nil) }
            throw Self.unfinished(directory)
        }
    }

    private static func unfinished(_ directory: RunDirectory) -> StorageError {
        let run = directory.description
        return .unfinished(run.name, episodesDone: directory.episodesDone, episodes: run.episodes)
    }

    /// Starts anew: beside a finished run, which stays until its successor is complete; in the place of another.
    private func replace(_ present: Standing, with wanted: RunDescription, _ lock: consuming RunLock) throws -> RunStart
    {
        let home = layout.run(wanted.name)
        let next = layout.beside(wanted.name, .next)
        try displace(next, lock)
        switch present {
        case .none:
            try keepNothing(lock)
            return try start(wanted, at: home, lock, replacing: nil)
        case .unfinished:
            // What was saved goes only when its successor has begun: a disk that is full must not cost it.
            try files.writeDirectory(try RunDirectory.content(of: wanted), to: next)
            let listed = manifestName(wanted.name)
            try list.setIfReadable(listed, to: nil)
            try displace(home, for: next, lock)
            // It was replaced here and now.
            try keepNothing(lock)
            return try begun(wanted, at: home, lock, replacing: nil)
        case .finished, .unreadable: return try start(wanted, at: next, lock, replacing: home)
        }
    }

    private func start(
        _ description: RunDescription, at path: FilePath, _ lock: consuming RunLock, replacing home: FilePath?
    ) throws -> RunStart {
        try files.makeDirectory(layout.runs)
        try files.writeDirectory(try RunDirectory.content(of: description), to: path)
        return try begun(description, at: path, lock, replacing: home)
    }

    /// The start of a training whose directory is there.
    private func begun(
        _ description: RunDescription, at path: FilePath, _ lock: consuming RunLock, replacing home: FilePath?
    ) throws -> RunStart {
        let directory = try RunDirectory(path: path, name: description.name, files: files)
        let writer = try RunWriter(runs: self, directory: directory, lock: lock, replacing: home)
        return .train(TrainingStart(writer: writer, checkpoint: nil, discarded: []))
    }

    private func resume(
        _ directory: RunDirectory, _ plan: RunPlan, _ lock: consuming RunLock, replacing home: FilePath?
    ) throws -> RunStart {
        let run = directory.description
        guard run.programVersion == plan.run.programVersion else {
            throw StorageError.otherVersion(run.name, stored: run.programVersion, running: plan.run.programVersion)
        }
        if let asked = plan.saveInterval, asked != run.saveInterval {
            throw StorageError.otherSaveInterval(run.name, stored: run.saveInterval, asked: asked)
        }
        var directory = directory
        let (intact, discarded) = try separate(&directory)
        let writer = try RunWriter(runs: self, directory: directory, lock: lock, replacing: home)
        return .train(TrainingStart(writer: writer, checkpoint: intact.last, discarded: discarded))
    }

    /// The intact states of a run, the one to resume from last; those that are damaged or missing leave the run.
    private func separate(
        _ directory: inout RunDirectory
    ) throws -> (intact: [StoredCheckpoint], discarded: [StorageError]) {
        var intact: [StoredCheckpoint] = []
        var discarded: [StorageError] = []
        var unwanted: [CheckpointName] = []
        for state in directory.missing + directory.states {
            do {
                let checkpoint = try directory.verified(state)
                // What the hashes cannot know: whether the values are such as can be gone on from.
                _ = try checkpoint.resumePoint()
                intact.append(checkpoint)
            } catch let error as StorageError {
                guard case .damaged(_, let damage) = error, !damage.isOfNewerVersion else { throw error }
                unwanted.append(state)
                discarded.append(error)
            }
        }
        try directory.remove(unwanted)
        try directory.checkNames()
        intact.sort { first, second in
            (first.metadata.boundary.episodes, first.episode) < (second.metadata.boundary.episodes, second.episode)
        }
        return (intact, discarded)
    }
}

extension Runs.Standing {
    fileprivate func isFinished(_ wanted: RunDescription) -> Bool {
        if case .finished(let directory) = self { directory.description.isAskedFor(by: wanted) } else { false }
    }
}

import SystemPackage

/// The runs with their checkpoints, and the flat files that are published from those that are finished: `models/`.
///
/// What changes a run takes its lock as a parameter; reading needs none.
package struct Runs: Store {
    let layout: OutputLayout
    let files: DurableFiles
    /// The stores that keep something of a run, which goes when the run is deleted.
    let dependents: [any Store]

    var list: SiteList { SiteList(layout: layout, files: files) }

    var entries: [FilePath] { [layout.models] }
    var resources: [any SharedResource.Type] { [] }

    /// How long a command is waited for that has a run's lock and does not train, and one that has been suspended.
    private static let patience = (usual: Duration.seconds(10), suspended: FileLock.patience.suspended)

    /// Takes the lock of a run, when a command that only passes by has given it up.
    /// - Throws: `StorageError.locked` where it is being trained, `.busy` where a command does not come to an end.
    func lock(_ name: RunName) throws -> RunLock {
        let began = ContinuousClock.now
        // Whoever has just taken the lock may not have said so: the file may still name a training that was killed.
        var attemptsLeft = 10
        while true {
            if let lock = try RunLock.acquire(name, in: layout, files: files) { return lock }
            if let training = try RunningTraining.read(layout.lock(name), files: files) {
                attemptsLeft -= 1
                if try attemptsLeft == 0 || training.otherHost != nil || isHeld(by: training) {
                    throw StorageError.locked(name, training)
                }
                continue
            }
            let owner = try FileLock.owner(layout.lock(name), files: files)
            let patience = owner?.isSuspended == true ? Self.patience.suspended : Self.patience.usual
            if ContinuousClock.now - began > patience {
                // What is no process of this program does not say who it is.
                throw owner.map { .busy(layout.lock(name), $0) } ?? StorageError.locked(name, nil)
            }
        }
    }

    /// Changes a run under its lock, when what a killed process left of it has been brought in order.
    /// - Throws: `StorageError.locked`, `.runNotFound`, `.damaged`, `.operationFailed`; what `body` throws.
    func change<Result>(
        _ name: RunName, _ body: (inout RunDirectory, borrowing RunLock) throws -> Result
    ) throws -> Result {
        let lock = try lock(name)
        try recover(lock)
        guard try files.status(layout.run(name)) != nil else { throw StorageError.runNotFound(name) }
        var directory = try RunDirectory(path: layout.run(name), name: name, files: files)
        return try body(&directory, lock)
    }

    /// What there is under a run's directory or beside it.
    enum Standing {
        case none
        case unreadable(StorageError)
        case unfinished(RunDirectory)
        case finished(RunDirectory)

        var directory: RunDirectory? {
            switch self {
            case .none, .unreadable: nil
            case .unfinished(let directory), .finished(let directory): directory
            }
        }
    }

    func standing(_ path: FilePath, _ name: RunName) throws -> Standing {
        guard try files.status(path) != nil else { return .none }
        do {
            let directory = try RunDirectory(path: path, name: name, files: files)
            return directory.isFinished ? .finished(directory) : .unfinished(directory)
        } catch let error as StorageError {
            guard case .damaged = error else { throw error }
            return .unreadable(error)
        }
    }
}

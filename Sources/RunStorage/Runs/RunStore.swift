import Households
import SystemPackage

/// The only reader and writer of everything under the output directory.
package struct RunStore: Sendable {
    /// The newest format of evaluations that is read.
    static let newestEvaluationVersion = 1

    package let root: FilePath
    let files: DurableFiles
    let layout: OutputLayout

    /// - Parameter root: the output directory; it is made when something is written.
    package init(root: FilePath, files: FileOperations = .posix) {
        self.root = root
        self.files = DurableFiles(files)
        layout = OutputLayout(root: root)
    }

    /// Takes the lock of a run.
    /// - Throws: `StorageError.locked`.
    func lockRun(_ name: RunName) throws -> FileLock {
        guard let lock = try FileLock.acquire(layout.lock(name), waiting: false, files: files) else {
            throw StorageError.locked(name, try RunningTraining.read(layout.lock(name), files: files))
        }
        return lock
    }

    /// Runs `body` while no other process writes what is shared.
    func withLock<Result>(_ resource: SharedResource, _ body: () throws -> Result) throws -> Result {
        guard let lock = try FileLock.acquire(layout.lock(resource), waiting: true, files: files) else {
            preconditionFailure("a lock that is waited for was refused")
        }
        return try withExtendedLifetime(lock, body)
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

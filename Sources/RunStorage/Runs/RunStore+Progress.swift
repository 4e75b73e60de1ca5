import Glibc
import SystemPackage

/// How far a run has come.
package struct RunProgress: Sendable, Equatable {
    package var run: RunDescription
    /// Episodes that are saved.
    package var episodesDone: Int
    package var isFinished: Bool
}

extension RunStore {
    /// How far a run has come, by what it lists: its checkpoints are not read.
    /// - Throws: `StorageError.runNotFound`, `.damaged`, `.operationFailed`.
    package func progress(of name: RunName) throws -> RunProgress {
        let directory = try find(name).directory
        return RunProgress(
            run: directory.description, episodesDone: directory.states.map(\.episode).max() ?? 0,
            isFinished: directory.isFinished)
    }

    /// Whether the process that a lock file names does hold the lock: the file may still say what a process wrote that
    /// has died, while its successor has not written yet, and the number may be another process's by now.
    /// - Returns: false also where the process belongs to somebody else and cannot be looked into.
    package func isHeld(by training: RunningTraining) throws -> Bool {
        let path = layout.lock(training.runName)
        guard try FileLock.isHeld(path, files: files), let lock = try files.status(path) else { return false }
        let descriptors = FilePath("/proc/\(training.processID)/fd")
        guard let numbers = try? files.operations.list(descriptors) else { return false }
        return numbers.contains { number in
            var status = stat()
            guard stat(descriptors.appending(number).string, &status) == 0 else { return false }
            return UInt64(status.st_dev) == lock.device && UInt64(status.st_ino) == lock.inode
        }
    }
}

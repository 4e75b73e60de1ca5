import Glibc
import SystemPackage

/// How far a run has come.
package struct RunProgress: Sendable, Equatable {
    package var run: RunDescription
    /// Episodes that are saved.
    package var episodesDone: Int
    package var isFinished: Bool

    init(_ directory: RunDirectory) {
        run = directory.description
        episodesDone = directory.episodesDone
        isFinished = directory.isFinished
    }
}

extension Runs {
    /// How far the training of a run has come, by the names of its states, which are not read: the training of its
    /// successor, where a finished run is being trained anew or that was stopped.
    /// - Throws: `StorageError.runNotFound`, `.damaged`, `.operationFailed`.
    package func progress(of name: RunName) throws -> RunProgress {
        if let successor = try successor(of: name) { return successor }
        return RunProgress(try RunDirectory.find(name, in: layout, files: files).directory)
    }

    /// How far the run has come that is to take the place of a finished one; nil where there is none.
    func successor(of name: RunName) throws -> RunProgress? {
        try standing(layout.beside(name, .next), name).directory.map(RunProgress.init)
    }

    /// Whether the process that a lock file names does hold the lock: the file may still say what a process wrote that
    /// has died, while its successor has not written yet, and the number may be another process's by now.
    /// - Returns: false also where the process belongs to somebody else and cannot be looked into.
    package func isHeld(by training: RunningTraining) throws -> Bool {
        try isHeld(training.runName, by: training.processID)
    }

    /// Whether a process holds the lock of a name.
    /// - Returns: as of `isHeld(by:)`.
    package func isHeld(_ name: RunName, by processID: Int32) throws -> Bool {
        let path = layout.lock(name)
        guard try FileLock.isHeld(path, files: files), let lock = try files.status(path) else { return false }
        let descriptors = FilePath("/proc/\(processID)/fd")
        guard let numbers = try? files.operations.list(descriptors) else { return false }
        return numbers.contains { number in
            var status = stat()
            guard stat(descriptors.appending(number).string, &status) == 0 else { return false }
            return UInt64(status.st_dev) == lock.device && UInt64(status.st_ino) == lock.inode
        }
    }

    /// The folder in which each training that goes on has its lock, a file that says how far it is.
    package var locks: FilePath { layout.locks }

    /// The trainings that go on in whatever process, by name; a lock file that a killed process left is none.
    package func running() throws -> [RunningTraining] {
        var result: [RunningTraining] = []
        for entry in try files.list(layout.locks) {
            // What is no file is no lock, and stops nobody; `verify` names it.
            guard try files.status(layout.locks.appending(entry))?.kind == .file else { continue }
            if let name = try? RunName(entry), let training = try running(name) { result.append(training) }
        }
        return result
    }

    /// The training of a run that goes on, or nil.
    package func running(_ name: RunName) throws -> RunningTraining? {
        let path = layout.lock(name)
        guard try FileLock.isHeld(path, files: files) else { return nil }
        return try RunningTraining.read(path, files: files)
    }
}

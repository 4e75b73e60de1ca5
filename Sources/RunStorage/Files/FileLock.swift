import Glibc
import SystemPackage

/// A file under an exclusive `flock`, which dies with its process.
///
/// The file is removed when the lock is given up; a file that a killed process left holds no lock and is taken over.
struct FileLock: ~Copyable {
    let path: FilePath
    private let files: DurableFiles
    private let descriptor: FileDescriptor

    deinit {
        // Removed while it is still held: a process that opened it in between sees that the name has gone and opens
        // anew. Neither failure does harm, since the lock goes with the descriptor.
        try? files.operations.removeFile(path)
        try? files.operations.close(descriptor)
    }

    /// Takes the lock.
    /// - Parameter waiting: whether to wait while another has it.
    /// - Returns: nil where another has it and `waiting` is false.
    static func acquire(_ path: FilePath, waiting: Bool, files: DurableFiles) throws -> FileLock? {
        try files.makeDirectory(path.removingLastComponent())
        // Whoever asks about a lock holds a shared one for an instant; that must not look like a training.
        var attemptsLeft = 5
        while true {
            let descriptor = try files.attempt(.lock, path) { try files.operations.open(path, .locking) }
            do {
                let request: FileOperations.LockRequest = waiting ? .exclusiveWaiting : .exclusive
                if try files.attempt(.lock, path, { try files.operations.lock(descriptor, request) }) {
                    let held = try files.attempt(.lock, path) { try files.operations.statusOfOpenFile(descriptor) }
                    if let named = try files.status(path), named.device == held.device, named.inode == held.inode {
                        return FileLock(path: path, files: files, descriptor: descriptor)
                    }
                } else {
                    attemptsLeft -= 1
                    if attemptsLeft == 0 {
                        try? files.operations.close(descriptor)
                        return nil
                    }
                    usleep(10_000)
                }
            } catch {
                try? files.operations.close(descriptor)
                throw error
            }
            try? files.operations.close(descriptor)
        }
    }

    /// Whether a process holds the lock; asks without disturbing it.
    static func isHeld(_ path: FilePath, files: DurableFiles) throws -> Bool {
        guard try files.status(path) != nil else { return false }
        do {
            return try files.withOpen(path, for: .reading, .read) { try !files.operations.lock($0, .shared) }
        } catch StorageError.operationFailed(_, _, .noSuchFileOrDirectory) {
            return false
        }
    }

    /// Replaces the file's contents in place: a new file under the name would not carry the lock.
    func write(_ bytes: [UInt8]) throws {
        try files.attempt(.write, path) {
            try bytes.withUnsafeBytes { try files.operations.overwrite(descriptor, $0) }
        }
    }
}

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

    /// How long who writes a shared file is waited for, and who has been suspended (Ctrl-Z).
    static let patience = (usual: Duration.seconds(60), suspended: Duration.seconds(3))

    /// Takes the lock.
    /// - Parameter patience: how long to wait while another process has it, by whether that is suspended; nil not to
    ///   wait.
    /// - Returns: nil where another still has it.
    static func acquire(
        _ path: FilePath, patience: (usual: Duration, suspended: Duration)? = nil, files: DurableFiles
    ) throws -> FileLock? {
        try files.makeDirectory(path.removingLastComponent())
        let began = ContinuousClock.now
        // Whoever asks about a lock holds a shared one for an instant; that must not look like a training.
        var attemptsLeft = 5
        var pause: UInt32 = 1000
        while true {
            let descriptor = try files.attempt(.lock, path) { try files.operations.open(path, .locking) }
            do {
                if try files.attempt(.lock, path, { try files.operations.lock(descriptor, .exclusive) }) {
                    let held = try files.attempt(.lock, path) { try files.operations.statusOfOpenFile(descriptor) }
                    if let named = try files.status(path), named.device == held.device, named.inode == held.inode {
                        return FileLock(path: path, files: files, descriptor: descriptor)
                    }
                } else {
                    attemptsLeft -= 1
                    let waited = ContinuousClock.now - began
                    let isLong = try patience.map { patience in
                        if waited > patience.usual { return true }
                        return try waited > patience.suspended && owner(path, files: files)?.isSuspended == true
                    }
                    if isLong ?? (attemptsLeft <= 0) {
                        try? files.operations.close(descriptor)
                        return nil
                    }
                    usleep(patience == nil ? 10_000 : pause)
                    pause = min(2 * pause, 20_000)
                }
            } catch {
                try? files.operations.close(descriptor)
                throw error
            }
            try? files.operations.close(descriptor)
        }
    }

    /// Who has a lock: what its file says; nil where it does not say.
    static func owner(_ path: FilePath, files: DurableFiles) throws -> LockOwner? {
        do {
            let text = String(decoding: try files.read(path, limit: 1 << 16), as: UTF8.self)
            let words = text.split(whereSeparator: \.isWhitespace)
            guard let processID = words.first.flatMap({ Int32($0) }) else { return nil }
            return LockOwner(processID: processID, host: words.dropFirst().first.map(String.init))
        } catch StorageError.damaged {
            // It has gone, or somebody is just at it.
            return nil
        }
    }

    /// Whether a process holds the lock; asks without disturbing it.
    static func isHeld(_ path: FilePath, files: DurableFiles) throws -> Bool {
        guard try files.status(path) != nil else { return false }
        do {
            return try files.withOpen(path, for: .reading, .read) { descriptor in
                try files.attempt(.lock, path) { try !files.operations.lock(descriptor, .shared) }
            }
        } catch StorageError.operationFailed(_, _, .noSuchFileOrDirectory) {
            return false
        }
    }

    /// Says in the file which process has the lock.
    func writeOwner() throws { try write(Array("\(getpid()) \(Host.name)\n".utf8)) }

    /// Replaces the file's contents in place: a new file under the name would not carry the lock.
    func write(_ bytes: [UInt8]) throws {
        try files.attempt(.write, path) {
            try bytes.withUnsafeBytes { try files.operations.overwrite(descriptor, $0) }
        }
    }
}

/// A process that has a lock.
package struct LockOwner: Sendable, Equatable, LockingProcess {
    package let processID: Int32
    package let host: String?

    /// Whether it was suspended, by Ctrl-Z, say, and goes on only when somebody says so; false where that cannot be
    /// seen, since it runs on another machine.
    package var isSuspended: Bool {
        guard otherHost == nil, let file = fopen("/proc/\(processID)/stat", "r") else { return false }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 1024)
        guard fgets(&line, Int32(line.count), file) != nil else { return false }
        // The name, in parentheses, may hold anything.
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return false }
        return text[text.index(after: end)...].first { $0 != " " }.map { "Tt".contains($0) } ?? false
    }
}

import Glibc
import SystemPackage

/// Everything this module asks of the operating system, one closure a call.
///
/// `.posix` is the real thing; tests replace single closures to inject faults, to count calls or to stop the world at
/// a chosen one. Each closure throws `Errno`.
package struct FileOperations: Sendable {
    /// What a file is opened for.
    package enum Purpose: Sendable, Equatable {
        /// Reading a file; a symbolic link in the last place is not followed.
        case reading
        /// Writing a new file; where there is something under the name already, it fails.
        case writing
        /// Adding to the end of a file that is there.
        case appending
        /// Locking and rewriting a file that keeps what it has; it is created where there is none.
        case locking
        /// Flushing a directory.
        case directory
    }

    /// What there is under a path.
    package struct Status: Sendable, Equatable {
        package enum Kind: Sendable, Equatable { case file, directory, symbolicLink, other }
        package var kind: Kind
        /// Bytes.
        package var size: Int
        /// Device and inode: two paths with the same pair are the same file.
        package var device: UInt64
        package var inode: UInt64
        /// Nanoseconds since 1970 of the last change: a file that takes another's place may get its inode.
        package var changed: Int
    }

    /// How a lock is taken.
    package enum LockRequest: Sendable, Equatable {
        /// Alone; where another has it, fails at once.
        case exclusive
        /// Beside other shared ones; where another has it alone, fails at once.
        case shared
    }

    package var open: @Sendable (FilePath, Purpose) throws -> FileDescriptor
    package var close: @Sendable (FileDescriptor) throws -> Void
    /// Reads into the buffer from the current position; 0 at the end.
    package var read: @Sendable (FileDescriptor, UnsafeMutableRawBufferPointer) throws -> Int
    /// Writes some of the buffer at the current position, and says how many bytes.
    package var write: @Sendable (FileDescriptor, UnsafeRawBufferPointer) throws -> Int
    /// Replaces the contents of a file that is kept open: the bytes from its beginning, then its new end.
    package var overwrite: @Sendable (FileDescriptor, UnsafeRawBufferPointer) throws -> Void
    /// Flushes a file or directory to the disk.
    package var synchronize: @Sendable (FileDescriptor) throws -> Void
    package var rename: @Sendable (FilePath, FilePath) throws -> Void
    package var removeFile: @Sendable (FilePath) throws -> Void
    package var removeDirectory: @Sendable (FilePath) throws -> Void
    package var makeDirectory: @Sendable (FilePath) throws -> Void
    /// Sets who may read, write and enter, whatever the umask.
    package var setPermissions: @Sendable (FilePath, FilePermissions) throws -> Void
    /// The names in a directory without `.` and `..`, sorted.
    package var list: @Sendable (FilePath) throws -> [String]
    /// The same as they are, also where they are no UTF-8.
    package var listComponents: @Sendable (FilePath) throws -> [FilePath.Component]
    /// Of the path itself, not of what a symbolic link points to.
    package var status: @Sendable (FilePath) throws -> Status
    package var statusOfOpenFile: @Sendable (FileDescriptor) throws -> Status
    /// False where the lock is held by another and the request does not wait.
    package var lock: @Sendable (FileDescriptor, LockRequest) throws -> Bool
}

extension FileOperations {
    /// The operating system's own calls, repeated where a signal interrupts them.
    package static let posix = FileOperations(
        open: { path, purpose in
            switch purpose {
            case .reading:
                // Without waiting: opening a pipe must not hang.
                try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .noFollow, .nonBlocking])
            case .writing:
                try FileDescriptor.open(
                    path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec, .noFollow],
                    permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
            case .appending:
                try FileDescriptor.open(path, .writeOnly, options: [.append, .closeOnExec, .noFollow])
            case .locking:
                try FileDescriptor.open(
                    path, .readWrite, options: [.create, .closeOnExec, .noFollow],
                    permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
            case .directory:
                try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .directory])
            }
        },
        close: { try $0.close() },
        read: { try $0.read(into: $1) },
        write: { try $0.write($1) },
        overwrite: { descriptor, bytes in
            try descriptor.writeAll(toAbsoluteOffset: 0, bytes)
            try repeating { ftruncate(descriptor.rawValue, bytes.count) }
        },
        synchronize: { descriptor in try repeating { fsync(descriptor.rawValue) } },
        rename: { source, target in
            try repeating { source.withPlatformString { from in target.withPlatformString { Glibc.rename(from, $0) } } }
        },
        removeFile: { path in try repeating { path.withPlatformString { unlink($0) } } },
        removeDirectory: { path in try repeating { path.withPlatformString { rmdir($0) } } },
        makeDirectory: { path in try repeating { path.withPlatformString { mkdir($0, 0o777) } } },
        setPermissions: { path, permissions in
            try repeating { path.withPlatformString { chmod($0, permissions.rawValue) } }
        },
        list: { path in try components(in: path).map(\.string) },
        listComponents: { path in try components(in: path) },
        status: { path in
            var found = stat()
            try repeating { path.withPlatformString { lstat($0, &found) } }
            return Status(found)
        },
        statusOfOpenFile: { descriptor in
            var found = stat()
            try repeating { fstat(descriptor.rawValue, &found) }
            return Status(found)
        },
        lock: { descriptor, request in
            let flags: Int32 =
                switch request {
                case .exclusive: LOCK_EX | LOCK_NB
                case .shared: LOCK_SH | LOCK_NB
                }
            do {
                try repeating { flock(descriptor.rawValue, flags) }
                return true
            } catch Errno.wouldBlock {
                return false
            }
        }
    )

    /// Calls again while a signal interrupts, and throws the error number of a call that returned less than zero.
    private static func repeating(_ call: () -> Int32) throws {
        while call() < 0 {
            let number = Errno(rawValue: errno)
            if number != .interrupted { throw number }
        }
    }

    private static func components(in path: FilePath) throws -> [FilePath.Component] {
        guard let directory = path.withPlatformString({ opendir($0) }) else { throw Errno(rawValue: errno) }
        defer { closedir(directory) }
        var result: [FilePath.Component] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                if errno != 0 { throw Errno(rawValue: errno) }
                return result.sorted { $0.string < $1.string }
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { FilePath.Component(platformString: $0) }
            }
            if let name, name.kind == .regular { result.append(name) }
        }
    }
}

extension FileOperations.Status {
    fileprivate init(_ found: stat) {
        let kind: Kind =
            switch found.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
        self.init(
            kind: kind, size: Int(found.st_size), device: UInt64(found.st_dev), inode: UInt64(found.st_ino),
            // A clock may be wrong by centuries: only whether two of them are the same counts.
            changed: found.st_ctim.tv_sec &* 1_000_000_000 &+ found.st_ctim.tv_nsec)
    }
}

import SystemPackage

/// Reads, writes and removes files so that every one of them is there whole or not at all.
///
/// All errors are `StorageError`s that name the operation and the path.
package struct DurableFiles: Sendable {
    package let operations: FileOperations

    package init(_ operations: FileOperations = .posix) {
        self.operations = operations
    }

    /// Runs one call, and gives its error number a place.
    func attempt<Result>(
        _ operation: StorageOperation, _ path: FilePath, _ call: () throws -> Result
    ) throws -> Result {
        do {
            return try call()
        } catch let number as Errno {
            throw StorageError.operationFailed(operation, path, number)
        }
    }

    /// What there is under the path, or nil.
    func status(_ path: FilePath) throws -> FileOperations.Status? {
        do {
            return try operations.status(path)
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch let number as Errno {
            throw StorageError.operationFailed(.read, path, number)
        }
    }

    /// Whether there is a directory, not a symbolic link to one, under the path.
    func isDirectory(_ path: FilePath) throws -> Bool {
        try status(path)?.kind == .directory
    }

    /// The names in a directory, sorted; none where there is no such directory.
    func list(_ path: FilePath) throws -> [String] {
        do {
            return try operations.list(path)
        } catch Errno.noSuchFileOrDirectory {
            return []
        } catch let number as Errno {
            throw StorageError.operationFailed(.read, path, number)
        }
    }

    /// Opens, hands over and closes, also where `body` throws.
    func withOpen<Result>(
        _ path: FilePath, for purpose: FileOperations.Purpose, _ operation: StorageOperation,
        _ body: (FileDescriptor) throws -> Result
    ) throws -> Result {
        let descriptor = try attempt(operation, path) { try operations.open(path, purpose) }
        return try closing(descriptor, of: path, operation, body)
    }

    /// Hands over a file that was opened, and closes it, also where `body` throws.
    func closing<Result>(
        _ descriptor: FileDescriptor, of path: FilePath, _ operation: StorageOperation,
        _ body: (FileDescriptor) throws -> Result
    ) throws -> Result {
        let result: Result
        do {
            result = try attempt(operation, path) { try body(descriptor) }
        } catch {
            // The first error is the one that explains; what closing adds to it is of no use.
            try? operations.close(descriptor)
            throw error
        }
        try attempt(operation, path) { try operations.close(descriptor) }
        return result
    }

    /// Flushes a directory, which makes the names in it durable; an empty path is the current one.
    func synchronizeDirectory(_ path: FilePath) throws {
        try withOpen(path.isEmpty ? "." : path, for: .directory, .synchronize) { try operations.synchronize($0) }
    }

    /// Makes a directory and those above it that are missing, and makes their names durable.
    /// - Parameter permissions: of what is made, whatever the umask; nil for what that allows.
    package func makeDirectory(_ path: FilePath, permissions: FilePermissions? = nil) throws {
        let parent = path.removingLastComponent()
        do {
            try operations.makeDirectory(path)
        } catch Errno.fileExists {
            return
        } catch Errno.noSuchFileOrDirectory where !parent.isEmpty && parent != path {
            try makeDirectory(parent, permissions: permissions)
            do {
                try operations.makeDirectory(path)
            } catch Errno.fileExists {
                // Whoever else needed the parent has made this one, too.
                return
            } catch let number as Errno {
                throw StorageError.operationFailed(.makeDirectory, path, number)
            }
        } catch let number as Errno {
            throw StorageError.operationFailed(.makeDirectory, path, number)
        }
        if let permissions {
            try attempt(.makeDirectory, path) { try operations.setPermissions(path, permissions) }
        }
        try synchronizeDirectory(parent)
    }

    func rename(_ source: FilePath, to target: FilePath) throws {
        try attempt(.rename, target) { try operations.rename(source, target) }
    }

    /// Removes a file, or a directory with everything in it; nothing happens where there is neither.
    func removeTree(_ path: FilePath) throws {
        guard let status = try status(path) else { return }
        try attempt(.remove, path) {
            do {
                guard status.kind == .directory else { return try operations.removeFile(path) }
                for name in try operations.listComponents(path) { try removeTree(path.appending(name)) }
                try operations.removeDirectory(path)
            } catch Errno.noSuchFileOrDirectory {
                return
            }
        }
    }
}

import SystemPackage

/// A file's name and what belongs in it.
package struct NamedBytes: Sendable, Equatable {
    /// A name, or a relative path of names.
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// The names under which files wait until they are whole.
enum TemporaryName {
    /// One a file: two writers of one file are kept apart by a lock, and what a killed one left is found by its name.
    static func of(_ name: String) -> String { ".\(name).tmp" }

    /// One in a folder that others use as well: no two files have the same.
    static func unique(_ purpose: Purpose) -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return "\(purpose.prefix)\(String(repeating: "0", count: 16 - digits.count))\(digits).tmp"
    }

    /// Whether `unique` can have made the name.
    static func isUnique(_ name: String, _ purpose: Purpose) -> Bool {
        guard name.hasPrefix(purpose.prefix), name.hasSuffix(".tmp") else { return false }
        let digits = name.dropFirst(purpose.prefix.count).dropLast(4)
        return digits.utf8.count == 16 && digits.allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase }
    }

    /// What is written into a folder that others use as well.
    enum Purpose: String {
        /// A file that the user names.
        case file
        /// A file of the site.
        case publication

        fileprivate var prefix: String { ".hrlreport-\(rawValue)-" }
    }

    static func matches(_ name: String) -> Bool { target(of: name) != nil }

    /// The name that the file was to get; nil for a name that no temporary file has.
    static func target(of name: String) -> String? {
        name.hasPrefix(".") && name.hasSuffix(".tmp") ? String(name.dropFirst().dropLast(4)) : nil
    }
}

extension DurableFiles {
    /// Replaces a file of the output whole: temporary file in the same directory, flush, rename, flush of the
    /// directory.
    ///
    /// Until the rename the previous content stays; where anything fails, the temporary file is removed, and what a
    /// killed process leaves of it is replaced by the next writer.
    /// - Throws: `StorageError.operationFailed`.
    package func write(_ bytes: [UInt8], to path: FilePath) throws {
        let temporary = path.removingLastComponent().appending(TemporaryName.of(path.lastComponent?.string ?? ""))
        do {
            try write(bytes, to: path, by: temporary)
        } catch StorageError.operationFailed(_, temporary, .fileExists) {
            // Of a killed process, or whatever else has our name in our folder: it is not followed, nor waited for.
            try removeTree(temporary)
            try write(bytes, to: path, by: temporary)
        }
    }

    /// Replaces a file whole, in a folder that others use as well: nothing of theirs is touched.
    /// - Parameter permissions: whatever the umask; nil for what that allows.
    /// - Throws: `StorageError.operationFailed`.
    package func writeBesideOthers(_ bytes: [UInt8], to path: FilePath) throws {
        try writeBesideOthers(bytes, to: path, .file, permissions: nil)
    }

    func writeBesideOthers(
        _ bytes: [UInt8], to path: FilePath, _ purpose: TemporaryName.Purpose, permissions: FilePermissions?
    ) throws {
        let temporary = path.removingLastComponent().appending(TemporaryName.unique(purpose))
        do {
            try write(bytes, to: path, by: temporary, permissions: permissions)
        } catch StorageError.operationFailed(let operation, temporary, let number) {
            // Nobody knows the temporary name.
            throw StorageError.operationFailed(operation, path, number)
        }
    }

    private func write(
        _ bytes: [UInt8], to path: FilePath, by temporary: FilePath, permissions: FilePermissions? = nil
    ) throws {
        // What is not ours is not removed where it is in the way.
        let descriptor = try attempt(.write, temporary) { try operations.open(temporary, .writing) }
        do {
            if let permissions {
                try attempt(.write, temporary) { try operations.setPermissions(temporary, permissions) }
            }
            try fill(descriptor, with: bytes, temporary)
            try rename(temporary, to: path)
        } catch {
            // Best effort: on a disk that fails the name may stay until the next start.
            try? operations.removeFile(temporary)
            throw error
        }
        try synchronizeDirectory(path.removingLastComponent())
    }

    /// Adds to the end of a file that is there, and flushes it: where the process is killed, part of it may be there.
    func append(_ bytes: some Sequence<UInt8>, to path: FilePath) throws {
        let descriptor = try attempt(.write, path) { try operations.open(path, .appending) }
        try fill(descriptor, with: Array(bytes), path)
    }

    /// A file that is whole under a temporary name, and not yet in its place.
    struct Staged {
        let temporary, path: FilePath
    }

    /// Writes files whole under temporary names. Where one fails, none is left.
    /// - Parameter suffix: keeps them apart from those of other writers of the same files.
    func stage(_ content: [(path: FilePath, bytes: [UInt8])], as suffix: String = "") throws -> [Staged] {
        var staged: [Staged] = []
        do {
            for (path, bytes) in content {
                let name = TemporaryName.of((path.lastComponent?.string ?? "") + suffix)
                let temporary = path.removingLastComponent().appending(name)
                try removeTree(temporary)
                staged.append(Staged(temporary: temporary, path: path))
                try writePlainly(bytes, to: temporary)
            }
            return staged
        } catch {
            discard(staged)
            throw error
        }
    }

    /// Gives files that were staged their names, in their order, which takes no room on the disk.
    func putInPlace(_ staged: [Staged]) throws {
        do {
            for file in staged { try rename(file.temporary, to: file.path) }
        } catch {
            discard(staged)
            throw error
        }
        for folder in Set(staged.map { $0.path.removingLastComponent() }) { try synchronizeDirectory(folder) }
    }

    /// Removes what was staged, as far as a disk that fails lets it.
    func discard(_ staged: [Staged]) {
        for file in staged { try? operations.removeFile(file.temporary) }
    }

    /// Makes a directory of files appear whole under its name, which must be free: a directory beside it under a
    /// temporary name, files flushed, directory flushed, rename, flush of the parent.
    /// - Throws: `StorageError.operationFailed`.
    func writeDirectory(_ content: [NamedBytes], to path: FilePath) throws {
        let parent = path.removingLastComponent()
        let temporary = parent.appending(TemporaryName.of(path.lastComponent?.string ?? ""))
        try removeTree(temporary)
        do {
            try attempt(.makeDirectory, temporary) { try operations.makeDirectory(temporary) }
            for file in content { try writePlainly(file.bytes, to: temporary.appending(file.name)) }
            try synchronizeDirectory(temporary)
            try rename(temporary, to: path)
        } catch {
            try? removeTree(temporary)
            throw error
        }
        try synchronizeDirectory(parent)
    }

    /// What writers that were killed left in a directory.
    func temporaries(in directory: FilePath) throws -> [FilePath] {
        try list(directory).filter(TemporaryName.matches).map(directory.appending)
    }

    /// Removes what writers that were killed left in a directory.
    func removeTemporaries(in directory: FilePath, where matches: (String) -> Bool = TemporaryName.matches) throws {
        for name in try list(directory) where TemporaryName.matches(name) && matches(name) {
            try removeTree(directory.appending(name))
        }
    }

    private func writePlainly(_ bytes: [UInt8], to path: FilePath) throws {
        let descriptor = try attempt(.write, path) { try operations.open(path, .writing) }
        try fill(descriptor, with: bytes, path)
    }

    /// Writes and flushes a file that was opened, and closes it.
    private func fill(_ descriptor: FileDescriptor, with bytes: [UInt8], _ path: FilePath) throws {
        try closing(descriptor, of: path, .write) { descriptor in
            try bytes.withUnsafeBytes { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let written = try operations.write(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                    rest = rest.dropFirst(written)
                }
            }
            try attempt(.synchronize, path) { try operations.synchronize(descriptor) }
        }
    }
}

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

    static func matches(_ name: String) -> Bool { target(of: name) != nil }

    /// The name that the file was to get; nil for a name that no temporary file has.
    static func target(of name: String) -> String? {
        name.hasPrefix(".") && name.hasSuffix(".tmp") ? String(name.dropFirst().dropLast(4)) : nil
    }
}

extension DurableFiles {
    /// Replaces a file whole: temporary file in the same directory, flush, rename, flush of the directory.
    ///
    /// Until the rename the previous content stays; where anything fails, the temporary file is removed, and what a
    /// killed process leaves of it is overwritten by the next writer.
    /// - Throws: `StorageError.operationFailed`.
    package func write(_ bytes: [UInt8], to path: FilePath) throws {
        let directory = path.removingLastComponent()
        let temporary = directory.appending(TemporaryName.of(path.lastComponent?.string ?? ""))
        do {
            try writePlainly(bytes, to: temporary)
            try rename(temporary, to: path)
        } catch {
            // Best effort: on a disk that fails the name may stay until the next start.
            try? operations.removeFile(temporary)
            throw error
        }
        try synchronizeDirectory(directory)
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

    /// Removes what writers that were killed left in a directory.
    func removeTemporaries(in directory: FilePath, where matches: (String) -> Bool = TemporaryName.matches) throws {
        for name in try list(directory) where TemporaryName.matches(name) && matches(name) {
            try removeTree(directory.appending(name))
        }
    }

    private func writePlainly(_ bytes: [UInt8], to path: FilePath) throws {
        try withOpen(path, for: .writing, .write) { descriptor in
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

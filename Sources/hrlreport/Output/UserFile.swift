import Foundation
import Glibc
import RunStorage
import SystemPackage

/// A file that the user asked for by its path, outside the output.
package enum UserFile {
    /// Writes it whole or not at all, also where a symbolic link leads to it. A pipe or device is written to as it is,
    /// and so is what the process has open already (`/dev/stdout`): behind what is in it.
    ///
    /// - Throws: `StorageError.operationFailed`, `CommandError.fileNotWritten`, `.noFolder`.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        let file = FilePath(path)
        if let replaced = replaceable(file) {
            do {
                try DurableFiles().writeBesideOthers(bytes, to: replaced)
            } catch StorageError.operationFailed(_, replaced, .noSuchFileOrDirectory) {
                throw CommandError.noFolder(path, folder: replaced.removingLastComponent().string)
            }
            return
        }
        do {
            // Created where a link leads to nothing yet.
            let descriptor = try FileDescriptor.open(
                file, .writeOnly, options: [.append, .create, .closeOnExec],
                permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
            _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
        } catch {
            throw CommandError.fileNotWritten(path, error as? Errno ?? .ioError)
        }
    }

    /// Whether there is a file, also behind a link, that holds something else.
    package static func isThere(_ path: String, other bytes: [UInt8]) -> Bool {
        guard let file = replaceable(FilePath(path)), (try? FileOperations.posix.status(file).kind) == .file else {
            return false
        }
        return FileManager.default.contents(atPath: file.string) != Data(bytes)
    }

    /// The place of a regular file that can be put in place by a rename; nil where there is something else.
    private static func replaceable(_ file: FilePath) -> FilePath? {
        switch try? FileOperations.posix.status(file).kind {
        case nil, .file: return file
        case .directory, .other: return nil
        case .symbolicLink: break
        }
        let isOpenFile = ["/dev", "/proc"].contains { file.starts(with: FilePath($0)) }
        guard !isOpenFile, let resolved = realpath(file.string, nil) else { return nil }
        defer { free(resolved) }
        let target = FilePath(String(cString: resolved))
        return (try? FileOperations.posix.status(target).kind) == .file ? target : nil
    }
}

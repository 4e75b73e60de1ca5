import RunStorage
import SystemPackage

/// A file that the user asked for by its path, outside the output.
enum UserFile {
    /// Writes it whole or not at all; a pipe or device is written to as it is.
    ///
    /// - Throws: `StorageError.operationFailed`, `CommandError.fileNotWritten`.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = FilePath(path)
        let kind = try? FileOperations.posix.status(file).kind
        if kind == nil || kind == .file {
            try DurableFiles().write(bytes, to: file)
            return
        }
        do {
            let descriptor = try FileDescriptor.open(file, .writeOnly)
            _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
        } catch {
            throw CommandError.fileNotWritten(path, error as? Errno ?? .ioError)
        }
    }
}

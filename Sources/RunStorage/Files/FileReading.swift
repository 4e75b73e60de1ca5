import Crypto
import SystemPackage

extension DurableFiles {
    /// Bytes read at once when a file is only hashed.
    private static let chunk = 1 << 20

    /// The whole of a regular file.
    /// - Parameter limit: bytes a file of this kind can have at most.
    /// - Throws: `StorageError.damaged` where it is missing, too large or no regular file; `.operationFailed`.
    func read(_ path: FilePath, limit: Int) throws -> [UInt8] {
        try withRegularFile(path) { descriptor, size in
            guard size <= limit else { throw StorageError.damaged(path, .tooLarge(size: size, limit: limit)) }
            var count = 0
            // One byte more than it should have, so that growth in between is noticed.
            let bytes = try [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, initialized in
                let raw = UnsafeMutableRawBufferPointer(buffer)
                while count < raw.count {
                    let read = try operations.read(descriptor, UnsafeMutableRawBufferPointer(rebasing: raw[count...]))
                    if read == 0 { break }
                    count += read
                }
                initialized = count
            }
            guard count == size else { throw StorageError.damaged(path, .changedWhileRead) }
            return bytes
        }
    }

    /// The SHA-256 of a regular file's bytes, in constant memory.
    /// - Throws: as `read`.
    func hash(_ path: FilePath) throws -> ContentHash {
        try withRegularFile(path) { descriptor, _ in
            var hasher = SHA256()
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 64)
            defer { buffer.deallocate() }
            while true {
                let count = try operations.read(descriptor, buffer)
                if count == 0 { return ContentHash(hasher.finalize()) }
                hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    /// Compares a regular file's bytes with a recorded hash, in constant memory.
    /// - Throws: as `read`; `StorageError.damaged` with `.hashDiffers`.
    func compare(_ path: FilePath, with expected: ContentHash) throws {
        let found = try hash(path)
        if found != expected { throw StorageError.damaged(path, .hashDiffers(expected: expected, found: found)) }
    }

    private func withRegularFile<Result>(
        _ path: FilePath, _ body: (FileDescriptor, _ size: Int) throws -> Result
    ) throws -> Result {
        do {
            return try withOpen(path, for: .reading, .read) { descriptor in
                let status = try operations.statusOfOpenFile(descriptor)
                guard status.kind == .file else { throw StorageError.damaged(path, .notARegularFile) }
                return try body(descriptor, status.size)
            }
        } catch StorageError.operationFailed(_, path, .noSuchFileOrDirectory) {
            throw StorageError.damaged(path, .missing)
        } catch StorageError.operationFailed(_, path, .tooManySymbolicLinkLevels) {
            throw StorageError.damaged(path, .notARegularFile)
        }
    }
}

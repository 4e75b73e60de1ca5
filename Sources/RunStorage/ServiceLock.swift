/// Proof that no other service works on an output: it is held as long as the value lives.
package struct ServiceLock: ~Copyable {
    static let lockName = "serve"

    private let file: FileLock

    fileprivate init(_ file: consuming FileLock) { self.file = file }
}

extension Output {
    /// Takes the lock of the service, `.running/.serve`.
    /// - Returns: nil where another service has it.
    /// - Throws: `StorageError.operationFailed`.
    package func lockForService() throws -> ServiceLock? {
        let path = layout.locks.appending(".\(ServiceLock.lockName)")
        guard let file = try FileLock.acquire(path, files: files) else { return nil }
        return ServiceLock(file)
    }
}

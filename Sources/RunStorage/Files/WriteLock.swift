import Glibc
import SystemPackage

/// What is written under one lock by whichever run.
protocol SharedResource {
    /// The lock's file is this behind a dot, which no run's name begins with.
    static var lockName: String { get }
}

/// Proof that no other process writes a resource: it is held as long as the value lives.
struct WriteLock<Resource: SharedResource>: ~Copyable {
    fileprivate let file: FileLock
}

/// Proof that no other process writes a run, or what follows from it: it is held as long as the value lives.
struct RunLock: ~Copyable {
    let name: RunName
    private let file: FileLock

    /// - Returns: nil where another process has it.
    static func acquire(_ name: RunName, in layout: OutputLayout, files: DurableFiles) throws -> RunLock? {
        guard let file = try FileLock.acquire(layout.lock(name), files: files) else { return nil }
        // For who waits, and in place of what a killed training left there.
        try file.writeOwner()
        return RunLock(name: name, file: file)
    }

    /// Says in the lock's file who holds it, and for what.
    func write(_ work: some Encodable) throws {
        try file.write(try JSONDocument.encode(work))
    }
}

extension DurableFiles {
    /// Runs `body` while no other process writes the resource; waits for one that does.
    /// - Throws: `StorageError.busy` where it does not come to an end; what `body` throws.
    func withLock<Resource, Result>(
        _ resource: Resource.Type, in layout: OutputLayout, _ body: (borrowing WriteLock<Resource>) throws -> Result
    ) throws -> Result {
        let path = layout.lock(resource)
        guard let file = try FileLock.acquire(path, patience: FileLock.patience, files: self) else {
            throw StorageError.busy(path, try FileLock.owner(path, files: self))
        }
        // For who waits; what is done under the lock does not depend on it.
        try? file.writeOwner()
        return try body(WriteLock(file: file))
    }
}

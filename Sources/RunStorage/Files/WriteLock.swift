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
        guard let file = try FileLock.acquire(layout.lock(name), waiting: false, files: files) else { return nil }
        return RunLock(name: name, file: file)
    }

    /// Says in the lock's file who holds it.
    func write(_ training: RunningTraining) throws {
        try file.write(try JSONDocument.encode(training))
    }
}

extension DurableFiles {
    /// Runs `body` while no other process writes the resource; waits for one that does.
    func withLock<Resource, Result>(
        _ resource: Resource.Type, in layout: OutputLayout, _ body: (borrowing WriteLock<Resource>) throws -> Result
    ) throws -> Result {
        guard let file = try FileLock.acquire(layout.lock(resource), waiting: true, files: self) else {
            preconditionFailure("a lock that is waited for was refused")
        }
        return try body(WriteLock(file: file))
    }
}

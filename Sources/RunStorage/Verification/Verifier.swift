import Glibc
import SystemPackage

/// A look at everything that is stored: each store adds what it finds.
struct Verifier {
    /// How often something is looked at again that another process is writing, and microseconds in between.
    private static let attempts = 40
    private static let pause: UInt32 = 50_000

    var result = Verification()
    /// Reads a document of the archive; nil to compare the documents' hashes only.
    let archivedData: ArchivedData.Reader?
    let files: DurableFiles

    mutating func add(_ problem: StorageError) {
        if !result.problems.contains(problem) { result.problems.append(problem) }
    }

    /// Runs a check, and keeps what it finds wrong: one file that cannot be read does not hide the others.
    /// - Returns: what the check gives; nil where something is wrong.
    @discardableResult
    mutating func collect<Value>(_ check: () throws -> Value) throws -> Value? {
        do {
            return try check()
        } catch let error as StorageError {
            add(error)
            return nil
        }
    }

    /// Repeats a check that finds something wrong while another process writes what it looks at.
    /// - Parameters:
    ///   - locks: under which it is written.
    ///   - stamp: what changes when it is written.
    mutating func settled<Stamp: Equatable>(
        locks: () throws -> [FilePath], stamp: () throws -> Stamp, _ check: (inout Verifier) throws -> Void
    ) throws {
        for attempt in 1... {
            let before = try stamp()
            var attempted = self
            try check(&attempted)
            let isIntact = attempted.result.problems.count == result.problems.count
            if !isIntact, attempt == Self.attempts, let held = try locks().first(where: isHeld) {
                // Half of what is being written is no damage, however long it takes.
                add(.busy(held, try FileLock.owner(held, files: files)))
                return
            }
            if try isIntact || attempt == Self.attempts || (!isAnyHeld(locks()) && stamp() == before) {
                self = attempted
                return
            }
            usleep(Self.pause)
        }
    }

    private func isAnyHeld(_ locks: [FilePath]) throws -> Bool { try locks.contains(where: isHeld) }

    private func isHeld(_ lock: FilePath) throws -> Bool { try FileLock.isHeld(lock, files: files) }
}

extension Output {
    /// Compares everything that is stored with its recorded hashes, and with what it follows from. Changes nothing.
    ///
    /// What lies in the folders of this module and was not written by it is a problem. The output directory itself may
    /// hold other things: they are listed as foreign.
    /// - Parameter archivedData: reads a document of the archive; nil to compare the documents' hashes only.
    /// - Throws: `StorageError.operationFailed` where a directory cannot be listed.
    package func verify(archivedData: ArchivedData.Reader? = nil) throws -> Verification {
        var verifier = Verifier(archivedData: archivedData, files: files)
        verifier.result.foreign = try foreignNames()
        try verifyLocks(&verifier)
        for store in stores { try store.verify(&verifier) }
        verifier.result.leftovers = try leftovers().map(layout.name)
        return verifier.result
    }

    /// What lies in the output directory and was not put there by a store, relative to it. The text comes with the
    /// program's sources.
    private func foreignNames() throws -> [String] {
        let known = (stores.flatMap(\.entries) + [layout.locks]).map(layout.name) + ["README.md"]
        return try files.list(root).filter { !TemporaryName.matches($0) && !known.contains($0) }
    }

    private func verifyLocks(_ verifier: inout Verifier) throws {
        let shared =
            stores.flatMap(\.resources).map { layout.lock($0).lastComponent?.string }
            + [".\(ServiceLock.lockName)"]
        for entry in try files.list(layout.locks) {
            let path = layout.locks.appending(entry)
            let isKnown = (try? RunName(entry)) != nil || shared.contains(entry)
            // A lock that was given up meanwhile has gone.
            let kind = try files.status(path)?.kind ?? .file
            if !isKnown || kind != .file { verifier.add(.damaged(path, .foreign)) }
        }
    }
}

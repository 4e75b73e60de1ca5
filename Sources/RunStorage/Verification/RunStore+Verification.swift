import Glibc
import SystemPackage

extension RunStore {
    /// How often something is looked at again that another process is writing, and microseconds in between.
    private static let attempts = 40
    private static let pause: UInt32 = 50_000

    /// Compares everything that is stored with its recorded hashes, and with what it follows from. Changes nothing.
    ///
    /// What lies in the folders of this module and was not written by it is a problem. The output directory itself may
    /// hold other things: they are told of as foreign.
    /// - Parameter archivedData: reads a document of the archive; nil to compare the documents' hashes only.
    /// - Throws: `StorageError.operationFailed` where a directory cannot be listed.
    package func verify(archivedData: ArchivedData.Reader? = nil) throws -> Verification {
        var result = Verification()
        result.foreign = try foreignNames()
        try settled(&result, locks: { try heldNames() }, stamp: { try stampOfNames() }) { try verifyNames(&$0) }
        for name in try runNames() {
            try settled(&result, locks: { [layout.lock(name)] }, stamp: { try stamp(name) }) { result in
                try verifyRun(name, &result)
            }
        }
        let site: [SharedResource] = [.reports, .index, .simulations]
        try settled(&result, locks: { site.map(layout.lock) }, stamp: { [try files.status(layout.siteList)] }) {
            try verifySite(&$0)
        }
        let archive = layout.archive.appending(Checksums.fileName)
        try settled(&result, locks: { [layout.lock(.archive)] }, stamp: { [try files.status(archive)] }) {
            try verifyArchive(archivedData, &$0)
        }
        return result
    }

    /// Repeats a check that finds something wrong while another process writes what it looks at.
    private func settled<Stamp: Equatable>(
        _ result: inout Verification, locks: () throws -> [FilePath], stamp: () throws -> Stamp,
        _ check: (inout Verification) throws -> Void
    ) throws {
        for attempt in 1... {
            let before = try stamp()
            var attempted = result
            try check(&attempted)
            let isIntact = attempted.problems.count == result.problems.count
            if try isIntact || attempt == Self.attempts || (!isAnyHeld(locks()) && stamp() == before) {
                result = attempted
                return
            }
            usleep(Self.pause)
        }
    }

    private func isAnyHeld(_ locks: [FilePath]) throws -> Bool {
        try locks.contains { try FileLock.isHeld($0, files: files) }
    }

    // MARK: - Names

    /// What lies in the output directory and was not put there by this module, relative to it.
    private func foreignNames() throws -> [String] {
        try files.list(root).filter { !TemporaryName.matches($0) && !OutputLayout.names.contains($0) }
    }

    /// Adds what lies among runs, published files and locks and does not belong there.
    private func verifyNames(_ result: inout Verification) throws {
        let names = try runNames()
        for entry in try files.list(layout.runs) where (try? RunName(entry)) == nil && !isBesideRun(entry) {
            result.add(.damaged(layout.runs.appending(entry), .foreign))
        }
        let published = Set(names.flatMap { name in PublishedFile.allCases.map { $0.name(name) } })
        for entry in try files.list(layout.models) {
            let isOurs = published.contains(entry) || entry == layout.runs.lastComponent?.string
            if !isOurs && !TemporaryName.matches(entry) {
                result.add(.damaged(layout.models.appending(entry), .foreign))
            }
        }
        let shared = SharedResource.allCases.map { layout.lock($0).lastComponent?.string }
        for entry in try files.list(layout.locks) where (try? RunName(entry)) == nil && !shared.contains(entry) {
            result.add(.damaged(layout.locks.appending(entry), .foreign))
        }
    }

    /// The names that `verifyNames` looks at.
    private func stampOfNames() throws -> [[String]] {
        try [layout.runs, layout.models, layout.locks].map { try files.list($0) }
    }

    /// The locks of all runs that have any.
    private func heldNames() throws -> [FilePath] {
        try files.list(layout.locks).compactMap { try? RunName($0) }.map(layout.lock)
    }

    /// Whether a name is one of those that lie beside a run while it is begun, replaced or removed.
    private func isBesideRun(_ entry: String) -> Bool {
        TemporaryName.matches(entry)
            || BesideRun.allCases.contains { role in
                let suffix = ".\(role.rawValue)"
                guard entry.hasPrefix("."), entry.hasSuffix(suffix) else { return false }
                return (try? RunName(String(entry.dropFirst().dropLast(suffix.count)))) != nil
            }
    }
}

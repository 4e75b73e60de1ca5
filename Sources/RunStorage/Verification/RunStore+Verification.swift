import Glibc
import SystemPackage

extension RunStore {
    /// How often something is looked at again that another process is writing, and microseconds in between.
    private static let attempts = 40
    private static let pause: UInt32 = 50_000

    /// Compares everything that is stored with its recorded hashes, and with what it follows from. Changes nothing.
    ///
    /// What lies in the folders of this module and was not written by it is found, too; the output directory itself may
    /// hold other things.
    /// - Parameter archivedData: reads a document of the archive; nil to compare the documents' hashes only.
    /// - Throws: `StorageError.operationFailed` where a directory cannot be listed.
    package func verify(archivedData: ArchivedData.Reader? = nil) throws -> Verification {
        var result = Verification()
        for name in try verifyNames(&result) {
            result.runs += 1
            try settled(&result, lock: layout.lock(name), stamp: { try stamp(name) }) { result in
                try verifyRun(name, &result)
            }
        }
        let site = [layout.siteList]
        try settled(&result, lock: layout.lock(.reports), stamp: { try statuses(site) }) { result in
            try verifySite(&result)
        }
        let archive = [layout.archive.appending(Checksums.fileName)]
        try settled(&result, lock: layout.lock(.archive), stamp: { try statuses(archive) }) { result in
            try verifyArchive(archivedData, &result)
        }
        return result
    }

    /// Repeats a check that finds something wrong while another process writes what it looks at.
    private func settled(
        _ result: inout Verification, lock: FilePath, stamp: () throws -> [FileOperations.Status?],
        _ check: (inout Verification) throws -> Void
    ) throws {
        for attempt in 1... {
            let before = try stamp()
            var attempted = result
            try check(&attempted)
            let isIntact = attempted.problems.count == result.problems.count
            if try isIntact || attempt == Self.attempts || (stamp() == before && !FileLock.isHeld(lock, files: files)) {
                result = attempted
                return
            }
            usleep(Self.pause)
        }
    }

    private func statuses(_ paths: [FilePath]) throws -> [FileOperations.Status?] {
        try paths.map { try files.status($0) }
    }

    /// The names of the runs; adds what lies among them and does not belong there.
    private func verifyNames(_ result: inout Verification) throws -> [RunName] {
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
        return names
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

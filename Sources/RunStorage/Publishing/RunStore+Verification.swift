import SystemPackage

extension RunStore {
    /// Compares everything that is stored with its recorded hashes.
    /// - Returns: what is wrong, one error a run or document; and how many were looked at.
    /// - Throws: `StorageError.operationFailed` where something cannot be read at all.
    package func verify() throws -> (problems: [StorageError], runs: Int, documents: Int) {
        var problems: [StorageError] = []
        let names = try runNames()
        for name in names {
            try Self.collect(&problems) { _ = try run(name) }
            let reports = layout.report(name, checkpoint: nil)
            for entry in try files.list(reports) where entry.hasPrefix("checkpoint_") {
                try Self.collect(&problems) { try verifyEvaluation(name, entry) }
            }
        }
        problems += try verifySimulations().problems
        let documents = try verifyArchive(&problems)
        return (problems, names.count, documents)
    }

    /// Keeps what says that something is damaged; anything else ends the search.
    private static func collect(_ problems: inout [StorageError], _ check: () throws -> Void) throws {
        do {
            try check()
        } catch let error as StorageError {
            if case .operationFailed = error { throw error }
            problems.append(error)
        }
    }

    private func verifyEvaluation(_ name: RunName, _ entry: String) throws {
        guard let episode = Int(entry.dropFirst("checkpoint_".count)) else { return }
        let checkpoints = try find(name).directory
        let state = CheckpointName.checkpoint(episode)
        // A report of a checkpoint that has gone in the meantime is judged by itself when it is rendered again.
        guard checkpoints.isListed(state) else { return }
        _ = try evaluation(of: checkpoints.verified(state))
    }

    private func verifyArchive(_ problems: inout [StorageError]) throws -> Int {
        var sums = Checksums()
        try Self.collect(&problems) { sums = try archiveSums() }
        let present = try files.list(layout.archive)
        for name in sums.names {
            try Self.collect(&problems) {
                let path = layout.archive.appending(name)
                let found = try files.hash(path)
                if let expected = sums[name: name], expected != found {
                    throw StorageError.damaged(path, .hashDiffers(expected: expected, found: found))
                }
            }
        }
        for name in present where sums[name: name] == nil && name != Checksums.fileName && !TemporaryName.matches(name)
        {
            problems.append(.damaged(layout.archive.appending(name), .foreign))
        }
        return sums.names.count
    }
}

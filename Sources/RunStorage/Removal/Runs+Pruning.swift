import SystemPackage

/// What pruning a run did.
package struct Pruning: Sendable, Equatable, Encodable {
    /// Episodes of the checkpoints that were removed, ascending.
    package var removed: [Int]
    /// Episodes of those that stayed, ascending.
    package var kept: [Int]
    /// Bytes that were freed.
    package var freed: Int

    package enum CodingKeys: String, CodingKey {
        case removed, kept
        case freed = "freed_bytes"
    }
}

extension Runs {
    /// Removes the checkpoints of a run but for the final state and the newest `count` before it. Of an unfinished run
    /// the newest one always stays, and so does the state at a stop: they are what the training is resumed from.
    ///
    /// What stays is checked first, so that nothing intact is given up for something damaged.
    /// - Throws: `StorageError.runNotFound`, `.locked`, `.damaged`, `.operationFailed`.
    /// - Precondition: `count` is not negative.
    package func prune(_ name: RunName, keeping count: Int) throws -> Pruning {
        precondition(count >= 0)
        _ = try RunDirectory.find(name, in: layout, files: files)
        return try change(name) { directory, _ in
            _ = try readWhole(directory)
            let checkpoints = directory.states.filter { !$0.isStop }
            let stays = directory.isFinished ? count + 1 : max(count, 1)
            let unwanted = Array(checkpoints.dropLast(stays))
            let freed = try unwanted.reduce(0) { try $0 + files.size(directory.path(of: $1)) }
            try directory.remove(unwanted)
            return Pruning(
                removed: unwanted.map(\.episode), kept: checkpoints.suffix(stays).map(\.episode), freed: freed)
        }
    }
}

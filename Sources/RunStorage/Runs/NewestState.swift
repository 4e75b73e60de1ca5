import SystemPackage

/// The newest state of a run that is saved, for whoever shows what it has reached.
package struct NewestState: Sendable {
    /// Nil where nothing is saved yet.
    package let checkpoint: StoredCheckpoint?
    /// Of the models of both agents.
    package let agentBytes: Int
    /// Nanoseconds since 1970 of the state's last change.
    package let changed: Int
    /// The published models, or those of the state, relative to the output.
    package let highAgent, lowAgent: String?
}

extension Output {
    /// Changes with a run and with an unfinished successor: what was found out about them holds as long as this is the
    /// same. Only lists are read.
    /// - Throws: `StorageError.runNotFound`, `.damaged`, `.operationFailed`.
    package func stamp(of name: RunName) throws -> ContentHash {
        let own = try RunDirectory.find(name, in: layout, files: files).directory.listed.bytes
        let next = layout.beside(name, .next).appending(Checksums.fileName)
        let successor = try files.status(next) == nil ? [] : files.read(next, limit: Self.longestList)
        return ContentHash(of: own + successor)
    }

    /// Bytes that the list of a run can have.
    private static let longestList = 1 << 26

    /// The newest state, a stop's included; of a finished run the final one.
    /// - Throws: `StorageError.runNotFound`, `.damaged`, `.operationFailed`.
    package func newestState(of name: RunName) throws -> NewestState {
        let directory = try RunDirectory.find(name, in: layout, files: files).directory
        guard let state = directory.newestState else {
            return NewestState(
                checkpoint: nil, agentBytes: 0, changed: try files.status(directory.path)?.changed ?? 0, highAgent: nil,
                lowAgent: nil)
        }
        let home = directory.path(of: state)
        let published = [PublishedFile.highAgent, .lowAgent].map { layout.published($0, name) }
        let own = [StoredCheckpoint.File.highAgent, .lowAgent].map { home.appending($0.rawValue) }
        let agents = directory.isFinished && !directory.isUnpublished ? published : own
        return NewestState(
            checkpoint: try directory.verified(state),
            agentBytes: try agents.reduce(0) { try $0 + files.size($1) },
            changed: try files.status(home)?.changed ?? 0, highAgent: layout.name(of: agents[0]),
            lowAgent: layout.name(of: agents[1]))
    }
}

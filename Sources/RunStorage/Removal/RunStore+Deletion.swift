import SystemPackage

/// Deleting a run: one rename makes it a run no more, and everything else follows from the directory's new name, so that
/// a process that is killed leaves either the whole run or a deletion that the next start finishes.
extension RunStore {
    /// Deletes a run with its checkpoints, its published files, its report and the simulations of its agents; what is in
    /// the archive stays. The index page still shows the report until it is written again: see `isIndexStale`.
    /// - Throws: `StorageError.runNotFound`, `.locked`, `.operationFailed`.
    package func delete(_ name: RunName) throws {
        try requireStanding(name)
        let lock = try lockRun(name)
        try withExtendedLifetime(lock) {
            try recover(name)
            try requireStanding(name)
            try moveDirectory(layout.run(name), to: layout.beside(name, .deleted))
            try finishDeletion(name)
        }
    }

    /// Whether the index page shows a report that was deleted.
    package var isIndexStale: Bool {
        get throws { try files.status(layout.staleIndexMark) != nil }
    }

    /// Removes what belongs to a deleted run; its own directory last, because that tells that there is something to do.
    /// - Precondition: the run's lock is held.
    func finishDeletion(_ name: RunName) throws {
        for role in BesideRun.allCases where role != .deleted { try files.removeTree(layout.beside(name, role)) }
        for file in PublishedFile.allCases { try files.removeTree(layout.published(file, name)) }
        try withLock(.simulations) {
            // What others have lived under the run's name stays; so does what cannot be opened, or is a newer program's:
            // a deletion that waited for it would stop all that is written from then on.
            for simulation in try simulationsByRun()[name] ?? [] {
                let path = layout.simulation(simulation)
                try unlist { $0 == layout.name(of: path) }
                try files.removeTree(path)
            }
        }
        try withLock(.reports) {
            let report = layout.report(name, checkpoint: nil)
            try unlist { $0.hasPrefix(layout.name(of: report) + "/") }
            try files.removeTree(report)
        }
        // Under the lock of the index: a page that is just being written may still show the report.
        try withLock(.index) {
            if try files.status(layout.index) != nil { try files.write([], to: layout.staleIndexMark) }
        }
        try files.removeTree(layout.beside(name, .deleted))
        try files.synchronizeDirectory(layout.runs)
    }

    /// Refuses a name under which there is nothing, before anything is written for it.
    private func requireStanding(_ name: RunName) throws {
        let paths = [layout.run(name)] + BesideRun.allCases.map { layout.beside(name, $0) }
        for path in paths where try files.status(path) != nil { return }
        throw StorageError.runNotFound(name)
    }
}

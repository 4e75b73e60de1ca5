import SystemPackage

/// Deleting a run: one rename makes it a run no more, and everything else follows from the directory's new name, so
/// that a process that is killed leaves either the whole run or a deletion that the next start finishes.
extension Runs {
    /// Deletes a run with its checkpoints, its published files, its report and the simulations of its agents; what is
    /// in the archive stays. The index page still shows the report until it is written again: see `Site.isIndexStale`.
    /// - Throws: `StorageError.runNotFound`, `.locked`, `.operationFailed`.
    package func delete(_ name: RunName) throws {
        try requireStanding(name)
        let lock = try lock(name)
        try recover(lock)
        try requireStanding(name)
        try moveDirectory(layout.run(name), to: layout.beside(name, .deleted), lock)
        try finishDeletion(lock)
    }

    /// Removes what belongs to a deleted run; its own directory last, because that tells that there is something to do.
    ///
    /// - Parameter successor: what is to take the run's place, and stays.
    func finishDeletion(_ lock: borrowing RunLock, sparing successor: BesideRun? = nil) throws {
        let name = lock.name
        let listed = manifestName(name)
        try list.setIfReadable(listed, to: nil)
        for role in BesideRun.allCases where ![.deleted, successor].contains(role) {
            try files.removeTree(layout.beside(name, role))
        }
        for file in PublishedFile.allCases { try files.removeTree(layout.published(file, name)) }
        for store in dependents { try store.removeBelongings(of: lock) }
        // All of it is gone for good before the mark that there is something to do.
        for folder in [layout.models, layout.reports, layout.simulations] where try files.isDirectory(folder) {
            try files.synchronizeDirectory(folder)
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

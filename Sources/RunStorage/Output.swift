import SystemPackage

/// An output directory: a store for each of its parts, which alone reads and writes what is its own there.
package struct Output: Sendable {
    package let root: FilePath
    package let runs: Runs
    package let site: Site
    package let archive: Archive
    package let simulations: Simulations
    package let studies: StudyStore
    /// In the order in which they are verified.
    let stores: [any Store]
    let layout: OutputLayout
    let files: DurableFiles

    /// - Parameter root: it is made when something is written.
    package init(root: FilePath, files operations: FileOperations = .posix) {
        let (layout, files) = (OutputLayout(root: root), DurableFiles(operations))
        (self.root, self.layout, self.files) = (root, layout, files)
        site = Site(layout: layout, files: files)
        archive = Archive(layout: layout, files: files)
        simulations = Simulations(layout: layout, files: files)
        runs = Runs(layout: layout, files: files, dependents: [simulations, site])
        studies = StudyStore(layout: layout, files: files, runs: runs, site: site)
        stores = [runs, studies, site, simulations, archive]
    }

    /// Finishes the deletions of runs that killed processes began: the user wanted them gone.
    ///
    /// For the start of every command that writes: it looks at one folder, however many runs there are. What else a
    /// killed process left of a run, whoever works on that run next puts in order, and `removeLeftovers` the rest.
    /// - Returns: what kept a run from being put in order; it stops nothing but the work on that run.
    @discardableResult
    package func finishDeletions() throws -> [StorageError] { try runs.finishDeletions() }

    /// What killed processes left, wherever no other process is at work: of no use, and in nobody's way.
    package func leftovers() throws -> [FilePath] {
        try stores.flatMap { store in
            try store.resources.contains { try FileLock.isHeld(layout.lock($0), files: files) } ? [] : store.leftovers()
        }
    }

    /// Removes what killed processes left of runs, reports, archive and index, wherever no other process is at work.
    /// - Returns: what kept a run from being put in order; it stops nothing but the work on that run.
    @discardableResult
    package func removeLeftovers() throws -> [StorageError] {
        var problems: [StorageError] = []
        for store in stores {
            do {
                problems += try store.removeLeftovers()
            } catch let error as StorageError {
                // Whoever needs what cannot be put in order will say so: it is no reason to stop all others. A disk
                // that cannot be written to at all is one.
                guard case .operationFailed(.remove, _, _) = error else { throw error }
                problems.append(error)
            }
        }
        for path in try files.list(layout.locks).map(layout.locks.appending) {
            // What is no file is no lock, and stops nobody; `verify` names it.
            guard try files.status(path)?.kind == .file, try !FileLock.isHeld(path, files: files) else { continue }
            // Taking a lock that is free and giving it up removes its file.
            _ = try FileLock.acquire(path, files: files)
        }
        return problems
    }
}

/// A part of an output directory. A new one is a type of its own that `Output` lists.
protocol Store: Sendable {
    /// What is its own in the output directory itself.
    var entries: [FilePath] { get }
    /// What it writes under a lock that all runs share.
    var resources: [any SharedResource.Type] { get }
    /// Removes what killed processes left, wherever no other process is at work.
    /// - Returns: what kept a run from being put in order.
    func removeLeftovers() throws -> [StorageError]
    /// What `removeLeftovers` removes; asked while no other process writes what all runs share.
    func leftovers() throws -> [FilePath]
    /// Removes what it keeps of a run that is deleted.
    func removeBelongings(of run: borrowing RunLock) throws
    /// Compares everything that is its own with the recorded hashes, and with what it follows from.
    func verify(_ verifier: inout Verifier) throws
}

extension Store {
    func removeBelongings(of run: borrowing RunLock) throws {}
}

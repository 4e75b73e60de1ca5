import SystemPackage

/// Putting in order what a process left that was killed. Every step is safe to repeat: a process that is killed while it
/// recovers leaves work for the next.
extension RunStore {
    /// Brings a run and what lies beside it to one of the states that `begin` knows: no temporaries; intact states
    /// listed; a complete successor in its place; the published files of a finished run in theirs.
    /// - Precondition: the run's lock is held.
    func recover(_ name: RunName) throws {
        if try files.status(layout.beside(name, .deleted)) != nil { try finishDeletion(name) }
        try removeTemporaries(of: name)
        try files.removeTree(layout.beside(name, .trash))
        let home = layout.run(name)
        let next = layout.beside(name, .next)
        let old = layout.beside(name, .old)
        try settle(next, name)
        if case .finished(let successor) = try standing(next, name), try isIntact(successor) {
            try replaceByRenaming(name)
        } else if try files.status(home) == nil {
            // Between the two renames of a replacement, or after someone removed the run by hand.
            for candidate in [old, next] where try files.status(candidate) != nil {
                try moveDirectory(candidate, to: home)
                break
            }
        }
        try settle(home, name)
        if case .finished(let directory) = try standing(home, name), directory.isUnpublished {
            do {
                try publish(directory, onlyMissing: false)
            } catch StorageError.damaged {
                // For `begin` to judge; the old run may still be of use.
                return
            }
        }
        try discard(old, name)
    }

    /// Puts the successor in the place of a finished run: old one aside, new one in place. The old one goes when the
    /// new one's files are published.
    func replaceByRenaming(_ name: RunName) throws {
        let home = layout.run(name)
        let old = layout.beside(name, .old)
        if try files.status(home) != nil {
            try discard(old, name)
            try moveDirectory(home, to: old)
        }
        try moveDirectory(layout.beside(name, .next), to: home)
    }

    /// Removes a directory by way of a name under which nobody looks for a run.
    func discard(_ path: FilePath, _ name: RunName) throws {
        guard try files.status(path) != nil else { return }
        let trash = layout.beside(name, .trash)
        try files.removeTree(trash)
        try moveDirectory(path, to: trash)
        try files.removeTree(trash)
    }

    /// Puts a directory in the place of an unfinished run, which goes.
    func discardRenaming(_ path: FilePath, _ name: RunName) throws {
        let trash = layout.beside(name, .trash)
        try files.removeTree(trash)
        try moveDirectory(layout.run(name), to: trash)
        try moveDirectory(path, to: layout.run(name))
        try files.removeTree(trash)
    }

    func moveDirectory(_ path: FilePath, to target: FilePath) throws {
        try files.rename(path, to: target)
        try files.synchronizeDirectory(layout.runs)
    }

    /// Lists the intact states of a run that its writer could not list any more, and takes the stops out of a finished
    /// run. What is damaged stays for `begin` to judge.
    private func settle(_ path: FilePath, _ name: RunName) throws {
        guard var directory = try standing(path, name).directory else { return }
        try files.removeTemporaries(in: path)
        for state in directory.states where !directory.isListed(state) {
            do {
                let hash = try directory.verified(state).contentHash
                try directory.commit { $0[name: state.listedName] = hash }
            } catch StorageError.damaged {
                continue
            }
        }
        if directory.isFinished { try directory.remove(directory.states.filter(\.isStop)) }
    }

    private func isIntact(_ directory: RunDirectory) throws -> Bool {
        do {
            try directory.checkNames()
            for state in directory.states { _ = try directory.verified(state) }
            return true
        } catch StorageError.damaged {
            return false
        }
    }

    private func removeTemporaries(of name: RunName) throws {
        let published = PublishedFile.allCases.map { TemporaryName.of($0.name(name)) }
        try files.removeTemporaries(in: layout.models) { published.contains($0) }
        let directories = [layout.run(name), layout.beside(name, .next)].compactMap { $0.lastComponent?.string }
        let temporaries = directories.map(TemporaryName.of)
        try files.removeTemporaries(in: layout.runs) { temporaries.contains($0) }
    }
}

extension RunStore {
    /// Removes what killed processes left of runs, reports, archive and index, wherever no other process is at work.
    ///
    /// For the start of every command that writes.
    package func removeLeftovers() throws {
        for name in try namesWithLeftovers() {
            guard let lock = try FileLock.acquire(layout.lock(name), waiting: false, files: files) else { continue }
            try withExtendedLifetime(lock) { try recover(name) }
        }
        try withLock(.archive) { try files.removeTemporaries(in: layout.archive) }
        try withLock(.index) { try withLock(.siteList) { try files.removeTemporaries(in: root) } }
        try withLock(.simulations) { try files.removeTemporaries(in: layout.simulations) }
        try withLock(.reports) {
            for report in try files.list(layout.reports) {
                try removeReportTemporaries(layout.reports.appending(report), depth: 2)
            }
        }
        try removeDeadLocks()
    }

    /// Runs of which something lies about that is not a run in order.
    private func namesWithLeftovers() throws -> [RunName] {
        var names: Set<RunName> = []
        for entry in try files.list(layout.runs) {
            let suffixes = BesideRun.allCases.map { ".\($0.rawValue)" } + [".tmp", ".next.tmp"]
            for suffix in suffixes where entry.hasPrefix(".") && entry.hasSuffix(suffix) {
                let stem = entry.dropLast(suffix.count).drop { $0 == "." }
                if let name = try? RunName(String(stem)) { names.insert(name) }
            }
            if let name = try? RunName(entry) {
                let inside = try files.list(layout.runs.appending(entry))
                if inside.contains(where: TemporaryName.matches) { names.insert(name) }
            }
        }
        for entry in try files.list(layout.models) where TemporaryName.matches(entry) {
            let published = String(entry.dropFirst().dropLast(".tmp".count))
            for kind in PublishedFile.allCases where published.hasSuffix(kind.rawValue) {
                if let name = try? RunName(String(published.dropLast(kind.rawValue.count))) { names.insert(name) }
            }
        }
        return names.sorted()
    }

    private func removeReportTemporaries(_ path: FilePath, depth: Int) throws {
        guard try files.isDirectory(path) else { return }
        try files.removeTemporaries(in: path)
        guard depth > 0 else { return }
        for name in try files.list(path) { try removeReportTemporaries(path.appending(name), depth: depth - 1) }
    }

    private func removeDeadLocks() throws {
        for path in try files.list(layout.locks).map(layout.locks.appending) {
            if try FileLock.isHeld(path, files: files) { continue }
            // Taking a lock that is free and giving it up removes its file.
            _ = try FileLock.acquire(path, waiting: false, files: files)
        }
    }
}

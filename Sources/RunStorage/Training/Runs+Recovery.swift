import SystemPackage

/// Cleans up after a process that was killed. Every step is safe to repeat: a process that is killed while it cleans up
/// leaves work for the next.
extension Runs {
    /// Brings a run and what lies beside it to one of the states that `begin` knows: no temporaries; intact states
    /// listed; a complete successor in its place; the published files of a finished run in theirs.
    func recover(_ lock: borrowing RunLock) throws {
        let name = lock.name
        if try files.status(layout.beside(name, .deleted)) != nil { try finishDeletion(lock) }
        try removeTemporaries(lock)
        try files.removeTree(layout.beside(name, .trash))
        do {
            try finishKeeping(lock)
        } catch StorageError.damaged {
            // What was replaced cannot be read any more. It stays, and keeps the run from being replaced again.
        }
        let home = layout.run(name)
        let next = layout.beside(name, .next)
        let old = layout.beside(name, .old)
        try settle(next, lock)
        if case .finished(let successor) = try standing(next, name), try isIntact(successor) {
            try replaceByRenaming(lock)
        } else if try files.status(home) == nil {
            // Between the two renames of a replacement, or after someone removed the run by hand.
            for candidate in [old, next] where try files.status(candidate) != nil {
                try moveDirectory(candidate, to: home, lock)
                break
            }
        }
        try settle(home, lock)
        if case .finished(let directory) = try standing(home, name), directory.isUnpublished {
            do {
                try publish(directory, onlyMissing: false, lock)
            } catch StorageError.damaged {
                // For `begin` to judge; the old run may still be of use.
                return
            }
        }
        try displace(old, lock)
    }

    /// Puts the successor in the place of a finished run: old one aside, new one in place. The old one goes when the
    /// new one's files are published.
    func replaceByRenaming(_ lock: borrowing RunLock) throws {
        let home = layout.run(lock.name)
        let old = layout.beside(lock.name, .old)
        let listed = manifestName(lock.name)
        try list.updateIfReadable { $0[name: listed] = nil }
        if try files.status(home) != nil {
            try displace(old, lock)
            try moveDirectory(home, to: old, lock)
        }
        try moveDirectory(layout.beside(lock.name, .next), to: home, lock)
    }

    /// Removes a directory by way of a name under which nobody looks for a run.
    /// - Parameter successor: what takes its place before it is taken apart.
    func discard(_ path: FilePath, for successor: FilePath? = nil, _ lock: borrowing RunLock) throws {
        guard try files.status(path) != nil else { return }
        let trash = layout.beside(lock.name, .trash)
        try files.removeTree(trash)
        try moveDirectory(path, to: trash, lock)
        if let successor { try moveDirectory(successor, to: path, lock) }
        try files.removeTree(trash)
    }

    func moveDirectory(_ path: FilePath, to target: FilePath, _ lock: borrowing RunLock) throws {
        try files.rename(path, to: target)
        try files.synchronizeDirectory(layout.runs)
    }

    /// Lists the intact states of a run that its writer could not list any more, and takes the stops out of a finished
    /// run. What is damaged stays for `begin` to judge.
    private func settle(_ path: FilePath, _ lock: borrowing RunLock) throws {
        guard var directory = try standing(path, lock.name).directory else { return }
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

    private func removeTemporaries(_ lock: borrowing RunLock) throws {
        let name = lock.name
        let published = PublishedFile.allCases.map { TemporaryName.of($0.name(name)) }
        try files.removeTemporaries(in: layout.models) { published.contains($0) }
        let directories = [layout.run(name), layout.beside(name, .next)].compactMap { $0.lastComponent?.string }
        let temporaries = directories.map(TemporaryName.of)
        try files.removeTemporaries(in: layout.runs) { temporaries.contains($0) }
    }
}

extension Runs {
    func removeLeftovers() throws -> [StorageError] {
        var problems: [StorageError] = []
        for name in try namesWithLeftovers() {
            guard let lock = try RunLock.acquire(name, in: layout, files: files) else { continue }
            do {
                try recover(lock)
            } catch let error as StorageError {
                problems.append(error)
            }
        }
        return problems
    }

    /// Runs that left something behind that is not an intact run.
    private func namesWithLeftovers() throws -> [RunName] {
        var names: Set<RunName> = []
        for entry in try files.list(layout.runs) {
            let target = TemporaryName.target(of: entry)
            if let name = RunName(beside: target ?? entry) { names.insert(name) }
            guard let name = try? RunName(target ?? entry) else { continue }
            let directory = layout.runs.appending(entry)
            let inside = try target == nil && files.isDirectory(directory) ? files.list(directory) : [entry]
            if inside.contains(where: TemporaryName.matches) { names.insert(name) }
        }
        for published in try files.list(layout.models).compactMap(TemporaryName.target) {
            for kind in PublishedFile.allCases where published.hasSuffix(kind.rawValue) {
                if let name = try? RunName(String(published.dropLast(kind.rawValue.count))) { names.insert(name) }
            }
        }
        return names.sorted()
    }
}

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
        try list.setIfReadable(listed, to: nil)
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
        try putInOrder(Set(leftoversAndSuccessors().map(\.run)).sorted())
    }

    /// Finishes what was begun for deleted runs: whoever comes next, of whatever run.
    func finishDeletions() throws -> [StorageError] {
        let suffix = ".\(BesideRun.deleted.rawValue)"
        return try putInOrder(files.list(layout.runs).filter { $0.hasSuffix(suffix) }.compactMap(RunName.init(beside:)))
    }

    /// Puts a run in order that is about to be read, unless another process works on it: what a replacement that was
    /// killed left, and models that were not published.
    /// - Returns: what kept it from being put in order.
    package func putInOrder(_ name: RunName) throws -> [StorageError] {
        let places = [layout.run(name)] + BesideRun.allCases.map { layout.beside(name, $0) }
        // Nothing is made for a run that there is not.
        guard try places.contains(where: { try files.status($0) != nil }) else { return [] }
        return try putInOrder([name])
    }

    /// Puts runs in order that no other process works on.
    /// - Returns: what kept one from it.
    private func putInOrder(_ names: [RunName]) throws -> [StorageError] {
        var problems: [StorageError] = []
        for name in names {
            guard let lock = try RunLock.acquire(name, in: layout, files: files) else { continue }
            do {
                try recover(lock)
            } catch let error as StorageError {
                problems.append(error)
            }
        }
        return problems
    }

    func leftovers() throws -> [FilePath] {
        // What is to take a run's place, or to be kept of it, is as good as the run.
        let stays = [BesideRun.next, .previous, .keeping].map { ".\($0.rawValue)" }
        return try leftoversAndSuccessors().filter { leftover in
            let name = leftover.path.lastComponent?.string ?? ""
            return try !stays.contains(where: name.hasSuffix)
                && !FileLock.isHeld(layout.lock(leftover.run), files: files)
        }.map(\.path)
    }

    /// What lies beside runs, and in them under a temporary name.
    private func leftoversAndSuccessors() throws -> [(run: RunName, path: FilePath)] {
        var result: [(run: RunName, path: FilePath)] = []
        for entry in try files.list(layout.runs) {
            let path = layout.runs.appending(entry)
            let target = TemporaryName.target(of: entry)
            let beside = RunName(beside: target ?? entry)
            if let beside { result.append((beside, path)) }
            guard let name = beside ?? RunName(rawValue: target ?? entry) else { continue }
            if target != nil {
                if beside == nil { result.append((name, path)) }
            } else if try files.isDirectory(path) {
                result += try files.list(path).filter(TemporaryName.matches).map { (name, path.appending($0)) }
            }
        }
        for entry in try files.list(layout.models) {
            guard let published = TemporaryName.target(of: entry) else { continue }
            for kind in PublishedFile.allCases where published.hasSuffix(kind.rawValue) {
                if let name = RunName(rawValue: String(published.dropLast(kind.rawValue.count))) {
                    result.append((name, layout.models.appending(entry)))
                }
            }
        }
        return result
    }
}

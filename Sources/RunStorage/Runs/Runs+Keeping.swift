import SystemPackage

/// Keeping for one generation what a training replaces: `NAME` is displaced, and becomes a run of its own under the
/// name `NAME-previous`, in the place of the one that was kept before.
///
/// A mark beside the run says that this is wanted until its successor is complete. What is displaced waits beside the
/// run until it has its new name, so that a process that is killed leaves it to the next.
extension Runs {
    /// What to do so that a plan is trained whatever there is under its name: go on with an unfinished run of the same
    /// inputs, else replace what there is, which is kept.
    ///
    /// - Parameter resuming: whether an unfinished run is gone on with.
    /// - Returns: with the episodes that are saved and need not be trained again.
    /// - Throws: `StorageError`: `.damaged`, `.otherVersion`, `.operationFailed`.
    package func beginning(of plan: RunPlan, resuming: Bool) throws -> (mode: BeginMode, episodesDone: Int) {
        let wanted = plan.run
        let present = try standing(layout.run(wanted.name), wanted.name)
        if case .unreadable(let error) = present { throw error }
        let successor = try standing(layout.beside(wanted.name, .next), wanted.name)
        for case .unfinished(let directory) in [successor, present] where resuming {
            let run = directory.description
            guard run.isAskedFor(by: wanted), run.saveInterval == plan.saveInterval ?? run.saveInterval else {
                continue
            }
            guard run.programVersion == wanted.programVersion else {
                throw StorageError.otherVersion(run.name, stored: run.programVersion, running: wanted.programVersion)
            }
            return (.resume, directory.episodesDone)
        }
        if case (.none, .none) = (present, successor) { return (.fresh, 0) }
        return (.replace, 0)
    }

    /// Makes sure that what is replaced from now on is kept.
    /// - Throws: `StorageError.invalidName` where the name leaves no room for `-previous`, `.nameTaken` where somebody
    ///   else's run has it, `.locked` where what was replaced before still waits for it, `.operationFailed`.
    func keepWhatIsReplaced(_ lock: borrowing RunLock) throws {
        try finishKeeping(lock)
        let name = try lock.name.previous
        if let kept = try standing(layout.run(name), name).directory, kept.description.previousOf != lock.name {
            throw StorageError.nameTaken(name, finished: kept.isFinished)
        }
        guard try files.status(layout.beside(lock.name, .previous)) == nil else {
            throw StorageError.locked(name, nil)
        }
        try files.makeDirectory(layout.runs)
        try files.write([], to: layout.beside(lock.name, .keeping))
    }

    /// From now on what is replaced goes.
    func keepNothing(_ lock: borrowing RunLock) throws {
        try files.removeTree(layout.beside(lock.name, .keeping))
    }

    /// Takes a run out of its place: away, or aside where it is to be kept and there is anything of it.
    /// - Parameter successor: what takes its place before it is taken apart.
    func displace(_ path: FilePath, for successor: FilePath? = nil, _ lock: borrowing RunLock) throws {
        guard try files.status(layout.beside(lock.name, .keeping)) != nil,
            let directory = try standing(path, lock.name).directory, directory.episodesDone > 0
        else { return try discard(path, for: successor, lock) }
        let waiting = layout.beside(lock.name, .previous)
        try finishKeeping(lock)
        guard try files.status(waiting) == nil else { throw StorageError.locked(try lock.name.previous, nil) }
        try moveDirectory(path, to: waiting, lock)
        if let successor { try moveDirectory(successor, to: path, lock) }
        try finishKeeping(lock)
    }

    /// Gives what was displaced its new name. Where another process works on the run of that name, or somebody else's
    /// has it meanwhile, it waits on.
    func finishKeeping(_ lock: borrowing RunLock) throws {
        let waiting = layout.beside(lock.name, .previous)
        guard try files.status(waiting) != nil else { return }
        let name = try lock.name.previous
        guard let target = try RunLock.acquire(name, in: layout, files: files) else { return }
        try recover(target)
        let (home, next) = (layout.run(name), layout.beside(name, .next))
        for path in [home, next] {
            if let other = try standing(path, name).directory, other.description.previousOf != lock.name { return }
        }
        try discard(next, target)
        // Whole before the one that was kept before goes.
        try copy(RunDirectory(path: waiting, name: lock.name, files: files), to: next, as: name)
        if try files.status(home) != nil {
            try moveDirectory(home, to: layout.beside(name, .deleted), target)
            try finishDeletion(target, sparing: .next)
        }
        try moveDirectory(next, to: home, target)
        let kept = try RunDirectory(path: home, name: name, files: files)
        if kept.isFinished { try publish(kept, onlyMissing: false, target) }
        try discard(waiting, lock)
    }

    /// Writes a run once more under another name, which is in its manifest and in each of its states. A state that is
    /// damaged stays behind, as it does where a training goes on.
    private func copy(_ run: RunDirectory, to path: FilePath, as name: RunName) throws {
        var description = run.description
        (description.name, description.previousOf) = (name, run.description.name)
        try files.writeDirectory(try RunDirectory.content(of: description), to: path)
        var copy = try RunDirectory(path: path, name: name, files: files)
        for state in run.states {
            let content: (files: [NamedBytes], hash: ContentHash)
            do {
                let checkpoint = try run.verified(state)
                var metadata = checkpoint.metadata
                metadata.run = description
                content = try StoredCheckpoint.content(
                    metadata, state: checkpoint.state(), history: checkpoint.historyBytes())
            } catch StorageError.damaged {
                continue
            }
            try copy.add(state, content.files, hash: content.hash)
        }
        guard copy.isFinished else { return }
        if run.listed[name: RunDirectory.evaluationName] != nil, let bytes = try? run.evaluationBytes() {
            try copy.replace(RunDirectory.evaluationName, by: bytes)
        }
        // It can be computed again: nothing waits for the room that it takes.
        if run.listed[name: RunDirectory.optimumName] != nil, let bytes = try? run.bytes(of: RunDirectory.optimumName) {
            try? copy.replace(RunDirectory.optimumName, by: bytes)
        }
    }
}

extension RunName {
    /// The name under which a run is kept that was replaced.
    /// - Throws: `StorageError.invalidName` where it would be too long.
    package var previous: RunName {
        get throws { try RunName("\(description)-previous") }
    }
}

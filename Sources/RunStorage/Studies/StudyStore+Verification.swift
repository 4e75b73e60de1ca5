import Studies
import SystemPackage

extension StudyStore {
    /// Compares plans, results and rows with their recorded hashes.
    func verify(_ verifier: inout Verifier) throws {
        for entry in try files.list(layout.studies) where !TemporaryName.matches(entry) {
            let directory = layout.studies.appending(entry)
            guard let name = try? RunName(entry), try files.isDirectory(directory) else {
                verifier.add(.damaged(directory, .foreign))
                continue
            }
            try verifier.settled(
                locks: { [layout.lock(name)] },
                stamp: { try files.status(directory.appending(Checksums.fileName)) }
            ) { try verify(name, directory, &$0) }
        }
    }

    private func verify(_ name: RunName, _ directory: FilePath, _ verifier: inout Verifier) throws {
        verifier.result.checked.studies += 1
        guard let sums = try verifier.collect({ try files.checksums(directory.appending(Checksums.fileName)) }) else {
            return
        }
        for required in [Self.textName, StoredStudyPlan.fileName] where sums[name: required] == nil {
            verifier.add(.damaged(directory.appending(Checksums.fileName), .notListed(required)))
        }
        for (file, expected) in sums.entries {
            try verifier.collect { try files.compare(directory.appending(file), with: expected) }
        }
        let folders = [Self.rowsName, Self.yardsticksName, Self.slurmName, Self.unfinishedName, Self.modelsName]
        for file in try files.list(directory) where !TemporaryName.matches(file) {
            let isKnown = sums[name: file] != nil || file == Checksums.fileName || folders.contains(file)
            if !isKnown { verifier.add(.damaged(directory.appending(file), .foreign)) }
        }
        try verifier.collect { _ = try rows(of: name, programVersion: nil, withRecords: true) }
        let yardsticks = directory.appending(Self.yardsticksName)
        for file in try files.list(yardsticks) where !TemporaryName.matches(file) {
            let path = yardsticks.appending(file)
            try verifier.collect { _ = try StoredYardsticks.read(files.read(path, limit: 1 << 28), path: path) }
        }
        let unfinished = directory.appending(Self.unfinishedName)
        for file in try files.list(unfinished) where !TemporaryName.matches(file) {
            try verifier.collect { try StoredCheckpoint(path: unfinished.appending(file), files: files).verify() }
        }
    }
}

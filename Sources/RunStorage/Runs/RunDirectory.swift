import Households
import SystemPackage

/// A run's directory: its manifest, what its `SHA256SUMS` lists, and what lies in it.
struct RunDirectory {
    static let evaluationName = "evaluation.json"
    /// The optimum of a household that lives for utility: what is computed anew where it is not there.
    static let optimumName = "optimum.safetensors"
    /// An empty file that lies in a run until the files that are published from it are in place.
    static let unpublishedName = ".unpublished"
    /// What may lie in a run beside its states.
    static let plainNames = [Manifest.fileName, Checksums.fileName, evaluationName, optimumName, unpublishedName]
    private static let longestManifest = 1 << 24
    private static let largestFile = 1 << 30
    private static let newestEvaluationVersion = 1

    let path: FilePath
    let files: DurableFiles
    let description: RunDescription
    /// The run's `SHA256SUMS`: what belongs to the run. Replacing this file is what makes something part of it.
    private(set) var listed: Checksums
    /// The states of the run that are there, listed or not, in the order of their episodes.
    private(set) var states: [CheckpointName]
    /// Whether the published files may be missing or those of a predecessor.
    let isUnpublished: Bool
    private let foreign: [String]

    /// Reads manifest, list and names.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    init(path: FilePath, name: RunName, files: DurableFiles) throws {
        guard try files.isDirectory(path) else { throw StorageError.damaged(path, .notADirectory) }
        let sumsPath = path.appending(Checksums.fileName)
        let listed = try files.checksums(sumsPath)
        let manifestPath = path.appending(Manifest.fileName)
        let bytes = try files.read(
            manifestPath, limit: Self.longestManifest, listedIn: listed, as: Manifest.fileName)
        let manifest = try JSONDocument.decode(
            Manifest.self, from: bytes, newestVersion: Manifest.newestVersion, path: manifestPath)
        guard manifest.run.name == name else {
            throw StorageError.damaged(manifestPath, .belongsElsewhere("the run \(manifest.run.name)"))
        }
        try damaged(manifestPath) { try manifest.run.checkRanges() }
        let names = try files.list(path)
        foreign = names.filter {
            !Self.plainNames.contains($0) && CheckpointName($0) == nil && !TemporaryName.matches($0)
        }
        states = names.compactMap(CheckpointName.init).sorted { ($0.episode, $0.text) < ($1.episode, $1.text) }
        isUnpublished = names.contains(Self.unpublishedName)
        (self.path, self.files, self.listed, description) = (path, files, listed, manifest.run)
        for name in listed.names where ![Manifest.fileName, Self.evaluationName, Self.optimumName].contains(name) {
            let directory = name.split(separator: "/").first.map(String.init) ?? ""
            guard CheckpointName(directory)?.listedName == name else {
                throw StorageError.damaged(sumsPath, .document("lists the unknown file \(name)"))
            }
        }
    }

    /// The directory of a run; the one whose place it takes, in the instant between the renames.
    /// - Throws: `StorageError.runNotFound`, `.damaged`, `.operationFailed`.
    static func find(
        _ name: RunName, in layout: OutputLayout, files: DurableFiles
    ) throws -> (directory: RunDirectory, isOld: Bool) {
        for (path, isOld) in [(layout.run(name), false), (layout.beside(name, .old), true)] {
            if try files.status(path) == nil { continue }
            return (try RunDirectory(path: path, name: name, files: files), isOld)
        }
        throw StorageError.runNotFound(name)
    }

    /// What a new run's directory holds.
    static func content(of description: RunDescription) throws -> [NamedBytes] {
        let manifest = try JSONDocument.encode(Manifest(run: description))
        var sums = Checksums()
        sums[name: Manifest.fileName] = ContentHash(of: manifest)
        return [
            NamedBytes(name: Manifest.fileName, bytes: manifest),
            NamedBytes(name: unpublishedName, bytes: []),
            NamedBytes(name: Checksums.fileName, bytes: sums.bytes),
        ]
    }

    func path(of state: CheckpointName) -> FilePath { path.appending(state.text) }

    /// Episodes that are saved.
    var episodesDone: Int { states.map(\.episode).max() ?? 0 }

    var finalState: CheckpointName { .checkpoint(description.episodes) }

    /// The newest state that is listed, a stop's included; the final one of a finished run.
    var newestState: CheckpointName? { states.last(where: isListed) }

    /// Whether the state after the last episode is part of the run.
    var isFinished: Bool { isListed(finalState) }

    func isListed(_ state: CheckpointName) -> Bool { listed[name: state.listedName] != nil }

    /// The states that the list has and the directory has not.
    var missing: [CheckpointName] {
        listed.names.compactMap { name in
            guard let state = CheckpointName(String(name.prefix { $0 != "/" })) else { return nil }
            return states.contains(state) ? nil : state
        }
    }

    /// - Throws: `StorageError.damaged` for the first thing that is missing or does not belong here.
    func checkNames() throws {
        if let name = foreign.first { throw StorageError.damaged(path.appending(name), .foreign) }
        if let state = missing.first { throw StorageError.damaged(path(of: state), .missing) }
        if listed[name: Self.evaluationName] != nil, try files.status(path.appending(Self.evaluationName)) == nil {
            throw StorageError.damaged(path.appending(Self.evaluationName), .missing)
        }
    }

    /// One of the states, every byte of it compared with its hash. One that is not listed is as good as one that is,
    /// if it is intact and of this run: its writer was killed before it could list it, or is just about to.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func verified(_ state: CheckpointName) throws -> StoredCheckpoint {
        let statePath = path(of: state)
        if let status = try files.status(statePath), status.kind != .directory {
            throw StorageError.damaged(statePath, .notADirectory)
        }
        let checkpoint: StoredCheckpoint
        do {
            checkpoint = try StoredCheckpoint(path: statePath, expected: listed[name: state.listedName], files: files)
        } catch StorageError.notACheckpoint {
            throw StorageError.damaged(statePath.appending(Checksums.fileName), .missing)
        }
        guard checkpoint.metadata.run == description, checkpoint.episode == state.episode else {
            let metadata = checkpoint.metadata
            throw StorageError.damaged(
                statePath, .belongsElsewhere("episode \(metadata.episode) of the run \(metadata.run.name)"))
        }
        try checkpoint.verify()
        return checkpoint
    }

    /// The evaluation of the final state, or nil where none is listed.
    func evaluation() throws -> Evaluation? {
        guard listed[name: Self.evaluationName] != nil else { return nil }
        let evaluationPath = path.appending(Self.evaluationName)
        let evaluation = try JSONDocument.decode(
            Evaluation.self, from: try evaluationBytes(), newestVersion: Self.newestEvaluationVersion,
            path: evaluationPath)
        try damaged(evaluationPath) { try evaluation.checkRanges() }
        return evaluation
    }

    /// The file of the evaluation, which must be listed.
    func evaluationBytes() throws -> [UInt8] { try bytes(of: Self.evaluationName) }

    /// A file that lies beside the states: `evaluationName` or `optimumName`, which must be listed.
    func bytes(of name: String) throws -> [UInt8] {
        try files.read(path.appending(name), limit: Self.largestFile, listedIn: listed, as: name)
    }

    /// Writes a file that lies beside the states: it is part of the run when it is whole.
    mutating func replace(_ name: String, by bytes: [UInt8]) throws {
        try commit { $0[name: name] = nil }
        try files.write(bytes, to: path.appending(name))
        try commit { $0[name: name] = ContentHash(of: bytes) }
    }

    /// Replaces the list, if `change` changes it.
    mutating func commit(_ change: (inout Checksums) -> Void) throws {
        var changed = listed
        change(&changed)
        if changed == listed { return }
        try files.write(changed.bytes, to: path.appending(Checksums.fileName))
        listed = changed
    }

    /// Writes a state and lists it; one that is there with the same content stays as it is.
    mutating func add(_ state: CheckpointName, _ content: [NamedBytes], hash: ContentHash) throws {
        if listed[name: state.listedName] == hash { return }
        if states.contains(state) { try remove([state]) }
        try files.writeDirectory(content, to: path(of: state))
        states.append(state)
        try commit { $0[name: state.listedName] = hash }
    }

    /// Takes states out of the list, and then away.
    mutating func remove(_ unwanted: [CheckpointName]) throws {
        try commit { sums in
            for state in unwanted { sums[name: state.listedName] = nil }
        }
        for state in unwanted {
            guard try files.status(path(of: state)) != nil else { continue }
            // Under a name that is no state's, before it is taken apart.
            let trash = path.appending(TemporaryName.of(state.text))
            try files.removeTree(trash)
            try files.rename(path(of: state), to: trash)
            try files.removeTree(trash)
        }
        states.removeAll { unwanted.contains($0) }
    }
}

import Crypto
import Households
import Learning
import NumericKernels
import SystemPackage

/// A checkpoint's directory: complete in itself, wherever it lies.
///
/// What is read is compared with `SHA256SUMS` first: no value comes from damaged bytes.
package struct StoredCheckpoint: Sendable {
    package let path: FilePath
    package let metadata: CheckpointMetadata
    /// SHA-256 of its `SHA256SUMS`, and so of everything in it.
    package let contentHash: ContentHash
    private let sums: Checksums
    private let files: DurableFiles

    /// The files of a checkpoint beside `SHA256SUMS`.
    enum File: String, CaseIterable {
        case highAgent = "high_agent.safetensors"
        case lowAgent = "low_agent.safetensors"
        case metadata = "metadata.json"
        case history = "training_history.json"
        /// Of a household that lives for utility: the lives that go on where the training does.
        case lives = "lives.json"

        static let always: [File] = [.highAgent, .lowAgent, .metadata, .history]

        /// Bytes that such a file can have; a history of a million episodes has some 1.5e8.
        var limit: Int {
            switch self {
            case .highAgent, .lowAgent: 1 << 30
            case .metadata: 1 << 24
            case .lives: 1 << 26
            case .history: 1 << 34
            }
        }
    }

    /// Bytes that a list of five lines can have.
    static let longestSums = 1 << 16

    /// Reads what identifies the checkpoint; `verify` or reading its parts checks the rest.
    /// - Parameter expected: what the run's `SHA256SUMS` says of it, where it is one of a run.
    /// - Throws: `StorageError.notACheckpoint`, `.damaged`, `.operationFailed`.
    init(path: FilePath, expected: ContentHash? = nil, files: DurableFiles) throws {
        let names: [String]
        do {
            names = try files.list(path)
        } catch StorageError.operationFailed(_, _, .notDirectory) {
            throw StorageError.notACheckpoint(path)
        }
        guard names.contains(where: { File(rawValue: $0) != nil }) else {
            throw StorageError.notACheckpoint(path)
        }
        let sumsPath = path.appending(Checksums.fileName)
        let sumsBytes = try files.read(sumsPath, limit: Self.longestSums)
        contentHash = ContentHash(of: sumsBytes)
        if let expected, expected != contentHash {
            throw StorageError.damaged(sumsPath, .hashDiffers(expected: expected, found: contentHash))
        }
        sums = try damaged(sumsPath) { try Checksums(parsing: sumsBytes) }
        try Self.checkNames(listed: sums.names, present: names, path: path)
        let metadataPath = path.appending(File.metadata.rawValue)
        let bytes = try Self.bytes(of: .metadata, path: path, sums: sums, files: files)
        metadata = try JSONDocument.decode(
            CheckpointMetadata.self, from: bytes, newestVersion: CheckpointMetadata.newestVersion, path: metadataPath)
        self.path = path
        self.files = files
        try damaged(metadataPath) { try metadata.checkRanges() }
    }

    private static func checkNames(listed: [String], present: [String], path: FilePath) throws {
        let expected = File.always.map(\.rawValue) + [File.lives.rawValue].filter(listed.contains)
        for name in expected where !listed.contains(name) {
            throw StorageError.damaged(path.appending(Checksums.fileName), .notListed(name))
        }
        for name in listed where !expected.contains(name) {
            throw StorageError.damaged(path.appending(Checksums.fileName), .document("lists the unknown file \(name)"))
        }
        for name in present where !expected.contains(name) && name != Checksums.fileName {
            throw StorageError.damaged(path.appending(name), .foreign)
        }
        for name in expected where !present.contains(name) {
            throw StorageError.damaged(path.appending(name), .missing)
        }
    }

    /// The directory's content for these values, the same bytes for the same values.
    /// - Throws: `StorageError.notFinite`.
    static func content(
        _ metadata: CheckpointMetadata, state: TrainerState, history: [UInt8]
    ) throws -> (files: [NamedBytes], hash: ContentHash) {
        let average = state.lives?.average
        let high =
            state.highAgent + named(state.kept?.highAgent, keptPrefix) + named(average?.highAgent, averagePrefix)
        let low = state.lowAgent + named(state.kept?.lowAgent, keptPrefix) + named(average?.lowAgent, averagePrefix)
        var content = [
            NamedBytes(name: File.highAgent.rawValue, bytes: try finite { try Safetensors.encode(high) }),
            NamedBytes(name: File.lowAgent.rawValue, bytes: try finite { try Safetensors.encode(low) }),
            NamedBytes(name: File.metadata.rawValue, bytes: try JSONDocument.encode(metadata)),
            NamedBytes(name: File.history.rawValue, bytes: history),
        ]
        if let lives = state.lives {
            let bytes = try JSONDocument.encode(StoredLives(tracks: lives.tracks))
            content.append(NamedBytes(name: File.lives.rawValue, bytes: bytes))
        }
        var sums = Checksums()
        for file in content { sums[name: file.name] = ContentHash(of: file.bytes) }
        content.append(NamedBytes(name: Checksums.fileName, bytes: sums.bytes))
        return (content, ContentHash(of: sums.bytes))
    }

    /// What the names of the tensors of the policy that is kept begin with, and of the averaged one.
    private static let keptPrefix = "kept.", averagePrefix = "average."

    private static func named(_ tensors: [Tensor]?, _ prefix: String) -> [Tensor] {
        (tensors ?? []).map { Tensor(name: prefix + $0.name, shape: $0.shape, values: $0.values) }
    }
}

extension StoredCheckpoint {
    /// Episodes that the history holds.
    package var episode: Int { metadata.episode }

    /// Compares every file with its recorded hash, in constant memory.
    /// - Throws: `StorageError.damaged`, naming the first file that differs.
    package func verify() throws {
        for file in File.allCases where File.always.contains(file) || sums[name: file.rawValue] != nil {
            guard let expected = sums[name: file.rawValue] else {
                throw StorageError.damaged(path.appending(Checksums.fileName), .notListed(file.rawValue))
            }
            try files.compare(path.appending(file.rawValue), with: expected)
        }
    }

    /// The first N rows of the history.
    package func history() throws -> TrainingHistory {
        let filePath = path.appending(File.history.rawValue)
        let bytes = try historyBytes()
        let history = try damaged(filePath) { try HistoryDecoder.decode(bytes) }
        guard history.count == metadata.episode else {
            throw StorageError.damaged(
                filePath, .wrongCount(of: "episodes", found: history.count, expected: metadata.episode))
        }
        return history
    }

    /// The file of the history, as it is.
    package func historyBytes() throws -> [UInt8] {
        try Self.bytes(of: .history, path: path, sums: sums, files: files)
    }

    /// The trainer's state at the boundary.
    package func state() throws -> TrainerState {
        let boundary = metadata.boundary
        var state = TrainerState(
            episodesDone: boundary.episodes, highAgent: try tensors(.highAgent), lowAgent: try tensors(.lowAgent),
            counters: boundary.counters)
        if let episode = boundary.keptEpisode {
            state.kept = KeptPolicy(
                episode: episode, highAgent: Self.take(Self.keptPrefix, from: &state.highAgent),
                lowAgent: Self.take(Self.keptPrefix, from: &state.lowAgent))
        }
        guard sums[name: File.lives.rawValue] != nil else { return state }
        let livesPath = path.appending(File.lives.rawValue)
        let lives = try JSONDocument.decode(
            StoredLives.self, from: Self.bytes(of: .lives, path: path, sums: sums, files: files),
            newestVersion: StoredLives.newestVersion, path: livesPath)
        try damaged(livesPath) { try lives.checkRanges(of: metadata.run.scenario) }
        state.lives = LivesInTraining(
            tracks: lives.tracks,
            average: KeptPolicy(
                episode: boundary.episodes, highAgent: Self.take(Self.averagePrefix, from: &state.highAgent),
                lowAgent: Self.take(Self.averagePrefix, from: &state.lowAgent)))
        return state
    }

    /// Moves the tensors whose names begin so out of those of a file.
    private static func take(_ prefix: String, from tensors: inout [Tensor]) -> [Tensor] {
        let taken = tensors.filter { $0.name.hasPrefix(prefix) }
        tensors.removeAll { $0.name.hasPrefix(prefix) }
        return taken.map { Tensor(name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values) }
    }

    /// What a training goes on from: the state at the boundary, and the history as it was then.
    package func resumePoint() throws -> (state: TrainerState, history: TrainingHistory) {
        let history = try history()
        let boundary = metadata.boundary
        guard history.low.count >= boundary.lowUpdates, history.high.count >= boundary.highUpdates else {
            throw StorageError.damaged(
                path.appending(File.history.rawValue),
                .wrongCount(of: "updates", found: history.low.count, expected: boundary.lowUpdates))
        }
        let known = history.prefix(
            episodes: boundary.episodes, lowUpdates: boundary.lowUpdates, highUpdates: boundary.highUpdates)
        return (try state(), known)
    }

    /// Hash of the agents' and the trainer's state: what a run that starts from it depends on.
    package func stateHash() throws -> ContentHash {
        var text = ""
        for file in [File.highAgent, .lowAgent] { text += "\(sums[name: file.rawValue]?.hex ?? "") \(file.rawValue)\n" }
        return ContentHash(of: Array(text.utf8) + (try JSONDocument.encode(metadata.boundary)))
    }

    private func tensors(_ file: File) throws -> [Tensor] {
        let bytes = try Self.bytes(of: file, path: path, sums: sums, files: files)
        return try damaged(path.appending(file.rawValue)) { try Safetensors.decode(bytes) }
    }

    /// A file's bytes, after comparing them with the recorded hash.
    private static func bytes(of file: File, path: FilePath, sums: Checksums, files: DurableFiles) throws -> [UInt8] {
        try files.read(path.appending(file.rawValue), limit: file.limit, listedIn: sums, as: file.rawValue)
    }
}

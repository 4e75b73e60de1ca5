import FoundationEssentials
import Households
import SystemPackage

extension RunStore {
    /// Stores the evaluation of a finished run's final state, and publishes it as `models/NAME_evaluation.json`.
    /// - Throws: `StorageError.locked`, `.runNotFound`, `.notFinished`, `.damaged`, `.notFinite`, `.operationFailed`.
    package func save(_ evaluation: Evaluation, for name: RunName) throws {
        let bytes = try JSONDocument.encode(evaluation)
        let lock = try lockRun(name)
        try withExtendedLifetime(lock) {
            try recover(name)
            guard try files.status(layout.run(name)) != nil else { throw StorageError.runNotFound(name) }
            var directory = try RunDirectory(path: layout.run(name), name: name, files: files)
            guard directory.isFinished else {
                let done = directory.states.map(\.episode).max() ?? 0
                throw StorageError.notFinished(name, episodesDone: done, episodes: directory.description.episodes)
            }
            let path = directory.path
            // Until the mark is gone, the published file may differ from the run's.
            try files.write([], to: path.appending(RunDirectory.unpublishedName))
            try directory.commit { $0[name: RunDirectory.evaluationName] = nil }
            try files.write(bytes, to: path.appending(RunDirectory.evaluationName))
            try directory.commit { $0[name: RunDirectory.evaluationName] = ContentHash(of: bytes) }
            try publish(directory, onlyMissing: false)
        }
    }

    /// Keeps the evaluation of a checkpoint beside the checkpoint's report.
    /// - Throws: `StorageError.notFinite`, `.operationFailed`.
    package func save(_ evaluation: Evaluation, of checkpoint: StoredCheckpoint) throws {
        let file = CheckpointEvaluation(
            checkpoint: try checkpoint.stateHash(), evaluationHash: try CheckpointEvaluation.hash(evaluation),
            evaluation: evaluation)
        let bytes = try JSONDocument.encode(file)
        let directory = layout.report(checkpoint.metadata.run.name, checkpoint: checkpoint.episode)
        try withLock(.reports) {
            try replace([NamedBytes(name: CheckpointEvaluation.fileName, bytes: bytes)], inReport: directory)
        }
    }

    /// The evaluation that is kept beside a checkpoint's report; nil where there is none of this very state.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    package func evaluation(of checkpoint: StoredCheckpoint) throws -> Evaluation? {
        let path = evaluationPath(checkpoint)
        guard try files.status(path) != nil else { return nil }
        let bytes = try files.read(path, limit: CheckpointEvaluation.longest)
        let file = try JSONDocument.decode(
            CheckpointEvaluation.self, from: bytes, newestVersion: CheckpointEvaluation.newestVersion, path: path)
        let found = try CheckpointEvaluation.hash(file.evaluation)
        guard found == file.evaluationHash else {
            throw StorageError.damaged(path, .hashDiffers(expected: file.evaluationHash, found: found))
        }
        return try file.checkpoint == checkpoint.stateHash() ? file.evaluation : nil
    }

    private func evaluationPath(_ checkpoint: StoredCheckpoint) -> FilePath {
        layout.report(checkpoint.metadata.run.name, checkpoint: checkpoint.episode)
            .appending(CheckpointEvaluation.fileName)
    }
}

/// `reports/NAME/checkpoint_N/evaluation.json`: an evaluation, and which state it is of. It carries its own hash, so
/// that it can be believed without its neighbours.
private struct CheckpointEvaluation: Codable {
    static let fileName = "evaluation.json"
    static let newestVersion = 1
    static let longest = 1 << 30

    var formatVersion = CheckpointEvaluation.newestVersion
    /// `StoredCheckpoint.stateHash`.
    var checkpoint: ContentHash
    /// Of the evaluation's canonical JSON.
    var evaluationHash: ContentHash
    var evaluation: Evaluation

    init(checkpoint: ContentHash, evaluationHash: ContentHash, evaluation: Evaluation) {
        self.checkpoint = checkpoint
        self.evaluationHash = evaluationHash
        self.evaluation = evaluation
    }

    static func hash(_ evaluation: Evaluation) throws -> ContentHash {
        ContentHash(of: try JSONValue(parsing: JSONDocument.encode(evaluation)).canonical)
    }

    enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case checkpoint = "state_sha256"
        case evaluationHash = "evaluation_sha256"
        case evaluation
    }
}

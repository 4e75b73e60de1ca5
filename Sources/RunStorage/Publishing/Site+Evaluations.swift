import Households
import SystemPackage

extension Site {
    /// Keeps the evaluation of a checkpoint beside the checkpoint's report.
    /// - Throws: `StorageError.notFinite`, `.operationFailed`.
    package func save(_ evaluation: Evaluation, of checkpoint: StoredCheckpoint) throws {
        let file = CheckpointEvaluation(
            checkpoint: try checkpoint.stateHash(), evaluationHash: try CheckpointEvaluation.hash(evaluation),
            evaluation: evaluation)
        let bytes = try JSONDocument.encode(file)
        let directory = layout.report(checkpoint.metadata.run.name, checkpoint: checkpoint.episode)
        try files.withLock(Reports.self, in: layout) { lock in
            try replace([NamedBytes(name: CheckpointEvaluation.fileName, bytes: bytes)], in: directory, lock)
        }
    }

    /// The evaluation that is kept beside a checkpoint's report; nil where there is none of this very state.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    package func evaluation(of checkpoint: StoredCheckpoint) throws -> Evaluation? {
        let directory = layout.report(checkpoint.metadata.run.name, checkpoint: checkpoint.episode)
        let path = directory.appending(CheckpointEvaluation.fileName)
        guard try files.status(path) != nil else { return nil }
        let bytes = try files.read(path, limit: CheckpointEvaluation.longest)
        let file = try JSONDocument.decode(
            CheckpointEvaluation.self, from: bytes, newestVersion: CheckpointEvaluation.newestVersion, path: path)
        try damaged(path) { try file.evaluation.checkRanges() }
        let found = try CheckpointEvaluation.hash(file.evaluation)
        guard found == file.evaluationHash else {
            throw StorageError.damaged(path, .hashDiffers(expected: file.evaluationHash, found: found))
        }
        // One that its report does not list was written by a process that was killed: it is made again, and listed.
        guard try entriesToKeep(of: directory)[name: CheckpointEvaluation.fileName] == ContentHash(of: bytes) else {
            return nil
        }
        return try file.checkpoint == checkpoint.stateHash() ? file.evaluation : nil
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

    static func hash(_ evaluation: Evaluation) throws -> ContentHash {
        try CanonicalText.hash(of: JSONDocument.encode(evaluation))
    }

    enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case checkpoint = "state_sha256"
        case evaluationHash = "evaluation_sha256"
        case evaluation
    }
}

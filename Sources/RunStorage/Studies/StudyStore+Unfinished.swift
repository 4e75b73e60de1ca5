import Households
import Learning
import Studies
import SystemPackage

/// Trainings of a study that were stopped after a while: their states, from which they go on.
extension StudyStore {
    /// Keeps the state of a training, in the place of one that was kept before.
    ///
    /// - Parameters:
    ///   - run: the run that the training is.
    ///   - state: at the end of a batch, of which `history` is.
    /// - Throws: `StorageError.notFinite`, `.operationFailed`.
    package func keepUnfinished(_ run: RunDescription, state: TrainerState, history: TrainingHistory) throws {
        let boundary = BoundaryState(state: state, history: history)
        let metadata = CheckpointMetadata(
            episode: history.count,
            boundary: .init(
                episodes: state.episodesDone, lowUpdates: boundary.lowUpdates, highUpdates: boundary.highUpdates,
                counters: state.counters, keptEpisode: state.kept?.episode),
            run: run)
        var encoder = HistoryEncoder()
        let bytes = try finite { try encoder.encode(history) }
        let content = try StoredCheckpoint.content(metadata, state: state, history: bytes)
        let path = unfinished(run.identity, of: run.name)
        try files.makeDirectory(path.removingLastComponent())
        try files.removeTree(path)
        try files.writeDirectory(content.files, to: path)
    }

    /// From where a training goes on; nil where nothing of it is kept, or it cannot be gone on from.
    package func unfinishedState(
        of run: RunDescription
    ) throws -> (state: TrainerState, history: TrainingHistory)? {
        let path = unfinished(run.identity, of: run.name)
        guard try files.isDirectory(path) else { return nil }
        guard let checkpoint = try? StoredCheckpoint(path: path, files: files),
            checkpoint.metadata.run.identity == run.identity,
            checkpoint.metadata.run.programVersion == run.programVersion
        else { return nil }
        return try? checkpoint.resumePoint()
    }

    /// Removes the state of a training that is finished.
    package func removeUnfinished(_ run: RunDescription) throws {
        try files.removeTree(unfinished(run.identity, of: run.name))
    }

    /// Keeps the final weights of a training: `models/IDENTITY_high_agent.safetensors` and `…_low_agent.safetensors`.
    package func keepModel(_ state: TrainerState, of run: RunDescription) throws {
        let directory = layout.study(run.name).appending(Self.modelsName)
        try files.makeDirectory(directory)
        for (agent, suffix) in [(Agent.strategist, "high_agent"), (.executor, "low_agent")] {
            let bytes = try finite { try Safetensors.encode(state.weights(of: agent)) }
            try files.write(bytes, to: directory.appending("\(run.identity.hex)_\(suffix).safetensors"))
        }
    }

    private func unfinished(_ identity: ContentHash, of name: RunName) -> FilePath {
        layout.study(name).appending(Self.unfinishedName).appending(identity.hex)
    }
}

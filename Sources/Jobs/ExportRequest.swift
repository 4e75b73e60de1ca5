import Households
import Learning
import ModelExports
import Reports
import RunStorage
import SystemPackage

/// A format that something of a run can be exported to.
package enum ExportFormat: String, Sendable, CaseIterable {
    case safetensors, onnx, pt, csv, tensorboard, yaml

    /// The format that a file's name implies; nil where it implies none.
    package init?(fileName: String) {
        let stem = fileName.split(separator: "/").last ?? ""
        if stem.contains(EventFile.namePart) {
            self = .tensorboard
            return
        }
        let suffix =
            stem.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last.map(String.init) ?? ""
        let formatsByOtherEnding = ["pth": "pt", "yml": "yaml"]
        self.init(rawValue: formatsByOtherEnding[suffix.lowercased()] ?? suffix.lowercased())
        // The name of a format is not the ending of a file.
        if self == .tensorboard { return nil }
    }

    /// Whether it holds an agent, and not the history or the scenario.
    package var isModel: Bool {
        switch self {
        case .safetensors, .onnx, .pt: true
        case .csv, .tensorboard, .yaml: false
        }
    }

    /// The names of the formats whose files end in their name.
    package static let endings = allCases.filter { $0 != .tensorboard }.map { ".\($0.rawValue)" }.joined(
        separator: ", ")
}

/// Something of a run that is to be exported.
package struct ExportRequest: Sendable {
    /// Name of the run, or the folder of one of its checkpoints.
    package var run: String
    package var checkpoint = CheckpointChoice.final
    package var format: ExportFormat
    /// Nil for both, each in a file of its own whose name ends in its name.
    package var agent: Agent?
    /// Path of the file; nil for one that is named after the run.
    package var path: String?

    package init(run: String, format: ExportFormat) {
        self.run = run
        self.format = format
    }
}

extension JobRunner {
    /// The files, which are not written.
    ///
    /// - Returns: each by its path.
    /// - Throws: `StorageError`, `ModelError`.
    package func export(_ request: ExportRequest) throws -> [NamedBytes] {
        let checkpoint = try ReportTarget(request.run, request.checkpoint, in: output).checkpoint
        if request.format == .yaml { return [scenario(request, checkpoint.metadata.run)] }
        return request.format.isModel ? try models(request, checkpoint) : try history(request, checkpoint)
    }

    private func models(_ request: ExportRequest, _ checkpoint: StoredCheckpoint) throws -> [NamedBytes] {
        let run = checkpoint.metadata.run
        let policy = try ExportedPolicy(
            run: run.name.description, scenario: run.scenario, state: checkpoint.state(), seed: run.seed,
            identity: run.identity.hex, programVersion: run.programVersion)
        let path = request.path ?? "\(run.name).\(request.format.rawValue)"
        return try (request.agent.map { [$0] } ?? Agent.allCases).map { agent in
            NamedBytes(
                name: request.agent == nil ? Self.path(path, with: agent.rawValue) : path,
                bytes: try bytes(of: agent, policy, request.format))
        }
    }

    private func bytes(of agent: Agent, _ policy: ExportedPolicy, _ format: ExportFormat) throws -> [UInt8] {
        switch format {
        case .safetensors: try Safetensors.encode(policy.state.weights(of: agent))
        case .onnx: ONNXExport.bytes(of: agent, policy)
        case .pt: StateDictionary.bytes(of: policy.state.weights(of: agent))
        case .csv, .tensorboard, .yaml: preconditionFailure("\(format.rawValue) is no format of models")
        }
    }

    /// `policy.onnx` → `policy_executor.onnx`
    private static func path(_ path: String, with part: String) -> String {
        var file = FilePath(path)
        let (stem, ending) = (file.stem ?? "", file.extension.map { ".\($0)" } ?? "")
        file.removeLastComponent()
        file.append("\(stem)_\(part)\(ending)")
        return file.string
    }

    /// The scenario's file, as it was read; with `--set`, what the training was of.
    private func scenario(_ request: ExportRequest, _ run: RunDescription) -> NamedBytes {
        NamedBytes(name: request.path ?? "\(run.scenarioFile).yaml", bytes: Array(run.scenarioText.utf8))
    }

    private func history(_ request: ExportRequest, _ checkpoint: StoredCheckpoint) throws -> [NamedBytes] {
        let run = checkpoint.metadata.run
        let history = try checkpoint.history()
        if request.format == .csv {
            let path = request.path ?? "\(run.name).csv"
            return [
                NamedBytes(name: path, bytes: HistoryCSV.bytes(of: history)),
                NamedBytes(name: Self.path(path, with: "updates"), bytes: HistoryCSV.updates(of: history)),
            ]
        }
        let startTime = run.startTime.secondsSince1970
        var path = FilePath(request.path ?? run.name.description)
        // TensorBoard is given a folder, and looks for files of such a name in it.
        if path.lastComponent?.string.contains(EventFile.namePart) != true {
            path.append("events.out.\(EventFile.namePart).\(startTime).\(run.name)")
        }
        return [NamedBytes(name: path.string, bytes: EventFile.bytes(of: history, startTime: startTime))]
    }
}

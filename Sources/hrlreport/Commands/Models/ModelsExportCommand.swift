import ArgumentParser
import Learning
import ModelExports
import Reports
import RunStorage
import SystemPackage

/// `hrlreport models export`
struct ModelsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Export a run's agents or history for other programs.",
        usage: "hrlreport models export [<options>] <run>",
        discussion: """
            A run is named as it was trained, or by the folder of one of its checkpoints. The format \
            is that of the file's ending, unless --format says otherwise.

            The agents, each in a file of its own whose name ends in its name, or one of them to the \
            very file with --agent:
              safetensors, pt  weights, named and shaped as PyTorch has them
              onnx             graph from features to the action without exploration;
                               its inputs are described in the file

            The history of the training:
              csv              a row an episode
              tensorboard      an event file; without --to in a folder named after the run

            EXAMPLES:
              hrlreport models export bologna_coppia --to policy.onnx
              hrlreport models export bologna_coppia --to strategist.pt --agent strategist
              hrlreport models export bologna_coppia --format tensorboard --to runs/bologna
            """)

    @Argument(help: ArgumentHelp("Run to export from.", valueName: "run"))
    var name: String

    @Option(
        help: ArgumentHelp("Where to (default: a file named after the run).", valueName: "file"), completion: .file())
    var to: String?

    @Option(help: ArgumentHelp("What to write (default: what --to ends in).", valueName: "format"))
    var format: ExportFormat?

    @Option(help: ArgumentHelp("Which agent to export (default: both).", valueName: "agent"))
    var agent: Agent?

    @Option(help: ArgumentHelp("Episode of the checkpoint to export, or final.", valueName: "n|final"))
    var checkpoint = CheckpointChoice.final

    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func validate() throws {
        if format == nil, to == nil { throw ValidationError("--format: is needed where --to is not given") }
        if let to, to.isEmpty { throw ValidationError("--to: must not be empty") }
        let format = try resolvedFormat
        if agent != nil, !format.isModel {
            throw ValidationError("--agent: cannot be combined with \(format.rawValue), which is of the whole run")
        }
    }

    private var resolvedFormat: ExportFormat {
        get throws {
            if let found = format ?? to.flatMap(ExportFormat.init(fileName:)) { return found }
            throw ValidationError(
                "--to: the name ends in none of \(ExportFormat.endings). Say what to write with --format")
        }
    }

    func run() throws {
        let context = CommandContext(common)
        let target = try ReportTarget(name, checkpoint, in: context.store)
        let files = try resolvedFormat.isModel ? models(target) : [history(target)]
        for file in files { try UserFile.write(file.bytes, to: file.name) }
        try context.print(files.map { FilePath($0.name) })
    }

    /// The files of the agents.
    private func models(_ target: ReportTarget) throws -> [NamedBytes] {
        let run = target.checkpoint.metadata.run
        let policy = try ExportedPolicy(
            run: run.name.description, scenario: run.scenario, state: target.checkpoint.state(), seed: run.seed,
            identity: run.identity.hex, programVersion: run.programVersion)
        let format = try resolvedFormat
        let path = to ?? "\(run.name).\(format.rawValue)"
        return try (agent.map { [$0] } ?? Agent.allCases).map { agent in
            NamedBytes(
                name: self.agent == nil ? Self.path(path, of: agent) : path,
                bytes: try bytes(of: agent, policy, format))
        }
    }

    private func bytes(of agent: Agent, _ policy: ExportedPolicy, _ format: ExportFormat) throws -> [UInt8] {
        switch format {
        case .safetensors: try Safetensors.encode(policy.state.weights(of: agent))
        case .onnx: ONNXExport.bytes(of: agent, policy)
        case .pt: StateDictionary.bytes(of: policy.state.weights(of: agent))
        case .csv, .tensorboard: preconditionFailure("\(format.rawValue) is no format of models")
        }
    }

    /// `policy.onnx` → `policy_executor.onnx`
    private static func path(_ path: String, of agent: Agent) -> String {
        var file = FilePath(path)
        let (stem, ending) = (file.stem ?? "", file.extension.map { ".\($0)" } ?? "")
        file.removeLastComponent()
        file.append("\(stem)_\(agent.rawValue)\(ending)")
        return file.string
    }

    /// The file of the history.
    private func history(_ target: ReportTarget) throws -> NamedBytes {
        let run = target.checkpoint.metadata.run
        let history = try target.checkpoint.history()
        if try resolvedFormat == .csv {
            return NamedBytes(name: to ?? "\(run.name).csv", bytes: HistoryCSV.bytes(of: history))
        }
        let startTime = run.startTime.secondsSince1970
        var path = FilePath(to ?? run.name.description)
        // TensorBoard is told a folder, and looks for files of such a name in it.
        if path.lastComponent?.string.contains(EventFile.namePart) != true {
            try DurableFiles().makeDirectory(path)
            path.append("events.out.\(EventFile.namePart).\(startTime).\(run.name)")
        }
        return NamedBytes(name: path.string, bytes: EventFile.bytes(of: history, startTime: startTime))
    }
}

extension Agent: ExpressibleByArgument {}

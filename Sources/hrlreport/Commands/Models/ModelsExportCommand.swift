import ArgumentParser
import Jobs
import Learning
import RunStorage
import SystemPackage

/// `hrlreport models export`
struct ModelsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Export a run's agents, history or scenario.",
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
              csv              a row an episode, and in a second file a row an update
              tensorboard      an event file; without --to in a folder named after the run

            The scenario of the training:
              yaml             its file as it was read, or as --set changed it;
                               another scenario's file is not replaced

            EXAMPLES:
              hrlreport models export bologna_coppia --to policy.onnx
              hrlreport models export bologna_coppia --to strategist.pt --agent strategist
              hrlreport models export bologna_coppia --format tensorboard --to runs/bologna
            """)

    @Argument(help: ArgumentHelp("Run to export from.", valueName: "run"), completion: .runs)
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
        var request = ExportRequest(run: name, format: try resolvedFormat)
        request.checkpoint = checkpoint
        request.agent = agent
        request.path = to
        let files = try context.jobs().export(request)
        for file in files {
            // Somebody may have gone on writing in it.
            if request.format == .yaml, UserFile.isThere(file.name, other: file.bytes) {
                throw CommandError.otherScenarioThere(file.name)
            }
            // A folder for TensorBoard is made.
            if request.format == .tensorboard, file.name != to {
                try DurableFiles().makeDirectory(FilePath(file.name).removingLastComponent())
            }
            try UserFile.write(file.bytes, to: file.name)
        }
        try context.print(files.map { FilePath($0.name) })
    }
}

extension ExportFormat: ExpressibleByArgument {}

extension Agent: ExpressibleByArgument {}

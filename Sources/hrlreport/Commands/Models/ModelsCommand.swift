import ArgumentParser

/// `hrlreport models`: what has been trained.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, show, delete, prune, repair and export what has been trained.",
        discussion: """
            EXAMPLES:
              hrlreport models list
              hrlreport models show bologna_coppia --json
              hrlreport models prune bologna_coppia --keep 3
              hrlreport models delete milano_junior
              hrlreport models export bologna_coppia --to policy.onnx
            """,
        subcommands: [
            ModelsListCommand.self, ModelsShowCommand.self, ModelsDeleteCommand.self, ModelsPruneCommand.self,
            ModelsRepairCommand.self, ModelsExportCommand.self,
        ])
}

import ArgumentParser
import Reports
import RunStorage

/// `hrlreport models prune`
struct ModelsPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove the older checkpoints of a run.",
        usage: "hrlreport models prune <run> --keep <n> [<options>]",
        discussion: """
            The final state and the newest <n> checkpoints before it stay; of an unfinished run, what \
            it is resumed from. What stays is checked before anything is removed. What killed processes left \
            of whatever run or report goes as well; verify names it.

            EXAMPLES:
              hrlreport models prune bologna_coppia --keep 3
            """)

    @Argument(help: ArgumentHelp("Run to prune.", valueName: "run"), completion: .runs)
    var name: String

    @Option(help: ArgumentHelp("Checkpoints to keep, the newest ones.", valueName: "n"))
    var keep: Int

    @OptionGroup(title: "Output") var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func validate() throws {
        if keep < 0 { throw ValidationError("--keep: must be at least 0, found \(keep)") }
    }

    func run() throws {
        let context = CommandContext(common)
        let pruning = try context.output.runs.prune(RunName(name), keeping: keep)
        for problem in try context.output.removeLeftovers() { context.note(.warning, "\(problem)") }
        try context.show(pruning, as: result) {
            pruning.removed.isEmpty
                ? "\(name): nothing to remove\n"
                : "\(name): removed \(DisplayFormat.count(pruning.removed.count, "checkpoint", "checkpoints")), "
                    + "\(DisplayFormat.bytes(pruning.freed)); \(pruning.kept.map(String.init).joined(separator: ", ")) "
                    + "\(pruning.kept.count == 1 ? "stays" : "stay")\n"
        }
    }
}

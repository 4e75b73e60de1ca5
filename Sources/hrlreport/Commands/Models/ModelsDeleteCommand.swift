import ArgumentParser
import Jobs
import Reports
import RunStorage

/// `hrlreport models delete`
struct ModelsDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete runs, with their models, reports and index entries.",
        usage: "hrlreport models delete [<options>] <run> ...",
        discussion: """
            Asks before each run, on a terminal; elsewhere --yes is needed. Documents in the archive \
            stay. A run that is being trained is refused.

            EXAMPLES:
              hrlreport models delete milano_junior
              hrlreport models delete try1 try2 --yes
            """)

    @Argument(help: ArgumentHelp("Runs to delete.", valueName: "run"), completion: .runs)
    var names: [String]

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        guard yes || Terminal.canAsk else { throw CommandError.nobodyToAsk(option: "--yes") }
        var deleted = false
        let worst = CommandContext.each(names) { name in
            deleted = try delete(RunName(name), context) || deleted
        }
        // Also where a deletion failed halfway: what is gone must not be shown.
        if deleted || worst != .done { try context.jobs().refreshIndexIfStale() }
        if let told = AlreadyTold(worst) { throw told }
    }

    /// - Returns: whether the run was deleted, and not spared.
    private func delete(_ name: RunName, _ context: CommandContext) throws -> Bool {
        let sizes = try context.output.sizes(name)
        if !yes, sizes.total > 0, !Terminal.ask("delete \(name), \(DisplayFormat.bytes(sizes.total))?") { return false }
        try context.output.runs.delete(name)
        if !context.options.quiet {
            let kept = sizes.archive > 0 ? "; \(DisplayFormat.bytes(sizes.archive)) stay in the archive" : ""
            try StandardStream.output.write("\(name): deleted, \(DisplayFormat.bytes(sizes.total))\(kept)\n")
        }
        return true
    }
}

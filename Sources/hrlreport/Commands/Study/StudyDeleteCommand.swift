import ArgumentParser
import Jobs
import RunStorage

/// `hrlreport study delete`
struct StudyDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete studies, with their rows, results and reports.",
        usage: "hrlreport study delete [<options>] <study> ...",
        discussion: """
            Asks before each study, on a terminal; elsewhere --yes is needed. Documents in the archive stay.

            EXAMPLES:
              hrlreport study delete mine --yes
            """)

    @Argument(help: ArgumentHelp("Studies to delete.", valueName: "study"), completion: .studies)
    var names: [String]

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        guard yes || Terminal.canAsk else { throw CommandError.nobodyToAsk(option: "--yes") }
        var deleted = false
        let worst = CommandContext.each(names) { text in
            let name = try RunName(text)
            guard try context.output.studies.isAnythingLeft(of: name) else { throw StorageError.studyNotFound(name) }
            // One that is damaged can go as well.
            let progress = try? context.jobs().studyProgress(of: name)
            let size = progress.map { counted($0.done + $0.diverged, "training") } ?? "which cannot be read"
            if !yes, !Terminal.ask("delete \(name), \(size)?") { return }
            try context.output.studies.delete(name)
            deleted = true
            if !common.quiet { try StandardStream.output.write("\(name): deleted, \(size)\n") }
        }
        if deleted || worst != .done { try context.jobs().refreshIndexIfStale() }
        if let told = AlreadyTold(worst) { throw told }
    }
}

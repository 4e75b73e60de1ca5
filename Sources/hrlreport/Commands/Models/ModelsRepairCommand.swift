import ArgumentParser
import Jobs
import Reports
import RunStorage

/// `hrlreport models repair`
struct ModelsRepairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Make a run's manifest and list anew from its checkpoints.",
        usage: "hrlreport models repair <run> [<options>]",
        discussion: """
            For a run whose manifest.json or SHA256SUMS is damaged while its checkpoints are intact, \
            each by its own list. Checkpoints that are damaged stay where they are, and outside of \
            the run.

            EXAMPLES:
              hrlreport models repair bologna_coppia
            """)

    @Argument(help: ArgumentHelp("Run to repair.", valueName: "run"), completion: .runs)
    var name: String

    @OptionGroup(title: "Output") var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        let repair = try context.output.runs.repair(RunName(name))
        for damage in repair.damaged { context.note(.warning, "\(damage); it is left out") }
        try context.show(repair, as: result) {
            let states = DisplayFormat.count(repair.listed.count, "checkpoint", "checkpoints")
            return
                "\(name): \(states) listed, after \(repair.listed.map(String.init).joined(separator: ", ")) episodes\n"
                + (repair.hasEvaluation ? "" : "\(name): report evaluates it anew\n")
        }
        // As verify, which still finds what stayed outside.
        if !repair.damaged.isEmpty, let told = AlreadyTold(.invalidData) { throw told }
    }
}

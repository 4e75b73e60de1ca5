import ArgumentParser
import Households
import Jobs
import Reports
import RunStorage

/// `hrlreport verify`
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check everything that is stored against its recorded hashes.",
        usage: "hrlreport verify [<options>]",
        discussion: """
            Looks at every file of runs, reports, simulations and archive, and names each that is \
            damaged, missing, in the wrong place or not hrlreport's. Unknown files in the output \
            folder itself are only listed. Archived documents are also compared with the runs they \
            are of. Changes nothing; ends with 65 where anything is wrong.

            EXAMPLES:
              hrlreport verify
              hrlreport verify --output /mnt/backup/output --json
            """)

    @OptionGroup var results: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        try context.requireOutput()
        let output = context.output
        let verification = try output.verify(archivedData: ArchivedData.read)
        let document = VerificationDocument(verification)
        try context.show(document, as: results) { document.text }
        if !results.json {
            for name in verification.foreign {
                context.note(.notice, "\(output.root.appending(name)): is not hrlreport's, and was not looked at")
            }
            for name in verification.leftovers {
                context.note(
                    .notice,
                    "\(output.root.appending(name)): was left by a process that was killed; models prune removes it")
            }
            for problem in verification.problems { _ = CommandContext.tell(problem) }
        }
        // One damaged file says more than another that cannot be read.
        let kinds = verification.problems.map(\.kind)
        let worst = kinds.contains(.invalidData) ? .invalidData : kinds.map(ExitStatus.init).max() ?? .done
        if let told = AlreadyTold(worst) { throw told }
    }
}

/// What `verify` prints.
struct VerificationDocument: Encodable {
    private var intact: Bool
    private var checked: Verification.Counts
    private var problems: [Problem]
    private var foreign: [String]
    private var leftovers: [String]

    private struct Problem: Encodable {
        var path, message: String
        var hint: String?
    }

    init(_ verification: Verification) {
        intact = verification.isIntact
        checked = verification.checked
        foreign = verification.foreign
        leftovers = verification.leftovers
        problems = verification.problems.map { error in
            Problem(path: error.location, message: error.message, hint: error.hint)
        }
    }

    /// For a person.
    var text: String {
        let counts =
            [
                counted(checked.runs, "run"), counted(checked.checkpoints, "checkpoint"),
                counted(checked.reports, "report"), counted(checked.simulations, "simulation"),
            ]
            // Most outputs have none.
            + (checked.studies > 0 ? ["\(checked.studies) \(checked.studies == 1 ? "study" : "studies")"] : [])
            + [counted(checked.documents, "archived document")]
        let outcome = intact ? "everything is intact" : counted(problems.count, "problem")
        return "\(counts.joined(separator: ", ")): \(outcome)\n"
    }
}

import ArgumentParser
import Jobs
import RunStorage

/// `hrlreport study list`
struct StudyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the studies of the output, and those that come with the scenarios.",
        usage: "hrlreport study list [<options>]",
        discussion: """
            EXAMPLES:
              hrlreport study list
              hrlreport study list --json
            """)

    @OptionGroup var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    private struct Listing: Encodable {
        var studies: [StudyProgress]
        /// Names of files that can be run.
        var files: [String]
    }

    func run() throws {
        let context = CommandContext(common)
        let jobs = context.jobs()
        var studies: [StudyProgress] = []
        let worst = CommandContext.each(try context.output.studies.names()) { name in
            studies.append(try jobs.studyProgress(of: name))
        }
        let listing = Listing(studies: studies, files: StudySource.names(in: jobs))
        try context.show(listing, as: result) {
            let done = studies.map(\.text).joined()
            let files = listing.files.isEmpty ? "" : "to be run: \(listing.files.joined(separator: ", "))\n"
            return (done.isEmpty ? "there are no studies\n" : done) + files
        }
        if let told = AlreadyTold(worst) { throw told }
    }
}

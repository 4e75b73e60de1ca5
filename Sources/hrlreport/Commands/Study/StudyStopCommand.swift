import ArgumentParser
import Jobs
import RunStorage

/// `hrlreport study stop`
struct StudyStopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop a study, wherever it is trained.",
        usage: "hrlreport study stop [<options>] <study>",
        discussion: """
            The trainings end at their next batch, and what they reached is saved. The command waits \
            for that; study run goes on.

            EXAMPLES:
              hrlreport study stop mine
            """)

    @Argument(help: ArgumentHelp("Study to stop.", valueName: "study"), completion: .studies)
    var study: String

    @OptionGroup var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        try context.requireOutput()
        let name = try RunName(study)
        let jobs = context.jobs()
        try jobs.stopStudy(name, on: .ofThisMachine)
        let progress = try jobs.studyProgress(of: name)
        try context.show(progress, as: result) { "stopped " + progress.text }
    }
}

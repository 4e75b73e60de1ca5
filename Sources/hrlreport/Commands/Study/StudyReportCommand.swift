import ArgumentParser
import Jobs
import RunStorage

/// `hrlreport study report`
struct StudyReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Collect what is there of a study, and render it; nothing is trained.",
        usage: "hrlreport study report [<options>] <study>",
        discussion: """
            EXAMPLES:
              hrlreport study report mine
              hrlreport study report mine --title "Which clip range?"
            """)

    @Argument(help: ArgumentHelp("Study to report on.", valueName: "study"), completion: .studies)
    var study: String

    @OptionGroup(title: "Report") var report: StudyReportOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() async throws {
        let context = CommandContext(common)
        try context.requireOutput()
        let renderer = try context.jobs().renderer()
        let worst = try await SignalWatch.during { stop in
            try await DedicatedThread.run(named: "study") {
                do {
                    let end = try context.jobs(stop: stop).reportStudy(
                        RunName(study), report: report.request, with: renderer)
                    try context.print(end.files)
                    return ExitStatus.done
                } catch {
                    return CommandContext.tell(error)
                }
            }
        }
        if let told = AlreadyTold(worst) { throw told }
    }
}

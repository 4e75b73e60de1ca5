import ArgumentParser

/// `hrlreport study`
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study",
        abstract: "Train scenarios with many seeds and settings, and report what can be said of them.",
        discussion: """
            One seed proves nothing. A study trains each of its scenarios with each of its settings and \
            seeds, on all cores or on Slurm, and loses nothing: what is finished is not trained again.

            EXAMPLES:
              hrlreport study new mine
              hrlreport study run mine.yaml
              hrlreport study status mine
            """,
        subcommands: [
            StudyRunCommand.self, StudyReportCommand.self, StudyStatusCommand.self, StudyStopCommand.self,
            StudyListCommand.self, StudyNewCommand.self, StudyValidateCommand.self, StudyDeleteCommand.self,
            StudyTaskCommand.self,
        ])
}

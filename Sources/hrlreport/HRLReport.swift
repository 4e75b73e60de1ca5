import ArgumentParser
import Jobs

/// The program: its commands, and what it says when it is called alone.
struct HRLReport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hrlreport",
        abstract: "Trains the two agents of a household, and reports what they learned.",
        discussion: """
            EXAMPLES:
              hrlreport train-and-report bologna_coppia
              hrlreport report bologna_coppia --checkpoint 300
              hrlreport train my_scenarios/mine.yaml --episodes 5000 --seed 7

            EXIT CODES:
              0   done; a service that was stopped by a signal, everything saved
              64  wrong usage
              65  invalid scenario, template, checkpoint or model; a training that diverged
              66  scenario or run not found
              69  Slurm is not there, or refuses
              70  a defect of hrlreport
              73  the output cannot be written, or the name is taken
              74  input or output failed
              75  another process is at it: a training of that run, or another service, say
              129, 130, 143  stopped by SIGHUP, SIGINT, SIGTERM
            """,
        version: ProgramVersion.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Main",
                subcommands: [
                    TrainAndReportCommand.self, TrainCommand.self, ReportCommand.self, PublishCommand.self,
                ]),
            CommandGroup(
                name: "Household and model",
                subcommands: [
                    ScenariosCommand.self, AdviseCommand.self, SimulateCommand.self, ModelsCommand.self,
                    CompareCommand.self,
                ]),
            CommandGroup(
                name: "Many trainings", subcommands: [StudyCommand.self]),
            CommandGroup(
                name: "Process and store",
                subcommands: [ServeCommand.self, StatusCommand.self, StopCommand.self, VerifyCommand.self]),
            CommandGroup(name: "Shell", subcommands: [CompletionsCommand.self, ManualCommand.self]),
        ])

    /// What a newcomer needs.
    private static let introduction = """
        hrlreport trains the two agents of a household, and reports what they learned.

          hrlreport train-and-report bologna_coppia    train a household; write its page and its PDF
          hrlreport scenarios new mine                 make a file for a household of your own
          hrlreport simulate bologna_coppia            run the trained agents beside rules of thumb

        Scenarios are YAML files in scenarios/; everything is written to output/.
        hrlreport --help has more, hrlreport COMMAND --help has everything.

        """

    func run() throws {
        try StandardStream.output.write(Self.introduction)
    }
}

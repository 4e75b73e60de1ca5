import ArgumentParser

/// `hrlreport scenarios`
struct ScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios",
        abstract: "List, show, check and make scenarios.",
        discussion: """
            EXAMPLES:
              hrlreport scenarios list
              hrlreport scenarios show freelancer --set environment.income=2500
              hrlreport scenarios new mine --from balanced
              hrlreport scenarios validate my_scenarios/mine.yaml
            """,
        subcommands: [
            ListScenariosCommand.self, ShowScenarioCommand.self, ValidateScenariosCommand.self,
            NewScenarioCommand.self,
        ])
}

import ArgumentParser
import Jobs

/// `hrlreport scenarios show`
struct ShowScenarioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show all values of a scenario, and what they imply.",
        usage: "hrlreport scenarios show <scenario> [<options>]",
        discussion: """
            EXAMPLES:
              hrlreport scenarios show bologna_coppia
              hrlreport scenarios show my_scenarios/mine.yaml --set environment.inflation=0.05
            """)

    @Argument(
        help: ArgumentHelp("Name of a scenario, or path of its file.", valueName: "scenario"), completion: .scenarios)
    var scenario: String

    @OptionGroup var overriding: OverrideOptions
    @OptionGroup var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        let summary = ScenarioSummary(try context.jobs().scenario(scenario, overrides: overriding.values))
        try context.show(summary, as: result) { ScenarioText.text(summary) }
    }
}

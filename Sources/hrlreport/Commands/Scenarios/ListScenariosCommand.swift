import ArgumentParser
import Households
import Jobs
import Reports
import ScenarioFiles

/// `hrlreport scenarios list`
struct ListScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the scenarios that can be named, with their monthly figures.",
        usage: "hrlreport scenarios list [<options>]",
        discussion: """
            EXAMPLES:
              hrlreport scenarios list
              hrlreport scenarios list --json
            """)

    @OptionGroup var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        let jobs = context.jobs()
        let places = try ResourceFolders.ofThisProcess.locateAll(.scenarios, given: common.scenarios)
        var entries: [ScenarioSummary] = []
        let worst = CommandContext.each(ScenarioFile.names(in: places)) { name in
            entries.append(ScenarioSummary(try jobs.scenario(name)))
        }
        try context.show(["scenarios": entries], as: result) { Self.text(entries) }
        if let told = AlreadyTold(worst) { throw told }
    }

    private static func text(_ entries: [ScenarioSummary]) -> String {
        var table = ConsoleTable([
            .text("scenario"), .number("income"), .number("bills"), .number("free"), .number("buffer"),
            .number("months"), .text("description"),
        ])
        for entry in entries {
            let first = entry.cashFlow.first
            table.add([
                entry.name, DisplayFormat.euro(first.income), DisplayFormat.euro(first.bills),
                DisplayFormat.euro(first.free), DisplayFormat.euro(entry.scenario.environment.safetyThreshold),
                DisplayFormat.number(entry.scenario.environment.maxMonths), shortened(entry.scenario.description),
            ])
        }
        return table.text
    }

    private static func shortened(_ text: String) -> String {
        let limit = 50
        let line = PrintableText.oneLine(text)
        return line.count > limit ? line.prefix(limit - 1) + "…" : line
    }
}

/// A scenario, and what its figures imply.
struct ScenarioSummary: Encodable {
    /// By which it can be named on the command line.
    var name: String
    var path: String
    var scenario: Scenario
    var cashFlow: CashFlowOutlook
    /// Of a household that lives for utility.
    var life: LifeOutlook?

    init(_ file: ScenarioFile) {
        name = file.stem
        path = file.path
        scenario = file.scenario
        cashFlow = CashFlowOutlook(file.scenario)
        life = file.scenario.objectiveKind == .utility ? LifeOutlook(file.scenario) : nil
    }

    enum CodingKeys: String, CodingKey {
        case name, path, scenario
        case cashFlow = "cash_flow"
        case life
    }
}

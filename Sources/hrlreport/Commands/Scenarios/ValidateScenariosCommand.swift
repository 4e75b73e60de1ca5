import ArgumentParser
import Households
import Jobs

/// `hrlreport scenarios validate`
struct ValidateScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check scenario files, and show what their figures imply.",
        usage: "hrlreport scenarios validate [<options>] <file> ...",
        discussion: """
            All problems of a file are reported, each with its line and what is allowed. The exit code \
            is 65 where a file is not valid.

            EXAMPLES:
              hrlreport scenarios validate my_scenarios/mine.yaml
              hrlreport scenarios validate scenarios/*.yaml --json
            """)

    @Argument(
        help: ArgumentHelp("Scenario files, or names of scenarios.", valueName: "file"), completion: .scenarios)
    var files: [String]

    @OptionGroup var overriding: OverrideOptions
    @OptionGroup var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        let jobs = context.jobs()
        var checked: [CheckedFile] = []
        let worst = CommandContext.each(files) { argument in
            do {
                let file = try jobs.scenario(argument, overrides: overriding.values)
                checked.append(CheckedFile(ScenarioSummary(file)))
                if !result.json, !common.quiet {
                    let outlook = ScenarioText.cashFlow(file.scenario)
                    try StandardStream.output.write("\(PrintableText.oneLine(file.path)): valid\n\(outlook)")
                }
            } catch {
                checked.append(CheckedFile(argument, problems: Failure(error).entries))
                throw error
            }
        }
        if result.json { try context.show(["files": checked], as: result) { "" } }
        if let told = AlreadyTold(worst) { throw told }
    }
}

/// What came of the check of one file.
private struct CheckedFile: Encodable {
    var path: String
    var valid: Bool
    var cashFlow: CashFlowOutlook?
    var life: LifeOutlook?
    var problems: [Failure.Entry] = []

    init(_ summary: ScenarioSummary) {
        (path, valid) = (summary.path, true)
        (cashFlow, life) = (summary.cashFlow, summary.life)
    }

    init(_ path: String, problems: [Failure.Entry]) {
        (self.path, valid) = (path, false)
        self.problems = problems
    }

    enum CodingKeys: String, CodingKey {
        case path, valid
        case cashFlow = "cash_flow"
        case life, problems
    }
}

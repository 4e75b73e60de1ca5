import ArgumentParser
import Households

/// `hrlreport scenarios validate`
struct ValidateScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check scenario files, and tell the cash flow that they imply.",
        usage: "hrlreport scenarios validate [<options>] <file> ...",
        discussion: """
            All problems of a file are told, each with its line and what is allowed. The exit code \
            is 65 where a file is not valid.

            EXAMPLES:
              hrlreport scenarios validate scenarios/mine.yaml
              hrlreport scenarios validate scenarios/*.yaml --json
            """)

    @Argument(
        help: ArgumentHelp("Scenario files, or names of scenarios.", valueName: "file"), completion: .scenarios)
    var files: [String]

    @OptionGroup var overriding: OverrideOptions
    @OptionGroup var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        var worst = ExitStatus.done
        var checked: [CheckedFile] = []
        for argument in files {
            do {
                let file = try ScenarioFile.load(
                    argument, folders: .ofThisProcess, scenarios: common.scenarios, overrides: overriding.values)
                checked.append(CheckedFile(path: file.path, cashFlow: CashFlowOutlook(file.scenario)))
                if !result.json, !common.quiet {
                    let outlook = ScenarioText.cashFlow(file.scenario)
                    try StandardStream.output.write("\(TerminalText.oneLine(file.path)): valid\n\(outlook)")
                }
            } catch {
                worst = max(worst, CommandContext.tell(error))
                checked.append(CheckedFile(path: argument, problems: ErrorReport(error).entries))
            }
        }
        if result.json { try CommandContext(common).show(CheckedFiles(files: checked), as: result) { "" } }
        if worst != .done { throw AlreadyTold(status: worst) }
    }
}

private struct CheckedFiles: Encodable {
    var files: [CheckedFile]
}

/// What came of the check of one file.
private struct CheckedFile: Encodable {
    struct Problem: Encodable {
        var message: String
        var hint: String?
    }

    var path: String
    var valid: Bool
    var cashFlow: CashFlowOutlook?
    var problems: [Problem]

    init(path: String, cashFlow: CashFlowOutlook? = nil, problems: [ErrorReport.Entry] = []) {
        self.path = path
        valid = cashFlow != nil
        self.cashFlow = cashFlow
        self.problems = problems.map { Problem(message: $0.message, hint: $0.hint) }
    }

    enum CodingKeys: String, CodingKey {
        case path, valid
        case cashFlow = "cash_flow"
        case problems
    }
}

import ArgumentParser
import Jobs
import RunStorage
import ScenarioFiles

/// `hrlreport advise`
struct AdviseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advise",
        abstract: "Say what the policy of a run does now, as the household stands.",
        usage: "hrlreport advise <run> [<options>]",
        discussion: """
            For households that live for utility (objective.kind). Amounts are those of the month \
            before its income comes in, in euros of then. What the advice is worth is counted \
            against what the best rule of thumb would do in this month, with the policy followed \
            afterwards.

            EXAMPLES:
              hrlreport advise casa_torino --cash 9000 --portfolio 4000
              hrlreport advise casa_torino --month 17 --cash 4210 --portfolio 12000 --out-of-work
              hrlreport advise prestito_milano --month 8 --cash 900 --portfolio 0 --loan 10300 --json
            """)

    @Argument(help: ArgumentHelp("Run whose policy is asked.", valueName: "run"), completion: .runs)
    var runName: String

    @Option(help: ArgumentHelp("Month of the household's life, 1 for the first.", valueName: "t"))
    var month = 1

    @Option(help: ArgumentHelp("Cash in the account, EUR (default: as the life begins).", valueName: "eur"))
    var cash: Double?

    @Option(help: ArgumentHelp("Portfolio, EUR (default: as the life begins).", valueName: "eur"))
    var portfolio: Double?

    @Option(help: ArgumentHelp("What is still owed, EUR (default in month 1: as the life begins).", valueName: "eur"))
    var loan: Double?

    @Flag(help: "The household is out of work.")
    var outOfWork = false

    @Option(
        help: ArgumentHelp(
            "Episode of the checkpoint to take the agents from, or final (best and newest are the same).",
            valueName: "n|final"), completion: .checkpoints)
    var checkpoint = CheckpointChoice.final

    @OptionGroup var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func validate() throws {
        try OptionRange.check("--month", month, 1...1200)
        for (name, value) in [("--portfolio", portfolio), ("--loan", loan)] {
            if let value, !(0...RealRange.largestAmount).contains(value) {
                throw ValidationError("\(name): must be from 0 to 1000000000, found \(value)")
            }
        }
        if let cash, !(abs(cash) <= RealRange.largestAmount) {
            throw ValidationError("--cash: must be from -1000000000 to 1000000000, found \(cash)")
        }
    }

    func run() throws {
        let context = CommandContext(common)
        var request = AdviceRequest(run: runName)
        request.checkpoint = checkpoint
        request.month = month
        (request.cash, request.portfolio, request.loan) = (cash, portfolio, loan)
        request.isOutOfWork = outOfWork
        let advice = try context.jobs().advise(request)
        try context.show(AdviceDocument(advice), as: result) { AdviceText.text(advice) }
    }
}

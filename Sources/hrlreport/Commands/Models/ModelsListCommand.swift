import ArgumentParser
import Jobs
import Reports
import RunStorage

/// `hrlreport models list`
struct ModelsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List all runs, by name.",
        usage: "hrlreport models list [<options>]",
        discussion: """
            A run's evaluation is that of its final state: mean reward, share of the optimum, and how \
            many lives end insolvent. The size is that of everything that goes when the run is deleted.
            """)

    @OptionGroup(title: "Output") var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        var facts: [RunFacts] = []
        let simulations = try context.output.simulations.byRun { error in
            for entry in Failure(error).entries { context.note(.warning, "\(entry.message); its size is left out") }
        }
        let worst = CommandContext.each(try context.output.runs.names()) { name in
            let overview = try context.output.overview(name, simulations: simulations)
            facts.append(RunFacts(overview, isTraining: try context.output.runs.running(name) != nil))
        }
        try context.show(facts, as: result) { Self.text(facts) }
        if let told = AlreadyTold(worst) { throw told }
    }

    private static func text(_ runs: [RunFacts]) -> String {
        if runs.isEmpty { return "no runs yet\n" }
        var table = ConsoleTable([
            .text("RUN"), .text("TRAINED"), .text("START"), .number("REWARD"), .number("OF OPTIMUM"),
            .number("INSOLVENT"), .number("CHECKPOINTS"), .number("SIZE"),
        ])
        for run in runs {
            let evaluation = run.evaluation
            table.add([
                run.name.description, run.progress, run.startTime.description,
                evaluation.map(Self.worth) ?? "–",
                evaluation?.normalizedReward.map { DisplayFormat.percent($0) } ?? "–",
                evaluation.map { DisplayFormat.percent($0.insolvencyRate) } ?? "–",
                DisplayFormat.number(run.checkpoints.count), DisplayFormat.bytes(run.bytes.total),
            ])
        }
        return table.text
    }

    /// The mean reward; of a household that lives for utility `€1,392/month`, what it is as well off as with for
    /// certain.
    private static func worth(_ evaluation: EvaluationFacts) -> String {
        evaluation.certaintyEquivalent.map { "\(DisplayFormat.euro($0, decimals: 0))/month" }
            ?? DisplayFormat.number(evaluation.meanReward, decimals: 1)
    }
}

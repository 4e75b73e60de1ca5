import ArgumentParser

/// `hrlreport train-and-report`, the main job.
struct TrainAndReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-and-report",
        abstract: "Train scenarios, and render their reports.",
        discussion: """
            A scenario is the name of a file in scenarios/, or the path of a YAML file. What is \
            finished already is not trained again, only rendered. Several scenarios are trained \
            one after the other; one that fails does not stop the others.

            EXAMPLES:
              hrlreport train-and-report bologna_coppia
              hrlreport train-and-report conservative balanced aggressive
              hrlreport train-and-report my_scenarios/mine.yaml --episodes 5000
            """)

    @Argument(help: ArgumentHelp("Scenarios to train.", valueName: "scenario"), completion: .scenarios)
    var scenarios: [String]

    @OptionGroup(title: "Training") var training: TrainingOptions
    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() async throws {
        let context = CommandContext(common)
        // Before training, so that a broken template is not found out after it.
        let renderer = try context.jobs().renderer()
        let sequence = TrainingSequence(context: context, scenarios: scenarios, options: training)
        let (report, training) = (report, training)
        try await sequence.run { run, jobs in
            let request = report.request(
                run: run.name.description, evaluationEpisodes: training.evalEpisodes, evaluationSeed: training.evalSeed)
            let paths = try context.report(request, of: run, jobs, with: renderer)
            if training.progress != .json { try context.print(paths) }
        }
    }
}

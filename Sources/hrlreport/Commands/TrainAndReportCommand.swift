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
              hrlreport train-and-report scenarios/mine.yaml --episodes 5000
            """)

    @Argument(help: ArgumentHelp("Scenarios to train.", valueName: "scenario"), completion: .scenarios)
    var scenarios: [String]

    @OptionGroup(title: "Training") var training: TrainingOptions
    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() async throws {
        let context = CommandContext(common)
        // Before training, so that a broken template is not found out after it.
        let job = try ReportJob(
            context: context, options: report, evaluationEpisodes: training.evalEpisodes,
            threads: training.threadCount)
        let sequence = TrainingSequence(context: context, scenarios: scenarios, options: training)
        let (checkpoint, isJSON) = (report.checkpoint, training.progress == .json)
        try await sequence.run { run, stop, display in
            var job = job
            job.stop = stop
            let paths = try job.run(ReportTarget(run, checkpoint))
            for path in paths { display.show(.reportWritten(path: path.string)) }
            if !isJSON { try context.print(paths) }
        }
    }
}

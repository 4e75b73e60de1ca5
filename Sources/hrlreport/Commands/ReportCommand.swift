import ArgumentParser
import Foundation
import Reports

/// `hrlreport report`
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Render the reports of runs, from what is stored.",
        usage: "hrlreport report [<options>] <run> ...",
        discussion: """
            A run is named as it was trained, or by the folder of one of its checkpoints. Nothing is trained.

            EXAMPLES:
              hrlreport report bologna_coppia
              hrlreport report bologna_coppia --checkpoint 300
              hrlreport report bologna_coppia --format pdf,png --title "Our ten years"
            """)

    @Argument(help: ArgumentHelp("Runs to report on.", valueName: "run"), completion: .runs)
    var runs: [String]

    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        let job = try ReportJob(
            context: context, options: report, evaluationEpisodes: TrainingOptions.defaultEvaluationEpisodes,
            threads: ProcessInfo.processInfo.activeProcessorCount)
        try context.prepareOutput()
        var worst = ExitStatus.done
        for name in runs {
            do {
                try context.print(try job.run(ReportTarget(name, report.checkpoint, in: context.store)))
            } catch {
                worst = max(worst, CommandContext.tell(error))
            }
        }
        if worst != .done { throw AlreadyTold(status: worst) }
    }
}

extension ReportJob {
    /// The job that a command's options ask for, with the templates that are to be used.
    ///
    /// - Throws: `CommandError`, `ReportError` for templates that are missing or broken.
    init(context: CommandContext, options: ReportOptions, evaluationEpisodes: Int, threads: Int) throws {
        self.init(
            store: context.store, renderer: try ReportRenderer(context), options: options,
            templates: context.options.templates, evaluationEpisodes: evaluationEpisodes, threads: threads,
            logger: context.logger)
    }
}

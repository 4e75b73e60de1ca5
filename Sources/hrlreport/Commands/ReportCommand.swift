import ArgumentParser
import Jobs
import Reports
import RunStorage
import SystemPackage

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
        let jobs = context.jobs()
        let renderer = try jobs.renderer()
        try jobs.prepareOutput()
        let worst = CommandContext.each(runs) { run in
            try context.print(try context.report(report.request(run: run), jobs, with: renderer))
        }
        if let told = AlreadyTold(worst) { throw told }
    }
}

extension CommandContext {
    /// Renders a report, and has the index page show it.
    ///
    /// - Parameter run: the run where it has just been read.
    func report(
        _ request: ReportRequest, of run: StoredRun? = nil, _ jobs: JobRunner, with renderer: ReportRenderer
    ) throws -> [FilePath] {
        let paths = try jobs.report(request, of: run, with: renderer)
        if request.checkpoint == .final { try jobs.writeIndex(with: renderer) }
        return paths
    }
}

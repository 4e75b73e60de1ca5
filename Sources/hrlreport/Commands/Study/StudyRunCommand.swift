import ArgumentParser
import Foundation
import Jobs
import Reports
import RunStorage

/// `hrlreport study run`
struct StudyRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Train what is missing of a study, and write its page and its PDF.",
        usage: "hrlreport study run [<options>] <study>",
        discussion: """
            A study is the path of a YAML file, or the name of one in scenarios/studies/. What is \
            trained already is not trained again: after a stop the same command goes on.

            EXAMPLES:
              hrlreport study run mine.yaml
              hrlreport study run mine.yaml --dry-run
              hrlreport study run mine.yaml --jobs 8
              hrlreport study run mine.yaml --on slurm --slurm-option partition=long
            """)

    @Argument(help: ArgumentHelp("Study to train.", valueName: "study"), completion: .studyFiles)
    var study: String

    @OptionGroup(title: "Training") var training: StudyTrainingOptions
    @OptionGroup(title: "Slurm") var slurm: StudySlurmOptions
    @OptionGroup(title: "Report") var report: StudyReportOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() async throws {
        let context = CommandContext(common)
        let startTime = try StartTime.current()
        if training.dryRun { return try showPlan(context, startTime: startTime) }
        let renderer = try context.jobs().renderer()
        try context.jobs().prepareOutput()
        let worst = try await SignalWatch.during { stop in
            try await DedicatedThread.run(named: "study") {
                var display = ProgressDisplay(
                    mode: training.progress.resolved(canRedraw: Terminal.canRedraw, isQuiet: context.options.quiet))
                let jobs = context.jobs(threads: training.jobs, stop: stop) { display.show($0) }
                let request = training.request(study, startTime: startTime)
                do {
                    let end =
                        slurm.on == .slurm
                        ? try submit(request, jobs, context)
                        : try jobs.runStudy(request, report: report.request, with: renderer)
                    if let end { try tell(end, context) }
                    return ExitStatus.done
                } catch {
                    return CommandContext.tell(error)
                }
            }
        }
        if let told = AlreadyTold(worst) { throw told }
    }

    /// - Returns: nil where the study goes on elsewhere.
    private func submit(_ request: StudyRequest, _ jobs: JobRunner, _ context: CommandContext) throws -> StudyEnd? {
        let (submitted, end) = try jobs.submitStudy(
            request, on: .ofThisMachine, slurm.request(), report: report.request, with: jobs.renderer())
        guard let submitted else { return end }
        if !context.options.quiet, training.progress != .json {
            try StandardStream.output.write(submitted.jobs.ids.map { $0 + "\n" }.joined())
        }
        context.note(
            .notice,
            "\(submitted.name): \(counted(submitted.tasks, "task")) submitted; hrlreport study status \(submitted.name) "
                + "says how far they are")
        return slurm.wait ? try jobs.waitForJobs(of: submitted, on: .ofThisMachine) : nil
    }

    private func tell(_ end: StudyEnd, _ context: CommandContext) throws {
        if end.progress.diverged > 0 {
            context.note(
                .warning,
                "\(end.progress.study): \(end.progress.diverged) of \(counted(end.progress.trainings, "training")) "
                    + "diverged; each counts as 0")
        }
        if training.progress != .json { try context.print(end.files) }
    }

    private func showPlan(_ context: CommandContext, startTime: Timestamp) throws {
        let jobs = context.jobs()
        let (plan, _) = try jobs.studyPlan(training.request(study, startTime: startTime))
        let estimate = try jobs.estimate(plan, taskMinutes: slurm.taskMinutes)
        if slurm.on == .slurm, !training.result.json {
            let scripts = try jobs.slurmScripts(
                plan, on: .ofThisMachine, slurm.request(), report: report.request, isRetrying: training.retry)
            return try StandardStream.output.write(scripts.joined(separator: "\n"))
        }
        try context.show(estimate, as: training.result) {
            let hours = estimate.processorHours
            let time = ProgressFormat.duration(hours * 3600)
            return "\(plan.name): \(counted(estimate.trainings, "training")), about \(time) of a processor, "
                + "\(ProgressFormat.duration(hours * 3600 / Double(training.jobs))) with "
                + "\(counted(training.jobs, "job")); about \(DisplayFormat.bytes(estimate.bytes)) on the disk\n"
        }
    }
}

/// Options of the command that trains a study.
struct StudyTrainingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Name of the study (default: that of its file).", valueName: "name"))
    var name: String?

    @Option(
        name: .customLong("jobs"),
        help: ArgumentHelp("Trainings side by side, on one thread each (default: one a core).", valueName: "n"))
    var givenJobs: Int?

    @Flag(help: "Show what would be trained, and how long it would take; write nothing.")
    var dryRun = false

    @Flag(help: "Add to a study whose file says something else now; what is trained already is kept.")
    var extend = false

    @Flag(help: "Train again what failed, or what another version trained.")
    var retry = false

    @Option(help: ArgumentHelp("How progress is shown.", valueName: "how"))
    var progress = ProgressMode.auto

    @OptionGroup var result: ResultOptions

    /// Trainings side by side.
    var jobs: Int { givenJobs ?? Self.usableProcessors }

    /// The processors that this process may use.
    private static var usableProcessors: Int {
        var processors = ProcessInfo.processInfo.activeProcessorCount
        if let text = ProcessInfo.processInfo.environment["SLURM_CPUS_PER_TASK"], let granted = Int(text), granted > 0 {
            processors = min(processors, granted)
        }
        return max(1, min(processors, quota ?? processors))
    }

    /// Whole processors that the control group grants; nil where it grants all.
    private static var quota: Int? {
        guard let text = try? String(contentsOfFile: "/sys/fs/cgroup/cpu.max", encoding: .utf8) else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
        guard words.count == 2, let granted = words[0], let period = words[1], period > 0 else { return nil }
        return max(1, Int(granted / period))
    }

    func validate() throws {
        try OptionRange.check("--jobs", givenJobs, 1...1024)
        if result.json && !dryRun { throw ValidationError("--json: needs --dry-run; --progress json tells of a study") }
    }

    func request(_ study: String, startTime: Timestamp) -> StudyRequest {
        var request = StudyRequest(study: study, startTime: startTime)
        request.name = name
        request.jobs = jobs
        request.isExtending = extend
        request.isRetrying = retry
        return request
    }
}

/// Options of the commands that render a study.
struct StudyReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What to write, separated by commas: html, pdf.", valueName: "formats"))
    var format = CommaList<StudyFormat>([.html, .pdf])

    @Option(help: ArgumentHelp("Title of the report (default: the study's name).", valueName: "text"))
    var title: String?

    @Option(
        help: ArgumentHelp("Sections to show, separated by commas (default: all of them).", valueName: "names"))
    var sections: CommaList<StudySection>?

    var request: StudyReportRequest {
        var request = StudyReportRequest()
        request.formats = Set(format.values.map { $0 == .html ? .html : .pdf })
        request.title = title
        request.sections = sections?.values
        return request
    }
}

/// The kinds of file that the report of a study consists of.
enum StudyFormat: String, CaseIterable, Sendable {
    case html, pdf
}

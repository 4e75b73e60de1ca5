import ArgumentParser
import Jobs
import RunStorage

/// `hrlreport study validate`
struct StudyValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check files of studies, and tell everything that is wrong with them.",
        usage: "hrlreport study validate [<options>] <study> ...",
        discussion: """
            EXAMPLES:
              hrlreport study validate mine.yaml
            """)

    @Argument(help: ArgumentHelp("Studies to check.", valueName: "study"), completion: .studyFiles)
    var studies: [String]

    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        let jobs = context.jobs()
        let worst = CommandContext.each(studies) { study in
            let (plan, _) = try jobs.studyPlan(StudyRequest(study: study))
            let estimate = try jobs.estimate(plan, taskMinutes: 10)
            guard !common.quiet else { return }
            try StandardStream.output.write(
                "\(study): valid, \(counted(estimate.trainings, "training")), about "
                    + "\(ProgressFormat.duration(estimate.processorHours * 3600)) of a processor\n")
        }
        if let told = AlreadyTold(worst) { throw told }
    }
}

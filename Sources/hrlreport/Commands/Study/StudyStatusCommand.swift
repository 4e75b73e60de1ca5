import ArgumentParser
import Jobs
import RunStorage

/// `hrlreport study status`
struct StudyStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how far studies are.",
        usage: "hrlreport study status [<study>] [<options>]",
        discussion: """
            Without a study all are shown. With --json a study needs to be named.

            EXAMPLES:
              hrlreport study status
              hrlreport study status mine --json
            """)

    @Argument(help: ArgumentHelp("Study to tell about.", valueName: "study"), completion: .studies)
    var study: String?

    @OptionGroup var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func validate() throws {
        if result.json && study == nil { throw ValidationError("--json: needs the name of a study") }
    }

    func run() throws {
        let context = CommandContext(common)
        try context.requireOutput()
        let jobs = context.jobs()
        guard let study else {
            let names = try context.output.studies.names()
            let worst = CommandContext.each(names) { name in
                let progress = try jobs.studyProgress(of: name, on: .ofThisMachine)
                if !common.quiet { try StandardStream.output.write(progress.text) }
            }
            if names.isEmpty, !common.quiet { try StandardStream.output.write("there are no studies\n") }
            if let told = AlreadyTold(worst) { throw told }
            return
        }
        let progress = try jobs.studyProgress(of: RunName(study), on: .ofThisMachine)
        try context.show(progress, as: result) { progress.text }
    }
}

extension StudyProgress {
    /// As a person reads it.
    var text: String {
        let parts =
            [(diverged, "diverged"), (failed, "failed"), (running, "running"), (waiting, "waiting")]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let left = missing > 0 ? ["about \(ProgressFormat.duration(secondsLeft)) left"] : []
        let all = ["\(study): \(done + diverged) of \(counted(trainings, "training")) done"] + parts + left
        return all.joined(separator: ", ") + "\n"
    }
}

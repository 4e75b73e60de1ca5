import ArgumentParser
import Foundation
import Jobs
import RunStorage

/// `hrlreport study task`
struct StudyTaskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task",
        abstract: "Train a chunk of a study: what a task of Slurm runs, of no use by hand.",
        usage: "hrlreport study task [<options>] --chunk <i> <study>",
        discussion: """
            study run --on slurm divides a study into chunks and submits an array of such tasks. A task writes rows of \
            its own, asks nobody, and ends when its chunk is done. On SIGTERM it saves what it has reached; near \
            the time limit of its job it asks Slurm to start it again.
            """)

    @Argument(help: ArgumentHelp("Study that the chunk is of.", valueName: "study"), completion: .studies)
    var study: String

    @Option(help: ArgumentHelp("Number of the chunk.", valueName: "i"))
    var chunk: Int

    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func validate() throws { try OptionRange.check("--chunk", chunk, 0...1_000_000_000) }

    func run() async throws {
        let began = ContinuousClock.now
        let context = CommandContext(common)
        let worst = try await SignalWatch.during { stop in
            try await DedicatedThread.run(named: "task") {
                do {
                    try context.jobs(threads: 1, stop: stop).runStudyTask(
                        RunName(study), chunk: chunk, environment: ProcessInfo.processInfo.environment, began: began,
                        on: .ofThisMachine)
                    return ExitStatus.done
                } catch {
                    return CommandContext.tell(error)
                }
            }
        }
        if let told = AlreadyTold(worst) { throw told }
    }
}

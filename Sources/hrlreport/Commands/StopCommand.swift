import ArgumentParser
import Households
import Jobs
import RunStorage

/// `hrlreport stop`
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop the training that runs in another process.",
        usage: "hrlreport stop [<run>] [<options>]",
        discussion: """
            The training ends its batch, saves its state and exits; train --resume goes on from \
            there. The command waits for that. A run needs to be named only where several are \
            being trained.

            EXAMPLES:
              hrlreport stop
              hrlreport stop bologna_coppia
            """)

    @Argument(help: ArgumentHelp("Run whose training is to stop.", valueName: "run"), completion: .runs)
    var runName: String?

    @OptionGroup var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        guard let training = try OtherTraining.find(runName, in: context.output) else {
            throw CommandError.nothingToStop(run: runName)
        }
        context.note(.debug, "\(training.runName): asking process \(training.processID) to stop")
        try OtherTraining.stop(training, in: context.output)
        let outcome = StopOutcome(try context.output.runs.progress(of: training.runName))
        try context.show(outcome, as: result) { outcome.text }
    }
}

/// What a training had reached when it had stopped.
private struct StopOutcome: Encodable {
    var runName: String
    var episodesCompleted: Int
    var totalEpisodes: Int
    /// Whether it ended before the request to stop reached it.
    var finished: Bool

    init(_ progress: RunProgress) {
        runName = progress.run.name.description
        episodesCompleted = progress.episodesDone
        totalEpisodes = progress.run.episodes
        finished = progress.isFinished
    }

    var text: String {
        finished
            ? "\(runName) finished all of \(counted(totalEpisodes, "episode")) before it could be stopped\n"
            : "stopped \(runName) after \(episodesCompleted) of \(counted(totalEpisodes, "episode")); "
                + "train --resume continues\n"
    }

    enum CodingKeys: String, CodingKey {
        case runName = "run_name"
        case episodesCompleted = "episodes_completed"
        case totalEpisodes = "total_episodes"
        case finished
    }
}

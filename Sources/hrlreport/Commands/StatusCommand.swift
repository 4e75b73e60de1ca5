import ArgumentParser
import Households
import Jobs
import RunStorage

/// `hrlreport status`
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how far the training in another process is.",
        usage: "hrlreport status [<run>] [<options>]",
        discussion: """
            Without a run all trainings are listed. With --json, a run needs to be named where \
            several are being trained.

            EXAMPLES:
              hrlreport status
              hrlreport status bologna_coppia --json
            """)

    @Argument(help: ArgumentHelp("Run to tell about.", valueName: "run"), completion: .runs)
    var runName: String?

    @OptionGroup var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        let output = context.output
        if runName == nil && !result.json {
            let trainings = try output.runs.running()
            guard !common.quiet else { return }
            try StandardStream.output.write(
                trainings.isEmpty ? "no training is going on\n" : trainings.map(StatusText.text).joined(separator: "\n")
            )
            return
        }
        if let training = try OtherTraining.find(runName, in: output) {
            try context.show(TrainingStatus(training: training), as: result) { StatusText.text(training) }
        } else if let runName {
            let progress = try output.runs.progress(of: RunName(runName))
            try context.show(TrainingStatus(progress: progress), as: result) { StatusText.text(progress) }
        } else {
            try context.show(TrainingStatus(), as: result) { "" }
        }
    }
}

/// What `status --json` tells; nothing is left out, what there is not is null.
struct TrainingStatus: Encodable {
    /// Nil where none goes on.
    var training: RunningTraining?
    /// Of a run that was named, and is not being trained.
    var progress: RunProgress?

    enum CodingKeys: String, CodingKey {
        case isTraining = "is_training"
        case runName = "run_name"
        case scenarioName = "scenario_name"
        case processID = "process_id"
        case host
        case currentEpisode = "current_episode"
        case totalEpisodes = "total_episodes"
        case startTime = "start_time"
        case latestProgress = "latest_progress"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let run = progress?.run
        try container.encode(training != nil, forKey: .isTraining)
        try container.encode(training?.runName ?? run?.name, forKey: .runName)
        try container.encode(training?.scenarioName ?? run?.scenario.name, forKey: .scenarioName)
        try container.encode(training?.processID, forKey: .processID)
        try container.encode(training?.host, forKey: .host)
        try container.encode(training?.currentEpisode ?? progress?.episodesDone, forKey: .currentEpisode)
        try container.encode(training?.totalEpisodes ?? run?.episodes, forKey: .totalEpisodes)
        try container.encode(training?.startTime ?? run?.startTime, forKey: .startTime)
        try container.encode(training?.latestProgress, forKey: .latestProgress)
    }
}

/// A training as a person reads it.
package enum StatusText {
    package static func text(_ training: RunningTraining) -> String {
        let heading =
            "\(training.runName): being trained by \(training.processWords), begun at \(training.startTime)\n"
        guard let progress = training.latestProgress else {
            return heading + "  no episode done yet, of \(training.totalEpisodes)\n"
        }
        return heading + "  " + PlainProgress.line(progress)
    }

    static func text(_ progress: RunProgress) -> String {
        let state = progress.isFinished ? "finished" : "unfinished; train --resume continues it"
        return "\(progress.run.name): not being trained; \(progress.episodesDone) of "
            + "\(counted(progress.run.episodes, "episode")) saved, \(state)\n"
    }
}

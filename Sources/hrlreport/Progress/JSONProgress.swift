import Jobs
import RunStorage

/// Progress as one JSON object a line, for programs.
///
/// The episodes of a batch end together, and their lines go out together: a reader is woken once.
package struct JSONProgress {
    private var waiting = ""

    package init() {}

    /// What is to be written at `event`; empty where that waits for what comes with it.
    package mutating func text(for event: JobEvent) -> String {
        waiting += Self.line(for: event) ?? ""
        if case .episode = event { return "" }
        defer { waiting = "" }
        return waiting
    }

    /// The line for `event`, with its end; nil for what is worth none, and for notes, which go elsewhere.
    package static func line(for event: JobEvent) -> String? {
        switch event {
        case .trainingStarted(let run, let scenario, let episodes, let seed, let startTime, let done):
            // A training from the beginning need not say so.
            line(
                "training_started",
                [
                    "run": quoted(run), "scenario_name": quoted(scenario), "num_episodes": "\(episodes)",
                    "seed": "\(seed)", "start_time": quoted(startTime),
                    "episodes_done": done > 0 ? "\(done)" : nil,
                ])
        case .episode(let progress, let run, let scenario):
            line(
                "training_progress",
                [
                    "episode": "\(progress.episode)", "total_episodes": "\(progress.totalEpisodes)",
                    "avg_reward": number(progress.averageReward), "avg_duration": number(progress.averageDuration),
                    "avg_cash": number(progress.averageCash), "avg_invested": number(progress.averageInvested),
                    "stability": number(progress.stability), "goal_adherence": number(progress.goalAdherence),
                    "elapsed_time": milliseconds(progress.elapsedTime),
                    "run": quoted(run), "scenario_name": quoted(scenario),
                ])
        case .checkpointSaved(let run, let scenario, let episode, let path):
            line(
                "checkpoint_saved",
                [
                    "episode": "\(episode)", "path": quoted(path), "run": quoted(run),
                    "scenario_name": quoted(scenario),
                ])
        case .trainingCompleted(let run, let scenario, let episodes, let elapsed):
            end("training_completed", run, scenario, episodes, episodes, elapsed)
        case .trainingStopped(let run, let scenario, let done, let episodes, let elapsed):
            end("training_stopped", run, scenario, done, episodes, elapsed)
        case .trainingFailed(let message): line("training_error", ["message": quoted(message)])
        case .reportWritten(let run, let scenario, let path):
            line(
                "report_written",
                ["path": quoted(path), "run": quoted(run), "scenario_name": scenario.map(quoted)])
        case .studyStarted(let study, let trainings, let done):
            line("study_started", ["study": quoted(study), "trainings": "\(trainings)", "done": "\(done)"])
        case .studyTrainingFinished(let scenario, let setting, let seed, let status, let norm, let done, let total):
            line(
                "training_finished",
                [
                    "scenario": quoted(scenario), "setting": quoted(setting), "seed": "\(seed)",
                    "status": quoted(status), "norm": norm.map(number) ?? "null", "done": "\(done)",
                    "total": "\(total)",
                ])
        case .studyCompleted(let study, let trainings, let elapsed):
            line(
                "study_completed",
                ["study": quoted(study), "trainings": "\(trainings)", "elapsed_time": milliseconds(elapsed)])
        case .studyStopped(let study, let done, let trainings, let elapsed):
            line(
                "study_stopped",
                [
                    "study": quoted(study), "done": "\(done)", "trainings": "\(trainings)",
                    "elapsed_time": milliseconds(elapsed),
                ])
        case .batchEnded, .note: nil
        }
    }

    private static func end(
        _ event: String, _ run: String, _ scenario: String, _ done: Int, _ episodes: Int, _ elapsed: Double
    ) -> String {
        line(
            event,
            [
                "run": quoted(run), "scenario_name": quoted(scenario), "episodes_completed": "\(done)",
                "total_episodes": "\(episodes)",
                "elapsed_time": milliseconds(elapsed),
            ])
    }

    /// An object on one line, its members, which are JSON, in the order in which they are given.
    ///
    /// Written by hand since a line is written after every episode: an encoder takes longer than the rest of the
    /// handler.
    private static func line(_ event: String, _ members: KeyValuePairs<String, String?>) -> String {
        let texts = members.map { member in member.value.map { ",\"\(member.key)\":\($0)" } ?? "" }
        return "{\"event\":\"\(event)\"" + texts.joined() + "}\n"
    }

    /// Seconds without digits that mean nothing.
    private static func milliseconds(_ seconds: Double) -> String { number((seconds * 1000).rounded() / 1000) }

    /// `value` is finite: JSON has no other numbers.
    private static func number(_ value: Double) -> String {
        precondition(value.isFinite, "\(value) is no number")
        return "\(value)"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.properties.generalCategory == .control:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

import Jobs
import RunStorage

/// Progress as one JSON object a line, for programs.
package enum JSONProgress {
    /// The line for `event`, with its end; nil for notes, which go elsewhere.
    package static func line(for event: JobEvent) -> String? {
        var object = JSONLine()
        switch event {
        case .trainingStarted(let scenario, let episodes, let seed, let startTime, _):
            object.add("event", "training_started")
            object.add("scenario_name", scenario)
            object.add("num_episodes", episodes)
            object.add("seed", seed)
            object.add("start_time", startTime)
        case .episode(let progress): add(progress, to: &object)
        case .checkpointSaved(let episode, let path):
            object.add("event", "checkpoint_saved")
            object.add("episode", episode)
            object.add("path", path)
        case .trainingCompleted(let scenario, let episodes, let elapsed):
            addEnd("training_completed", scenario, episodes, episodes, elapsed, to: &object)
        case .trainingStopped(let scenario, let done, let episodes, let elapsed):
            addEnd("training_stopped", scenario, done, episodes, elapsed, to: &object)
        case .trainingFailed(let message):
            object.add("event", "training_error")
            object.add("message", message)
        case .reportWritten(let path):
            object.add("event", "report_written")
            object.add("path", path)
        case .note: return nil
        }
        return object.line
    }

    private static func add(_ progress: TrainingProgress, to object: inout JSONLine) {
        object.add("event", "training_progress")
        object.add("episode", progress.episode)
        object.add("total_episodes", progress.totalEpisodes)
        object.add("avg_reward", progress.averageReward)
        object.add("avg_duration", progress.averageDuration)
        object.add("avg_cash", progress.averageCash)
        object.add("avg_invested", progress.averageInvested)
        object.add("stability", progress.stability)
        object.add("goal_adherence", progress.goalAdherence)
        object.add("elapsed_time", milliseconds(progress.elapsedTime))
    }

    private static func addEnd(
        _ event: String, _ scenario: String, _ done: Int, _ episodes: Int, _ elapsed: Double,
        to object: inout JSONLine
    ) {
        object.add("event", event)
        object.add("scenario_name", scenario)
        object.add("episodes_completed", done)
        object.add("total_episodes", episodes)
        object.add("elapsed_time", milliseconds(elapsed))
    }

    /// Seconds without digits that mean nothing.
    private static func milliseconds(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}

/// A JSON object on one line, its members in the order in which they are added.
///
/// Written by hand since a line is written after every episode: an encoder takes longer than the rest of the handler.
struct JSONLine {
    private var members = ""

    mutating func add(_ key: String, _ value: String) { append(key, Self.quoted(value)) }
    mutating func add(_ key: String, _ value: some BinaryInteger) { append(key, String(value)) }

    /// `value` is finite: JSON has no other numbers.
    mutating func add(_ key: String, _ value: Double) {
        precondition(value.isFinite, "\(key) is \(value)")
        append(key, "\(value)")
    }

    var line: String { "{\(members)}\n" }

    private mutating func append(_ key: String, _ value: String) {
        if !members.isEmpty { members += "," }
        members += "\"\(key)\":\(value)"
    }

    static func quoted(_ text: String) -> String {
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

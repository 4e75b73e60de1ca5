import Jobs
import RunStorage

/// Progress as one line that is redrawn in place, for a person at a terminal.
package struct BarProgress {
    /// Seconds between two drawings: quick enough to look alive.
    static let interval = 0.1
    /// Goes to the start of the line and clears it and what is below.
    private static let clear = "\r\u{1B}[J"

    /// Episodes that were done when this process began to train: they tell nothing about its speed.
    private var episodesBefore = 0
    private var lastDrawn: Double?
    private var isOnLine = false
    /// Characters of what is on the line.
    private var drawnWidth = 0

    package init() {}

    /// What to write for `event` on a terminal of so many columns; empty where nothing is to be redrawn.
    package mutating func text(for event: JobEvent, columns: () -> Int) -> String {
        switch event {
        case .trainingStarted(_, _, _, _, _, let done):
            episodesBefore = done
            lastDrawn = nil
            return PlainProgress.line(for: event) ?? ""
        case .episode(let progress, _, _):
            let isLast = progress.episode == progress.totalEpisodes
            if let lastDrawn, progress.elapsedTime - lastDrawn < Self.interval, !isLast { return "" }
            lastDrawn = progress.elapsedTime
            isOnLine = true
            let width = columns()
            let line = Self.line(progress, episodesBefore: episodesBefore, width: width - 1)
            defer { drawnWidth = line.count }
            return clearing(width) + line
        // The bar has gone on, or is about to.
        case .batchEnded, .checkpointSaved, .reportWritten, .note: return ""
        case .studyStarted: return PlainProgress.line(for: event) ?? ""
        case .studyTrainingFinished(let scenario, let setting, _, let status, _, let done, let total):
            let width = columns()
            // What is no result is not drawn over.
            guard status == "done" else {
                defer { (isOnLine, drawnWidth) = (false, 0) }
                return (isOnLine ? "\n" : "") + (PlainProgress.line(for: event) ?? "")
            }
            isOnLine = true
            let barWidth = min(Self.widestBar, max(Self.narrowestBar, width / 3))
            let line = String(
                "\(Self.bar(done, of: total, width: barWidth)) \(done)/\(total)  \(scenario)  \(setting)"
                    .prefix(max(0, width - 1)))
            defer { drawnWidth = line.count }
            return clearing(width) + PrintableText.oneLine(line)
        case .trainingCompleted, .trainingStopped, .trainingFailed, .studyCompleted, .studyStopped:
            defer { (isOnLine, drawnWidth) = (false, 0) }
            return (isOnLine ? "\n" : "") + (PlainProgress.line(for: event) ?? "")
        }
    }

    /// What clears the bar: a terminal that has become narrower has broken it into several lines.
    private func clearing(_ columns: Int) -> String {
        let linesAbove = columns > 0 ? max(0, drawnWidth - 1) / columns : 0
        return (linesAbove > 0 ? "\u{1B}[\(linesAbove)A" : "") + Self.clear
    }

    /// The bar and as many of the figures behind it as fit into `width` characters.
    package static func line(_ progress: TrainingProgress, episodesBefore: Int, width: Int) -> String {
        let count = "\(progress.episode)/\(progress.totalEpisodes)"
        let here = progress.episode - episodesBefore
        let figures = [
            timeLeft(progress, here), "reward \(ProgressFormat.decimal(progress.averageReward, 1))",
            "stability \(ProgressFormat.decimal(progress.stability * 100, 0)) %", rate(progress, here),
        ]
        var tail = count
        for figure in figures where (tail + figure).count + 3 + narrowestBar + 2 <= width { tail += "  " + figure }
        let barWidth = min(widestBar, width - tail.count - 3)
        guard barWidth >= narrowestBar else { return String(count.prefix(max(0, width))) }
        return "\(bar(progress.episode, of: progress.totalEpisodes, width: barWidth)) \(tail)"
    }

    private static let narrowestBar = 10
    private static let widestBar = 30

    private static func bar(_ count: Int, of total: Int, width: Int) -> String {
        let done = width * count / max(1, total)
        let filled = done == width ? String(repeating: "=", count: width) : String(repeating: "=", count: done) + ">"
        return "[" + filled + String(repeating: " ", count: width - filled.count) + "]"
    }

    private static func rate(_ progress: TrainingProgress, _ episodes: Int) -> String {
        guard progress.elapsedTime > 0 else { return "" }
        return "\(ProgressFormat.decimal(Double(episodes) / progress.elapsedTime, 0)) episodes/s"
    }

    private static func timeLeft(_ progress: TrainingProgress, _ episodes: Int) -> String {
        let remaining = progress.totalEpisodes - progress.episode
        guard episodes > 0, remaining > 0 else { return ProgressFormat.duration(progress.elapsedTime) }
        return "\(ProgressFormat.duration(progress.elapsedTime / Double(episodes) * Double(remaining))) left"
    }
}

import Dispatch
import Jobs
import Logging
import Synchronization

/// The log of the service on standard error, a line a message: `info: training started scenario=balanced`.
struct LineLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let writer: LogWriter

    init(options: CommonOptions, _ writer: LogWriter) {
        logLevel = options.quiet ? .error : options.verbose ? .debug : .info
        self.writer = writer
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let values = all.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }
        writer.write("\(event.level): \(PrintableText.oneLine("\(event.message)\(values.joined())"))\n")
    }

    private static func quoted(_ text: String) -> String { text.contains(" ") ? "\"\(text)\"" : text }
}

/// Writes lines beside whoever has them: a terminal or a pipe that takes nothing keeps nobody waiting.
final class LogWriter: Sendable {
    private let stream: StandardStream
    private let queue = DispatchQueue(label: "log")
    private let lines = Mutex((waiting: 0, lost: 0))
    /// Lines that wait, at most; what comes then is only counted.
    private static let most = 1000

    init(to stream: StandardStream) { self.stream = stream }

    func write(_ line: String) {
        let lost = lines.withLock { lines -> Int? in
            guard lines.waiting < Self.most else {
                lines.lost += 1
                return nil
            }
            lines.waiting += 1
            defer { lines.lost = 0 }
            return lines.lost
        }
        guard let lost else { return }
        queue.async { [self] in
            if lost > 0 { stream.writeIfPossible("warning: \(lost) messages before this one were lost\n") }
            stream.writeIfPossible(line)
            lines.withLock { $0.waiting -= 1 }
        }
    }

    /// Waits until everything is written, a second at most where nobody takes it.
    func finish() {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + 1)
    }
}

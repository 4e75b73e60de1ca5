import Glibc
import Jobs
import UnixSignals

/// The signals by which the process is asked to stop.
enum SignalWatch {
    /// Signals that follow each other so closely are one request: `timeout` signals a process and its group, and an
    /// impatient hand presses Ctrl-C twice.
    private static let sameRequest = Duration.seconds(2)

    /// Runs `body`, during which the signals that would end the process become a request.
    ///
    /// The signals are taken up by a task, so `body` must not occupy the tasks' threads: see `DedicatedThread`.
    static func during<Result>(_ body: (StopRequest) async throws -> Result) async rethrows -> Result {
        let request = StopRequest()
        // Under nohup a training outlives its terminal.
        let signals: [UnixSignal] = isIgnored(SIGHUP) ? [.sigint, .sigterm] : [.sigint, .sigterm, .sighup]
        let sequence = await UnixSignalsSequence(trapping: signals)
        let watcher = Task {
            var first: ContinuousClock.Instant?
            for await signal in sequence {
                let now = ContinuousClock.now
                request.ask(reason(signal))
                // Who interrupts what was asked to stop some time ago does not want to wait.
                if signal == .sigint, let first, now - first > sameRequest {
                    StandardStream.error.writeIfPossible(
                        "\nended at once: what was not saved yet is lost, at most what follows the last checkpoint\n")
                    _exit(ExitStatus.interrupted.rawValue)
                }
                first = first ?? now
            }
        }
        defer { watcher.cancel() }
        return try await body(request)
    }

    private static func reason(_ signal: UnixSignal) -> StopReason {
        switch signal {
        case .sighup: .hungUp
        case .sigint: .interrupted
        default: .terminated
        }
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

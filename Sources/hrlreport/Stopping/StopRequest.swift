import Glibc
import Synchronization
import UnixSignals

/// A signal by which a training is asked to stop.
enum StopSignal: Sendable, Equatable {
    case hangUp, interrupt, terminate

    init?(_ signal: UnixSignal) {
        switch signal {
        case .sighup: self = .hangUp
        case .sigint: self = .interrupt
        case .sigterm: self = .terminate
        default: return nil
        }
    }

    var status: ExitStatus {
        switch self {
        case .hangUp: .hungUp
        case .interrupt: .interrupted
        case .terminate: .terminated
        }
    }
}

/// Whether this process was asked to stop; may be looked at from any thread.
final class StopRequest: Sendable {
    private let received = Mutex<StopSignal?>(nil)

    /// The first signal that came.
    var signal: StopSignal? { received.withLock { $0 } }

    /// - Throws: `Stopped` once a signal came.
    func check() throws(Stopped) {
        if let signal { throw Stopped(signal: signal) }
    }

    /// Remembers a signal.
    ///
    /// - Returns: whether the user interrupts what was asked to stop already, and so does not want to wait.
    func receive(_ signal: StopSignal) -> Bool {
        received.withLock { received in
            defer { received = received ?? signal }
            return received != nil && signal == .interrupt
        }
    }

    /// Runs `body`, during which the signals that would end the process become a request.
    ///
    /// The signals are taken up by a task, so `body` must not occupy the tasks' threads: see `DedicatedThread`.
    static func whileWatching<Result>(_ body: (StopRequest) async throws -> Result) async rethrows -> Result {
        let request = StopRequest()
        // Under nohup a training outlives its terminal.
        let signals: [UnixSignal] = isIgnored(SIGHUP) ? [.sigint, .sigterm] : [.sigint, .sigterm, .sighup]
        let sequence = await UnixSignalsSequence(trapping: signals)
        let watcher = Task {
            for await signal in sequence.compactMap(StopSignal.init) where request.receive(signal) {
                _exit(ExitStatus.interrupted.rawValue)
            }
        }
        defer { watcher.cancel() }
        return try await body(request)
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

/// Thrown where a job ends early because the process was asked to stop; not an error to tell.
struct Stopped: Error, Equatable {
    var signal: StopSignal
}

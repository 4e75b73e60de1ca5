import Synchronization

/// Why a job is to end early.
package enum StopReason: Sendable {
    /// Whoever started it does not want it any more.
    case interrupted
    /// The terminal that it was started from is gone.
    case hungUp
    /// The process is to end.
    case terminated
}

/// Whether jobs were asked to stop; may be asked and looked at from any thread.
package final class StopRequest: Sendable {
    private let first = Mutex<StopReason?>(nil)

    package init() {}

    /// Why to stop; nil as long as nobody asked.
    package var reason: StopReason? { first.withLock { $0 } }

    /// Asks to stop. The first reason counts.
    ///
    /// - Returns: whether nobody had asked before.
    @discardableResult
    package func ask(_ reason: StopReason) -> Bool {
        first.withLock { first in
            defer { first = first ?? reason }
            return first == nil
        }
    }

    /// - Throws: `Stopped` once somebody asked.
    package func check() throws(Stopped) {
        if let reason { throw Stopped(reason) }
    }
}

/// Thrown where a job ends early because it was asked to; not an error to tell.
package struct Stopped: Error, Equatable {
    package let reason: StopReason

    package init(_ reason: StopReason) {
        self.reason = reason
    }
}

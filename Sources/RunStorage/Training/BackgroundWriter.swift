import Dispatch
import Synchronization

/// Runs pieces of work one after the other on a thread of its own.
///
/// At most `capacity` pieces wait or run; a caller with one more waits, so that memory stays bounded where the disk is
/// slower than the training. After the first failure nothing more is run, and every later caller gets the error.
final class BackgroundWriter: Sendable {
    private let queue = DispatchQueue(label: "checkpoint writer")
    private let slots: DispatchSemaphore
    private let failure = Mutex<(any Error)?>(nil)

    init(capacity: Int) {
        slots = DispatchSemaphore(value: capacity)
    }

    /// Queues a piece of work.
    /// - Throws: what an earlier piece threw.
    func submit(_ work: @escaping @Sendable () throws -> Void) throws {
        try checkFailure()
        slots.wait()
        queue.async { [self] in
            defer { slots.signal() }
            do {
                if failure.withLock({ $0 }) == nil { try work() }
            } catch {
                failure.withLock { $0 = error }
            }
        }
    }

    /// Waits until everything queued is done.
    /// - Throws: what a piece threw.
    func drain() throws {
        queue.sync {}
        try checkFailure()
    }

    func checkFailure() throws {
        if let error = failure.withLock({ $0 }) { throw error }
    }
}

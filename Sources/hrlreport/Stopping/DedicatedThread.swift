import Foundation

/// A thread of its own for work that lasts: on the tasks' threads it would keep everything else from running, the
/// watching for signals included.
enum DedicatedThread {
    /// Bytes; more than a thread gets by default, since work that is meant for the main thread may run here.
    private static let stackSize = 8 << 20

    /// Runs `body` on a new thread, and returns or throws what it does.
    static func run<Result: Sendable>(
        named name: String, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Swift.Result { try body() }) }
            thread.name = name
            thread.stackSize = stackSize
            thread.start()
        }
    }
}

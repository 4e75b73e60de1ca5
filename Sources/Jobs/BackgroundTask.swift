import Foundation
import Glibc

/// Something that is computed beside other work, on a thread that takes little but what that work leaves of the cores.
package final class BackgroundTask<Value: Sendable>: Sendable {
    private let shared = Shared()

    /// What the thread and the one that waits for it share; held without the task, so that the task's end can end the
    /// computing.
    private final class Shared: @unchecked Sendable {
        let condition = NSCondition()
        /// Guarded by the condition.
        var result: Result<Value, any Error>?
        var isAbandoned = false

        func locked<T>(_ body: () throws -> T) rethrows -> T {
            condition.lock()
            defer { condition.unlock() }
            return try body()
        }
    }

    /// The niceness of the thread: a tenth of the share that the others have where all want to run.
    private static var niceness: Int32 { 10 }

    /// - Parameter body: what is computed; it is given a function that says whether nobody wants it any more.
    package init(_ body: @escaping @Sendable (_ isAbandoned: @escaping @Sendable () -> Bool) throws -> Value) {
        let shared = shared
        let thread = Thread {
            // On Linux a priority is each thread's own. Where it cannot be had, the work is done all the same.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
            let result = Result { try body { shared.locked { shared.isAbandoned } } }
            shared.locked {
                shared.result = result
                shared.condition.broadcast()
            }
        }
        thread.name = "background"
        // As much as the main thread has.
        thread.stackSize = 8 << 20
        thread.start()
    }

    deinit { shared.locked { shared.isAbandoned = true } }

    /// Waits for what is computed.
    ///
    /// - Throws: what computing threw.
    package func value() throws -> Value {
        try shared.locked {
            while true {
                if let result = shared.result { return try result.get() }
                shared.condition.wait()
            }
        }
    }
}

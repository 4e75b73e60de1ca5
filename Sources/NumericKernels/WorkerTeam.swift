import CNumericKernels
import Foundation
import Synchronization

/// A few threads that work on one thing together: each runs the same function and knows which of them it is.
///
/// The calling thread is worker 0; the others wait, blocked, between calls.
package final class WorkerTeam: Sendable {
    package let count: Int
    private let shared: SharedState

    /// What the threads share; they hold it without the team, so that the team's end can end them.
    private final class SharedState: @unchecked Sendable {
        let gate: Barrier
        /// Written by worker 0 before the gate opens, read by the others after.
        var body: ((TeamMember) -> Void)?
        var isOver = false

        init(count: Int) {
            gate = Barrier(count: count)
        }
    }

    /// - Parameter count: threads, the caller's included; at least 1.
    package init(count: Int) {
        precondition(count >= 1)
        self.count = count
        let shared = SharedState(count: count)
        self.shared = shared
        for index in 1..<max(count, 1) {
            let thread = Thread {
                while true {
                    shared.gate.wait()
                    if shared.isOver { return }
                    shared.body?(TeamMember(index: index, count: count))
                    shared.gate.wait()
                }
            }
            thread.name = "worker \(index)"
            thread.start()
        }
    }

    deinit {
        guard count > 1 else { return }
        shared.isOver = true
        shared.gate.wait()
    }

    /// Runs `body` once on every thread and returns when all are done. Not to be called from two threads at once, nor
    /// from within `body`.
    package func run(_ body: (TeamMember) -> Void) {
        let caller = TeamMember(index: 0, count: count)
        guard count > 1 else { return body(caller) }
        withoutActuallyEscaping(body) { body in
            shared.body = body
            shared.gate.wait()
            body(caller)
            shared.gate.wait()
            shared.body = nil
        }
    }
}

/// One thread's place in a team.
package struct TeamMember: Sendable {
    /// 0..<count.
    package let index: Int
    package let count: Int

    /// This thread's share of `total` items: consecutive, nearly equal.
    package func share(of total: Int) -> Range<Int> {
        (total * index / count)..<(total * (index + 1) / count)
    }
}

/// Lets threads pass once all have arrived. Spins for some microseconds, then blocks: another process may need the core
/// that the last one to arrive is waiting for.
private final class Barrier: Sendable {
    private let count: Int
    private let arrived = Atomic<Int>(0)
    private let phase = Atomic<Int>(0)
    private let condition = NSCondition()

    init(count: Int) {
        self.count = count
    }

    func wait() {
        let entered = phase.load(ordering: .acquiring)
        if arrived.add(1, ordering: .acquiringAndReleasing).newValue == count {
            arrived.store(0, ordering: .relaxed)
            condition.lock()
            phase.store(entered + 1, ordering: .releasing)
            condition.broadcast()
            condition.unlock()
            return
        }
        for _ in 0..<2000 {
            if phase.load(ordering: .acquiring) != entered { return }
            nk_relax()
        }
        condition.lock()
        while phase.load(ordering: .acquiring) == entered { condition.wait() }
        condition.unlock()
    }
}

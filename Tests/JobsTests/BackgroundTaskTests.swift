import Foundation
import Jobs
import Testing

@Suite("Work in the background")
struct BackgroundTaskTests {
    private struct Failure: Error {}

    @Test func theValueIsWaitedFor() throws {
        let gate = DispatchSemaphore(value: 0)
        let task = BackgroundTask { _ in
            gate.wait()
            return 7
        }
        gate.signal()
        for _ in 0..<2 { #expect(try task.value() == 7) }
    }

    @Test func whatItThrowsIsThrown() {
        let task = BackgroundTask<Int> { _ in throw Failure() }
        #expect(throws: Failure.self) { try task.value() }
    }

    /// Whoever lets go of it does not want it any more, and it learns of that.
    @Test func aTaskThatNobodyHoldsIsAbandoned() {
        let (started, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        var task: BackgroundTask<Void>? = BackgroundTask { isAbandoned in
            #expect(!isAbandoned())
            started.signal()
            while !isAbandoned() { Thread.sleep(forTimeInterval: 0.001) }
            ended.signal()
        }
        started.wait()
        withExtendedLifetime(task) {}
        task = nil
        #expect(ended.wait(timeout: .now() + 60) == .success)
    }
}

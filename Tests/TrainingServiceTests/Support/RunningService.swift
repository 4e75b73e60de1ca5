import Foundation
import Jobs
import Synchronization
import TestSupport
import Testing
import TrainingService

/// A service that runs on a thread of its own.
final class RunningService {
    let client: ServiceClient
    private let stop = StopRequest()
    private let state = State()

    private final class State: Sendable {
        let address = Mutex<String?>(nil)
        let isOver = Mutex(false)
    }

    init(_ configuration: ServiceConfiguration) throws {
        let service = try TrainingService(configuration, logger: Workplace.silent)
        let (stop, state) = (stop, state)
        Thread {
            try? service.run(until: stop) { text in state.address.withLock { $0 = text } }
            state.isOver.withLock { $0 = true }
        }.start()
        var port: Int?
        for _ in 0..<1000 where port == nil {
            port = state.address.withLock { $0 }?.split(separator: ":").last.flatMap { Int($0) }
            usleep(10_000)
        }
        client = ServiceClient(port: try #require(port, "the service does not begin"))
    }

    deinit { end() }

    /// Stops it.
    /// - Returns: whether it has ended within some seconds.
    @discardableResult
    func end() -> Bool {
        stop.ask(.terminated)
        for _ in 0..<1000 {
            if state.isOver.withLock({ $0 }) { return true }
            usleep(10_000)
        }
        return false
    }

    /// Asks for the status until it is as it should be.
    func waitForState(_ state: String, seconds: Double = 20) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while Date() < end {
            if client.call("GET", "/api/training/status")?.value("state") as? String == state { return true }
            usleep(20_000)
        }
        return false
    }

    func start(_ more: String = "") -> ServiceClient.Answer? {
        client.call(
            "POST", "/api/training/start",
            json: #"{"scenario_name": "bologna_coppia", "num_episodes": 20, "save_interval": 10, "seed": 42\#(more)}"#)
    }
}

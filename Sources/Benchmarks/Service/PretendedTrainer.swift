import ArgumentParser
import Foundation
import Glibc

/// Prints what a trainer prints, at a pace, and trains nothing: what a service does with it is measured.
struct PretendedTrainer: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "trainer", shouldDisplay: false)

    /// Whatever a trainer is called with; it does not matter.
    @Argument(parsing: .captureForPassthrough) var ignored: [String] = []

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let rate = Double(environment["TRAINER_RATE"] ?? "") ?? 0
        let episodes = Int(environment["TRAINER_EPISODES"] ?? "") ?? 1000
        print(
            "{\"event\":\"training_started\",\"scenario_name\":\"balanced\",\"num_episodes\":\(episodes),\"seed\":42,"
                + "\"start_time\":\"2026-01-02T03:04:05Z\"}")
        fflush(nil)
        usleep(300_000)
        let start = Self.now()
        for episode in 1...episodes {
            if rate > 0 {
                let due = start + Double(episode) / rate
                while Self.now() < due { usleep(200) }
            }
            print(
                "{\"event\":\"training_progress\",\"episode\":\(episode),\"total_episodes\":\(episodes),"
                    + "\"avg_reward\":1104.9409069316932,\"avg_duration\":120.0,\"avg_cash\":5899.7736926442585,"
                    + "\"avg_invested\":46813.85804655665,\"stability\":1.0,\"goal_adherence\":0.08594006823015345,"
                    + "\"elapsed_time\":\(Self.now())}")
            if rate > 0 { fflush(nil) }
        }
        print(
            "{\"event\":\"training_completed\",\"scenario_name\":\"balanced\",\"episodes_completed\":\(episodes),"
                + "\"total_episodes\":\(episodes),\"elapsed_time\":\(Self.now() - start)}")
        fflush(nil)
    }

    /// Seconds of a clock that all processes share.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

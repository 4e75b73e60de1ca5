import ArgumentParser
import Foundation

/// Measurements that the README's figures come from; `./dev bench` runs them.
@main
struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks", abstract: "Measure what the README claims.",
        subcommands: [
            LearningBenchmark.self, SpeedBenchmark.self, ReportBenchmark.self, CrashBenchmark.self, FuzzBenchmark.self,
        ])
}

/// What was built together with this program.
enum BesideThis {
    static func path(_ name: String) -> String {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return own.deletingLastPathComponent().appending(path: name).path
    }
}

import ArgumentParser

/// Measurements that the README's figures come from; `./dev bench` runs them.
@main
struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks", abstract: "Measure what the README claims.",
        subcommands: [
            LearningBenchmark.self, SpeedBenchmark.self, ReportBenchmark.self, CrashBenchmark.self, FuzzBenchmark.self,
        ])
}

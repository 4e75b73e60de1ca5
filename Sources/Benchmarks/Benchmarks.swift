import ArgumentParser
import Foundation
import ScenarioFiles

/// Measurements that the README's figures come from; `./dev bench` runs them.
@main
struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks", abstract: "Measure what the README claims.",
        subcommands: [
            AdviceBenchmark.self, SpeedBenchmark.self, ReportBenchmark.self, CrashBenchmark.self, FuzzBenchmark.self,
            StudyBenchmark.self, ServiceBenchmark.self, ServiceHost.self, PretendedTrainer.self,
        ])
}

/// Something that is not as it should be, in words.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// What was built together with this program.
enum BesideThis {
    static func path(_ name: String) -> String {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return own.deletingLastPathComponent().appending(path: name).path
    }
}

extension ScenarioOverride {
    /// - Throws: `ValidationError` for what is not `KEY=VALUE` with a key that there is.
    static func parsed(_ text: String) throws -> ScenarioOverride {
        guard let result = ScenarioOverride(text), result.parameter != nil else {
            throw ValidationError("'\(text)' is not KEY=VALUE with a key as in training.epochs")
        }
        return result
    }
}

/// The lines of a table as the README has it.
enum MarkdownTable {
    static func head(_ titles: [String]) -> String {
        row(titles) + "\n|" + String(repeating: "---|", count: titles.count)
    }

    static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}

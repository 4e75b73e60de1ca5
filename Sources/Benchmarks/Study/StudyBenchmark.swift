import ArgumentParser
import Foundation
import Jobs
import RunStorage
import ScenarioFiles
import Statistics
import SystemPackage

/// Runs studies, and prints how well they use the cores, what they cost beyond their trainings, and how they grow.
struct StudyBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "What a study costs beyond its trainings, and how it grows.")

    @Argument(help: "Scenario files; the first one is trained.")
    var files: [String]

    @Option(help: "Folder of the page's templates.")
    var templates: String

    @Option(help: "Trainings with one job and with two.")
    var trainings = 40

    @Option(help: "Rounds of which medians are taken.")
    var rounds = 3

    @Option(help: "Rows that are collected, made up.")
    var rows = 10_000

    func validate() throws {
        guard trainings >= 5, rounds >= 1, rows >= 1100 else {
            throw ValidationError("--trainings wants at least 5, --rounds at least 1, --rows at least 1100")
        }
    }

    func run() throws {
        let scratch = try ScratchDirectory()
        print(try cores(scratch))
        print("")
        print(try growth(scratch))
        print("")
        print(try collecting(scratch))
    }

    // MARK: - Cores

    /// One job against two, interleaved.
    private func cores(_ scratch: ScratchDirectory) throws -> String {
        let file = try scratch.write(
            "scenarios: ['\(files[0])']\nseeds: \(trainings)\n", to: "cores.yaml")
        var (one, two, beyond): ([Double], [Double], [Double]) = ([], [], [])
        for round in 1...rounds {
            for jobs in [1, 2] {
                let output = "cores-\(round)-\(jobs)"
                let result = try study(file, output: scratch.path(output), jobs: jobs)
                if jobs == 2 {
                    two.append(result.seconds)
                    continue
                }
                one.append(result.seconds)
                let trained = try seconds(ofRowsIn: scratch.path("\(output)/studies/cores/rows"))
                beyond.append((result.seconds - trained) / Double(trainings))
            }
        }
        let (alone, together) = (one.quantile(0.5), two.quantile(0.5))
        let trained = alone / Double(trainings) - beyond.quantile(0.5)
        return """
            \(trainings) trainings of \(ScenarioReader.stem(files[0])), medians of \(counted(rounds, "round")).

            \(MarkdownTable.head(["one job, s", "two jobs, s", "ratio", "a training, s", "beyond it, s", "share"]))
            \(MarkdownTable.row([
                text(alone), text(together), text(alone / together), text(trained), text(beyond.quantile(0.5), 4),
                text(100 * beyond.quantile(0.5) / trained, 1) + " %",
            ]))
            """
    }

    /// Seconds that trainings and the evaluations of their policies took, as the rows say.
    private func seconds(ofRowsIn folder: String) throws -> Double {
        struct Line: Decodable {
            struct Row: Decodable {
                struct Origin: Decodable { var seconds: Double }
                var origin: Origin
            }
            var row: Row
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }
        return try names.reduce(0) { sum, name in
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            return try text.split(separator: "\n").reduce(sum) {
                try $0 + JSONDecoder().decode(Line.self, from: Data($1.utf8)).row.origin.seconds
            }
        }
    }

    // MARK: - Growth

    /// Ten times as many trainings, which take a blink.
    private func growth(_ scratch: ScratchDirectory) throws -> String {
        let small = try scratch.write(
            """
            description: Twelve months
            environment: {income: 3200, fixed_expenses: 1800, variable_expense_mean: 800, variable_expense_std: 150, inflation: 0.02,
              safety_threshold: 3500, max_months: 12, initial_cash: 3000, risk_tolerance: 0.55}
            training: {num_episodes: 20, segment: 12}
            """, to: "blink.yaml")
        var table = [MarkdownTable.head(["trainings", "s", "MB at most", "bytes a training", "files"])]
        for count in [100, 1000] {
            let file = try scratch.write(
                "scenarios: ['\(small)']\nseeds: \(count)\nlives: {count: 20}\n", to: "grow\(count).yaml")
            let output = scratch.path("grow\(count)")
            let result = try study(file, output: output, jobs: 2)
            let tree = try FileTree(output + "/studies")
            table.append(
                MarkdownTable.row([
                    "\(count)", text(result.seconds), text(Double(result.peakMemory) / 1e6, 0),
                    "\(tree.bytes / count)", "\(tree.count)",
                ]))
        }
        return "Trainings of 20 episodes of 12 months, two jobs.\n\n" + table.joined(separator: "\n")
    }

    private struct FileTree {
        var count = 0, bytes = 0

        init(_ folder: String) throws {
            for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
                guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
                count += 1
                bytes += attributes[.size] as? Int ?? 0
            }
        }
    }

    // MARK: - Collecting

    /// Rows that nobody trained: what working them out and rendering them takes.
    private func collecting(_ scratch: ScratchDirectory) throws -> String {
        let made = try MadeUpStudy(scenarios: files, rows: rows, lives: 1000, in: scratch)
        let result = try MeasuredProgram(
            path: BesideThis.path("hrlreport"),
            arguments: [
                "study", "report", made.name, "--output", made.output, "--templates", templates, "--quiet",
            ]
        ).run()
        func size(_ file: String) throws -> String {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(made.output)/\(file)")
            return text(Double(attributes[.size] as? Int ?? 0) / 1000, 0)
        }
        return """
            \(made.rows) rows of \(made.cells) cells, \(made.lives) lives each: collected, worked out and rendered.

            \(MarkdownTable.head(["s", "MB at most", "results.json, kB", "page, kB", "PDF, kB"]))
            \(MarkdownTable.row([
                text(result.seconds), text(Double(result.peakMemory) / 1e6, 0),
                try size("studies/\(made.name)/results.json"), try size("reports/\(made.name)/index.html"),
                try size("reports/\(made.name)/\(made.name).pdf"),
            ]))
            """
    }

    // MARK: - The program

    private func study(_ file: String, output: String, jobs: Int) throws -> MeasuredProgram.Result {
        try MeasuredProgram(
            path: BesideThis.path("hrlreport"),
            arguments: [
                "study", "run", file, "--output", output, "--templates", templates, "--jobs", "\(jobs)", "--quiet",
            ]
        ).run()
    }

    private func text(_ number: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", number) }
}

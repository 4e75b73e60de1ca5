import ArgumentParser
import Foundation
import Households
import Jobs
import Reports
import RunStorage
import Statistics

/// Renders the report of one real training as if it had taken ever more episodes, and prints sizes and times.
struct ReportBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "How large reports are, and how long they take to render.")

    @Argument(help: "Scenario files; the first one is trained.")
    var files: [String]

    @Option(help: "Folder of the page's templates.")
    var templates: String

    @Option(help: "Episodes of the histories, separated by commas.")
    var episodes = "1000,100000,1000000"

    @Option(help: "Renderings to take the median time of.")
    var repetitions = 5

    private var counts: [Int] { episodes.split(separator: ",").compactMap { Int($0) } }

    func validate() throws {
        guard repetitions >= 1 else { throw ValidationError("--repetitions wants at least 1") }
        guard !counts.isEmpty, counts.allSatisfy({ $0 >= 1 }), !files.isEmpty else {
            throw ValidationError(
                "--episodes wants whole numbers from 1, separated by commas, and there has to be a scenario")
        }
    }

    func run() throws {
        let training = try SampleTraining(scenarioFile: files[0])
        let renderer = try ScratchDirectory().jobs(templates: templates).renderer()
        print(
            "Report of \(training.scenario.name), evaluated on 1,000 episodes; medians of \(repetitions) renderings, in seconds."
        )
        print("Budgets for 1,000 episodes: page 700 kB, PDF 250 kB before attachments, 0.3 s for both.")
        print("")
        print(
            MarkdownTable.head([
                "episodes", "history", "read in", "CSV", "in", "prepared in", "page", "in", "PDF", "in", "attached",
                "in",
            ]))
        for count in counts { print(try row(training, count, renderer)) }
    }

    private func row(_ training: SampleTraining, _ count: Int, _ renderer: ReportRenderer) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("hrlreport-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        var encoder = HistoryEncoder()
        try Data(try encoder.encode(training.history(episodes: count))).write(to: file)

        let (stored, reading) = try timed { () -> (bytes: [UInt8], history: TrainingHistory) in
            let bytes = [UInt8](try Data(contentsOf: file))
            return (bytes, try HistoryDecoder.decode(bytes))
        }
        let input = training.input(history: stored.history, json: stored.bytes)
        let (report, preparing) = timed { PreparedReport(input) }
        let (table, tableTime) = timed { HistoryCSV.bytes(of: stored.history).count }
        let (page, pageTime) = try timed { try renderer.page(report).bytes.count }
        let (bare, bareTime) = try timed { try renderer.pdf(report, hasAttachments: false).bytes.count }
        let (whole, wholeTime) = try timed { try renderer.pdf(report).bytes.count }
        let cells = [
            "\(count)", kilobytes(stored.bytes.count), seconds(reading), kilobytes(table), seconds(tableTime),
            seconds(max(0, preparing - tableTime)), kilobytes(page), seconds(pageTime), kilobytes(bare),
            seconds(bareTime), kilobytes(whole - bare), seconds(max(0, wholeTime - bareTime)),
        ]
        return MarkdownTable.row(cells)
    }

    /// What `body` gives, and the median of the processor times it takes: one thread does all, and what else runs on
    /// the machine does not count.
    private func timed<Value>(_ body: () throws -> Value) rethrows -> (Value, Double) {
        var times: [Double] = []
        while true {
            let start = clock()
            let value = try body()
            times.append(Double(clock() - start) / Double(CLOCKS_PER_SEC))
            if times.count == repetitions { return (value, times.quantile(0.5)) }
        }
    }

    private func kilobytes(_ bytes: Int) -> String { String(format: "%.1f kB", Double(bytes) / 1000) }
    private func seconds(_ value: Double) -> String { String(format: "%.3f", value) }
}

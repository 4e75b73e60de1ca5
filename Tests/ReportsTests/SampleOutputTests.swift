import Foundation
import Reports
import Testing

/// Writes samples to look at, where `REPORT_SAMPLES` names a folder.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["REPORT_SAMPLES"] != nil))
struct SampleOutputTests {
    private let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["REPORT_SAMPLES"] ?? "/tmp")

    @Test func writesSamples() throws {
        let renderer = try SampleReports.renderer()
        let samples = [("bologna", SampleReports.bologna())] + AwkwardReports.all
        var entries: [IndexEntry] = []
        for (name, input) in samples {
            try write(renderer.page(input).bytes, "\(name).html")
            try write(renderer.pdf(input).bytes, "\(name).pdf")
            entries.append(IndexEntry(input))
        }
        try write(renderer.index(entries).bytes, "index.html")
        for (name, bytes) in try renderer.pngCharts(SampleReports.bologna()) {
            try write(bytes, "charts/\(name)")
        }
    }

    @Test(.serialized, arguments: [1000, 100_000, 1_000_000])
    func measures(episodes: Int) throws {
        let input = SampleReports.bologna(episodes: episodes)
        let renderer = try SampleReports.renderer()
        for _ in 0..<2 {
            var page = 0
            var document = 0
            let pageTime = try processorTime { page = try renderer.page(input).bytes.count }
            let pdfTime = try processorTime { document = try renderer.pdf(input).bytes.count }
            print("\(episodes) episodes: page \(page) bytes in \(pageTime) s, PDF \(document) bytes in \(pdfTime) s")
        }
    }

    /// Seconds of processor time, which other programs do not lengthen.
    private func processorTime(_ body: () throws -> Void) rethrows -> Double {
        let start = clock()
        try body()
        return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}

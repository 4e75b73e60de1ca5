import Foundation
import Reports
import Testing

/// Writes samples to look at and to validate, where `REPORT_SAMPLES` names a folder.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["REPORT_SAMPLES"] != nil))
struct SampleOutputTests {
    private let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["REPORT_SAMPLES"] ?? "/tmp")

    @Test func writesSamples() throws {
        let renderer = try SampleReports.renderer()
        let samples = [("bologna", SampleReports.bologna())] + AwkwardReports.all
        var entries: [IndexEntry] = []
        for (name, input) in samples {
            try write(renderer.page(PreparedReport(input)).bytes, "\(name).html")
            try write(renderer.pdf(PreparedReport(input)).bytes, "\(name).pdf")
            entries.append(IndexEntry(input))
        }
        try write(renderer.index(entries).bytes, "index.html")
        for (name, bytes) in try renderer.pngCharts(PreparedReport(SampleReports.bologna())) {
            try write(bytes, "charts/\(name)")
        }
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}

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
        for (name, study) in studies {
            let report = PreparedStudyReport(study.input)
            try write(renderer.studyPage(report).bytes, "study-\(name).html")
            try write(renderer.studyPDF(report).bytes, "study-\(name).pdf")
            entries.append(IndexEntry(report))
        }
        var run = SampleReports.bologna()
        run.study = SampleStudies.standing(rank: 2, score: 0.9985)
        try write(renderer.page(PreparedReport(run)).bytes, "beside-a-study.html")
        try write(renderer.pdf(PreparedReport(run)).bytes, "beside-a-study.pdf")
        try write(renderer.index(entries).bytes, "index.html")
        for (name, bytes) in try renderer.pngCharts(PreparedReport(SampleReports.bologna())) {
            try write(bytes, "charts/\(name)")
        }
    }

    private var studies: [(String, SampleStudies)] {
        var lost = SampleStudies()
        lost.earlierLooks = [10]
        lost.change = { _, _, _, seed in
            seed == 13 ? .score(0.886) : seed == 17 ? .diverged : seed > 18 ? .missing : .none
        }
        var utility = SampleStudies()
        utility.scenarios = ["young_saver", "late_start"]
        utility.utility = true
        utility.seeds = 5
        var many = SampleStudies()
        many.scenarios = (1...11).map { "household_\($0)" }
        var hostile = SampleStudies.grid
        hostile.scenarios[0] = AwkwardReports.hostileName
        hostile.settings[1].name = String(repeating: "a_very_long_name_of_a_setting=0.1,", count: 5)
        return [
            ("one", SampleStudies()), ("lost", lost), ("grid", .grid), ("utility", utility), ("many", many),
            ("large", .large()), ("hostile", hostile),
        ]
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}

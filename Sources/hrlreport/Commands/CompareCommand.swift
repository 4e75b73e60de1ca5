import ArgumentParser
import Foundation
import Reports
import RunStorage
import SystemPackage

/// `hrlreport compare`
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Show runs side by side.",
        usage: "hrlreport compare [<options>] <run> <run> ...",
        discussion: """
            The others are held against the first run. Where the household is the same, policies are \
            compared life by life, on the lives of the first run's evaluation. A run is named as it \
            was trained, or by the folder of one of its checkpoints.

            EXAMPLES:
              hrlreport compare bologna_coppia bologna_long
              hrlreport compare conservative balanced aggressive --to profiles.html --to profiles.pdf
              hrlreport compare balanced output/models/checkpoints/balanced/checkpoint_episode_500
            """)

    @Argument(help: ArgumentHelp("Runs to compare, from two to six.", valueName: "run"))
    var runs: [String]

    @Option(
        help: ArgumentHelp(
            "Write the comparison to a file that ends in .html, .pdf, .csv or .json; may be repeated.",
            valueName: "file"), completion: .file(extensions: ComparisonFormat.allCases.map(\.rawValue)))
    var to: [String] = []

    @Option(help: ArgumentHelp("Title of page and PDF (default: the runs' names).", valueName: "text"))
    var title: String?

    @OptionGroup(title: "Output") var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func validate() throws {
        let counts = RunComparison.runCounts
        if !counts.contains(runs.count) {
            throw ValidationError(
                "<run>: from \(counts.lowerBound) to \(counts.upperBound) runs can be compared, found \(runs.count)")
        }
        for file in to where ComparisonFormat(file: file) == nil {
            throw ValidationError("--to: \(file) ends in none of .html, .pdf, .csv and .json")
        }
    }

    func run() throws {
        let context = CommandContext(common)
        let formats = to.compactMap { file in ComparisonFormat(file: file).map { (file: file, format: $0) } }
        // Before the work, so that a broken template is not found out after it.
        let renderer = try formats.contains { $0.format.isRendered } ? ReportRenderer(context) : nil
        let job = ComparisonJob(
            store: context.store, evaluationEpisodes: TrainingOptions.defaultEvaluationEpisodes,
            threads: ProcessInfo.processInfo.activeProcessorCount, logger: context.logger)
        let compared = try job.runs(runs)
        let comparison = RunComparison(compared)
        for (file, format) in formats {
            try UserFile.write(try bytes(format, compared, comparison, renderer, context), to: file)
        }
        if formats.isEmpty || result.json {
            try context.show(comparison, as: result) { ComparisonText.text(comparison) }
        } else {
            try context.print(formats.map { FilePath($0.file) })
        }
    }

    private func bytes(
        _ format: ComparisonFormat, _ runs: [ComparedRun], _ comparison: RunComparison, _ renderer: ReportRenderer?,
        _ context: CommandContext
    ) throws -> [UInt8] {
        switch format {
        case .csv: return ComparisonCSV.bytes(of: runs)
        case .json: return try JSONDocument.encode(comparison)
        case .html, .pdf:
            guard let renderer else { preconditionFailure("\(format.rawValue) needs a renderer") }
            let document =
                try format == .html
                ? renderer.comparisonPage(runs, title: title)
                : renderer.comparisonPDF(runs, json: JSONDocument.encode(comparison), title: title)
            MissingCharacters.warn(about: document.missingCharacters, context.logger)
            return document.bytes
        }
    }
}

/// A kind of file that a comparison is written to.
enum ComparisonFormat: String, CaseIterable {
    case html, pdf, csv, json

    /// The kind that a file's name ends in; nil for others.
    init?(file: String) {
        guard let ending = FilePath(file).extension?.lowercased() else { return nil }
        self.init(rawValue: ending)
    }

    /// Whether templates and fonts are needed.
    var isRendered: Bool { self == .html || self == .pdf }
}

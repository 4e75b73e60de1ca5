import ArgumentParser
import Jobs
import Reports
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

    @Argument(help: ArgumentHelp("Runs to compare, from two to six.", valueName: "run"), completion: .runs)
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
        let jobs = context.jobs()
        // Before the work, so that a broken template is not found out after it.
        let renderer = try formats.contains { $0.format.isRendered } ? jobs.renderer() : nil
        let compared = try jobs.compare(runs)
        for (file, format) in formats {
            try UserFile.write(try jobs.file(format, of: compared, title: title, with: renderer), to: file)
        }
        if formats.isEmpty || result.json {
            let comparison = RunComparison(compared)
            try context.show(comparison, as: result) { ComparisonText.text(comparison) }
        } else {
            try context.print(formats.map { FilePath($0.file) })
        }
    }
}

extension ComparisonFormat {
    /// The kind that a file's name ends in; nil for others.
    init?(file: String) {
        guard let ending = FilePath(file).extension?.lowercased() else { return nil }
        self.init(rawValue: ending)
    }
}

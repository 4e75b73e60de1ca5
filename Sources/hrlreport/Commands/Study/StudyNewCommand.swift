import ArgumentParser
import Jobs
import RunStorage
import ScenarioFiles
import SystemPackage

/// `hrlreport study new`
struct StudyNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a commented study file to edit.",
        usage: "hrlreport study new <name> [<options>]",
        discussion: """
            The file is NAME.yaml in the current directory.

            EXAMPLES:
              hrlreport study new mine
              hrlreport study new mine --scenario bologna_shocks
            """)

    @Argument(help: ArgumentHelp("Name of the study.", valueName: "name"))
    var name: String

    @Option(
        name: .customLong("scenario"),
        help: ArgumentHelp("Scenario to train; may be repeated (default: bologna_coppia).", valueName: "scenario"),
        completion: .scenarios)
    var given: [String] = []

    @Flag(help: "Replace a file of that name.")
    var force = false

    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        // Whoever types the file's name means the same.
        let stem = ScenarioFile.extensions.first { self.name.hasSuffix(".\($0)") }.map {
            self.name.dropLast($0.count + 1)
        }
        let name = try RunName(stem.map(String.init) ?? self.name).description
        let path = "\(name).yaml"
        if ResourceFolders.ofThisProcess.isFile(path) && !force { throw CommandError.fileExists(path) }
        let jobs = CommandContext(common).jobs()
        let scenarios = given.isEmpty ? ["bologna_coppia"] : given
        for scenario in scenarios { _ = try jobs.scenario(scenario) }
        try UserFile.write(Array(Self.text(scenarios).utf8), to: path)
        guard !common.quiet else { return }
        try StandardStream.output.write(
            "\(PrintableText.oneLine(path))\nEdit the file, then: hrlreport study run \(PrintableText.oneLine(path))\n")
    }

    private static func text(_ scenarios: [String]) -> String {
        """
        description: What this study asks.
        scenarios: [\(scenarios.map(quoted).joined(separator: ", "))]   # names or paths, or all
        seeds: 20                             # 1 to 20; or a list [3, 5, 8], or a range 101-120
        lives: {count: 1000, seed: 42}        # on which every policy of a household is judged
        # episodes: 1000                      # default: each scenario's
        # settings:                           # beside `default`, the scenario as it is
        #   grid: {training.clip_range_low: [0.1, 0.5], training.epochs: [5, 20]}      # all combinations
        #   list:
        #     - {name: unbounded, training.target_kl: 0}
        #   random: {count: 30, seed: 1, training.learning_rate_low: {from: 0.0001, to: 0.01, scale: log}}
        # choose: {by: iqm, confirm: 20}      # the best setting, judged again with seeds that had no part in the choice
        baselines: [tuned, threshold, untrained]
        difference: 0.001                     # what counts as a difference of two scores
        keep: nothing                         # or models: the final weights, too

        """
    }

    /// As a list of YAML takes it.
    private static func quoted(_ name: String) -> String {
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0)) }
        return isPlain && name.first?.isLetter == true ? name : "'\(name.replacing("'", with: "''"))'"
    }
}

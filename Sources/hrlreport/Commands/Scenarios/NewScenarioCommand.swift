import ArgumentParser
import Households
import Jobs
import RunStorage
import ScenarioFiles
import SystemPackage

/// `hrlreport scenarios new`
struct NewScenarioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a commented scenario file to edit.",
        usage: "hrlreport scenarios new <name> [<options>]",
        discussion: """
            The file goes to scenarios/NAME.yaml, or into the folder that --scenarios names. On a \
            terminal, and without --from and --set, the figures are asked for.

            EXAMPLES:
              hrlreport scenarios new mine
              hrlreport scenarios new mine --from bologna_coppia
              hrlreport scenarios new mine --from balanced --set environment.income=2400
            """)

    @Argument(help: ArgumentHelp("Name of the scenario.", valueName: "name"))
    var name: String

    @Option(
        help: ArgumentHelp("Scenario to start from (default: balanced).", valueName: "scenario"),
        completion: .scenarios)
    var from: String?

    @OptionGroup var overriding: OverrideOptions

    @Flag(help: "Replace a file of that name.")
    var force = false

    @OptionGroup(title: "Everywhere") var common: CommonOptions

    private static let usualTemplate = "balanced"

    func run() throws {
        let name = try RunName(name).description
        let folder = common.scenarios ?? JobError.Folder.scenarios.rawValue
        let path = "\(folder)/\(name).yaml"
        let folders = ResourceFolders.ofThisProcess
        if folders.isFile(path) && !force { throw CommandError.fileExists(path) }
        var scenario = try template(folders)
        scenario.name = name
        if from == nil, overriding.values.isEmpty, Terminal.canAsk {
            scenario = try ScenarioQuestions.onTerminal.ask(about: scenario)
        }
        let text = scenario.commentedYAML
        // What is written can be read, or it is not written.
        let written = try ScenarioReader.read(
            Array(text.utf8), file: path, histories: ScenarioFile.histories(beside: path))
        precondition(written == scenario, "a scenario that was written reads back as another one")
        try DurableFiles().makeDirectory(FilePath(folder))
        try UserFile.write(Array(text.utf8), to: path)
        guard !common.quiet else { return }
        try StandardStream.output.write(
            "\(PrintableText.oneLine(path))\n" + ScenarioText.cashFlow(scenario)
                + "Edit the file, then: hrlreport train-and-report \(common.scenarios == nil ? name : path)\n")
    }

    private func template(_ folders: ResourceFolders) throws -> Scenario {
        let source = from ?? Self.usualTemplate
        // Where --scenarios names a folder to write to, those that come with the program are still known.
        let places = [common.scenarios, nil].filter { $0.map(folders.isFolder) ?? true }
        var failure: any Error = JobError.fileNotFound(source)
        for place in places {
            do {
                return try ScenarioFile.load(
                    source, folders: folders, scenarios: place, overrides: overriding.values
                ).scenario
            } catch let error as JobError {
                failure = error
            }
        }
        throw failure
    }
}

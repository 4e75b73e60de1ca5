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
            The file goes to my_scenarios/NAME.yaml, or into the folder that --scenarios names: your own \
            files are kept apart from those that come with the program, and found first. Without --set the \
            figures are asked for on a terminal, or read from a pipe, a line each: those of a household \
            that plans a life, or of one like the scenario that --from names.

            EXAMPLES:
              hrlreport scenarios new mine
              hrlreport scenarios new mine --from bologna_coppia
              hrlreport scenarios new mine --from balanced --set environment.income=2400
            """)

    @Argument(help: ArgumentHelp("Name of the scenario.", valueName: "name"))
    var name: String

    @Option(
        help: ArgumentHelp("Scenario to start from (default: casa_torino).", valueName: "scenario"),
        completion: .scenarios)
    var from: String?

    @OptionGroup var overriding: OverrideOptions

    @Flag(help: "Replace a file of that name.")
    var force = false

    @OptionGroup(title: "Everywhere") var common: CommonOptions

    private static let usualTemplate = "casa_torino"

    func run() throws {
        // Whoever types the file's name means the same.
        let stem = ScenarioFile.extensions.first { self.name.lowercased().hasSuffix(".\($0)") }.map {
            self.name.dropLast($0.count + 1)
        }
        let name = try RunName(stem.map(String.init) ?? self.name).description
        let folder = common.scenarios ?? ScenarioFile.ownFolder
        let path = "\(folder)/\(name).yaml"
        let folders = ResourceFolders.ofThisProcess
        if folders.isFile(path) && !force { throw CommandError.fileExists(path) }
        var scenario = try template(folders)
        scenario.name = name
        if overriding.values.isEmpty { scenario = try answered(scenario) }
        let text = scenario.commentedYAML
        // What is written can be read, or it is not written.
        let written = try ScenarioReader.read(
            Array(text.utf8), file: path, histories: ScenarioFile.histories(beside: path))
        precondition(written == scenario, "a scenario that was written reads back as another one")
        try DurableFiles().makeDirectory(FilePath(folder))
        try UserFile.write(Array(text.utf8), to: path)
        for other in hidden(by: path, name, folders) {
            CommandContext(common).note(
                .warning,
                "\(path): takes the place of \(other), which is not found by the name \(name) any more; name it by its path"
            )
        }
        guard !common.quiet else { return }
        try StandardStream.output.write(
            "\(PrintableText.oneLine(path))\n" + ScenarioText.cashFlow(scenario)
                + "Edit the file, then: hrlreport train-and-report \(common.scenarios == nil ? name : path)\n")
    }

    /// The scenario with the answers that somebody gives.
    ///
    /// - Throws: as `ScenarioQuestions.ask`; `CommandError.answersEnded` where a pipe is empty, `.nobodyAnswers` where
    ///   nobody is there, unless it was said whose figures are to be taken.
    private func answered(_ scenario: Scenario) throws -> Scenario {
        if Terminal.canAsk { return try ScenarioQuestions.onTerminal.ask(about: scenario) }
        if Terminal.input == .lines { return try ScenarioQuestions.onPipe.ask(about: scenario) }
        guard let from else { throw CommandError.nobodyAnswers }
        CommandContext(common).note(.notice, "standard input: no answers came: the figures are those of \(from)")
        return scenario
    }

    /// The files that were found by the name before.
    private func hidden(by path: String, _ name: String, _ folders: ResourceFolders) -> [String] {
        let places = (try? folders.locateAll(.scenarios, given: common.scenarios)) ?? []
        return places.flatMap { place in ScenarioFile.extensions.map { "\(place)/\(name).\($0)" } }
            .filter { $0 != path && folders.isFile($0) }
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

import ArgumentParser
import Foundation

/// Options of every command.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .customLong("output"),
        help: ArgumentHelp(
            "Folder of models, reports and archive (default: $HRLREPORT_OUTPUT, else output).", valueName: "dir"),
        completion: .directory)
    var givenOutput: String?

    @Option(help: ArgumentHelp("Folder of the scenarios.", valueName: "dir"), completion: .directory)
    var scenarios: String?

    @Option(help: ArgumentHelp("Folder of the page's templates.", valueName: "dir"), completion: .directory)
    var templates: String?

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print what is done and where.")
    var verbose = false

    func validate() throws {
        if quiet && verbose { throw ValidationError("--quiet: cannot be combined with --verbose") }
        if givenOutput?.isEmpty == true { throw ValidationError("--output: must not be empty") }
    }

    /// Folder of models, reports and archive.
    var output: String { givenOutput ?? Self.usualOutput }

    /// Where the output goes unless the user says otherwise.
    static var usualOutput: String {
        let value = ProcessInfo.processInfo.environment["HRLREPORT_OUTPUT"] ?? ""
        return value.isEmpty ? "output" : value
    }
}

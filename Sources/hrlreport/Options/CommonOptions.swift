import ArgumentParser
import Logging

/// Options of every command.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of models, reports and archive.", valueName: "dir"), completion: .directory)
    var output = "output"

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
        if output.isEmpty { throw ValidationError("--output: must not be empty") }
    }

    /// For diagnostics on standard error.
    var logger: Logger {
        var logger = Logger(label: "hrlreport") { _ in StandardErrorLogHandler() }
        logger.logLevel = quiet ? .error : verbose ? .debug : .notice
        return logger
    }
}

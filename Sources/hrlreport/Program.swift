import ArgumentParser
import Glibc
import Jobs

/// Where the process begins and ends: nothing else exits.
@main
enum Program {
    static func main() async {
        // A reader that goes away is an error of the write, not the end of a training.
        signal(SIGPIPE, SIG_IGN)
        let status = await run(Array(CommandLine.arguments.dropFirst()))
        exit(status.rawValue)
    }

    /// Runs the command that the arguments name, and tells what goes wrong.
    private static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            var command = try HRLReport.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .done
        } catch {
            return tell(error, arguments: arguments)
        }
    }

    private static func tell(_ error: any Error, arguments: [String]) -> ExitStatus {
        if let told = error as? AlreadyTold { return told.status }
        if let text = UsageError.requestedText(error) { return show(text.hasSuffix("\n") ? text : text + "\n") }
        return (UsageError.failure(error, arguments: arguments) ?? Failure(error)).tell()
    }

    /// Prints what was asked for, such as a help text.
    private static func show(_ text: String) -> ExitStatus {
        do {
            try StandardStream.output.write(text)
            return .done
        } catch {
            return Failure(error).tell()
        }
    }
}

/// Thrown by a command whose errors have been printed, for the sake of the exit code.
struct AlreadyTold: Error {
    let status: ExitStatus

    /// Nil where nothing went wrong.
    init?(_ worst: ExitStatus) {
        if worst == .done { return nil }
        status = worst
    }
}

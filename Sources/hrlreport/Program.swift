import ArgumentParser
import Glibc

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
        if let text = UsageError.requestedText(error) {
            StandardStream.output.writeIfPossible(text.hasSuffix("\n") ? text : text + "\n")
            return .done
        }
        let report = UsageError.report(error, arguments: arguments) ?? ErrorReport(error)
        StandardStream.error.writeIfPossible(report.text)
        return report.status
    }
}

/// Thrown by a command whose errors have been printed, for the sake of the exit code.
struct AlreadyTold: Error {
    var status: ExitStatus
}

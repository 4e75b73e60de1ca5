import ArgumentParser
import Households

/// What ArgumentParser says, in the form of all other errors.
enum UsageError {
    /// What to print to standard output where `error` is a request such as `--help`, nil where it is none.
    static func requestedText(_ error: any Error) -> String? {
        HRLReport.exitCode(for: error) == .success ? HRLReport.fullMessage(for: error) : nil
    }

    /// The error of a command line that ArgumentParser rejects, nil for errors of other kinds.
    static func report(_ error: any Error, arguments: [String]) -> ErrorReport? {
        guard HRLReport.exitCode(for: error) == .validationFailure else { return nil }
        if let command = unknownCommand(arguments) {
            let nearest = NearestName.of(command, among: commandNames)
            return ErrorReport(
                .wrongUsage, "\(command): there is no such command",
                hint: nearest.map { "did you mean \($0)?" } ?? "hrlreport --help lists the commands")
        }
        var message = TerminalText.oneLine(HRLReport.message(for: error))
        var hint = "hrlreport\(knownCommand(arguments).map { " \($0)" } ?? "") --help lists the options"
        if let suggestion = message.range(of: ". Did you mean ") {
            hint = "did you mean " + message[suggestion.upperBound...]
            message = String(message[..<suggestion.lowerBound])
        }
        return ErrorReport(.wrongUsage, decapitalized(message), hint: hint)
    }

    private static var commandNames: [String] { HRLReport.configuration.subcommands.map { $0._commandName } }

    private static func knownCommand(_ arguments: [String]) -> String? {
        arguments.first.flatMap { first in commandNames.first { $0 == first } }
    }

    private static func unknownCommand(_ arguments: [String]) -> String? {
        guard let first = arguments.first, !first.hasPrefix("-"), knownCommand(arguments) == nil else { return nil }
        return first
    }

    private static func decapitalized(_ text: String) -> String {
        text.prefix(1).lowercased() + text.dropFirst().trimmingSuffix(".")
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ suffix: Character) -> Substring { last == suffix ? dropLast() : self }
}

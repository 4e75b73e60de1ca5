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
        let text = oneLine(HRLReport.message(for: error))
        // A second sentence tells what to do.
        let sentences = text.split(separator: ". ", maxSplits: 1)
        let command = knownCommand(arguments).map { " \($0)" } ?? ""
        let hint = sentences.count == 2 ? decapitalized(sentences[1]) : "hrlreport\(command) --help lists the options"
        return ErrorReport(.wrongUsage, decapitalized(sentences.first ?? ""), hint: hint)
    }

    private static var commandNames: [String] { HRLReport.configuration.subcommands.map { $0._commandName } }

    private static func knownCommand(_ arguments: [String]) -> String? {
        arguments.first.flatMap { first in commandNames.first { $0 == first } }
    }

    private static func unknownCommand(_ arguments: [String]) -> String? {
        guard let first = arguments.first, !first.hasPrefix("-"), knownCommand(arguments) == nil else { return nil }
        return first
    }

    /// A list of several lines becomes one with commas.
    private static func oneLine(_ message: String) -> String {
        let lines = message.split(separator: "\n").map { $0.drop { " -".contains($0) } }
        guard let first = lines.first, lines.count > 1 else { return message }
        return "\(first) \(lines.dropFirst().joined(separator: ", "))"
    }

    /// Without a capital at the beginning and a full stop at the end, as all messages are.
    private static func decapitalized(_ text: Substring) -> String {
        text.prefix(1).lowercased() + (text.last == "." ? text.dropFirst().dropLast() : text.dropFirst())
    }
}

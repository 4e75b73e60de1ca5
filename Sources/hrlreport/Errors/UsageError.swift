import ArgumentParser
import Households
import Jobs
import ScenarioFiles

/// What ArgumentParser says, in the form of all other errors.
enum UsageError {
    /// What to print to standard output where `error` is a request such as `--help`, nil where it is none.
    static func requestedText(_ error: any Error) -> String? {
        HRLReport.exitCode(for: error) == .success ? HRLReport.fullMessage(for: error) : nil
    }

    /// The error of a command line that ArgumentParser rejects, nil for errors of other kinds.
    static func failure(_ error: any Error, arguments: [String]) -> Failure? {
        guard HRLReport.exitCode(for: error) == .validationFailure else { return nil }
        let path = CommandPath(arguments)
        if let command = path.unknown {
            let nearest = NearestName.of(command, among: path.choices)
            return Failure(
                .wrongUsage, "\(path.prefix)\(command): there is no such command",
                hint: nearest.map { "did you mean \(path.prefix)\($0)?" }
                    ?? "\(path.command) --help lists the commands")
        }
        let text = oneLine(HRLReport.message(for: error))
        // A second sentence tells what to do.
        let sentences = text.split(separator: ". ", maxSplits: 1)
        let hint = sentences.count == 2 ? decapitalized(sentences[1]) : "\(path.command) --help lists the options"
        return Failure(.wrongUsage, decapitalized(sentences.first ?? ""), hint: hint)
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

/// The commands that the arguments begin with, as far as they are known.
struct CommandPath {
    /// `scenarios show`
    private var names: [String] = []
    /// The names that could follow; empty where no further command is due.
    private(set) var choices: [String]
    /// What stands where a command was due, and is none.
    private(set) var unknown: String?

    init(_ arguments: [String]) {
        var subcommands = HRLReport.configuration.subcommands
        for argument in arguments {
            guard !subcommands.isEmpty else { break }
            guard let next = subcommands.first(where: { $0._commandName == argument }) else {
                unknown = argument.hasPrefix("-") ? nil : argument
                break
            }
            names.append(argument)
            subcommands = next.configuration.subcommands
        }
        choices = subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
    }

    /// `hrlreport scenarios`
    var command: String { (["hrlreport"] + names).joined(separator: " ") }

    /// What stands before the next command: `scenarios `, or nothing.
    var prefix: String { names.map { $0 + " " }.joined() }
}

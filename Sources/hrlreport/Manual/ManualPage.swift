/// The manual page `hrlreport(1)`, in the `man` macros of roff, made of what the parser knows.
package struct ManualPage {
    private static let everywhere = "Everywhere"

    private let command: CommandDescription
    private let version: String

    package init(_ command: CommandDescription, version: String) {
        self.command = command
        self.version = version
    }

    package var text: String {
        var lines = [
            // Without a date: the same program has the same page, whenever it is built.
            ".TH HRLREPORT 1 \"\" \"hrlreport \(version)\" \"User Commands\"",
            ".SH NAME", "hrlreport \\- \(Roff.text(Roff.phrase(command.abstract ?? "")))",
            ".SH SYNOPSIS", ".B hrlreport", ".I command", "[\\fIoption\\fR ...]",
            ".SH DESCRIPTION",
        ]
        lines += discussion(command)
        lines.append(".SH COMMANDS")
        for child in command.shownCommands { lines += section(child) }
        lines.append(".SH OPTIONS OF EVERY COMMAND")
        lines +=
            firstLeaf(command).map { common in
                common.shownArguments.filter { $0.sectionTitle == Self.everywhere || $0.isOfTheParser }
                    .flatMap(entry)
            } ?? []
        lines += environment + files
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Commands

    private func section(_ command: CommandDescription) -> [String] {
        guard command.shownCommands.isEmpty else {
            return command.shownCommands.flatMap(section)
        }
        var lines = [".SS \(Roff.text(synopsis(command)))"]
        if let abstract = command.abstract { lines += [Roff.text(abstract)] }
        lines += discussion(command)
        let own = command.shownArguments.filter { $0.sectionTitle != Self.everywhere && !$0.isOfTheParser }
        return lines + own.flatMap(entry)
    }

    /// `hrlreport simulate [<run>] [<options>]`
    private func synopsis(_ command: CommandDescription) -> String {
        let positional = command.shownArguments.filter { $0.kind == "positional" }.map { argument in
            let name = "<\(argument.valueName ?? "")>" + (argument.isRepeating ? " ..." : "")
            return argument.isOptional ? "[\(name)]" : name
        }
        return ([command.path] + positional + ["[<options>]"]).joined(separator: " ")
    }

    private func discussion(_ command: CommandDescription) -> [String] {
        (command.discussion ?? "").split(separator: "\n\n").flatMap { paragraph -> [String] in
            let lines = paragraph.split(separator: "\n").map(String.init)
            guard let first = lines.first, first.hasSuffix(":"), lines.dropFirst().allSatisfy({ $0.hasPrefix("  ") })
            else { return [".PP"] + lines.map(Roff.text) }
            let heading = first.dropLast().capitalized
            return [".PP", ".B \(Roff.text(heading))", ".nf"] + lines.dropFirst().map(Roff.text) + [".fi"]
        }
    }

    private func entry(_ argument: CommandDescription.Argument) -> [String] {
        let value = argument.valueName.map { "\\fI\(Roff.text($0))\\fR" } ?? ""
        let names = (argument.names ?? []).map { "\\fB\(Roff.text($0.text))\\fR" }.joined(separator: ", ")
        let tag =
            switch argument.kind {
            case "positional": value
            case "option": "\(names) \(value)"
            default: names
            }
        var text = argument.abstract ?? ""
        if let values = argument.allValues, !values.isEmpty { text += " One of \(values.joined(separator: ", "))." }
        if let value = argument.defaultValue, !value.isEmpty { text += " Default: \(value)." }
        return [".TP", tag, Roff.text(text)]
    }

    /// A command that takes the common options.
    private func firstLeaf(_ command: CommandDescription) -> CommandDescription? {
        guard let first = command.shownCommands.first else { return command }
        return firstLeaf(first)
    }

    // MARK: - Surroundings

    private var environment: [String] {
        [
            ".SH ENVIRONMENT",
            ".TP", "\\fBHRLREPORT_OUTPUT\\fR", "Folder of models, reports and archive, where --output does not say.",
            ".TP", "\\fBSOURCE_DATE_EPOCH\\fR",
            Roff.text("Start time of a training in seconds since 1970, for runs that are the same bytes on any day."),
            ".TP", "\\fBNO_COLOR\\fR", "Where it is set and not empty, nothing is printed in colour.",
        ].map { $0.replacing("--output", with: Roff.text("--output")) }
    }

    private var files: [String] {
        let entries = [
            (
                "scenarios/",
                "Scenarios that can be named: in the current directory, and those that come with the program."
            ),
            ("templates/", "Templates of the page, looked for likewise."),
            ("output/reports/NAME/index.html", "A report, with its PDF and its data beside it."),
            ("output/archive/", "A copy of every PDF; never overwritten."),
            ("output/models/", "Models, histories, evaluations and checkpoints."),
            ("output/simulations/", "What simulate found."),
        ]
        return [".SH FILES"]
            + entries.flatMap { path, meaning in [".TP", "\\fI\(Roff.text(path))\\fR", Roff.text(meaning)] }
    }
}

extension CommandDescription.Argument {
    /// `--help` and `--version`, which the parser adds.
    fileprivate var isOfTheParser: Bool { names?.contains { ["help", "version"].contains($0.name) } ?? false }
}

/// Text that roff prints as it is.
enum Roff {
    static func text(_ text: String) -> String {
        let escaped = text.map { character -> String in
            switch character {
            case "\\": "\\e"
            case "-": "\\-"
            case "$": "\\(Do"
            default: String(character)
            }
        }.joined()
        // A line that begins with a dot or an apostrophe would be a request.
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    /// Without a capital at the beginning and a full stop at the end.
    static func phrase(_ sentence: String) -> String {
        sentence.prefix(1).lowercased() + sentence.dropFirst().prefix { $0 != "." }
    }
}

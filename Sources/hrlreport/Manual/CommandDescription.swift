import Foundation

/// A command as the parser describes it: the part of its dump that the manual needs.
package struct CommandDescription: Decodable {
    package struct Argument: Decodable {
        package struct Name: Decodable {
            /// `long`, `short` or `longWithSingleDash`
            var kind: String
            var name: String

            /// `--output`, `-q`
            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        /// `positional`, `option` or `flag`
        var kind: String
        var shouldDisplay: Bool
        var sectionTitle: String?
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var allValues: [String]?
        var abstract: String?
    }

    var commandName: String
    var shouldDisplay: Bool
    var superCommands: [String]?
    var abstract: String?
    var discussion: String?
    var subcommands: [CommandDescription]?
    var arguments: [Argument]?

    /// Reads what the parser dumps.
    ///
    /// - Throws: `DecodingError` where its form has changed.
    package static func read(dump: String) throws -> CommandDescription {
        struct Tool: Decodable {
            var command: CommandDescription
        }
        return try JSONDecoder().decode(Tool.self, from: Data(dump.utf8)).command
    }

    /// `hrlreport scenarios show`
    var path: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

    /// The commands below that are shown, without the parser's own `help`.
    var shownCommands: [CommandDescription] {
        (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    }

    var shownArguments: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }
}

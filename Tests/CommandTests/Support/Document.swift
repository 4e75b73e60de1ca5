import Foundation
import Testing

/// A Markdown file of the repository, and what it shows, for tests to do.
struct Document {
    /// A line of a shell block, with what is said about it.
    struct Command {
        /// Number of the line in the document.
        var line: Int
        var text: String
        /// From a comment `# writes PATH, PATH`; patterns of the shell.
        var written: [String] = []
        /// The line `error: …` that is shown below it.
        var error: String?
        /// The lines that are shown below it as the last that it prints.
        var output: [String] = []
    }

    enum Block {
        case shell([Command])
        /// A fenced block of YAML, and the file that the text before it names.
        case scenario(path: String, text: String)
    }

    /// A link to a file, and the names that follow it as what is to be found there.
    struct Link {
        var target: String
        var names: [String]
    }

    /// Relative to the repository's root.
    let path: String
    let lines: [String]

    init(_ path: String) throws {
        self.path = path
        let text = try String(contentsOf: Program.root.appending(path: path), encoding: .utf8)
        lines = text.components(separatedBy: "\n")
    }

    static let catalogue = "Sources/hrlreport/Documentation.docc"

    /// The README, then every article, then what contributors read.
    static func all() throws -> [Document] {
        let articles = try FileManager.default.contentsOfDirectory(atPath: Program.root.appending(path: catalogue).path)
        try #require(articles.allSatisfy { $0.hasSuffix(".md") }, "the catalogue holds something that nobody reads")
        return try ["README.md"].map(Document.init) + articles.sorted().map { try Document("\(catalogue)/\($0)") }
            + [".github/CONTRIBUTING.md", ".github/SECURITY.md"].map(Document.init)
    }

    var text: String { lines.joined(separator: "\n") }

    /// The blocks that something can be done with, in their order. Blocks of other languages (`python`, which this
    /// project does without, and `text`) are none.
    func blocks() throws -> [Block] {
        var blocks: [Block] = []
        var commands: [Command] = []
        var scenarioPath: String?
        var fence: (language: String, lines: [String])?
        func endCommands() {
            if !commands.isEmpty { blocks.append(.shell(commands)) }
            commands = []
        }
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("```") {
                if let open = fence {
                    if open.language == "yaml" {
                        let file = try #require(
                            scenarioPath, "\(path):\(index + 1): a scenario without a file's name")
                        blocks.append(.scenario(path: file, text: open.lines.joined(separator: "\n") + "\n"))
                    }
                    fence = nil
                } else {
                    fence = (String(line.dropFirst(3)), [])
                    try #require(
                        ["yaml", "console", "python", "text"].contains(String(line.dropFirst(3))),
                        "\(path):\(index + 1): nobody checks such a block")
                }
                endCommands()
            } else if let open = fence {
                fence?.lines.append(line)
                if open.language == "console" { try addTyped(line, number: index + 1, to: &commands) }
            } else if line.hasPrefix("    ") {
                try add(line.trimmingCharacters(in: .whitespaces), number: index + 1, to: &commands)
            } else {
                endCommands()
                if let name = line.matches(of: /`([^` ]+\.yaml)`/).last { scenarioPath = String(name.1) }
            }
        }
        return blocks
    }

    /// A line of a block without a fence: a command, with what it writes in a comment, or its error.
    private func add(_ line: String, number: Int, to commands: inout [Command]) throws {
        if line.hasPrefix("error: ") {
            let last = try #require(commands.indices.last, "\(path):\(number): an error of no command")
            commands[last].error = line
            return
        }
        let parts = line.split(separator: /\s+#\s+/, maxSplits: 1)
        var command = Command(line: number, text: String(parts[0]))
        if parts.count == 2, let list = parts[1].firstMatch(of: /^writes ([^;]+)/) {
            command.written = list.1.components(separatedBy: ", ")
        }
        commands.append(command)
    }

    /// A line of a `console` block: a command after `$ `, or the next line that the last command prints.
    private func addTyped(_ line: String, number: Int, to commands: inout [Command]) throws {
        if line.hasPrefix("$ ") {
            commands.append(Command(line: number, text: String(line.dropFirst(2))))
        } else {
            let last = try #require(commands.indices.last, "\(path):\(number): nothing was typed that prints this")
            commands[last].output.append(line)
        }
    }

    /// The lines of the section under a heading.
    func section(_ heading: String) -> ArraySlice<String> {
        lines.drop { $0 != "## \(heading)" }.dropFirst().prefix { !$0.hasPrefix("## ") }
    }

    /// The paths in the first column of the table under a heading, sections of it left out.
    func tabledPaths(under heading: String) -> [String] {
        section(heading).prefix { !$0.hasPrefix("### ") }.filter { $0.hasPrefix("| `") }.flatMap { row -> [String] in
            let cell = row.dropFirst(2).prefix { $0 != "|" }
            return cell.matches(of: /`([^`]+)`/).map { String($0.1) }
        }
    }

    var links: [Link] {
        let pictures = text.matches(of: /src="([^"]+)"/).map { Link(target: String($0.1), names: []) }
        return pictures
            + text.matches(of: /\]\(([^)]+)\)((?:,?\s`\w+`)*)/).map { match in
                Link(target: String(match.1), names: match.2.matches(of: /\w+/).map { String($0.0) })
            }
    }

    /// What stands between backticks, blocks left out.
    var codeSpans: [String] { text.matches(of: /`([^`\n]+)`/).map { String($0.1) } }
}

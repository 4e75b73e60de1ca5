import Foundation
import Testing

/// What README.md shows, for tests to do.
struct Readme {
    /// A line of a shell block, with what is said about it.
    struct Command {
        /// Number of the line in README.md.
        var line: Int
        var text: String
        /// From a comment `# writes PATH, PATH`; patterns of the shell.
        var written: [String]
        /// The line `error: …` that is shown below it.
        var error: String?
    }

    enum Block {
        case shell([Command])
        /// A fenced block of YAML, and the file that the text before it names.
        case scenario(path: String, text: String)
    }

    let lines: [String]

    init() throws {
        let text = try String(contentsOf: Program.root.appending(path: "README.md"), encoding: .utf8)
        lines = text.components(separatedBy: "\n")
    }

    /// The blocks that something can be done with, in their order. Blocks of other languages (`python`, which this
    /// project does without, and `text`) are none.
    func blocks() throws -> [Block] {
        var blocks: [Block] = []
        var commands: [Command] = []
        var scenarioPath: String?
        var fence: (language: String, lines: [String])?
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("```") {
                if let open = fence {
                    if open.language == "yaml" {
                        let path = try #require(
                            scenarioPath, "README.md:\(index + 1): a scenario without a file's name")
                        blocks.append(.scenario(path: path, text: open.lines.joined(separator: "\n") + "\n"))
                    }
                    fence = nil
                } else {
                    fence = (String(line.dropFirst(3)), [])
                    try #require(
                        ["yaml", "python", "text"].contains(String(line.dropFirst(3))),
                        "README.md:\(index + 1): nobody checks such a block")
                }
            } else if fence != nil {
                fence?.lines.append(line)
            } else if line.hasPrefix("    ") {
                try add(line.trimmingCharacters(in: .whitespaces), number: index + 1, to: &commands)
            } else {
                if !commands.isEmpty { blocks.append(.shell(commands)) }
                commands = []
                if let name = line.matches(of: /`([^` ]+\.yaml)`/).last { scenarioPath = String(name.1) }
            }
        }
        return blocks
    }

    private func add(_ line: String, number: Int, to commands: inout [Command]) throws {
        if line.hasPrefix("error: ") {
            let last = try #require(commands.indices.last, "README.md:\(number): an error of no command")
            commands[last].error = line
            return
        }
        let parts = line.split(separator: /\s+#\s+/, maxSplits: 1)
        var written: [String] = []
        if parts.count == 2, let list = parts[1].firstMatch(of: /^writes ([^;]+)/) {
            written = list.1.components(separatedBy: ", ")
        }
        commands.append(Command(line: number, text: String(parts[0]), written: written))
    }

    /// The paths in the first column of the table under a heading.
    func tabledPaths(under heading: String) -> [String] {
        let section = lines.drop { $0 != "## \(heading)" }.dropFirst().prefix { !$0.hasPrefix("## ") }
        return section.filter { $0.hasPrefix("| `") }.flatMap { row -> [String] in
            let cell = row.dropFirst(2).prefix { $0 != "|" }
            return cell.matches(of: /`([^`]+)`/).map { String($0.1) }
        }
    }
}

import Foundation
import Glibc
import Testing

/// Does what README.md shows, in its order, as a reader who has a clone and a terminal would. `./dev run` is the
/// program that the tests were built with; everything else is taken literally, the scenarios with all their episodes.
@Suite("README.md", .timeLimit(.minutes(10)))
struct ReadmeTests {
    private let folder: TemporaryFolder
    private let readme: Readme

    init() throws {
        folder = try TemporaryFolder()
        readme = try Readme()
        for name in ["scenarios", "templates"] {
            try FileManager.default.copyItem(
                at: Program.root.appending(path: name), to: folder.url.appending(path: name))
        }
        let stub = try folder.write(
            "#!/bin/sh\n[ \"$1\" = run ] || exit 64\nshift\nexec '\(Program.url.path)' \"$@\"\n", to: "dev")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: stub)
    }

    @Test func everythingShownHappens() throws {
        var done = 0
        for block in try readme.blocks() {
            switch block {
            case .scenario(let path, let text):
                _ = try folder.write(text, to: path)
                let outcome = try type("./dev run scenarios validate \(path)")
                #expect(outcome.status == 0, "\(outcome.errors)")
            case .shell(let commands):
                done += try type(commands)
            }
        }
        #expect(done > 20, "the blocks were not found")
        let tabled = readme.tabledPaths(under: "Files")
        #expect(!tabled.isEmpty)
        for path in tabled { #expect(isThere("output/\(path)"), "output/\(path)") }
    }

    /// Types the lines of a block.
    ///
    /// - Returns: how many commands were run.
    private func type(_ commands: [Readme.Command]) throws -> Int {
        var done = 0
        var background: [(Readme.Command, RunningProgram)] = []
        for command in commands {
            // It is what runs this test.
            if command.text == "./dev test" { continue }
            try #require(
                ["./dev run ", "cp -R "].contains { command.text.hasPrefix($0) },
                "README.md:\(command.line): nobody checks this: \(command.text)")
            for path in command.written {
                #expect(!isThere(path), "README.md:\(command.line): \(path) was there before")
            }
            if command.text.hasSuffix("&") {
                background.append((command, try begin(String(command.text.dropLast()))))
            } else if let error = command.error {
                try expect(error, from: command)
            } else {
                let outcome = try type(command.text)
                #expect(outcome.status == 0, "README.md:\(command.line): \(command.text): \(outcome.errors)")
            }
            for path in command.written { #expect(isThere(path), "README.md:\(command.line): \(path) does not appear") }
            done += 1
        }
        for (command, program) in background {
            // Unless it was stopped, it ends by itself.
            #expect([0, 128 + SIGTERM].contains(program.wait().status), "README.md:\(command.line)")
        }
        return done
    }

    /// Types a line on a terminal, answers questions for figures with Enter and others with yes, and waits for its end.
    private func type(_ line: String) throws -> Program.Outcome {
        let terminal = try PseudoTerminal(columns: 200)
        let program = try RunningProgram(
            ["-c", here(line)], in: folder.url, environment: ["NO_COLOR": "1"], executable: URL(filePath: "/bin/sh"),
            terminal: terminal.handle)
        while program.isRunning {
            let seen = terminal.text.utf8.count
            terminal.follow(program) { $0.utf8.count > seen && ($0.hasSuffix("]: ") || $0.hasSuffix("[y/N] ")) }
            if program.isRunning { terminal.type(terminal.text.hasSuffix("[y/N] ") ? "y" : "") }
        }
        terminal.follow(program)
        var outcome = program.wait()
        outcome.errors = terminal.text.replacing("\r\n", with: "\n")
        return outcome
    }

    /// Starts a training in the background, and takes as long as a reader needs to type the next line.
    private func begin(_ line: String) throws -> RunningProgram {
        let program = try RunningProgram(
            ["-c", here(line)], in: folder.url, executable: URL(filePath: "/bin/sh"))
        while try !type("./dev run status --json").output.contains("\"is_training\" : true") {
            try #require(program.isRunning, "ended before it was seen to train: \(line)")
        }
        return program
    }

    /// Makes the mistake that an `error: FILE:LINE: KEY: …, found VALUE` complains of, and expects just that error.
    private func expect(_ error: String, from command: Readme.Command) throws {
        let parts = try #require(error.wholeMatch(of: /error: ([^:]+):(\d+): (?:\w+\.)?(\w+): .*, found (.+)/))
        let (path, key, value) = (String(parts.1), String(parts.3), String(parts.4))
        let correct = folder.text(path)
        var lines = correct.components(separatedBy: "\n")
        let index = try #require(Int(parts.2)) - 1
        try #require(lines.indices.contains(index) && lines[index].contains("\(key): "), "\(error)")
        lines[index] = "  \(key): \(value)"
        _ = try folder.write(lines.joined(separator: "\n"), to: path)
        let outcome = try type(command.text)
        #expect(outcome.status == 65, "README.md:\(command.line)")
        #expect(outcome.errors == error + "\n", "README.md:\(command.line)")
        _ = try folder.write(correct, to: path)
    }

    /// With the web server's folder in the test's own.
    private func here(_ text: String) -> String {
        text.replacing("/var/www/", with: folder.path + "/www/")
    }

    /// Whether each of a pattern's alternatives `{a,b}` fits at least one file that is not empty.
    private func isThere(_ pattern: String) -> Bool {
        if let braces = pattern.firstMatch(of: /\{([^}]*)\}/) {
            return braces.1.split(separator: ",").allSatisfy { isThere(pattern.replacing(braces.0, with: $0)) }
        }
        var found = glob_t()
        defer { globfree(&found) }
        let path = here(pattern)
        guard glob(path.hasPrefix("/") ? path : folder.path + "/" + path, 0, nil, &found) == 0 else { return false }
        return (0..<Int(found.gl_pathc)).contains { index in
            guard let name = found.gl_pathv[index] else { return false }
            var status = stat()
            return stat(name, &status) == 0 && status.st_size > 0
        }
    }

    @Test func everyKeyOfAScenarioIsNamed() throws {
        let outcome = try Program.run(["scenarios", "show", "balanced", "--json"])
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let scenario = try #require(document?["scenario"] as? [String: Any])
        let groups = ["environment", "training", "reward"].compactMap { scenario[$0] as? [String: Any] }
        try #require(groups.count == 3)
        let words = Set(readme.lines.flatMap { $0.split { !$0.isLetter && $0 != "_" } }.map(String.init))
        for key in groups.flatMap(\.keys) { #expect(words.contains(key), "README.md does not name \(key)") }
    }

    @Test func linksLeadSomewhere() {
        let text = readme.lines.joined(separator: "\n")
        let headings = readme.lines.filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
        let anchors = headings.map {
            "#" + $0.lowercased().replacing(/[^a-z0-9 -]/, with: "").replacing(" ", with: "-")
        }
        let links = text.matches(of: /\]\(([^)]+)\)|src="([^"]+)"/).compactMap { $0.1 ?? $0.2 }.map(String.init)
        #expect(links.contains(".github/report.png"))
        for link in links where !link.hasPrefix("https://") {
            let file = Program.root.appending(path: link).path
            #expect(anchors.contains(link) || FileManager.default.fileExists(atPath: file), "\(link)")
        }
    }
}

import Foundation
import Glibc
import Testing

/// Does what the README and the articles show, in their order, as a reader who has a clone and a terminal would. `./dev
/// run` is the program that the tests were built with; everything else is taken literally, the scenarios with all their
/// episodes.
@Suite("Documents", .timeLimit(.minutes(10)))
struct DocumentTests {
    private let folder: TemporaryFolder
    private let documents: [Document]

    init() throws {
        folder = try TemporaryFolder()
        documents = try Document.all()
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
        for document in documents {
            for block in try document.blocks() {
                switch block {
                case .scenario(let path, let text):
                    _ = try folder.write(text, to: path)
                    let outcome = try type("./dev run scenarios validate \(path)")
                    #expect(outcome.status == 0, "\(outcome.errors)")
                case .shell(let commands):
                    done += try type(commands, of: document)
                }
            }
            // Before another article makes the same report by other templates.
            if document.path == "README.md" { try compareSample() }
        }
        #expect(done > 20, "the blocks were not found")
        let tabled = try Document("\(Document.catalogue)/Reference.md").tabledPaths(under: "Files")
        #expect(!tabled.isEmpty)
        for path in tabled { #expect(isThere("output/\(path)"), "output/\(path)") }
    }

    /// The report that the README shows is the one that its command writes, but for numbers, and for the link to a
    /// front page, which it has not. `HRLREPORT_RECORD=1` keeps the one that was written just now.
    private func compareSample() throws {
        let sample = Program.root.appending(path: ".github/sample")
        let written = folder.url.appending(path: "output/reports/bologna_coppia")
        for name in ["index.html", "bologna_coppia.pdf", "history.csv", "updates.csv"] {
            let (kept, new) = (sample.appending(path: name), written.appending(path: name))
            if ProcessInfo.processInfo.environment["HRLREPORT_RECORD"] == "1" {
                try Self.alone(try Data(contentsOf: new)).write(to: kept)
            }
            #expect(
                Self.words(try Data(contentsOf: kept)) == Self.words(Self.alone(try Data(contentsOf: new))),
                ".github/sample/\(name) is not what comes out now")
        }
    }

    /// A page without what leads out of its folder.
    private static func alone(_ file: Data) -> Data {
        guard file.starts(with: Data("<!".utf8)) else { return file }
        return Data(
            String(decoding: file, as: UTF8.self).replacing(/<a href="\.\.\/[^>]*>[^<]*<\/a>[ ]/, with: "").utf8)
    }

    /// Of a page, its text without charts, tables and numbers; of other files, the first line.
    private static func words(_ file: Data) -> [Substring] {
        let text = String(decoding: file, as: UTF8.self)
        guard text.hasPrefix("<!") else { return Array(text.split(separator: "\n").prefix(1)) }
        let shown = text.replacing(/<(style|svg|table)[\s\S]*?<\/\1>/, with: "").replacing(/<[^>]*>/, with: "\n")
        return mask(shown).split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
    }

    private static func mask(_ text: String) -> String { text.replacing(/[0-9]+(?:[.,][0-9]+)*/, with: "#") }

    /// Types the lines of a block.
    ///
    /// - Returns: how many commands were run.
    private func type(_ commands: [Document.Command], of document: Document) throws -> Int {
        var done = 0
        var background: [(Document.Command, RunningProgram)] = []
        for command in commands {
            let place = "\(document.path):\(command.line)"
            // What runs this test, or is run beside it by continuous integration.
            if ["./dev test", "./dev lint", "./dev check"].contains(where: command.text.hasPrefix) { continue }
            try #require(
                ["./dev run ", "cp -R "].contains { command.text.hasPrefix($0) },
                "\(place): nobody checks this: \(command.text)")
            for path in command.written { #expect(!isThere(path), "\(place): \(path) was there before") }
            if command.text.hasSuffix("&") {
                background.append((command, try begin(String(command.text.dropLast()))))
            } else if let error = command.error {
                try expect(error, from: command, place)
            } else {
                let outcome = try type(command.text)
                #expect(outcome.status == 0, "\(place): \(command.text): \(outcome.errors)")
                let printed = Self.mask(outcome.errors + outcome.output).split(separator: "\n").map(String.init)
                #expect(printed.suffix(command.output.count) == ArraySlice(command.output.map(Self.mask)), "\(place)")
            }
            for path in command.written { #expect(isThere(path), "\(place): \(path) does not appear") }
            done += 1
        }
        for (command, program) in background {
            // Unless it was stopped, it ends by itself.
            #expect([0, 128 + SIGTERM].contains(program.wait().status), "\(document.path):\(command.line)")
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
    private func expect(_ error: String, from command: Document.Command, _ place: String) throws {
        let parts = try #require(error.wholeMatch(of: /error: ([^:]+):(\d+): (?:\w+\.)?(\w+): .*, found (.+)/))
        let (path, key, value) = (String(parts.1), String(parts.3), String(parts.4))
        let correct = folder.text(path)
        var lines = correct.components(separatedBy: "\n")
        let index = try #require(Int(parts.2)) - 1
        try #require(lines.indices.contains(index) && lines[index].contains("\(key): "), "\(error)")
        lines[index] = "  \(key): \(value)"
        _ = try folder.write(lines.joined(separator: "\n"), to: path)
        let outcome = try type(command.text)
        #expect(outcome.status == 65, "\(place)")
        #expect(outcome.errors == error + "\n", "\(place)")
        _ = try folder.write(correct, to: path)
    }

    /// With the web server's folder in the test's own, and less training for a life than the minute that it takes.
    private func here(_ text: String) -> String {
        let text = text.replacing("/var/www/", with: folder.path + "/www/")
        guard let life = text.firstMatch(of: /train-and-report mine\b/) else { return text }
        return text.replacing(life.0, with: "\(life.0) --episodes 6 --eval-episodes 200")
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
}

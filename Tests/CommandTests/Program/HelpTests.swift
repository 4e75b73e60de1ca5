import Foundation
import Testing

@Suite("What the program says about itself")
struct HelpTests {
    @Test func theIntroductionIsGolden() throws {
        try expectGolden(try Program.run([]).output, "introduction")
    }

    /// Every command that is shown, at any depth.
    @Test func everyHelpTextIsGoldenAndFitsIntoEightyColumns() throws {
        let commands = try Self.commands()
        #expect(commands.contains(["train-and-report"]) && commands.contains(["scenarios", "show"]))
        for command in [[]] + commands {
            let outcome = try Program.run(command + ["--help"])
            #expect(outcome.status == 0 && outcome.errors.isEmpty)
            #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(command)")
            let name = (["help"] + command).joined(separator: "_").replacing("-", with: "_")
            try expectGolden(outcome.output, name)
        }
    }

    /// The words that lead to each command, as the parser lists them.
    private static func commands() throws -> [[String]] {
        let dump = try Program.run(["--experimental-dump-help"]).output
        let tool = try #require(try JSONSerialization.jsonObject(with: Data(dump.utf8)) as? [String: Any])
        func below(_ command: [String: Any], _ path: [String]) -> [[String]] {
            (command["subcommands"] as? [[String: Any]] ?? []).flatMap { child -> [[String]] in
                guard child["shouldDisplay"] as? Bool == true, let name = child["commandName"] as? String,
                    name != "help"
                else { return [] }
                return [path + [name]] + below(child, path + [name])
            }
        }
        return below(try #require(tool["command"] as? [String: Any]), [])
    }

    @Test(arguments: [["--version"], ["train", "--version"], ["report", "--version"]])
    func versionIsPrinted(arguments: [String]) throws {
        #expect(try Program.run(arguments) == Program.Outcome(status: 0, output: "0.1.0\n", errors: ""))
    }

    @Test func anOutputThatIsFullIsAnError() throws {
        for arguments in ["--help", ""] {
            let outcome = try Program.shell("'\(Program.url.path)' \(arguments) >/dev/full")
            #expect(outcome.status == 74)
            #expect(outcome.errors == "error: standard output: cannot be written: No space left on device\n")
        }
    }
}

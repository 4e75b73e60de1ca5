import Testing

@Suite("What the program says about itself")
struct HelpTests {
    @Test(arguments: [
        ("help", ["--help"]), ("help_train", ["train", "--help"]), ("help_report", ["report", "--help"]),
        ("help_train_and_report", ["train-and-report", "--help"]),
        ("help_simulate", ["simulate", "--help"]), ("introduction", []),
    ])
    func helpIsGolden(name: String, arguments: [String]) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        try expectGolden(outcome.output, name)
    }

    @Test func helpFitsIntoEightyColumns() throws {
        for command in [[], ["train"], ["report"], ["train-and-report"], ["simulate"]] {
            let help = try Program.run(command + ["--help"]).output
            #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
        }
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

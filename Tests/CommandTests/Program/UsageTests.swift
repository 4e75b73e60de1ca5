import Testing

@Suite("Wrong usage")
struct UsageTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var message: String
        var hint: String

        init(_ arguments: String, _ message: String, _ hint: String) {
            self.arguments = arguments.split(separator: " ").map(String.init)
            self.message = message
            self.hint = hint
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(arguments: [
        Case("trian", "trian: there is no such command", "did you mean train?"),
        Case("dance", "dance: there is no such command", "hrlreport --help lists the commands"),
        Case("scenarios shw", "scenarios shw: there is no such command", "did you mean scenarios show?"),
        Case(
            "scenarios dance x", "scenarios dance: there is no such command",
            "hrlreport scenarios --help lists the commands"),
        Case(
            "scenarios show", "missing expected argument '<scenario>'",
            "hrlreport scenarios show --help lists the options"),
        Case(
            "train x --set income", "the value 'income' is invalid for '--set <key=value>'",
            "hrlreport train --help lists the options"),
        Case(
            "simulate x --set training.hidden=3", "--set training.hidden=3: a simulation does not train",
            "the values of the run's training count"),
        Case(
            "simulate x --episode 2", "--episode: needs --month-by-month", "hrlreport simulate --help lists the options"
        ),
        Case("train", "missing expected argument '<scenario> ...'", "hrlreport train --help lists the options"),
        Case("train x --epsiodes 3", "unknown option '--epsiodes'", "did you mean '--episodes'?"),
        Case("--colour", "unknown option '--colour'", "hrlreport --help lists the options"),
        Case("train x --seed", "missing value for '--seed <s>'", "hrlreport train --help lists the options"),
        Case(
            "train x --episodes many", "the value 'many' is invalid for '--episodes <n>'",
            "hrlreport train --help lists the options"),
        Case(
            "train x --episodes 0", "--episodes: must be from 1 to 100000000, found 0",
            "hrlreport train --help lists the options"),
        Case(
            "train x --save-interval 0", "--save-interval: must be from 1 to 100000000, found 0",
            "hrlreport train --help lists the options"),
        Case(
            "train x --resume --force", "--resume: cannot be combined with --force",
            "hrlreport train --help lists the options"),
        Case(
            "report x -q -v", "--quiet: cannot be combined with --verbose",
            "hrlreport report --help lists the options"),
        Case(
            "train x --progress loud", "the value 'loud' is invalid for '--progress <how>'",
            "please provide one of 'auto', 'bar', 'plain', 'json' or 'none'"),
        Case(
            "report x --format html,doc", "the value 'html,doc' is invalid for '--format <formats>'",
            "please provide one of 'html', 'pdf' or 'png'"),
        Case(
            "report x --sections intro", "the value 'intro' is invalid for '--sections <names>'",
            "please provide one of the following: finding, key-figures, training, household, advice, comparison, "
                + "risk, checkpoints, inputs, provenance"),
        Case(
            "report x --checkpoint 0", "the value '0' is invalid for '--checkpoint <n|final>'",
            "hrlreport report --help lists the options"),
        Case(
            "train balanced aggressive --name x", "--name: names one run, but there are 2 scenarios",
            "leave it out: each run is named after its scenario"),
    ])
    func isToldInTwoLines(usage: Case) throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.run(usage.arguments, in: folder.url)
        #expect(
            outcome
                == Program.Outcome(status: 64, output: "", errors: "error: \(usage.message)\nhint: \(usage.hint)\n"))
        #expect(try folder.files().isEmpty)
    }

    @Test func namesThatAreNoPathComponentsAreRefused() throws {
        let folder = try TemporaryFolder()
        for name in ["..", ".hidden", "a/b", "", String(repeating: "n", count: 101), "naïve", "-x", "a b"] {
            let outcome = try Program.run(
                ["train", "balanced", "--name=\(name)", "--output", folder.path + "/out"])
            #expect(outcome.status == 64, "\(name)")
            #expect(outcome.errors.hasPrefix("error: "))
        }
        #expect(try folder.files().isEmpty)
    }
}

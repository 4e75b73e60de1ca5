import Foundation
import Testing

@Suite("Scenarios on the command line")
struct ScenarioArgumentTests {
    @Test func allProblemsOfAFileAreTold() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            SmallScenario.text.replacing("income: 3200", with: "income: -5").replacing("hidden", with: "hiden"),
            to: "foo.yaml")
        let outcome = try Program.run(["train", file, "--output", folder.path + "/out"])
        #expect(
            outcome
                == Program.Outcome(
                    status: 65, output: "",
                    errors: """
                        error: \(file):3: environment.income: must be 0 or more, found -5
                        error: \(file):16: training.hiden: unknown key
                        hint: did you mean training.hidden?

                        """))
        #expect(try folder.files().keys.sorted() == ["foo.yaml"])
        #expect(
            try Program.run(["train", file, "--output", folder.path + "/out", "--progress", "json"]).output == """
                {"event":"training_error","message":"\(file):3: environment.income: must be 0 or more, found -5"}
                {"event":"training_error","message":"\(file):16: training.hiden: unknown key"}

                """)
    }

    @Test func unknownScenariosAreNotFound() throws {
        let folder = try TemporaryFolder()
        func outcome(_ scenario: String) throws -> Program.Outcome {
            try Program.run(["train", scenario, "--output", folder.path + "/out"])
        }
        #expect(
            try outcome("bologna_copia")
                == Program.Outcome(
                    status: 66, output: "",
                    errors: """
                        error: bologna_copia: there is no such scenario in scenarios
                        hint: did you mean bologna_coppia?

                        """))
        #expect(try outcome("./nope.yaml").errors == "error: ./nope.yaml: there is no such file\n")
        #expect(try outcome(folder.path + "/").errors == "error: \(folder.path)/: is not a file\n")
        #expect(try outcome("/dev/zero").status == 65)
        #expect(try outcome("a\u{1B}[2J\nb").errors.hasPrefix("error: a\u{FFFD}[2J b: there is no such scenario"))
    }

    /// From any directory: beside the package's build there is the package.
    @Test func theProgramFindsItsScenariosFromAnywhere() throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.run(["train", "bologna_copia"], in: folder.url)
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("/scenarios\nhint: did you mean bologna_coppia?"))
        _ = try folder.write(SmallScenario.text, to: "scenarios/mine.yaml")
        // A folder of one's own does not hide those that come with the program.
        #expect(try Program.run(["train", "bologna_copia"], in: folder.url).errors.hasSuffix("bologna_coppia?\n"))
        #expect(try Program.run(["train", "nine"], in: folder.url).errors.hasSuffix("hint: did you mean mine?\n"))
        #expect(
            try Program.run(["train", "your", "--scenarios", "scenarios"], in: folder.url).errors
                .hasSuffix("hint: there are mine\n"))
        #expect(
            try Program.run(["train", "x", "--scenarios", "nowhere"], in: folder.url).errors
                == "error: nowhere: there is no such folder of scenarios\n")
    }
}

import Testing

/// Hostile inputs to every reader. `./dev bench fuzz` feeds 100,000 to each.
@Suite("Hostile inputs", .timeLimit(.minutes(10)))
struct FuzzTests {
    @Test func everyReaderTakesOrRefusesWhateverComes() throws {
        let outcome = try RunningProgram(["fuzz", "--inputs", "1500"], executable: Program.benchmarks).wait()
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        // Not all is refused: the inputs reach what lies behind the first check.
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 9)
        #expect(lines.allSatisfy { $0.contains(": 1500 inputs, ") && !$0.contains(" 0 of them") }, "\(outcome.output)")
    }
}

import Foundation
import Testing

/// The real program on a real terminal.
@Suite("On a terminal", .timeLimit(.minutes(10)))
struct TerminalTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func train(_ terminal: PseudoTerminal, episodes: Int) throws -> RunningProgram {
        let scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        return try RunningProgram(
            ["train", scenario, "--output", folder.path + "/out"] + SmallScenario.options
                + ["--episodes", "\(episodes)", "--save-interval", "100000"], terminal: terminal.handle)
    }

    /// What was on the bar's line, one drawing after the other.
    private func drawings(_ text: String) -> [Substring] {
        text.split(separator: "\r\u{1B}[J").dropFirst().map { $0.prefix { $0 != "\r\n" && $0 != "\u{1B}" } }
    }

    @Test(arguments: [1, 12, 40, 80, 200] as [UInt16])
    func theBarFitsIntoItsLine(columns: UInt16) throws {
        let terminal = try PseudoTerminal(columns: columns)
        let program = try train(terminal, episodes: 3000)
        terminal.follow(program)
        #expect(program.wait().status == 0)
        let drawings = drawings(terminal.text)
        #expect(!drawings.isEmpty && drawings.allSatisfy { $0.count < columns })
        #expect(terminal.text.hasPrefix("training small: 3000 episodes, seed 42\r\n"))
        #expect(terminal.text.contains("trained small: 3000 episodes in "))
    }

    @Test func theBarFollowsTheTerminalsWidth() throws {
        let terminal = try PseudoTerminal(columns: 100)
        let program = try train(terminal, episodes: 1_000_000)
        terminal.follow(program) { $0.contains(" left  reward ") }
        terminal.resize(columns: 30)
        let before = terminal.text.count
        terminal.follow(program) { $0.dropFirst(before).components(separatedBy: "\u{1B}[J").count > 4 }
        program.send(SIGTERM)
        terminal.follow(program)
        #expect(program.wait().status == 143)
        // The old line lay on three lines of the new width.
        #expect(terminal.text.contains("A\r\u{1B}[J["))
        let after = drawings(String(terminal.text.dropFirst(before))).dropFirst()
        #expect(!after.isEmpty && after.allSatisfy { $0.count < 30 })
        #expect(terminal.text.contains("\r\nstopped small after "))
    }

    @Test func errorsAreColouredUnlessNobodyWantsThat() throws {
        func text(_ environment: [String: String]) throws -> String {
            let terminal = try PseudoTerminal(columns: 80)
            let program = try RunningProgram(
                ["train", "bologna_copia"], environment: environment, terminal: terminal.handle)
            terminal.follow(program)
            #expect(program.wait().status == 66)
            return terminal.text
        }
        #expect(try text([:]).contains("\u{1B}[1;31merror:\u{1B}[0m bologna_copia: there is no such scenario"))
        for environment in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
            #expect(try text(environment).hasPrefix("error: bologna_copia: there is no such scenario"))
        }
    }

    @Test func aNewScenarioIsAskedFor() throws {
        let terminal = try PseudoTerminal(columns: 80)
        let program = try RunningProgram(
            ["scenarios", "new", "mine", "--from", "balanced"], in: folder.url, terminal: terminal.handle)
        for answer in ["-1", "2500", "1200", "", "", "", "", "", "", "", "", "", ""] {
            let seen = terminal.text.count
            terminal.follow(program) { $0.count > seen && $0.hasSuffix(": ") }
            terminal.type(answer)
        }
        terminal.follow(program)
        let outcome = program.wait()
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("my_scenarios/mine.yaml\n  Income €2,500 a month, bills €1,900, free €600"))
        #expect(terminal.text.contains("must be 0 or more, found -1\r\n"))
        #expect(folder.text("my_scenarios/mine.yaml").contains("  fixed_expenses: 1200 "))
    }

    /// What is asked for where nobody says otherwise: return at each question, until it is written.
    @Test func aLifeIsAskedFor() throws {
        let terminal = try PseudoTerminal(columns: 80)
        let program = try RunningProgram(["scenarios", "new", "ours"], in: folder.url, terminal: terminal.handle)
        while program.isRunning {
            let seen = terminal.text.utf8.count
            terminal.follow(program) { $0.utf8.count > seen && $0.hasSuffix("]: ") }
            if program.isRunning { terminal.type("") }
        }
        terminal.follow(program)
        let outcome = program.wait()
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("my_scenarios/ours.yaml\n  Income €3,000 a month"))
        #expect(terminal.text.contains("How old are you, in years? [35]: "))
        #expect(folder.text("my_scenarios/ours.yaml").contains("  kind: utility "))
        #expect(try Program.run(["scenarios", "validate", "ours"], in: folder.url).status == 0)
    }
}

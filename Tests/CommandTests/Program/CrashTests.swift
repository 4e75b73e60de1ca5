import Foundation
import Testing

/// The real process, killed at random instants. `./dev bench crash` does the same 200 times.
@Suite("Crashes", .timeLimit(.minutes(10)))
struct CrashTests {
    @Test func killedTrainingsAndReportsBecomeWhatTheyWouldHaveBeen() throws {
        let outcome = try RunningProgram(["crash", "--kills", "12"], executable: Program.benchmarks).wait()
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("12 kills in "))
    }
}

import Foundation
import Testing

/// The benchmark of speed at work, on a household that is trained in no time and with no peers.
@Suite("Measuring speed", .timeLimit(.minutes(10)))
struct SpeedBenchmarkTests {
    @Test func everyRowIsMeasured() throws {
        let folder = try TemporaryFolder()
        let scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        let outcome = try RunningProgram(
            ["speed", scenario, "--rounds", "1", "--python", "/no/python", "--peers", "/no/scripts"],
            executable: Program.benchmarks
        ).wait()
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        for peer in ["JAX", "Stable-Baselines3"] { #expect(outcome.errors.contains("\(peer) is left out")) }
        let rows = outcome.output.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        try expectGolden(rows.map { $0[0] + "\n" }.joined(), "speed_rows")
        for row in rows.dropFirst() where !row[0].hasPrefix("norm") {
            #expect(row[1].contains { ("1"..."9").contains($0) }, "\(row)")
        }
        // How large they are depends on what else the machine does.
        let shares = rows.compactMap { $0.last?.wholeMatch(of: /(\d+) % of the peak of .*/)?.1 }.compactMap {
            Double($0)
        }
        #expect(shares.count == 16, "\(outcome.output)")
    }
}

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
        // How large they are depends on what else the machine does; that they are shares of the peak does not.
        var peaks: [Substring: Double] = [:]
        var shares = 0
        for row in rows {
            guard let speed = row[1].firstMatch(of: /([\d.]+) GFLOP\/s/).flatMap({ Double($0.1) }) else { continue }
            if let peak = row[0].wholeMatch(of: /peak of (.*?)(?: at once)?/)?.1 { peaks[peak] = speed }
            guard let (_, share, cores) = row[2].wholeMatch(of: /(\d+) % of the peak of (.*)/)?.output else { continue }
            let peak = try #require(peaks[cores], "\(row)")
            #expect(abs(100 * speed / peak - (Double(share) ?? .nan)) < 1, "\(row)")
            shares += 1
        }
        #expect(shares == 16, "\(outcome.output)")
    }
}

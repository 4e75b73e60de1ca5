import ArgumentParser
import Foundation

/// Kills the program at random instants, goes on, and compares every byte with what an undisturbed run leaves.
struct CrashBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crash",
        abstract: "Kill a training and its report at random instants, and compare what it becomes.")

    /// What the kills hit: checkpoints follow each other closely, and the page, the PDF and pictures are rendered.
    static let options = [
        "--episodes", "400", "--save-interval", "10", "--eval-episodes", "200", "--format", "html,pdf,png", "--threads",
        "1", "--progress", "none",
    ]

    @Option(help: "How often to kill.")
    var kills = 200

    @Option(help: "Seed of the instants.")
    var seed: UInt64 = 1

    @Option(help: "The program (default: hrlreport beside this one).")
    var program: String?

    func validate() throws {
        guard kills >= 1 else { throw ValidationError("--kills wants at least 1") }
    }

    func run() throws {
        let directory = try ScratchDirectory()
        let scenario = try directory.write(Self.scenario, to: "small.yaml")
        let job = KilledProgram(
            program: program ?? BesideThis.path("hrlreport"),
            arguments: ["train-and-report", scenario] + Self.options)
        let clock = ContinuousClock()
        let whole = directory.path("whole")
        let duration = try clock.measure { try job.finish(output: whole) }
        let reference = try FileTree(whole)
        print("undisturbed: \(reference.count) files in \(Self.milliseconds(duration)) ms")

        var random = SplitMix(state: seed)
        var tally = (kills: 0, lives: 0)
        while tally.kills < kills {
            let output = directory.path("life")
            let wanted = min(kills - tally.kills, 1 + random.next(below: 4))
            tally.kills += try kill(job, wanted, output, duration, &random)
            try job.finish(output: output)
            if let difference = try FileTree(output).firstDifference(from: reference) {
                throw failure(after: tally.kills, difference)
            }
            try FileManager.default.removeItem(atPath: output)
            tally.lives += 1
        }
        print("\(tally.kills) kills in \(tally.lives) lives: every file the same in the end")
    }

    /// Kills a run up to so many times, and looks at what is left each time.
    /// - Returns: how often it was killed before it had finished.
    private func kill(
        _ job: KilledProgram, _ times: Int, _ output: String, _ duration: Duration, _ random: inout SplitMix
    ) throws -> Int {
        for done in 0..<times {
            let delay = duration * random.nextUnit()
            guard try job.killed(after: delay, output: output) else { return done }
            let problems = try job.problems(output: output)
            guard problems.isEmpty else {
                throw failure(
                    after: done, "after a kill at \(Self.milliseconds(delay)) ms: \(problems.joined(separator: "; "))")
            }
        }
        return times
    }

    private func failure(after kills: Int, _ what: String) -> BenchmarkFailure {
        BenchmarkFailure("after \(kills) kills with seed \(seed): \(what)")
    }

    private static func milliseconds(_ duration: Duration) -> Int { Int(duration / .milliseconds(1)) }

    private static let scenario = """
        description: Two years, small networks
        environment:
          income: 3200
          fixed_expenses: 1400
          variable_expense_mean: 700
          variable_expense_std: 100
          inflation: 0.02
          safety_threshold: 1000
          max_months: 24
          initial_cash: 500
          risk_tolerance: 0.5
        training:
          batch_size: 16
          segment: 12
          hidden: 16
        """
}

import ArgumentParser
import Foundation
import Households
import NumericKernels
import ScenarioFiles

/// How fast everything is, beside what the machine could do and beside others: all measured in turn, round by round, so
/// that what disturbs the machine disturbs all alike; then medians.
struct SpeedBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speed",
        abstract: "How fast kernels, training and the whole job are, beside the machine's peak and beside peers.")

    @Argument(help: "The scenario file to train.")
    var file: String

    @Option(help: "Rounds to take medians of.")
    var rounds = 5

    @Option(help: "The Python that has JAX or Stable-Baselines3.")
    var python = "python3"

    @Option(help: "Folder of the peers' scripts.")
    var peers: String

    @Option(
        help: "Folder of the JAX prototype of a household that lives for utility, which has one of the scenario's name."
    )
    var prototype: String?

    @Option(help: "The program (default: hrlreport beside this one).")
    var program: String?

    @Flag(help: "Also train 10,000 and 100,000 episodes, with checkpoints and without: some minutes.")
    var long = false

    private static let norm = 0.99

    func validate() throws {
        guard rounds >= 1 else { throw ValidationError("--rounds wants at least 1") }
    }

    func run() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        let scenario = try ScenarioReader.read(bytes, file: file)
        if prototype != nil, scenario.objectiveKind == .reward {
            throw ValidationError(
                "--prototype knows households that live for utility, \(scenario.name) lives for a reward")
        }
        let trainings = try TrainingShape.all(of: scenario, hasPeers: !rivals(of: scenario).isEmpty).map { shape in
            (
                shape,
                try scenario.overriding(try shape.overrides(of: scenario.objectiveKind).map(ScenarioOverride.parsed))
            )
        }
        let rivals = try Rivals(rivals(of: scenario), python: python, scripts: peers)
        let job = try ProgramSpeed(program: program ?? BesideThis.path("hrlreport"), scenarioFile: file)
        var measurements = SpeedMeasurements()
        // A peer that has died is an error of its own, not this program's end.
        signal(SIGPIPE, SIG_IGN)
        var target = NormTarget.unknown
        for round in 1...rounds {
            FileHandle.standardError.write(Data("round \(round) of \(rounds)\n".utf8))
            measureArithmetic(into: &measurements)
            for (shape, scenario) in trainings {
                let training = try TrainingSpeed(scenario: scenario, threads: shape.threads).measure()
                measurements.add(.steps(shape), Double(training.steps) / training.seconds)
                measurements.add(.months(shape), Double(training.months) / training.seconds)
                measurements.add(.operations(shape), training.operations / training.seconds)
            }
            try rivals.measure(into: &measurements)
            try job.measureJob(into: &measurements)
            target = try job.measureTime(toReach: Self.norm, target, into: &measurements)
        }
        print("\(scenario.name), kernels for \(Kernels.best.name); medians of \(rounds) rounds, everything in turn.")
        print("")
        let table = SpeedTable(
            measurements: measurements, objective: scenario.objectiveKind, shapes: trainings.map(\.0), norm: Self.norm,
            target: target)
        print(table.text)
        if long { try printLongTrainings(job) }
    }

    /// Those that know the kind of household, and what they are told.
    private func rivals(of scenario: Scenario) -> [Peer.Kind: [String]] {
        switch scenario.objectiveKind {
        case .reward: [.jax: [], .stableBaselines: []]
        case .utility: prototype.map { [.jaxLife: [$0, scenario.name]] } ?? [:]
        }
    }

    private func measureArithmetic(into measurements: inout SpeedMeasurements) {
        for cores in [1, 2] {
            if let peak = MachinePeak(threads: cores).measure() { measurements.add(.peak(cores: cores), peak) }
        }
        for (index, kernel) in KernelSpeed.all.enumerated() { measurements.add(.kernel(index), kernel.measure()) }
        for element in ElementSpeed.allCases { measurements.add(.element(element), element.measure()) }
    }

    private func printLongTrainings(_ job: ProgramSpeed) throws {
        print("")
        print(MarkdownTable.head(["episodes", "checkpoint every", "seconds", "an episode", "peak memory"]))
        for (episodes, interval) in [(10_000, 1000), (10_000, 10_000), (100_000, 1000), (100_000, 100_000)] {
            let result = try job.train(episodes: episodes, saveInterval: interval)
            let cells = [
                "\(episodes)", "\(interval)", String(format: "%.1f", result.seconds),
                String(format: "%.3f ms", 1000 * result.seconds / Double(episodes)),
                SpeedTable.megabytes(Double(result.peakMemory)),
            ]
            print(MarkdownTable.row(cells))
        }
    }
}

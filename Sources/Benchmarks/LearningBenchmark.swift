import ArgumentParser
import Foundation
import Households
import Jobs
import ScenarioFiles
import Statistics

/// Trains scenarios with several seeds, with their own defaults, and prints how near to the optimum each comes.
struct LearningBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learning", abstract: "How near to the optimum training comes, over several seeds.")

    @Argument(help: "Scenario files.")
    var files: [String]

    @Option(help: "Seeds to train with: 1 up to this.")
    var seeds: UInt64 = 5

    @Option(help: "Threads to train with.")
    var threads = 2

    @Option(
        name: .customLong("set"), help: ArgumentHelp("Another value in all scenarios.", valueName: "key=value"),
        transform: ScenarioOverride.parsed)
    var overrides: [ScenarioOverride] = []

    func validate() throws {
        guard seeds >= 1, threads >= 1 else { throw ValidationError("--seeds and --threads want at least 1") }
    }

    func run() throws {
        let others = overrides.isEmpty ? "" : " with " + overrides.map(\.text).joined(separator: ", ")
        print("Final policy on 1,000 evaluation episodes (seed 42), trained with the seeds 1 to \(seeds)\(others).")
        print("")
        print(
            MarkdownTable.head([
                "scenario", "norm, mean", "worst", "untrained", "tuned rule", "\\|a0 − g0\\|", "insolvent", "optimum's",
                "months simulated", "seconds",
            ]))
        for file in files {
            print(row(try (1...seeds).map { try measure(file, seed: $0) }))
        }
    }

    /// What one training brought.
    private struct Measurement {
        let scenario: String
        let evaluation: Evaluation
        let monthsSimulated: Int
        let seconds: Double

        func policy(_ kind: PolicyKind) -> PolicyEvaluation? { evaluation.policies.first { $0.policy == kind } }
    }

    private func measure(_ file: String, seed: UInt64) throws -> Measurement {
        let directory = try ScratchDirectory()
        var seconds = 0.0
        let jobs = directory.jobs(threads: threads) { event in
            if case .trainingCompleted(_, _, let elapsed) = event { seconds = elapsed }
        }
        var training = TrainingRequest(scenario: file)
        training.overrides = overrides
        training.seed = seed
        let run = try jobs.train(training)
        var simulation = SimulationRequest(run: run.name.description)
        simulation.seed = 42
        let scenario = run.description.scenario
        let lived = try run.finalCheckpoint().history().episodeLengths.reduce(0, +)
        return Measurement(
            scenario: scenario.name, evaluation: try jobs.simulate(simulation).simulation.evaluation,
            monthsSimulated: lived * (1 + scenario.comparedMonths), seconds: seconds)
    }

    private func row(_ measurements: [Measurement]) -> String {
        func values(_ kind: PolicyKind, _ value: (PolicyEvaluation) -> Double?) -> [Double] {
            measurements.compactMap { $0.policy(kind).flatMap(value) }
        }
        func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
        let norms = values(.trained, \.normalizedReward)
        let cells = [
            measurements[0].scenario, text(norms.mean, 4), text(norms.min() ?? .nan, 4),
            text(values(.untrained, \.normalizedReward).mean, 3),
            text(values(.tunedRule, \.normalizedReward).mean, 4), text(values(.trained, \.goalAdherence).mean, 3),
            text(100 * values(.trained, \.insolvencyRate).mean, 1) + " %",
            text(100 * values(.optimum, \.insolvencyRate).mean, 1) + " %",
            text(measurements.map { Double($0.monthsSimulated) }.mean / 1e6, 1) + " M",
            text(measurements.map(\.seconds).mean, 1),
        ]
        return MarkdownTable.row(cells)
    }
}

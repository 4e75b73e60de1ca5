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

    @Option(help: "Last of the seeds to train with.")
    var seeds: UInt64 = 5

    @Option(help: "First of the seeds.")
    var firstSeed: UInt64 = 1

    @Option(help: "Threads to train with.")
    var threads = 2

    @Flag(help: "Print what following the advice costs, cell by cell of the reports' tables.")
    var advice = false

    @Option(
        name: .customLong("set"), help: ArgumentHelp("Another value in all scenarios.", valueName: "key=value"),
        transform: ScenarioOverride.parsed)
    var overrides: [ScenarioOverride] = []

    func validate() throws {
        guard seeds >= firstSeed, firstSeed >= 1, threads >= 1 else {
            throw ValidationError("--first-seed and --threads want at least 1, --seeds at least the first seed")
        }
    }

    func run() throws {
        let others = overrides.isEmpty ? "" : " with " + overrides.map(\.text).joined(separator: ", ")
        print(
            "Final policy on fresh episodes (seed 42), trained with the seeds \(firstSeed) to \(seeds)"
                + "\(others).")
        print("")
        print(MarkdownTable.head(advice ? Self.adviceColumns : Self.columns))
        for file in files {
            let measurements = try (firstSeed...seeds).map { try measure(file, seed: $0) }
            print(MarkdownTable.row(advice ? adviceCells(measurements) : try cells(measurements, of: file)))
        }
    }

    private static let columns = [
        "scenario", "norm, mean", "worst", "untrained", "tuned rule", "short, EUR a month", "the rule", "\\|a0 − g0\\|",
        "the optimum's", "insolvent", "optimum's", "seconds",
    ]
    private static let adviceColumns = [
        "scenario", "cells", "median", "90 %", "largest", "at cash", "month", "without cash 0: largest",
    ]

    /// What one training brought.
    private struct Measurement {
        let scenario: String
        let evaluation: Evaluation
        let seconds: Double

        func policy(_ kind: PolicyKind) -> PolicyEvaluation? { evaluation.policies.first { $0.policy == kind } }
    }

    private func measure(_ file: String, seed: UInt64) throws -> Measurement {
        let directory = try ScratchDirectory()
        var seconds = 0.0
        let jobs = directory.jobs(threads: threads) { event in
            if case .trainingCompleted(_, _, _, let elapsed) = event { seconds = elapsed }
        }
        var training = TrainingRequest(scenario: file)
        training.overrides = overrides
        training.seed = seed
        let run = try jobs.train(training)
        var simulation = SimulationRequest(run: run.name.description)
        simulation.seed = 42
        return Measurement(
            scenario: run.description.scenario.name, evaluation: try jobs.simulate(simulation).simulation.evaluation,
            seconds: seconds)
    }

    /// Lives by which it is measured how far the optimum is from any goal.
    private static let optimalLives = 200

    /// How far the optimum's own share invested is from the best goal that could be set for it, mean |a0 − g0|: the
    /// median of the months that a goal is kept. Agents that are nearer to their goals do not do what the optimum does.
    private func optimalDistance(_ file: String) throws -> Double {
        var request = SimulationRequest(run: nil, scenario: file, policy: .optimum)
        request.overrides = overrides
        (request.episodes, request.seed, request.keepsLives) = (Self.optimalLives, 42, true)
        let directory = try ScratchDirectory()
        let simulation = try directory.jobs(threads: threads).simulate(request).simulation
        let period = simulation.scenario.training.highPeriod
        let distances = (simulation.lives ?? []).flatMap { life in
            stride(from: 0, to: life.shares.count, by: period).flatMap { start in
                let shares = life.shares[start..<min(start + period, life.shares.count)].map { $0[0] }
                let goal = shares.quantile(0.5)
                return shares.map { abs($0 - goal) }
            }
        }
        return distances.mean
    }

    private func cells(_ measurements: [Measurement], of file: String) throws -> [String] {
        func values(_ kind: PolicyKind, _ value: (PolicyEvaluation) -> Double?) -> [Double] {
            measurements.compactMap { $0.policy(kind).flatMap(value) }
        }
        let norms = values(.trained, \.normalizedReward)
        return [
            measurements[0].scenario, text(norms.mean, 4), text(norms.min() ?? .nan, 4),
            text(values(.untrained, \.normalizedReward).mean, 3),
            text(values(.tunedRule, \.normalizedReward).mean, 4), text(values(.trained, \.monthlyCost).mean, 2),
            text(values(.tunedRule, \.monthlyCost).mean, 2), text(values(.trained, \.goalAdherence).mean, 3),
            text(try optimalDistance(file), 3),
            text(100 * values(.trained, \.insolvencyRate).mean, 1) + " %",
            text(100 * values(.optimum, \.insolvencyRate).mean, 1) + " %",
            text(measurements.map(\.seconds).mean, 1),
        ]
    }

    /// What following the advice of each cell once costs, in shares of the month's income.
    private func adviceCells(_ measurements: [Measurement]) -> [String] {
        let cells = measurements.flatMap(\.evaluation.advice).flatMap { table in
            table.rows.compactMap { row in
                row.regret.map { (regret: $0 / table.income, cash: row.cash, month: table.month) }
            }
        }.sorted { $0.regret < $1.regret }
        guard let worst = cells.last else { return [measurements[0].scenario, "0"] + Array(repeating: "–", count: 6) }
        func percent(_ share: Double?) -> String { share.map { text(100 * $0, 2) + " %" } ?? "–" }
        let regrets = cells.map(\.regret)
        return [
            measurements[0].scenario, "\(cells.count)", percent(regrets.quantile(0.5)), percent(regrets.quantile(0.9)),
            percent(worst.regret), text(worst.cash, 0), "\(worst.month)",
            percent(cells.last { $0.cash > 0 }?.regret),
        ]
    }

    private func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}

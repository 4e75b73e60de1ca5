import ArgumentParser
import Foundation
import Households
import Jobs
import Learning
import ScenarioFiles
import Statistics

/// Trains scenarios with several seeds, with their own defaults, and prints what following the advice of their reports
/// costs, how far from any goal what is best is, and how far goals steer.
struct AdviceBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advice", abstract: "What following the reports' advice once costs, over several seeds.")

    @Argument(help: "Scenario files.")
    var files: [String]

    @Option(help: "Last of the seeds to train with.")
    var seeds: UInt64 = 5

    @Option(help: "First of the seeds.")
    var firstSeed: UInt64 = 1

    @Option(help: "Threads to train with.")
    var threads = 2

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
            "What each cell of the reports' advice costs, in shares of the month's income, trained with the seeds "
                + "\(firstSeed) to \(seeds)\(others).")
        print("")
        print(MarkdownTable.head(Self.columns))
        for file in files {
            let measurements = try (firstSeed...seeds).map { try measure(file, seed: $0) }
            print(MarkdownTable.row(try cells(measurements, of: file)))
        }
    }

    private static let columns = [
        "scenario", "cells", "median", "90 %", "largest", "at cash", "month", "without cash 0: largest",
        "\\|a0 − g0\\|", "the optimum's", "goals steer", "where 5 % or more are invested",
    ]

    /// What one training brought.
    private struct Measurement {
        let scenario: String
        let evaluation: Evaluation
        let steering: Steering

        var goalAdherence: Double? { evaluation.policies.first { $0.policy == .trained }?.goalAdherence }
    }

    private func measure(_ file: String, seed: UInt64) throws -> Measurement {
        let directory = try ScratchDirectory()
        let jobs = directory.jobs(threads: threads)
        var training = TrainingRequest(scenario: file)
        training.overrides = overrides
        training.seed = seed
        let run = try jobs.train(training)
        var simulation = SimulationRequest(run: run.name.description)
        simulation.seed = 42
        return Measurement(
            scenario: run.description.scenario.name, evaluation: try jobs.simulate(simulation).simulation.evaluation,
            steering: try steering(run.description.scenario, try run.finalCheckpoint().state()))
    }

    /// By how much of it the share invested follows where a goal's share is .05 higher or lower: the means of all
    /// months, and of those in which .05 or more are invested anyway.
    private struct Steering {
        var (sum, months) = (0.0, 0.0)
        var (sumInvesting, monthsInvesting) = (0.0, 0.0)
    }

    private func steering(_ scenario: Scenario, _ state: TrainerState) throws -> Steering {
        let change = 0.05
        let policy = try HierarchicalPolicy(scenario: scenario, state: state)
        var steering = Steering()
        _ = EvaluationRun(scenario: scenario, episodes: Self.lives, seed: 42).play(policy) { lives, _ in
            for life in lives where life.isAlive {
                func invested(_ change: Double) -> Double {
                    var goal = life.goal
                    goal.targetInvestRatio += change
                    return policy.response(of: life.household, to: goal).invest
                }
                let share = (invested(change) - invested(-change)) / (2 * change)
                steering.sum += share
                steering.months += 1
                guard invested(0) >= change else { continue }
                steering.sumInvesting += share
                steering.monthsInvesting += 1
            }
        }
        return steering
    }

    /// Lives by which it is measured how far the optimum is from any goal, and how far goals steer.
    private static let lives = 200

    /// How far the optimum's own share invested is from the best goal that could be set for it, mean |a0 − g0|: the
    /// median of the months that a goal is kept. Agents that are nearer to their goals do not do what the optimum does.
    private func optimalDistance(_ file: String) throws -> Double {
        var request = SimulationRequest(run: nil, scenario: file, policy: .optimum)
        request.overrides = overrides
        (request.episodes, request.seed, request.keepsLives) = (Self.lives, 42, true)
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
        let cells = measurements.flatMap(\.evaluation.advice).flatMap { table in
            table.rows.compactMap { row in
                row.regret.map { (regret: $0 / table.income, cash: row.cash, month: table.month) }
            }
        }.sorted { $0.regret < $1.regret }
        func percent(_ share: Double?) -> String { share.map { text(100 * $0, 2) + " %" } ?? "–" }
        let regrets = cells.map(\.regret)
        let goals = measurements.compactMap(\.goalAdherence)
        return [
            measurements[0].scenario, "\(cells.count)", percent(cells.isEmpty ? nil : regrets.quantile(0.5)),
            percent(cells.isEmpty ? nil : regrets.quantile(0.9)), percent(cells.last?.regret),
            cells.last.map { text($0.cash, 0) } ?? "–", cells.last.map { "\($0.month)" } ?? "–",
            percent(cells.last { $0.cash > 0 }?.regret), goals.isEmpty ? "–" : text(goals.mean, 3),
            text(try optimalDistance(file), 3), share(measurements, \.sum, \.months),
            share(measurements, \.sumInvesting, \.monthsInvesting),
        ]
    }

    private func share(
        _ measurements: [Measurement], _ sum: KeyPath<Steering, Double>, _ months: KeyPath<Steering, Double>
    ) -> String {
        let steerings = measurements.map(\.steering)
        let all = steerings.map { $0[keyPath: months] }.reduce(0, +)
        return all > 0 ? text(steerings.map { $0[keyPath: sum] }.reduce(0, +) / all, 2) : "–"
    }

    private func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}

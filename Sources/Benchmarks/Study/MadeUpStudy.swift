import Foundation
import Households
import Jobs
import RunStorage
import Studies

/// A study with rows that nobody trained.
struct MadeUpStudy {
    /// Settings of each scenario, `default` included.
    private static let settings = 20

    let name = "made_up"
    let output: String
    let lives: Int
    let rows: Int
    let cells: Int

    /// - Parameters:
    ///   - scenarios: files; each has as many cells as there are settings.
    ///   - rows: about how many, a whole number of seeds a cell.
    init(scenarios: [String], rows: Int, lives: Int, in scratch: ScratchDirectory) throws {
        self.lives = lives
        output = scratch.path("collect")
        cells = scenarios.count * Self.settings
        let seeds = max(5, rows / cells)
        self.rows = cells * seeds
        let names = scenarios.map { "'\($0)'" }.joined(separator: ", ")
        let epochs = (1..<Self.settings).map { "\($0 + 20)" }.joined(separator: ", ")
        let file = try scratch.write(
            "scenarios: [\(names)]\nseeds: \(seeds)\nlives: {count: \(lives)}\n"
                + "settings: {grid: {training.epochs: [\(epochs)]}}\n", to: "\(name).yaml")
        let jobs = scratch.jobs(output: "collect")
        let (plan, text) = try jobs.studyPlan(StudyRequest(study: file))
        let store = jobs.output.studies
        let lock = try store.lock(plan.name)
        let stored = try store.begin(plan, text: text, isExtending: false, isRetrying: false, lock)
        let writer = try store.rowWriter(of: plan.name, chunk: "0", job: "nobody")
        var random = SplitMix(state: 42)
        var households: Set<String> = []
        for training in try stored.plan().trainings {
            if households.insert(training.household).inserted {
                try store.save(Self.yardsticks(lives, &random), household: training.household, lock)
            }
            guard let identity = ContentHash(hex: training.identity) else {
                throw BenchmarkFailure("\(training.identity) is no identity")
            }
            try writer.append(
                StudyRow(
                    identity: identity, scenario: stored.scenarios[training.scenario].name,
                    setting: stored.settings[training.setting].name, seed: training.seed, lives: stored.lives,
                    programVersion: stored.programVersion,
                    outcome: StudyOutcome(status: .done, episodes: 1000, evaluation: Self.evaluation(lives, &random)),
                    origin: StudyRow.Origin(job: nil, seconds: 1)))
        }
        try writer.flush()
    }

    private static func evaluation(_ lives: Int, _ random: inout SplitMix) -> StudyOutcome.Evaluation {
        var curves = StudyCurves()
        let points = (1...StudyCurves.mostPoints).map { Double($0) / Double(StudyCurves.mostPoints) }
        curves.reward = points.map { 2000 * $0 + 50 * random.nextUnit() }
        curves.stability = points.map { 0.9 + 0.1 * $0 * random.nextUnit() }
        curves.sharpeRatio = points.map { $0 + random.nextUnit() }
        curves.goalAdherence = points.map { 0.1 * $0 * random.nextUnit() }
        let norm = 0.99 + 0.01 * random.nextUnit()
        return StudyOutcome.Evaluation(
            norm: norm, meanReward: 2000 * norm, differenceToTuned: 10 * random.nextUnit() - 1, insolvencyRate: 0,
            finalWealthP5: 1000, finalWealthP50: 2000, finalWealthP95: 3000, monthsBelowThreshold: 1,
            totalConsumed: 30_000, totalInvested: 20_000, goalAdherence: 0.02, sharpeRatio: 1, policyStability: 0.01,
            cashStability: 1, rewards: (0..<lives).map { _ in 2000 * norm + 100 * random.nextUnit() }, curves: curves)
    }

    private static func yardsticks(_ lives: Int, _ random: inout SplitMix) -> StudyYardsticks {
        StudyYardsticks(
            optimalValue: 2000, isExact: true, scale: 1500,
            optimumRewards: (0..<lives).map { _ in 2000 + 100 * random.nextUnit() },
            costs: CostCurve(points: [.init(rise: 0, loss: 0), .init(rise: 3000, loss: 1500)]),
            policies: [
                StudyYardsticks.Policy(
                    policy: .optimum, settings: nil, norm: 1, meanReward: 2000, insolvencyRate: 0,
                    certaintyEquivalent: nil),
                StudyYardsticks.Policy(
                    policy: .tunedRule, settings: "κ 0.04, B 3500", norm: 0.99, meanReward: 1980, insolvencyRate: 0,
                    certaintyEquivalent: nil),
                StudyYardsticks.Policy(
                    policy: .random, settings: nil, norm: 0, meanReward: 500, insolvencyRate: 0,
                    certaintyEquivalent: nil),
            ])
    }
}

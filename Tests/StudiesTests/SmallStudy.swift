import Households
import NumericKernels
import Statistics
import Studies

/// A study without a training: what each came to is made up.
struct SmallStudy {
    static let lives = 6
    var scenarios = ["calm", "rough"]
    var livesForUtility = false
    var settings = ["default", "wide", "narrow"]
    var grid: [StudyFile.GridKey] = []
    var seeds = 6
    /// Settings that confirm, and their seeds.
    var confirming: (settings: [Int], seeds: Int) = ([], 0)
    var choice: StudyChoice?

    var plan: StudyPlan {
        func trainings(_ role: StudyRole, _ settings: [Int], _ seeds: Range<Int>) -> [PlannedTraining] {
            scenarios.indices.flatMap { scenario in
                settings.flatMap { setting in
                    seeds.map { seed in
                        PlannedTraining(
                            role: role, scenario: scenario, setting: setting, seed: UInt64(seed),
                            identity: "\(scenario) \(setting) \(seed)", household: "\(scenario) \(role)")
                    }
                }
            }
        }
        return StudyPlan(
            name: "small", description: "", scenarios: scenarios,
            livesForUtility: scenarios.map { _ in livesForUtility },
            settings: settings.map { StudySetting(name: $0) }, grid: grid,
            trainingCosts: scenarios.map { _ in settings.map { _ in 10_000 } },
            trainings: trainings(.search, Array(settings.indices), 1..<seeds + 1)
                + trainings(.confirm, confirming.settings, seeds + 1..<seeds + 1 + confirming.seeds),
            lives: StudyLives(count: Self.lives, seed: 42), choice: choice, baselines: [.tunedRule], difference: 0.001,
            identity: "0")
    }

    /// EUR 2 a month for what all of the scale below 0.9 costs.
    private let costs = CostCurve(points: [CostCurve.Point(rise: 0, loss: 0), CostCurve.Point(rise: 2, loss: 100)])

    /// Of each household, in the order of the scenarios.
    var yardsticks: [String: StudyYardsticks] {
        Dictionary(
            uniqueKeysWithValues: scenarios.indices.flatMap { scenario in
                StudyRole.allCases.map { role in
                    (
                        "\(scenario) \(role)",
                        StudyYardsticks(
                            optimalValue: 100, isExact: true, scale: 1000,
                            optimumRewards: (0..<Self.lives).map { 100 + Double($0) },
                            costs: costs,
                            policies: [
                                StudyYardsticks.Policy(
                                    policy: .tunedRule, settings: nil, norm: 0.9, meanReward: 90, insolvencyRate: 0,
                                    certaintyEquivalent: nil)
                            ])
                    )
                }
            })
    }

    /// - Parameter score: nil for what is missing.
    func outcomes(_ score: (PlannedTraining) -> Double?) -> [StudyOutcome?] {
        plan.trainings.map { training in score(training).map { Self.done($0) } }
    }

    static func done(_ score: Double, differenceToTuned: Double = 1) -> StudyOutcome {
        var curves = StudyCurves()
        curves.reward = [score, 2 * score]
        curves.stability = [0, score]
        curves.sharpeRatio = [-score, score]
        curves.goalAdherence = [score, score]
        return StudyOutcome(
            status: .done, episodes: 2,
            evaluation: StudyOutcome.Evaluation(
                norm: score, meanReward: 100 * score, differenceToTuned: differenceToTuned, insolvencyRate: 0,
                finalWealthP5: 0, finalWealthP50: 0, finalWealthP95: 0, monthsBelowThreshold: 0, totalConsumed: 0,
                totalInvested: 0, sharpeRatio: 0, policyStability: 0, cashStability: 0,
                certaintyEquivalent: 2000 * score,
                // So that their mean less that of the optimum, over the scale, is the score less 1.
                rewards: (0..<lives).map { 100 + Double($0) + 1000 * (score - 1) }, curves: curves))
    }

    /// Scores without a pattern, a little below 1.
    static func luck(_ training: PlannedTraining) -> Double {
        let random = CounterRandom(seed: training.seed, purpose: .trainingShock)
        let place = UInt64(100 * training.scenario + training.setting)
        return 0.998 + 0.002 * random.uniforms(index: place, counter: 0)[0]
    }

    func results(_ outcomes: [StudyOutcome?], threads: Int = 1) -> StudyResults {
        StudyResults(plan: plan, outcomes: outcomes, yardsticks: yardsticks, threads: threads)
    }

    /// Of a setting in the search, scenario by scenario.
    func strata(_ setting: Int, _ outcomes: [StudyOutcome?]) -> [[Double]] {
        scenarios.indices.map { scenario in
            zip(plan.trainings, outcomes).compactMap { training, outcome in
                training.role == .search && training.setting == setting && training.scenario == scenario
                    ? outcome?.score : nil
            }
        }
    }
}

/// One resample after the other, each drawn and put in order.
struct SlowBootstrap {
    private let bootstrap: StratifiedBootstrap

    init() {
        let random = CounterRandom(seed: 0, purpose: .resampling)
        bootstrap = StratifiedBootstrap { random.block(index: $0, counter: $1) }
    }

    func interval(_ resamples: Int, _ statistic: (_ draw: ([[Double]]) -> [[Double]]) -> Double) -> Interval {
        Interval(
            StratifiedBootstrap.interval(resamples: resamples) { resample in
                statistic { bootstrap.draw($0, resample: resample) }
            })
    }

    func improvement(_ resamples: Int, _ scores: [[Double]], over others: [[Double]]) -> Interval {
        Interval(
            StratifiedBootstrap.interval(resamples: resamples) { resample in
                Aggregate.probabilityOfImprovement(
                    bootstrap.draw(scores, resample: resample),
                    over: bootstrap.draw(others, resample: resample + 1 << 32))
            })
    }
}

func agree(_ value: Interval?, _ expected: Interval) -> Bool {
    guard let value else { return false }
    return abs(value.lower - expected.lower) <= 1e-12 && abs(value.upper - expected.upper) <= 1e-12
}

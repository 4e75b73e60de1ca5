import Foundation
import Households
import Reports
import Statistics

/// Reports that look like real ones, made from a fixed seed.
enum SampleReports {
    /// A thousand episodes of a couple in Bologna, with rule and optimum.
    static func bologna(episodes: Int = 1000, evaluated: Int = 1000, horizon: Int = 120) -> ReportInput {
        input(
            scenario: scenario(horizon: horizon), history: history(episodes: episodes, horizon: horizon),
            evaluation: evaluation(episodes: evaluated, horizon: horizon))
    }

    static func input(
        scenario: Scenario, history: TrainingHistory, evaluation: Evaluation, name: String = "bologna_coppia"
    ) -> ReportInput {
        let interval = max(1, history.count / 10)
        return ReportInput(
            runName: name, scenario: scenario,
            scenarioText: "name: \(scenario.name)\nenvironment:\n  income: 3200\n", history: history,
            historyJSON: json(history), evaluation: evaluation,
            evaluationJSON: Array("{\"episodes\":\(evaluation.episodes)}\n".utf8),
            checkpoints: CheckpointSummary.summaries(
                of: history, at: Array(stride(from: interval, through: max(interval, history.count), by: interval)),
                horizon: scenario.environment.maxMonths),
            provenance: Provenance(
                seed: 42, programVersion: "0.1.0", identity: String(repeating: "3f9a", count: 16),
                startTime: "2026-11-22T10:30:00Z", scenarioSHA256: String(repeating: "0d1e", count: 16),
                historySHA256: String(repeating: "b7c2", count: 16),
                reproduction: Reproduction(
                    command: "hrlreport train-and-report \(name).yaml --episodes \(history.count) --seed 42",
                    scenarioFile: "\(name).yaml", exportCommand: "hrlreport models export \(name) --to \(name).yaml"),
                checkpoint: .final, episodesTrained: history.count, totalEpisodes: history.count))
    }

    static func scenario(
        name: String = "Bologna: a couple", description: String = "Two incomes, a flat of their own, no children yet.",
        horizon: Int = 120
    ) -> Scenario {
        Scenario(
            name: name, description: description,
            environment: EnvironmentParameters(
                income: 3200, fixedExpenses: 1800, variableExpenseMean: 800, variableExpenseStd: 150, inflation: 0.02,
                safetyThreshold: 3500, maxMonths: horizon, initialCash: 10000, riskTolerance: 0.55))
    }

    /// Learns from about 100 to about 1,200, with fewer and fewer bankruptcies.
    static func history(episodes: Int, horizon: Int = 120) -> TrainingHistory {
        var random = SampleRandom(seed: 7)
        var history = TrainingHistory()
        for episode in 0..<episodes {
            let learned = 1 - exp(-5 * Double(episode) / Double(max(1, episodes)))
            let isInsolvent = random.uniform() < 0.25 * (1 - learned)
            let length = isInsolvent ? max(1, Int(random.uniform() * Double(horizon))) : horizon
            history.episodeRewards.append(
                isInsolvent ? -500 * random.uniform() : 900 + 320 * learned + (60 - 35 * learned) * random.normal())
            history.episodeLengths.append(length)
            history.cashBalances.append(isInsolvent ? -400 * random.uniform() : 3500 + 900 * random.normal())
            history.totalInvested.append(Double(length) * (250 + 100 * learned))
            history.cumulativeWealthGrowth.append(Double(length) * 380 * (0.5 + learned) + 3000 * random.normal())
            history.cashStabilityIndex.append(isInsolvent ? 1 - 1 / Double(length) : 1)
            history.sharpeRatio.append(0.85 + 0.25 * random.normal())
            history.goalAdherence.append(0.02 + 0.14 * (1 - learned) * (0.7 + 0.6 * random.uniform()))
            history.policyStability.append(0.01 + 0.02 * (1 - learned))
            if (episode + 1).isMultiple(of: 20) || episode + 1 == episodes {
                for _ in 0..<2 {
                    history.low.losses.append(0.5 * exp(-3 * learned) + 0.05 * random.uniform())
                    history.low.episodes.append(episode + 1)
                }
                history.high.losses.append(0.8 * exp(-2 * learned) + 0.1 * random.uniform())
                history.high.episodes.append(episode + 1)
            }
        }
        return history
    }

    /// The trained policy, the optimum, three rules and the random policy.
    static func evaluation(episodes: Int = 1000, horizon: Int = 120) -> Evaluation {
        let policies: [(PolicyKind, reward: Double, wealth: Double, insolvency: Double)] = [
            (.trained, 1212.4, 63_200, 0.006), (.optimum, 1220.1, 64_100, 0), (.tunedRule, 1211.8, 58_900, 0.002),
            (.threshold, 1198.3, 57_400, 0.011), (.fiftyThirtyTwenty, 902.6, 41_000, 0.184),
            (.allCash, 640.2, 39_500, 0), (.random, -644, 2_300, 0.97),
        ]
        return Evaluation(
            episodes: episodes, seed: 42, horizon: horizon,
            policies: policies.map { kind, reward, wealth, insolvency in
                policy(
                    kind, reward: reward, wealth: wealth, insolvency: insolvency, episodes: episodes, horizon: horizon,
                    hasCharts: [.trained, .tunedRule].contains(kind))
            },
            advice: [1, max(1, horizon / 2), max(1, horizon - 5)].map { advice(month: $0) }, optimalValue: 1220.0)
    }

    static func policy(
        _ kind: PolicyKind, reward: Double, wealth: Double, insolvency: Double, episodes: Int = 1000,
        horizon: Int = 120, hasCharts: Bool = true
    ) -> PolicyEvaluation {
        let hasGoals = kind == .trained
        return PolicyEvaluation(
            policy: kind, settings: kind == .tunedRule ? "κ 0.04, B €3,500" : nil, meanReward: reward,
            rewardStandardError: episodes > 1 ? 1.9 : 0, normalizedReward: (reward + 644) / (1220 + 644),
            differenceToTunedRule: kind == .random ? nil : MeanEstimate(mean: reward - 1211.8, standardError: 0.2),
            insolvencyRate: insolvency, finalWealth: quantiles(around: wealth, spread: 9_000),
            finalCash: quantiles(around: 3_600, spread: 800), monthsBelowThreshold: 3.2 + 100 * insolvency,
            totalConsumed: 18_400, totalInvested: 42_300, cashStability: 1 - insolvency / 4, sharpeRatio: 0.83,
            policyStability: 0.012, goalAdherence: hasGoals ? 0.021 : nil,
            months: hasCharts
                ? (1...horizon).map { month($0, of: horizon, lives: episodes, wealth: wealth, hasGoals: hasGoals) }
                : [],
            outcomes: hasCharts
                ? outcomes(episodes: episodes, horizon: horizon, wealth: wealth, insolvency: insolvency)
                : EpisodeOutcomes())
    }

    private static func month(
        _ month: Int, of horizon: Int, lives: Int, wealth: Double, hasGoals: Bool
    ) -> MonthSummary {
        let progress = Double(month) / Double(horizon)
        let cash = 3600 + 6400 * exp(-12 * progress)
        let total = 10_000 + (wealth - 10_000) * progress
        let invest = 0.11 + 0.05 * exp(-10 * progress) - 0.05 * max(0, progress - 0.9) * 10
        let consume = 0.06 + 0.08 * progress
        return MonthSummary(
            month: month, alive: lives - Int(0.006 * Double(lives) * progress),
            cash: quantiles(around: cash, spread: 500),
            portfolio: quantiles(around: total - cash, spread: 6000 * progress),
            wealth: quantiles(around: total, spread: 6200 * progress), meanInvestShare: invest,
            meanSaveShare: 1 - invest - consume, meanConsumeShare: consume,
            investShare: quantiles(around: invest, spread: 0.02),
            targetInvestRatio: hasGoals ? quantiles(around: invest + 0.01, spread: 0.01) : nil,
            safetyBuffer: hasGoals ? quantiles(around: 3450, spread: 120) : nil,
            aggressiveness: hasGoals ? quantiles(around: 0.45, spread: 0.03) : nil)
    }

    private static func outcomes(episodes: Int, horizon: Int, wealth: Double, insolvency: Double) -> EpisodeOutcomes {
        var random = SampleRandom(seed: 11)
        var outcomes = EpisodeOutcomes()
        let insolvent = Int((insolvency * Double(episodes)).rounded())
        for episode in 0..<episodes {
            outcomes.rewards.append(1200 + 60 * random.normal())
            outcomes.finalWealth.append(wealth + 9000 * random.normal())
            outcomes.maxDrawdown.append(min(1, abs(0.06 + 0.03 * random.normal())))
            outcomes.maxPortfolioDrawdown = (outcomes.maxPortfolioDrawdown ?? []) + [outcomes.maxDrawdown[episode] / 2]
            let month = max(1, Int(random.uniform() * Double(horizon)))
            outcomes.insolvencyMonth.append(episode < insolvent ? month : 0)
        }
        return outcomes
    }

    private static func advice(month: Int) -> AdviceTable {
        AdviceTable(
            month: month, income: 3200, expectedBills: 2650,
            rows: [0, 1000, 2000, 3000, 3500, 4000, 5000, 7500, 10_000, 15_000].map { cash in
                let invest = min(2600, max(0, (cash - 3300) * 0.6))
                return AdviceTable.Row(
                    cash: cash, invest: invest, save: 3200 - invest - 250, spend: 250,
                    unseen: cash < 1000 || cash > 8000)
            })
    }

    static func quantiles(around median: Double, spread: Double) -> Quantiles {
        Quantiles(
            p5: median - 1.64 * spread, p25: median - 0.67 * spread, p50: median, p75: median + 0.67 * spread,
            p95: median + 1.64 * spread)
    }

    private static func json(_ history: TrainingHistory) -> [UInt8] {
        let members = HistorySeries.all.map { series in
            let values = series.values(of: history)
            return "\"\(series.name)\":[\((0..<values.count).map(values.text).joined(separator: ","))]"
        }
        return Array("{\(members.joined(separator: ","))}".utf8)
    }

    /// The templates that ship with the program.
    static func templates() throws -> [String: String] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("templates")
        var templates: [String: String] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file != "service" {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            templates[file] = text
        }
        return templates
    }

    static func renderer() throws -> ReportRenderer { try ReportRenderer(templates: templates()) }
}

/// SplitMix64, so that samples are the same everywhere.
struct SampleRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((bits ^ (bits >> 31)) >> 11) / 9_007_199_254_740_992
    }

    /// Box and Muller.
    mutating func normal() -> Double {
        (-2 * log(max(uniform(), 1e-300))).squareRoot() * cos(2 * .pi * uniform())
    }
}

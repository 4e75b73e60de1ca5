import Foundation
import Households
import Reports
import Statistics
import Studies

/// Studies that look like real ones, made from a fixed seed. Intervals are made up: only their form matters here.
struct SampleStudies: Sendable {
    var name = "clip"
    var scenarios = ["bologna_coppia"]
    var utility = false
    var settings = [StudySetting(name: StudySetting.defaultName)]
    var grid: [StudyFile.GridKey] = []
    var seeds = 20
    var choice: StudyChoice?
    /// Whether the trainings that confirm are there.
    var isConfirmed = true
    var earlierLooks: [Int] = []
    var difference = 0.001
    /// Episodes, and points of a curve.
    var points = 100
    /// What is added to each score of a setting.
    var gains: [Double] = []
    /// Of a training: nil for missing; the status and score else.
    var change: @Sendable (StudyRole, Int, Int, UInt64) -> Change = { _, _, _, _ in .none }

    enum Change {
        case none, missing, diverged
        case failed(String)
        case score(Double)
    }

    static let grid: SampleStudies = {
        var study = SampleStudies()
        study.scenarios = ["bologna_coppia", "bologna_shocks"]
        study.grid = [
            StudyFile.GridKey(key: "training.clip_range_low", values: ["0.1", "0.5"]),
            StudyFile.GridKey(key: "training.epochs", values: ["5", "10"]),
        ]
        for clip in ["0.1", "0.5"] {
            for epochs in ["5", "10"] {
                study.settings.append(
                    StudySetting(
                        name: "clip_range_low=\(clip),epochs=\(epochs)",
                        values: [
                            .init(key: "training.clip_range_low", text: clip),
                            .init(key: "training.epochs", text: epochs),
                        ]))
            }
        }
        study.gains = [0, 0.0012, -0.004, 0.0002, -0.0001]
        study.choice = StudyChoice(by: .iqm, confirm: 10)
        return study
    }()

    /// As large as the budgets are for.
    static func large(scenarios: Int = 11, settings: Int = 20, seeds: Int = 20) -> SampleStudies {
        var study = SampleStudies()
        study.name = "large"
        study.scenarios = (1...scenarios).map { "household_\($0)" }
        study.gains = [0]
        for setting in 1..<settings {
            let value = StudySetting.Value(key: "training.clip_range_low", text: "0.\(setting)")
            study.settings.append(StudySetting(name: "clip_range_low=0.\(setting)", values: [value]))
            study.gains.append(Double(setting % 7 - 3) / 750)
        }
        study.seeds = seeds
        study.choice = StudyChoice(by: .iqm, confirm: seeds)
        return study
    }

    // MARK: Making one

    private var roles: [(role: StudyRole, settings: [Int], seeds: [UInt64])] {
        var roles: [(StudyRole, [Int], [UInt64])] = [
            (.search, Array(settings.indices), (1...seeds).map(UInt64.init))
        ]
        if let choice, choice.confirm > 0, settings.count > 1 {
            roles.append((.confirm, [0, best], (seeds + 1...seeds + choice.confirm).map(UInt64.init)))
        }
        return roles
    }

    /// The setting with the largest gain that is not `default`.
    private var best: Int {
        settings.indices.dropFirst().max { gain($0) < gain($1) } ?? 0
    }

    private func gain(_ setting: Int) -> Double { setting < gains.count ? gains[setting] : 0 }

    private static let worth = 1900.0

    var input: StudyReportInput {
        var trainings: [PlannedTraining] = []
        var outcomes: [StudyOutcome?] = []
        for (role, settings, seeds) in roles {
            for scenario in scenarios.indices {
                for setting in settings {
                    var random = SampleRandom(seed: UInt64(1000 * scenario + 10 * setting + (role == .search ? 0 : 7)))
                    for seed in seeds {
                        trainings.append(
                            PlannedTraining(
                                role: role, scenario: scenario, setting: setting, seed: seed,
                                identity: String(format: "%064x", trainings.count),
                                household: String(format: "%064x", 2 * scenario + (role == .search ? 0 : 1))))
                        let score = 0.9975 - 0.0004 * Double(scenario) + gain(setting) + 0.0006 * random.normal()
                        outcomes.append(outcome(change(role, scenario, setting, seed), score, role))
                    }
                }
            }
        }
        let plan = StudyPlan(
            name: name, description: "Which clip range?", scenarios: scenarios,
            livesForUtility: scenarios.map { _ in utility }, settings: settings, grid: grid,
            trainingCosts: scenarios.map { _ in settings.map { _ in 34_000 } }, trainings: trainings,
            lives: StudyLives(count: 1000, seed: 42), choice: choice, baselines: [.tunedRule, .threshold, .untrained],
            difference: difference, identity: String(repeating: "5c1d", count: 16), earlierLooks: earlierLooks)
        return StudyReportInput(
            plan: plan, results: results(plan, outcomes), outcomes: outcomes,
            studyYAML: "description: Which clip range?\nscenarios:\n  - bologna_coppia   # a couple\nseeds: \(seeds)\n",
            resultsCSV: Array("scenario,setting,seed,role,status\r\n".utf8), resultsJSON: Array("{}\n".utf8),
            provenance: StudyProvenance(
                programVersion: "0.2.0", startTime: "2026-11-22T10:30:00Z", command: "hrlreport study run \(name).yaml")
        )
    }

    private func outcome(_ change: Change, _ usual: Double, _ role: StudyRole) -> StudyOutcome? {
        var score = usual
        switch change {
        case .missing: return nil
        case .diverged: return StudyOutcome(status: .diverged, message: "a weight is not finite", episodes: 1000)
        case .failed(let message): return StudyOutcome(status: .failed, message: message, episodes: 1000)
        case .score(let other): score = other
        case .none: if role == .confirm, !isConfirmed { return nil }
        }
        return StudyOutcome(
            status: .done, episodes: 1000,
            evaluation: .init(
                norm: score, meanReward: 1200, insolvencyRate: 0, finalWealthP5: 1, finalWealthP50: 2,
                finalWealthP95: 3, monthsBelowThreshold: 0, totalConsumed: 0, totalInvested: 0, sharpeRatio: 1,
                policyStability: 0, cashStability: 1, certaintyEquivalent: utility ? Self.worth * score : nil,
                rewards: [], curves: StudyCurves()))
    }

    // MARK: Results

    private static func iqm(_ scores: [Double]) -> Double {
        let sorted = scores.sorted()
        let dropped = sorted.count / 4
        return Array(sorted[dropped..<sorted.count - dropped]).mean
    }

    /// Two made-up standard errors on either side; nil below five seeds.
    private static func interval(_ scores: [Double], seeds: Int) -> Interval? {
        guard seeds >= StudyResults.fewestSeeds else { return nil }
        let middle = Array(scores.sorted().dropFirst(scores.count / 4).dropLast(scores.count / 4))
        let half = 2.5 * Self.deviation(middle) / Double(scores.count).squareRoot() + 1e-6
        let center = iqm(scores)
        return Interval(lower: center - half, upper: center + half)
    }

    private static func deviation(_ values: [Double]) -> Double {
        let mean = values.mean
        return (values.map { ($0 - mean) * ($0 - mean) }.mean).squareRoot()
    }

    private static let rule = 0.9953

    private func results(_ plan: StudyPlan, _ outcomes: [StudyOutcome?]) -> StudyResults {
        struct Place: Hashable { var role: StudyRole, scenario: Int, setting: Int }
        var found: [Place: [StudyOutcome?]] = [:]
        for (training, outcome) in zip(plan.trainings, outcomes) {
            found[Place(role: training.role, scenario: training.scenario, setting: training.setting), default: []]
                .append(outcome)
        }
        func scores(_ role: StudyRole, _ scenario: Int, _ setting: Int) -> [Double] {
            (found[Place(role: role, scenario: scenario, setting: setting)] ?? []).compactMap { $0?.score }
        }
        func all(_ role: StudyRole, _ setting: Int) -> [Double] {
            scenarios.indices.flatMap { scores(role, $0, setting) }
        }
        let searched = found.filter { $0.key.role == .search }.values.joined()
        let isAllThere = searched.allSatisfy { $0?.score != nil }
        let confirming = found.filter { $0.key.role == .confirm }.values.joined()
        let hasConfirmed = !confirming.isEmpty && confirming.allSatisfy { $0?.score != nil }
        var results = StudyResults(
            study: plan.name, identity: plan.identity, lives: plan.lives, scenarios: plan.scenarios,
            settings: plan.settings.map { setting in
                StudyResults.Setting(
                    name: setting.name, set: Dictionary(uniqueKeysWithValues: setting.values.map { ($0.key, $0.text) }))
            },
            yardsticks: [], cells: [], aggregates: [], comparisons: [], choice: nil, sensitivity: [], profiles: [],
            curves: [])
        for (role, members, _) in roles {
            for (scenario, name) in scenarios.enumerated() {
                results.yardsticks.append(yardsticks(name, role))
                for setting in members {
                    let outcomes = found[Place(role: role, scenario: scenario, setting: setting)] ?? []
                    results.cells.append(cell(name, plan.settings[setting].name, role, outcomes))
                }
            }
            for setting in members {
                let own = all(role, setting)
                guard !own.isEmpty else { continue }
                let means = scenarios.indices.map { scores(role, $0, setting) }.filter { !$0.isEmpty }.map(\.mean)
                results.aggregates.append(
                    .init(
                        setting: plan.settings[setting].name, role: role, iqm: Self.iqm(own),
                        interval: Self.interval(own, seeds: scores(role, 0, setting).count), mean: means.mean,
                        median: means.quantile(0.5), optimalityGap: 1 - own.map { min($0, 1) }.mean,
                        lowest: own.min() ?? 0))
            }
            for setting in members where setting != 0 && !all(role, setting).isEmpty && !all(role, 0).isEmpty {
                let places: [Int?] = [nil] + (scenarios.count > 1 ? scenarios.indices.map { $0 } : [])
                for scenario in places {
                    let own = scenario.map { scores(role, $0, setting) } ?? all(role, setting)
                    let other = scenario.map { scores(role, $0, 0) } ?? all(role, 0)
                    guard !own.isEmpty, !other.isEmpty else { continue }
                    results.comparisons.append(
                        comparison(plan.settings[setting].name, scenario.map { scenarios[$0] }, role, own, other))
                }
            }
        }
        if let choice, isAllThere, settings.count > 1 {
            results.choice = .init(
                by: choice.by, setting: settings[best].name, rival: settings[0].name,
                score: Self.iqm(all(.search, best)),
                confirmed: choice.confirm > 0 && hasConfirmed ? Self.iqm(all(.confirm, best)) : nil,
                livesSeed: choice.confirm > 0 ? plan.lives.confirming.seed : nil)
        }
        results.sensitivity = grid.map { key in
            .init(
                key: key.key,
                points: key.values.map { value in
                    let own = settings.indices.filter { settings[$0].values.contains(.init(key: key.key, text: value)) }
                        .flatMap { all(.search, $0) }
                    return .init(value: value, iqm: Self.iqm(own), interval: Self.interval(own, seeds: seeds))
                })
        }
        results.profiles = settings.indices.compactMap { setting in
            let own = all(.search, setting)
            return own.isEmpty ? nil : profile(settings[setting].name, own)
        }
        for (scenario, name) in scenarios.enumerated() {
            for setting in settings.indices where !scores(.search, scenario, setting).isEmpty {
                results.curves.append(Self.curves(name, settings[setting].name, points, seeds, Double(setting)))
            }
        }
        return results
    }

    private func yardsticks(_ scenario: String, _ role: StudyRole) -> StudyResults.Yardsticks {
        let policies: [(PolicyKind, Double)] = [(.tunedRule, Self.rule), (.threshold, 0.981), (.random, 0)]
        return .init(
            scenario: scenario, setting: StudySetting.defaultName, role: role,
            optimalValue: utility ? Self.worth : 1220, isExact: true,
            policies: policies.map { kind, norm in
                .init(
                    policy: kind, settings: nil, norm: norm, meanReward: 1000 * norm, monthlyCost: Self.cost(norm),
                    insolvencyRate: 0, certaintyEquivalent: utility ? Self.worth * norm : nil)
            })
    }

    /// EUR a month; what is far from the optimum costs more than can be told.
    private static func cost(_ norm: Double) -> Double? { norm > 0.5 ? 1000 * (1 - norm) : nil }

    private func cell(
        _ scenario: String, _ setting: String, _ role: StudyRole, _ outcomes: [StudyOutcome?]
    ) -> StudyResults.Cell {
        var cell = StudyResults.Cell(scenario: scenario, setting: setting, role: role, seeds: outcomes.count)
        let scores = outcomes.compactMap { $0?.score }
        cell.done = outcomes.count { $0?.status == .done }
        cell.diverged = outcomes.count { $0?.status == .diverged }
        cell.failed = outcomes.count { $0?.status == .failed }
        cell.missing = outcomes.count - scores.count
        guard !scores.isEmpty else { return cell }
        cell.iqm = Self.iqm(scores)
        cell.interval = Self.interval(scores, seeds: scores.count)
        cell.mean = scores.mean
        cell.median = scores.quantile(0.5)
        cell.lowest = scores.min()
        cell.optimalityGap = 1 - scores.map { min($0, 1) }.mean
        cell.means = .init(
            monthlyCost: Self.cost(scores.mean), insolvencyRate: 0.02, goalAdherence: utility ? nil : 0.03)
        cell.belowTuned = scores.count { $0 < Self.rule }
        cell.toleranceShare = pow(0.05, 1 / Double(scores.count))
        if scores.count > 1 {
            cell.spread = Self.deviation(scores)
            cell.shareOfTraining = 0.82
            cell.standardErrorOfLives = 0.0004
            cell.seedsForDifference = 23
        }
        if utility, let iqm = cell.iqm, let lowest = cell.lowest {
            cell.certaintyEquivalent = .init(
                iqm: Self.worth * iqm,
                interval: cell.interval.map { .init(lower: Self.worth * $0.lower, upper: Self.worth * $0.upper) },
                lowest: Self.worth * lowest)
        }
        return cell
    }

    private func comparison(
        _ setting: String, _ scenario: String?, _ role: StudyRole, _ own: [Double], _ other: [Double]
    ) -> StudyResults.Comparison {
        let value = Self.iqm(own) - Self.iqm(other)
        let half = 3 * (Self.deviation(own) + Self.deviation(other)) / Double(own.count).squareRoot()
        let seeds = role == .search ? seeds : choice?.confirm ?? 0
        let interval = seeds >= 5 ? Interval(lower: value - half, upper: value + half) : nil
        let verdict: StudyResults.Comparison.Verdict =
            switch interval {
            case nil: .untold
            case let range? where range.lower > 0: .better
            case let range? where range.upper < 0: .worse
            case let range? where range.lower > -difference && range.upper < difference: .same
            default: .untold
            }
        let wins = own.map { score in other.map { score > $0 ? 1.0 : score == $0 ? 0.5 : 0 }.mean }.mean
        return .init(
            setting: setting, rival: StudySetting.defaultName, scenario: scenario, role: role, difference: value,
            interval: interval, simultaneous: interval, probabilityOfImprovement: wins,
            probabilityInterval: interval.map { _ in
                Interval(lower: max(0, wins - 0.15), upper: min(1, wins + 0.15))
            },
            verdict: verdict, seedsNeeded: verdict == .untold ? 57 : nil)
    }

    private func profile(_ setting: String, _ scores: [Double]) -> StudyResults.Profile {
        let distances = (0..<60).map { pow(10, -4 * Double($0) / 59) }
        let shares = distances.map { distance in
            Double(scores.count { $0 > 1 - distance }) / Double(scores.count)
        }
        let hasBand = seeds >= StudyResults.fewestSeeds
        return .init(
            setting: setting, distances: distances, shares: shares,
            lower: hasBand ? shares.map { max(0, $0 - 0.06) } : nil,
            upper: hasBand ? shares.map { min(1, $0 + 0.06) } : nil)
    }

    static func curves(
        _ scenario: String, _ setting: String, _ points: Int, _ seeds: Int, _ shift: Double
    ) -> StudyResults.Curves {
        func band(_ value: (Double) -> Double, _ half: Double) -> StudyResults.Curves.Band {
            let values = (1...points).map { value(1 - exp(-5 * Double($0) / Double(points))) }
            let hasBand = seeds >= StudyResults.fewestSeeds
            return .init(
                iqm: values, lower: hasBand ? values.map { $0 - half } : nil,
                upper: hasBand ? values.map { $0 + half } : nil)
        }
        return .init(
            scenario: scenario, setting: setting, episodes: (1...points).map { 10 * $0 },
            reward: band({ 900 + (320 - 6 * shift) * $0 }, 8), stability: band({ 0.8 + 0.195 * $0 }, 0.004),
            sharpeRatio: band({ 0.7 + 0.15 * $0 + 0.01 * shift }, 0.02),
            goalAdherence: band({ 0.16 - 0.14 * $0 }, 0.01))
    }

    // MARK: Beside a run

    /// How a run of `bologna_coppia` stands among so many.
    static func standing(seeds: Int = 20, rank: Int? = 7, score: Double = 0.9976) -> StudyStanding {
        var study = SampleStudies()
        study.seeds = seeds
        let results = study.input.results
        return StudyStanding(
            study: "clip", identity: results.identity, cell: results.cells[0], curves: results.curves[0],
            upperQuartile: 0.9979, place: rank.map { .init(rank: $0, score: score) })
    }
}

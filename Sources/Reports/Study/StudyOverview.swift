import Households
import Studies

/// A study with what its report looks up again and again.
struct StudyOverview {
    let input: StudyReportInput
    /// In the order of the plan.
    private let scores: [CellKey: [Score]]
    private let cells: [CellKey: StudyResults.Cell]
    private let households: [CellKey: String]
    private let seedCounts: [StudyRole: Int]

    /// Rows of a chart, and charts of one kind.
    static let mostRows = 12

    /// A training that counts, and its score.
    struct Score: Equatable {
        var scenario, setting: Int
        var seed: UInt64
        var score: Double
    }

    private struct CellKey: Hashable {
        var role: StudyRole
        var scenario, setting: Int
    }

    init(_ input: StudyReportInput) {
        self.input = input
        var scores: [CellKey: [Score]] = [:]
        var households: [CellKey: String] = [:]
        var seeds: [StudyRole: Set<UInt64>] = [:]
        for (training, outcome) in zip(input.plan.trainings, input.outcomes) {
            let key = CellKey(role: training.role, scenario: training.scenario, setting: training.setting)
            households[key] = training.household
            seeds[training.role, default: []].insert(training.seed)
            guard let score = outcome?.score else { continue }
            scores[key, default: []].append(
                Score(scenario: training.scenario, setting: training.setting, seed: training.seed, score: score))
        }
        self.scores = scores
        self.households = households
        seedCounts = seeds.mapValues(\.count)
        let plan = input.plan
        var cells: [CellKey: StudyResults.Cell] = [:]
        for cell in input.results.cells {
            guard let scenario = plan.scenarios.firstIndex(of: cell.scenario),
                let setting = plan.settings.firstIndex(where: { $0.name == cell.setting })
            else { continue }
            cells[CellKey(role: cell.role, scenario: scenario, setting: setting)] = cell
        }
        self.cells = cells
    }

    var plan: StudyPlan { input.plan }
    var results: StudyResults { input.results }

    // MARK: Trainings

    /// Trainings that have a result, diverged ones included.
    var finished: Int { input.outcomes.count { $0?.score != nil } }
    var planned: Int { plan.trainings.count }
    var isIncomplete: Bool { finished < planned }
    func count(_ status: StudyOutcome.Status) -> Int { input.outcomes.count { $0?.status == status } }
    var missing: Int { input.outcomes.count { $0 == nil } }

    /// How many seeds a role has.
    func seeds(_ role: StudyRole) -> Int { seedCounts[role] ?? 0 }

    func scores(_ scenario: Int, _ setting: Int, _ role: StudyRole) -> [Score] {
        scores[CellKey(role: role, scenario: scenario, setting: setting)] ?? []
    }

    /// The lowest of a setting's scores, or of all; the first of equals.
    func worst(ofSetting setting: Int? = nil, _ role: StudyRole) -> Score? {
        plan.scenarios.indices.flatMap { scenario in
            plan.settings.indices.filter { setting == nil || $0 == setting }.flatMap { scores(scenario, $0, role) }
        }.reduce(nil) { worst, score in
            guard let worst else { return score }
            return score.score < worst.score ? score : worst
        }
    }

    // MARK: Results

    var isOneScenario: Bool { plan.scenarios.count == 1 }
    var hasSettings: Bool { plan.settings.count > 1 }
    /// Whether choosing is to be confirmed.
    var wantsConfirmation: Bool { (plan.choice?.confirm ?? 0) > 0 }
    var choice: StudyResults.Choice? { results.choice }

    /// What the study is about: what was chosen, judged by what confirms it, as far as that is there.
    var main: (setting: Int, role: StudyRole) {
        guard let choice, let setting = index(ofSetting: choice.setting) else { return (0, .search) }
        return (setting, choice.confirmed == nil ? .search : .confirm)
    }

    func index(ofSetting name: String) -> Int? { plan.settings.firstIndex { $0.name == name } }

    func cell(_ scenario: Int, _ setting: Int, _ role: StudyRole) -> StudyResults.Cell? {
        cells[CellKey(role: role, scenario: scenario, setting: setting)]
    }

    func aggregate(_ setting: Int, _ role: StudyRole) -> StudyResults.Aggregate? {
        results.aggregates.first { $0.setting == plan.settings[setting].name && $0.role == role }
    }

    /// Of a setting over all scenarios; where there is one scenario, of that.
    func comparison(_ setting: String, _ role: StudyRole) -> StudyResults.Comparison? {
        results.comparisons.first { $0.setting == setting && $0.role == role && $0.scenario == nil }
            ?? (isOneScenario ? results.comparisons.first { $0.setting == setting && $0.role == role } : nil)
    }

    /// Of the other settings over all scenarios, in the order of the plan.
    var comparisons: [StudyResults.Comparison] { plan.settings.compactMap { comparison($0.name, .search) } }

    /// What the policies of a cell are measured by.
    func yardsticks(_ scenario: Int, _ setting: Int, _ role: StudyRole) -> StudyResults.Yardsticks? {
        let household = household(scenario, setting, role)
        return results.yardsticks.first { yardsticks in
            guard yardsticks.scenario == plan.scenarios[scenario], yardsticks.role == role,
                let other = index(ofSetting: yardsticks.setting)
            else { return false }
            return self.household(scenario, other, role) == household
        }
    }

    private func household(_ scenario: Int, _ setting: Int, _ role: StudyRole) -> String? {
        households[CellKey(role: role, scenario: scenario, setting: setting)]
    }

    /// Settings that charts of lines show: `default`, the chosen one, its rival, and those with the highest IQM; in the
    /// order of the plan.
    func shownSettings(_ count: Int) -> [Int] {
        guard plan.settings.count > count else { return Array(plan.settings.indices) }
        var shown = [0]
        for name in [choice?.setting, choice?.rival].compactMap({ $0 }) {
            if let index = index(ofSetting: name), !shown.contains(index) { shown.append(index) }
        }
        let best = plan.settings.indices.sorted { first, second in
            let scores = [first, second].map { aggregate($0, .search)?.iqm ?? -.infinity }
            return (scores[1], first) < (scores[0], second)
        }
        for index in best where shown.count < count && !shown.contains(index) { shown.append(index) }
        return shown.prefix(count).sorted()
    }

    // MARK: Words

    /// `20 seeds`.
    static func seedsText(_ count: Int) -> String { count == 1 ? "one seed" : "\(DisplayFormat.number(count)) seeds" }

    /// `looked at twice: 10, then 20 seeds`; nil where it was looked at once.
    var looks: String? {
        guard !plan.earlierLooks.isEmpty else { return nil }
        let looks = plan.earlierLooks + [seeds(.search)]
        let times = looks.count == 2 ? "twice" : "\(DisplayFormat.number(looks.count)) times"
        let numbers = looks.map { DisplayFormat.number($0) }
        return "looked at \(times): \(numbers.dropLast().joined(separator: ", then ")), then "
            + StudyOverview.seedsText(looks[looks.count - 1])
    }

    /// Of 100 studies, how many have an interval that holds what it is to hold (measured by simulation); nil where it
    /// is as many as it claims.
    static func coverage(seeds: Int) -> Int? {
        switch seeds {
        case 5...9: [89, 90, 91, 92, 93][seeds - 5]
        default: nil
        }
    }

    /// Added to a caption that shows intervals; empty where they are what they claim.
    func intervalRemark(_ role: StudyRole = .search) -> String {
        let seeds = seeds(role)
        guard seeds >= StudyResults.fewestSeeds else {
            return "No intervals are shown: \(Self.seedsText(seeds)) \(seeds == 1 ? "gives" : "give") none."
        }
        guard let coverage = Self.coverage(seeds: seeds) else { return "" }
        return
            "With \(Self.seedsText(seeds)) a 95\u{00A0}% interval holds what it is to hold in \(coverage) of 100 studies, not "
            + "in 95."
    }
}

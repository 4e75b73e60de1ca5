import ArgumentParser
import Households
import Reports
import RunStorage
import ScenarioFiles

/// `hrlreport models show`
struct ModelsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one run: what it is, how good, how large.",
        usage: "hrlreport models show <run> [<options>]",
        discussion: """
            Every byte of the run is compared with its recorded hash first.

            EXAMPLES:
              hrlreport models show bologna_coppia
              hrlreport models show bologna_coppia --json
            """)

    @Argument(help: ArgumentHelp("Run to show.", valueName: "run"), completion: .runs)
    var name: String

    @OptionGroup(title: "Output") var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() throws {
        let context = CommandContext(common)
        let run = try context.output.runs.run(RunName(name))
        let facts = RunDetails(
            facts: RunFacts(
                try context.output.overview(run.name), isTraining: try context.output.runs.running(run.name) != nil),
            scenario: run.description.scenario,
            training: try (run.checkpoints + run.stops).max { $0.episode < $1.episode }
                .map { TrainingFacts(try $0.history(), horizon: run.description.scenario.environment.maxMonths) } ?? nil
        )
        try context.show(facts, as: result) { facts.text }
    }
}

/// A run in full.
struct RunDetails: Encodable {
    var facts: RunFacts
    var scenario: Scenario
    /// Nil where nothing is saved yet.
    var training: TrainingFacts?

    private enum CodingKeys: String, CodingKey {
        case scenario, training
    }

    func encode(to encoder: any Encoder) throws {
        try facts.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(scenario, forKey: .scenario)
        try container.encodeIfPresent(training, forKey: .training)
    }

    /// Names and values, a line each.
    var text: String {
        var table = ConsoleTable([.text(""), .text("")])
        for (name, value) in identityLines + evaluationLines + trainingLines + sizeLines { table.add([name, value]) }
        return table.text
    }

    private typealias Line = (String, String)

    private var identityLines: [Line] {
        let description = scenario.description.isEmpty ? "" : ": \(scenario.description)"
        let checkpoints = facts.checkpoints.map(String.init).joined(separator: ", ")
        var lines: [Line] = [
            ("run", facts.name.description), ("scenario", scenario.name + description),
            ("trained", facts.progress), ("start", facts.startTime.description), ("seed", String(facts.seed)),
            ("version", facts.programVersion), ("identity", facts.identity.hex),
        ]
        if let source = facts.startedFrom { lines.append(("started from", source.description)) }
        lines.append(("checkpoints", checkpoints.isEmpty ? "none" : checkpoints))
        return lines
    }

    private var evaluationLines: [Line] {
        guard let evaluation = facts.evaluation else { return [("evaluation", "none yet")] }
        let isLife = evaluation.certaintyEquivalent != nil
        let worth = DisplayFormat.number(evaluation.certaintyEquivalent ?? evaluation.meanReward, decimals: 1)
        let error = DisplayFormat.number(evaluation.standardError ?? evaluation.rewardStandardError, decimals: 1)
        let unit = isLife ? " EUR a month for certain" : ""
        var lines: [Line] = [
            (
                isLife ? "as well off as" : "reward",
                "\(worth) ± \(error)\(unit), over \(DisplayFormat.number(evaluation.episodes)) lives"
            )
        ]
        if let share = evaluation.normalizedReward {
            lines.append(("of optimum", DisplayFormat.percent(share, decimals: 2)))
        }
        if let difference = evaluation.differenceToTunedRule {
            let mean = DisplayFormat.signed(difference.mean, decimals: 2)
            let error = DisplayFormat.number(difference.standardError, decimals: 2)
            lines.append(("to tuned rule", "\(mean) ± \(error) \(isLife ? "EUR a month" : "reward"), life by life"))
        }
        let wealth = evaluation.finalWealth
        let euros = [wealth.p5, wealth.p50, wealth.p95].map { DisplayFormat.euro($0) }
        let months = scenario.environment.maxMonths
        let below = evaluation.monthsUnsafe(horizon: months).map { DisplayFormat.number($0, decimals: 1) } ?? "–"
        lines += [
            ("insolvent", DisplayFormat.percent(evaluation.insolvencyRate)),
            ("final wealth", "\(euros[1]), 90 % between \(euros[0]) and \(euros[2])"),
            ("below threshold", "\(below) months of \(DisplayFormat.number(months)), or after a bankruptcy"),
        ]
        return lines
    }

    private var trainingLines: [Line] {
        guard let training else { return [] }
        let parts = [
            "reward \(DisplayFormat.number(training.reward, decimals: 1))",
            "stability \(DisplayFormat.percent(training.stability))",
            "Sharpe \(scenario.environment.returnsVary ? DisplayFormat.number(training.sharpeRatio, decimals: 2) : "–")",
            "goal distance \(DisplayFormat.number(training.goalAdherence, decimals: 3))",
        ]
        let count = DisplayFormat.count(training.episodes, "episode", "episodes")
        return [("in training", "\(parts.joined(separator: ", ")): means of the last \(count)")]
    }

    private var sizeLines: [Line] {
        let bytes = facts.bytes
        let parts = [
            "\(DisplayFormat.bytes(bytes.run)) run", "\(DisplayFormat.bytes(bytes.models)) models",
            "\(DisplayFormat.bytes(bytes.reports)) reports", "\(DisplayFormat.bytes(bytes.archive)) in the archive",
        ]
        return [("size", parts.joined(separator: ", "))]
    }
}

/// How training stood at its end: means over the last episodes, with exploration.
struct TrainingFacts: Encodable {
    var episodes: Int
    var reward, stability, sharpeRatio, goalAdherence: Double

    /// Nil for a history without episodes.
    init?(_ history: TrainingHistory, horizon: Int) {
        let summaries = CheckpointSummary.summaries(of: history, at: [history.count], horizon: horizon)
        guard let last = summaries.first else { return nil }
        episodes = min(CheckpointSummary.window, history.count)
        (reward, stability, sharpeRatio, goalAdherence) = (
            last.reward, last.stability, last.sharpeRatio, last.goalAdherence
        )
    }

    enum CodingKeys: String, CodingKey {
        case episodes
        case reward = "mean_reward"
        case stability = "cash_stability"
        case sharpeRatio = "sharpe_ratio"
        case goalAdherence = "goal_adherence"
    }
}

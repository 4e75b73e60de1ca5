import EventSockets
import Households
import RunStorage
import ScenarioFiles
import Synchronization

/// The runs, as clients know models.
final class ModelLibrary: Sendable {
    private let output: Output
    private let known = Mutex<[RunName: Facts]>([:])

    /// What was found out about a run; it holds as long as its list is the same.
    private struct Facts: Sendable {
        var stamp: ContentHash
        var summary: JSONNode
        var detail: JSONNode
        var isFinished: Bool
        var changed: Int
    }

    init(output: Output) { self.output = output }

    /// The list, newest first, and what was left out of it.
    func list() throws -> (models: JSONNode, problems: [String]) {
        let training = Set(try output.runs.running().map(\.runName))
        var problems: [String] = []
        let names = try output.runs.names()
        let models = names.compactMap { name -> (changed: Int, node: JSONNode)? in
            do {
                let facts = try facts(name)
                return (facts.changed, Self.node(facts.summary, facts, isTraining: training.contains(name)))
            } catch {
                problems.append("\(name): \(error)")
                return nil
            }
        }
        known.withLock { known in known = known.filter { names.contains($0.key) } }
        let sorted = models.sorted { $0.changed > $1.changed }.map(\.node)
        return (.members(["models": .array(sorted), "total": .number(sorted.count)]), problems)
    }

    /// - Throws: `ServiceError` where there is none of that name; `StorageError`.
    func detail(_ name: String) throws -> JSONNode {
        let run = try run(name)
        let facts = try facts(run)
        let isTraining = try output.runs.running(run) != nil
        return Self.node(facts.summary, facts, isTraining: isTraining).joined(facts.detail)
    }

    /// The run of a name that a client gave.
    /// - Throws: `ServiceError` where there is none; `StorageError`.
    func run(_ name: String) throws -> RunName {
        guard let run = RunName(rawValue: name), try output.runs.names().contains(run) else {
            throw ServiceError.notFound("Model", name)
        }
        return run
    }

    /// A finished run stays what it is while its successor is trained.
    private static func node(_ summary: JSONNode, _ facts: Facts, isTraining: Bool) -> JSONNode {
        summary.setting("state", facts.isFinished ? "finished" : isTraining ? "training" : "unfinished")
    }

    private func facts(_ name: RunName) throws -> Facts {
        let stamp = try output.stamp(of: name)
        if let facts = known.withLock({ $0[name] }), facts.stamp == stamp { return facts }
        let overview = try output.overview(name, simulations: [:])
        let newest = try output.newestState(of: name)
        let history = try newest.checkpoint?.history() ?? TrainingHistory()
        let facts = Facts(
            stamp: stamp, summary: Self.summary(overview, newest, history),
            detail: Self.detail(overview, newest, history), isFinished: overview.isFinished, changed: newest.changed)
        known.withLock { $0[name] = facts }
        return facts
    }

    private static func summary(_ run: RunOverview, _ newest: NewestState, _ history: TrainingHistory) -> JSONNode {
        let description = run.description
        let environment = description.scenario.environment
        let rewards = history.episodeRewards
        let trained = run.evaluation?.policies.first { $0.policy == .trained }
        var node = JSONNode.members([
            "name": .string(description.name.description), "scenario_name": .string(description.scenarioFile),
            "size_mb": .number((Double(newest.agentBytes) / 1e4).rounded() / 100),
            "trained_at": .string(Timestamp.text(nanoseconds: newest.changed)), "has_metadata": true,
            "episodes": .number(run.episodesDone), "income": .number(environment.income),
            "risk_tolerance": .number(environment.riskTolerance), "final_reward": .number(rewards.last ?? 0),
            "avg_reward": .number(mean(rewards)), "max_reward": .number(rewards.max() ?? 0),
            "final_duration": .number(Double(history.episodeLengths.last ?? 0)),
            "final_cash": .number(history.cashBalances.last ?? 0),
            "final_invested": .number(history.totalInvested.last ?? 0),
            "final_stability": .number(history.cashStabilityIndex.last ?? 0), "state": "unfinished",
            "total_episodes": .number(description.episodes), "seed": .number(description.seed),
            "share_of_optimum": trained?.normalizedReward.map { .number($0) } ?? .null,
            "previous_of": .text(description.previousOf?.description),
        ])
        if let successor = run.successor {
            node = node.setting(
                "successor",
                .members([
                    "episodes": .number(successor.episodesDone), "total_episodes": .number(successor.run.episodes),
                    "seed": .number(successor.run.seed), "save_interval": .number(successor.run.saveInterval),
                ]))
        }
        return node.setting("save_interval", .number(description.saveInterval))
    }

    private static func detail(_ run: RunOverview, _ newest: NewestState, _ history: TrainingHistory) -> JSONNode {
        let description = run.description
        let sections = ScenarioLibrary.sections(description.scenario)
        let series = HistorySeries.all.compactMap {
            series -> (name: String, rows: HistorySeries.Rows, values: [Double])? in
            let values =
                switch series.path {
                case .doubles(let path): history[keyPath: path]
                case .integers(let path): history[keyPath: path].map(Double.init)
                }
            return values.isEmpty ? nil : (series.name, series.rows, values)
        }
        let summaries = series.map { series in
            JSONNode.Member(
                series.name,
                .members([
                    "count": .number(series.values.count), "first": .number(series.values.first ?? 0),
                    "last": .number(series.values.last ?? 0), "mean": .number(mean(series.values)),
                    "min": .number(series.values.min() ?? 0), "max": .number(series.values.max() ?? 0),
                ]))
        }
        let last = series.filter { $0.rows == .episodes }.map { JSONNode.Member($0.name, .number($0.values.last ?? 0)) }
        let ofLife = ScenarioParameter.Section.allCases.filter(\.needsUtility).compactMap { section in
            sections[section.rawValue].map { JSONNode.Member("\(section.rawValue)_config", $0) }
        }
        return JSONNode.members([
            "high_agent_path": .text(newest.highAgent.map { "output/\($0)" }),
            "low_agent_path": .text(newest.lowAgent.map { "output/\($0)" }), "has_history": .bool(history.count > 0),
            "metadata": .members([
                "identity": .string(description.identity.hex), "seed": .number(description.seed),
                "program_version": .string(description.programVersion),
                "start_time": .string(description.startTime.description),
                "save_interval": .number(description.saveInterval),
                "started_from": .text(description.startedFrom?.run.description),
                "checkpoints": .array(run.checkpoints.map { .number($0) }),
            ]),
            "environment_config": sections["environment"] ?? .object([]),
            "training_config": sections["training"] ?? .object([]), "reward_config": sections["reward"] ?? .object([]),
            "training_history": .object(summaries), "final_metrics": .object(last),
        ]).joined(.object(ofLife))
    }

    private static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0) { $0 + $1 / Double(values.count) }
    }
}

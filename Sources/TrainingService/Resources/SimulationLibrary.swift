import EventSockets
import Foundation
import Households
import RunStorage
import Statistics
import Synchronization

/// Simulations that were asked for, and their results.
final class SimulationLibrary: Sendable {
    private let output: Output
    /// Names that are taken by simulations which are still at work.
    private let reserved = Mutex<Set<RunName>>([])
    private let known = Mutex<[RunName: (stamp: Simulations.Entry, item: JSONNode?)]>([:])

    init(output: Output) { self.output = output }

    /// A name that no simulation has, and none will get: `MODEL_SCENARIO_UNIXTIME`.
    func reserve(model: RunName, scenario: String) throws -> RunName {
        let taken = Set(try output.simulations.stored().map(\.name))
        let time = "_\(Int(Date().timeIntervalSince1970))"
        return reserved.withLock { reserved in
            var number = 1
            while true {
                let suffix = number == 1 ? time : "\(time)_\(number)"
                let stem = "\(model)_\(scenario)".prefix(100 - suffix.count)
                if let name = RunName(rawValue: stem + suffix), !taken.contains(name), !reserved.contains(name) {
                    reserved.insert(name)
                    return name
                }
                number += 1
            }
        }
    }

    func release(_ name: RunName) { _ = reserved.withLock { $0.remove(name) } }

    /// The simulation of a name, with its lives.
    /// - Throws: `ServiceError` where there is none; `StorageError`.
    func simulation(_ id: String) throws -> (simulation: Simulation, lives: [LivedLife], entry: Simulations.Entry) {
        guard let name = RunName(rawValue: id),
            let entry = try output.simulations.stored().first(where: { $0.name == name }),
            let simulation = try output.simulations.simulation(name), let lives = simulation.lives
        else { throw ServiceError.notFound("Simulation", id) }
        return (simulation, lives, entry)
    }

    func results(_ id: String) throws -> JSONNode {
        let (simulation, lives, entry) = try simulation(id)
        return Self.results(simulation, lives, entry)
    }

    /// The list, newest first, and what was left out of it. Simulations whose lives were not kept are none of these.
    func history() throws -> (simulations: JSONNode, problems: [String]) {
        var problems: [String] = []
        let entries = try output.simulations.stored()
        var items: [(changed: Int, item: JSONNode)] = []
        for entry in entries {
            if let before = known.withLock({ $0[entry.name] }), before.stamp == entry {
                if let item = before.item { items.append((entry.changed, item)) }
                continue
            }
            do {
                let simulation = try output.simulations.simulation(entry.name)
                let item = simulation.flatMap { simulation in
                    simulation.lives.map { Self.item(simulation, $0, entry) }
                }
                known.withLock { $0[entry.name] = (entry, item) }
                if let item { items.append((entry.changed, item)) }
            } catch {
                problems.append("\(entry.name): \(error)")
            }
        }
        known.withLock { known in known = known.filter { name, _ in entries.contains { $0.name == name } } }
        let sorted = items.sorted { $0.changed > $1.changed }.map(\.item)
        return (.members(["simulations": .array(sorted), "total": .number(sorted.count)]), problems)
    }

    private static func item(_ simulation: Simulation, _ lives: [LivedLife], _ entry: Simulations.Entry) -> JSONNode {
        let all = results(simulation, lives, entry)
        let keys = [
            "simulation_id", "scenario_name", "model_name", "num_episodes", "timestamp", "total_wealth_mean",
            "duration_mean",
        ]
        return .object(keys.map { JSONNode.Member($0, all[$0] ?? .null) })
    }

    // MARK: - Figures

    /// One life as clients read it.
    private struct Episode {
        var months: [LivedMonth]
        var shares: [[Double]]
        /// Paid in by the end of each month, EUR.
        var paidIn: [Double]
        var gains: Double

        init(_ life: LivedLife, initialInvestment: Double) {
            (months, shares) = (life.months, life.shares)
            var sum = 0.0
            paidIn = life.months.map { month in
                sum += month.invested
                return sum
            }
            gains = (life.months.last?.portfolio ?? initialInvestment) - initialInvestment - sum
        }

        var cash: Double { months.last?.cash ?? 0 }
        var portfolio: Double { months.last?.portfolio ?? 0 }

        func node(_ index: Int) -> JSONNode {
            .members([
                "episode_id": .number(index), "duration": .number(months.count), "final_cash": .number(cash),
                "final_invested": .number(paidIn.last ?? 0), "final_portfolio_value": .number(portfolio),
                "total_wealth": .number(cash + portfolio), "investment_gains": .number(gains),
                "months": .array(months.map { .number($0.month) }),
                "cash_history": .numbers(months.map(\.cash)),
                "invested_history": .numbers(paidIn),
                "portfolio_history": .numbers(months.map(\.portfolio)),
                "actions": .array(shares.map { .numbers($0) }),
            ])
        }
    }

    private static func results(
        _ simulation: Simulation, _ lives: [LivedLife], _ entry: Simulations.Entry
    ) -> JSONNode {
        let initial = simulation.scenario.environment.initialInvestment
        let episodes = lives.map { Episode($0, initialInvestment: initial) }
        var members: [JSONNode.Member] = [
            .init("simulation_id", .string(simulation.name.description)),
            .init("scenario_name", .string(simulation.scenario.name)),
            .init("model_name", .text(simulation.model?.run.description)),
            .init("num_episodes", .number(episodes.count)),
            .init("timestamp", .string(Timestamp.text(nanoseconds: entry.changed))),
            .init("seed", .number(simulation.evaluation.seed)),
        ]
        func add(_ name: String, _ figure: (Episode) -> Double) {
            let values = episodes.map(figure)
            let mean = values.mean
            let variance = values.map { ($0 - mean) * ($0 - mean) }.mean
            members += [.init("\(name)_mean", .number(mean)), .init("\(name)_std", .number(variance.squareRoot()))]
        }
        add("duration") { Double($0.months.count) }
        add("final_cash", \.cash)
        add("final_invested") { $0.paidIn.last ?? 0 }
        add("final_portfolio", \.portfolio)
        add("total_wealth") { $0.cash + $0.portfolio }
        add("investment_gains", \.gains)
        let shares = episodes.flatMap(\.shares)
        for (index, name) in ["avg_invest_pct", "avg_save_pct", "avg_consume_pct"].enumerated() {
            members.append(.init(name, .number(shares.map { index < $0.count ? $0[index] : .nan }.mean)))
        }
        members.append(.init("episodes", .array(episodes.enumerated().map { $1.node($0) })))
        return .object(members)
    }
}

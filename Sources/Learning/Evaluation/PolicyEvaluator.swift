import Households
import NumericKernels

/// Evaluates the trained policy and its rivals on the same fresh episodes.
package struct PolicyEvaluator: Sendable {
    /// Months of the advice, each one before which a goal is set: the first, one in the middle, the last of its kind.
    private let advisedMonths: [Int]
    private let scenario: Scenario
    private let state: TrainerState
    private let trainingSeed: UInt64
    private let threads: Int

    /// - Parameters:
    ///   - state: the trained agents.
    ///   - trainingSeed: the seed of the training, from which the untrained agents are made again.
    package init(scenario: Scenario, state: TrainerState, trainingSeed: UInt64, threads: Int) {
        self.scenario = scenario
        self.state = state
        self.trainingSeed = trainingSeed
        self.threads = threads
        let (horizon, period) = (scenario.environment.maxMonths, scenario.training.highPeriod)
        advisedMonths = Array(Set([0, horizon / 2, horizon - 1].map { $0 / period * period + 1 })).sorted()
    }

    /// Plays `episodes` episodes with every policy.
    ///
    /// - Throws: `ModelError` where the tensors do not fit the scenario.
    package func evaluate(episodes: Int, seed: UInt64) throws -> Evaluation {
        precondition(episodes >= 1)
        let run = EvaluationRun(scenario: scenario, episodes: episodes, seed: seed)
        let trained = try HierarchicalPolicy(scenario: scenario, state: state)
        let recorder = MonthRecorder(hasGoals: true, watched: advisedMonths)
        let team = WorkerTeam(count: threads)
        let rule = RuleTuner(scenario: scenario, seed: seed).tunedRule(team: team)
        let optimum = OptimalPolicy(calendar: run.calendar)
        let contestants = self.contestants(trained, rule, optimum, seed: seed)
        let metrics = team.map(contestants) { contestant in
            contestant.kind == .trained
                ? run.play(contestant.policy, recorder: recorder.record) : run.play(contestant.policy)
        }
        let standings = Standings(kinds: contestants.map(\.kind), metrics: metrics, optimalValue: optimum.value)
        let policies = contestants.indices.map { index in
            let kind = contestants[index].kind
            return PolicyEvaluation(
                kind, settings: contestants[index].settings, metrics: metrics[index], standings: standings,
                months: kind == .trained ? recorder.months : [], hasGoals: contestants[index].policy.hasGoals,
                keepsOutcomes: [.trained, .tunedRule, .optimum].contains(kind))
        }
        return Evaluation(
            episodes: episodes, seed: seed, horizon: run.calendar.horizon, policies: policies,
            advice: AdvicePlanner(scenario: scenario, policy: trained, starts: recorder.starts).tables,
            optimalValue: optimum.value)
    }

    private struct Contestant: @unchecked Sendable {
        let kind: PolicyKind
        var settings: String?
        let policy: any HouseholdPolicy
    }

    private func contestants(
        _ trained: HierarchicalPolicy, _ rule: SimpleRule, _ optimum: OptimalPolicy, seed: UInt64
    ) -> [Contestant] {
        func contestant(_ kind: PolicyKind, _ rule: SimpleRule) -> Contestant {
            Contestant(kind: kind, settings: rule.settings, policy: SingleHouseholdPolicy.rule(rule))
        }
        return [
            Contestant(kind: .trained, policy: trained),
            Contestant(kind: .untrained, policy: HierarchicalPolicy(untrained: scenario, seed: trainingSeed)),
            Contestant(kind: .optimum, policy: SingleHouseholdPolicy.optimum(optimum)),
            contestant(.tunedRule, rule), contestant(.threshold, .threshold),
            contestant(.fiftyThirtyTwenty, .fiftyThirtyTwenty), contestant(.allCash, .allCash),
            contestant(.equalThirds, .equalThirds),
            Contestant(kind: .random, policy: SingleHouseholdPolicy.random(seed: seed)),
        ]
    }
}

extension SimpleRule {
    /// The rule's settings, where it has any that are not in its name.
    var settings: String? {
        guard case .tuned(let share, let buffer) = self else { return nil }
        let euros = (buffer * 100).rounded() / 100
        return "κ \((share * 100).rounded() / 100), B \(Int(exactly: euros).map(String.init) ?? String(euros))"
    }
}

extension WorkerTeam {
    /// The results of `transform` for each element, in their order; the elements are shared out among the threads.
    func map<Element: Sendable, Result>(_ elements: [Element], _ transform: (Element) -> Result) -> [Result] {
        var results = [Result?](repeating: nil, count: elements.count)
        results.withUnsafeMutableBufferPointer { results in
            let shared = SharedResults(results: results)
            run { member in
                for index in stride(from: member.index, to: elements.count, by: member.count) {
                    shared.results[index] = transform(elements[index])
                }
            }
        }
        return results.compactMap(\.self)
    }
}

/// Each element is written by one thread.
private struct SharedResults<Result>: @unchecked Sendable {
    let results: UnsafeMutableBufferPointer<Result?>
}

import Households
import NumericKernels
import Statistics

/// Evaluates a policy and its baselines on the same fresh episodes.
package struct PolicyEvaluator: Sendable {
    /// Months of the advice, each one before which a goal is set: the first, one in the middle, the last of its kind.
    private let advisedMonths: [Int]
    private let scenario: Scenario
    private let state: TrainerState?
    private let trainingSeed: UInt64
    private let threads: Int
    private let optimum: @Sendable (HouseholdCalendar) -> OptimalPolicy?
    private let lifeOptimum: LifeOptimum?

    /// - Parameters:
    ///   - scenario: the household, and the shape of the agents' networks.
    ///   - state: the trained agents; nil where only rules are to be evaluated.
    ///   - trainingSeed: the seed of the training, from which the untrained agents are made again.
    ///   - optimum: computes the yardstick; where it gives none, the best rule is all that there is to be measured by.
    ///   - lifeOptimum: that of a household that lives for utility, with its values; nil where it is not known yet.
    package init(
        scenario: Scenario, state: TrainerState?, trainingSeed: UInt64, threads: Int,
        optimum: @escaping @Sendable (HouseholdCalendar) -> OptimalPolicy? = { $0.optimum },
        lifeOptimum: LifeOptimum? = nil
    ) {
        self.scenario = scenario
        self.state = state
        self.trainingSeed = trainingSeed
        self.threads = threads
        self.optimum = optimum
        self.lifeOptimum = lifeOptimum
        let (horizon, period) = (scenario.environment.maxMonths, scenario.training.highPeriod)
        advisedMonths = Array(Set([0, horizon / 2, horizon - 1].map { $0 / period * period + 1 })).sorted()
    }

    /// Plays `episodes` episodes with every policy.
    ///
    /// - Parameters:
    ///   - subject: the policy of which each month is summed up, and advice is given where it is the trained one.
    ///   - alone: whether nothing but the subject is played, and nothing computed that it would be measured by.
    ///   - yardsticks: what is known already, of an evaluation of the trained policy with these episodes and this seed.
    ///   - isCancelled: asked in every month, on any thread; once true, it stays true.
    /// - Throws: `ModelError` where the tensors do not fit the scenario; `OptimumUnknown` where the subject is one that
    ///   is not computed; `EvaluationCancelled`.
    package func evaluate(
        episodes: Int, seed: UInt64, subject: PolicyKind = .trained, alone: Bool = false, yardsticks: Yardsticks? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> Evaluation {
        precondition(episodes >= 1)
        if let yardsticks {
            precondition(subject == .trained && yardsticks.episodes == episodes && yardsticks.seed == seed)
        }
        if let lives {
            var known: LifeYardsticks?
            if case .life(let yardsticks) = yardsticks?.kind { known = yardsticks }
            return try lives.evaluate(
                episodes: episodes, seed: seed, subject: subject, alone: alone, yardsticks: known,
                isCancelled: isCancelled)
        }
        guard PolicyKind.ofReward.contains(subject) else {
            throw PolicyUnknown(policy: subject, known: PolicyKind.ofReward.filter { !$0.hasAgents })
        }
        var known: RewardYardsticks?
        if case .reward(let yardsticks) = yardsticks?.kind { known = yardsticks }
        return try evaluate(
            episodes: episodes, seed: seed, subject: subject, alone: alone, yardsticks: known,
            isCancelled: isCancelled)
    }

    private func evaluate(
        episodes: Int, seed: UInt64, subject: PolicyKind, alone: Bool, yardsticks: RewardYardsticks?,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> Evaluation {
        let run = EvaluationRun(scenario: scenario, episodes: episodes, seed: seed, isCancelled: isCancelled)
        let team = WorkerTeam(count: threads)
        let known = yardsticks?.rivals ?? []
        let isOptimumKnown = yardsticks != nil || (alone && subject != .optimum)
        var lineup = lineup(
            seed: seed, team: team, optimum: isOptimumKnown ? { _ in yardsticks?.optimum } : nil,
            isCancelled: isCancelled)
        if subject == .optimum, lineup.optimum == nil { throw OptimumUnknown() }
        let recorder = MonthRecorder(
            calendar: run.calendar, hasGoals: subject.hasAgents, watched: subject == .trained ? advisedMonths : [])
        let kinds = alone ? [subject] : lineup.kinds
        let contestants = try kinds.filter { kind in !known.contains { $0.kind == kind } }.map {
            try lineup.contestant($0)
        }
        let fresh = team.map(contestants) { contestant in
            let metrics =
                contestant.kind == subject
                ? run.play(contestant.policy, recorder: recorder.record) : run.play(contestant.policy)
            return PlayedPolicy(contestant, metrics: metrics)
        }
        // What was played after a cancellation is not whole.
        if isCancelled() { throw EvaluationCancelled() }
        let played = kinds.compactMap { kind in (known + fresh).first { $0.kind == kind } }
        let standings = Standings(played, optimalValue: lineup.optimum?.value)
        var monthlyCost = yardsticks.map(\.monthlyCost) ?? lineup.optimum.flatMap { _ in MonthlyCost(scenario) }
        let policies = played.map { policy in
            PolicyEvaluation(
                policy, horizon: run.calendar.horizon, standings: standings,
                monthlyCost: standings.loss(of: policy).flatMap { monthlyCost?(loss: $0) },
                months: policy.kind == subject ? recorder.months : [],
                keepsOutcomes: [.trained, .tunedRule, .optimum, subject].contains(policy.kind))
        }
        return Evaluation(
            episodes: episodes, seed: seed, horizon: run.calendar.horizon, policies: policies,
            advice: try advice(recorder.starts, lineup.optimum), optimalValue: lineup.optimum?.value)
    }

    /// What an evaluation of the trained policy can know before there is one.
    ///
    /// - Parameters:
    ///   - forAdvice: whether `evaluate` will be asked; else it is enough for `trained` and `evaluations`, and takes
    ///     less memory.
    ///   - isCancelled: as of `evaluate`.
    /// - Throws: `EvaluationCancelled`.
    package func yardsticks(
        episodes: Int, seed: UInt64, forAdvice: Bool = true, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> Yardsticks {
        if let lives {
            let yardsticks = try lives.yardsticks(
                episodes: episodes, seed: seed, forAdvice: forAdvice, team: WorkerTeam(count: threads),
                isCancelled: isCancelled)
            return Yardsticks(episodes: episodes, seed: seed, kind: .life(yardsticks))
        }
        let run = EvaluationRun(scenario: scenario, episodes: episodes, seed: seed, isCancelled: isCancelled)
        let team = WorkerTeam(count: threads)
        var lineup = lineup(seed: seed, team: team, isCancelled: isCancelled)
        let kinds = PolicyKind.ofReward.filter { $0 != .trained && ($0 != .optimum || lineup.optimum != nil) }
        let rivals = team.map(try kinds.map { try lineup.contestant($0) }) { contestant in
            let metrics = run.play(contestant.policy)
            return PlayedPolicy(contestant, metrics: metrics)
        }
        if isCancelled() { throw EvaluationCancelled() }
        let standings = Standings(rivals, optimalValue: lineup.optimum?.value)
        var monthlyCost = lineup.optimum.flatMap { _ in MonthlyCost(scenario) }
        for rival in rivals {
            if isCancelled() { throw EvaluationCancelled() }
            _ = standings.loss(of: rival).flatMap { monthlyCost?(loss: $0) }
        }
        return Yardsticks(
            episodes: episodes, seed: seed,
            kind: .reward(RewardYardsticks(optimum: lineup.optimum, rivals: rivals, monthlyCost: monthlyCost)))
    }

    /// How the trained policy fares on the episodes of yardsticks: what `evaluate` says of it, but for its months.
    ///
    /// - Precondition: the trained agents are known; the yardsticks are those of this household.
    /// - Parameter isCancelled: as of `evaluate`.
    /// - Throws: `ModelError` where the tensors do not fit the scenario; `EvaluationCancelled`.
    package func trained(
        beside yardsticks: Yardsticks, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> PolicyEvaluation {
        guard let state else { preconditionFailure("there are no trained agents") }
        switch yardsticks.kind {
        case .life(let known):
            guard let lives else { preconditionFailure("the yardsticks are another household's") }
            return try lives.trained(
                state, beside: known, episodes: yardsticks.episodes, seed: yardsticks.seed, isCancelled: isCancelled)
        case .reward(let known):
            let run = EvaluationRun(
                scenario: scenario, episodes: yardsticks.episodes, seed: yardsticks.seed, isCancelled: isCancelled)
            let trained = Contestant(
                kind: .trained, policy: try HierarchicalPolicy(scenario: scenario, state: state))
            let played = PlayedPolicy(trained, metrics: run.play(trained.policy))
            if isCancelled() { throw EvaluationCancelled() }
            return PolicyEvaluation(
                played, horizon: run.calendar.horizon,
                standings: Standings(known.rivals, optimalValue: known.optimum?.value), monthlyCost: nil, months: [],
                keepsOutcomes: true)
        }
    }

    /// How what a trained policy is measured by fares itself.
    ///
    /// - Precondition: the yardsticks are those of this household.
    package func evaluations(of yardsticks: Yardsticks) -> [PolicyEvaluation] {
        switch yardsticks.kind {
        case .life(let known):
            guard let lives else { preconditionFailure("the yardsticks are another household's") }
            return lives.evaluations(of: known)
        case .reward(let known):
            let standings = Standings(known.rivals, optimalValue: known.optimum?.value)
            return known.rivals.map { rival in
                PolicyEvaluation(
                    rival, horizon: scenario.environment.maxMonths, standings: standings, monthlyCost: nil, months: [],
                    keepsOutcomes: rival.kind == .optimum)
            }
        }
    }

    /// One of the lives of an evaluation with this seed, month by month.
    ///
    /// - Parameter episode: which one, 0-based.
    /// - Throws: `ModelError` where the tensors do not fit the scenario; `OptimumUnknown`.
    package func life(of kind: PolicyKind, episode: Int, seed: UInt64) throws -> [LivedMonth] {
        try lives(of: kind, episodes: 1, first: episode, seed: seed)[0].months
    }

    /// Lives of an evaluation with this seed, month by month.
    ///
    /// - Parameter first: which one is the first, 0-based.
    /// - Throws: `ModelError` where the tensors do not fit the scenario; `OptimumUnknown`.
    package func lives(of kind: PolicyKind, episodes: Int, first: Int = 0, seed: UInt64) throws -> [LivedLife] {
        precondition(first >= 0 && episodes >= 1)
        if let lives = self.lives { return try lives.lives(of: kind, episodes: episodes, first: first, seed: seed) }
        guard PolicyKind.ofReward.contains(kind) else {
            throw PolicyUnknown(policy: kind, known: PolicyKind.ofReward.filter { !$0.hasAgents })
        }
        let run = EvaluationRun(scenario: scenario, episodes: episodes, firstEpisode: first, seed: seed)
        var lineup = lineup(seed: seed, team: WorkerTeam(count: threads))
        var result = [LivedLife](repeating: LivedLife(), count: episodes)
        _ = run.play(try lineup.contestant(kind).policy) { lives, outcomes in
            for (index, outcome) in outcomes.enumerated() {
                guard let outcome else { continue }
                let month = LivedMonth(outcome, goal: kind.hasAgents ? lives[index].goal : nil)
                result[index].append(month, outcome.allocation)
            }
        }
        return result
    }

    /// What the trained policy comes to on the episodes of an evaluation with this seed.
    ///
    /// - Precondition: the trained agents are known.
    /// - Throws: `ModelError` where the tensors do not fit the scenario.
    package func outcomes(episodes: Int, seed: UInt64) throws -> EpisodeOutcomes {
        guard let state else { preconditionFailure("there are no trained agents") }
        if let lives { return try lives.outcomes(state, episodes: episodes, seed: seed) }
        let run = EvaluationRun(scenario: scenario, episodes: episodes, seed: seed)
        return EpisodeOutcomes(run.play(try HierarchicalPolicy(scenario: scenario, state: state)))
    }

    /// What the trained agents of a household that lives for utility do in one month, and what that is worth against
    /// a rule.
    ///
    /// - Precondition: it lives for utility, and its trained agents are known.
    /// - Throws: `ModelError` where the tensors do not fit the scenario.
    package func advice(for household: HouseholdState, against rule: PolicyKind, seed: UInt64) throws -> LifeMove {
        guard let lives else { preconditionFailure("the household lives for a reward") }
        return try lives.advice(for: household, against: rule, seed: seed)
    }

    /// Of a household that lives for utility; else nil.
    private var lives: LifeEvaluator? {
        scenario.objectiveKind == .utility
            ? LifeEvaluator(
                calendar: LifeCalendar(scenario), state: state, trainingSeed: trainingSeed, optimum: lifeOptimum,
                threads: threads) : nil
    }

    private func lineup(
        seed: UInt64, team: WorkerTeam, optimum known: ((HouseholdCalendar) -> OptimalPolicy?)? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) -> Contestants {
        Contestants(
            scenario: scenario, state: state, trainingSeed: trainingSeed, seed: seed, team: team,
            computeOptimum: known ?? optimum, isCancelled: isCancelled)
    }

    private func advice(_ starts: [MonthStart], _ optimum: OptimalPolicy?) throws -> [AdviceTable] {
        guard let state, !starts.isEmpty else { return [] }
        let policy = try HierarchicalPolicy(scenario: scenario, state: state)
        return AdvicePlanner(scenario: scenario, policy: policy, starts: starts, optimum: optimum).tables
    }
}

/// Thrown by an evaluation that was told not to go on.
package struct EvaluationCancelled: Error, Equatable {
    package init() {}
}

extension PPO {
    /// A range in parts of as many rows as a network computes at once.
    static func tiles(_ range: Range<Int>) -> [Range<Int>] {
        stride(from: range.lowerBound, to: range.upperBound, by: tileRows).map {
            $0..<min($0 + tileRows, range.upperBound)
        }
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

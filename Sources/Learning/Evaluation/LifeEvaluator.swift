import Households
import NumericKernels
import Statistics

/// Evaluates a policy of a household that lives for utility, and its rivals, on the same fresh lives.
struct LifeEvaluator: Sendable {
    let calendar: LifeCalendar
    /// The trained agents; nil where only rules are to be evaluated.
    let state: TrainerState?
    /// Of the training, from which the untrained agents are made again.
    let trainingSeed: UInt64
    /// With its values; nil where it is not known yet.
    let optimum: LifeOptimum?
    let threads: Int

    /// Lives on which it is measured what a change of the household would do.
    private static let sensitivityLives = 2000

    private var scenario: Scenario { calendar.scenario }

    /// - Throws: `ModelError` where the tensors do not fit the scenario; `PolicyUnknown`; `EvaluationCancelled`.
    func evaluate(
        episodes: Int, seed: UInt64, subject: PolicyKind, alone: Bool, yardsticks: LifeYardsticks?,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> Evaluation {
        let team = WorkerTeam(count: threads)
        let yardsticks =
            try yardsticks
            ?? (alone
                ? nil
                : self.yardsticks(
                    episodes: episodes, seed: seed, forAdvice: subject == .trained && state != nil, team: team,
                    isCancelled: isCancelled))
        let run = LifeRun(calendar: calendar, seed: seed, purpose: .evaluationShock)
        let player =
            try yardsticks.map { try self.player(subject, optimum: $0.optimum, tuned: $0.tunedRule) }
            ?? self.player(subject, seed: seed, team: team)
        let (lives, recorders) = run.play(
            player, 0..<episodes, team: team, isCancelled: isCancelled,
            recorder: { LifeMonthRecorder(calendar) }, see: { $0.record($1) })
        if isCancelled() { throw EvaluationCancelled() }
        var recorder = LifeMonthRecorder(calendar)
        for other in recorders { recorder.append(other) }
        var played = (yardsticks?.rivals ?? []).filter { $0.kind != subject && (state != nil || !$0.kind.hasAgents) }
        played.append(PlayedLives(kind: subject, settings: player.settings, lives: lives))
        if subject != .trained, !alone, let state {
            let trained = LifePlayer(kind: .trained, decider: .agents(try agents(state)))
            played.append(
                PlayedLives(
                    kind: .trained, settings: nil,
                    lives: run.play(trained, 0..<episodes, team: team, isCancelled: isCancelled)))
        }
        let order = PolicyKind.allCases
        played.sort { (order.firstIndex(of: $0.kind) ?? 0) < (order.firstIndex(of: $1.kind) ?? 0) }
        let standings = LifeStandings(played, in: calendar)
        let months = recorder.summaries(in: calendar)
        var evaluation = Evaluation(
            episodes: episodes, seed: seed, horizon: calendar.horizon,
            policies: played.map { policy in
                standings.evaluation(
                    of: policy, months: policy.kind == subject ? months : [],
                    keepsOutcomes: [.trained, .tunedRule, .optimum, subject].contains(policy.kind))
            }, advice: [])
        guard let yardsticks else { return evaluation }
        evaluation.optimalValue = yardsticks.optimum.certaintyEquivalent
        evaluation.optimumIsExact = yardsticks.optimum.isExact
        evaluation.optimumGrid = yardsticks.optimum.grid.words
        if subject == .trained, let state {
            evaluation.lifeAdvice = LifeAdvisor(calendar: calendar, agents: try agents(state)).advice(
                months, beside: yardsticks.optimum)
            evaluation.sensitivity = try sensitivity(
                state, beside: lives.map(\.record), seed: seed, team: team, isCancelled: isCancelled)
        }
        if isCancelled() { throw EvaluationCancelled() }
        return evaluation
    }

    /// What a trained policy is measured by, which needs no training.
    ///
    /// - Parameter forAdvice: whether rows of advice will be measured by the optimum.
    /// - Throws: `EvaluationCancelled`.
    func yardsticks(
        episodes: Int, seed: UInt64, forAdvice: Bool, team: WorkerTeam, isCancelled: @escaping @Sendable () -> Bool
    ) throws -> LifeYardsticks {
        let run = LifeRun(calendar: calendar, seed: seed, purpose: .evaluationShock)
        let tuned = LifeRule.tuned(in: calendar, seed: seed, team: team)
        if isCancelled() { throw EvaluationCancelled() }
        let optimum = optimum ?? LifeOptimum(calendar: calendar, keepsValues: forAdvice, team: team)
        if isCancelled() { throw EvaluationCancelled() }
        let kinds: [PolicyKind] = [.untrained, .optimum, .tunedRule] + LifeRule.named(in: calendar).map(\.kind)
        let players = try kinds.map { try player($0, optimum: optimum, tuned: tuned) }
        let rivals = run.play(players, 0..<episodes, team: team, isCancelled: isCancelled)
        if isCancelled() { throw EvaluationCancelled() }
        return LifeYardsticks(optimum: optimum, tunedRule: tuned, rivals: rivals)
    }

    /// How the trained policy fares on the lives of yardsticks, but for its months.
    ///
    /// - Throws: `ModelError`, `EvaluationCancelled`.
    func trained(
        _ state: TrainerState, beside yardsticks: LifeYardsticks, episodes: Int, seed: UInt64,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> PolicyEvaluation {
        let player = LifePlayer(kind: .trained, decider: .agents(try agents(state)))
        let lives = LifeRun(calendar: calendar, seed: seed, purpose: .evaluationShock).play(
            player, 0..<episodes, team: WorkerTeam(count: threads), isCancelled: isCancelled)
        if isCancelled() { throw EvaluationCancelled() }
        return LifeStandings(yardsticks.rivals, in: calendar).evaluation(
            of: PlayedLives(kind: .trained, settings: nil, lives: lives), months: [], keepsOutcomes: true)
    }

    func evaluations(of yardsticks: LifeYardsticks) -> [PolicyEvaluation] {
        let standings = LifeStandings(yardsticks.rivals, in: calendar)
        return yardsticks.rivals.map {
            standings.evaluation(of: $0, months: [], keepsOutcomes: $0.kind == .optimum)
        }
    }

    /// Lives of an evaluation with this seed, month by month.
    ///
    /// - Throws: `ModelError`, `PolicyUnknown`.
    func lives(of kind: PolicyKind, episodes: Int, first: Int, seed: UInt64) throws -> [LivedLife] {
        let team = WorkerTeam(count: threads)
        let run = LifeRun(calendar: calendar, seed: seed, purpose: .evaluationShock)
        let player = try player(kind, seed: seed, team: team)
        let alone = WorkerTeam(count: 1)
        return team.map(Array(first..<first + episodes)) { life in
            run.play(
                player, life..<life + 1, team: alone, recorder: { LivedLife() },
                see: { lived, seen in
                    lived.append(
                        LivedMonth(seen.outcome, from: seen.opening, to: seen.household, isOutOfWork: seen.isOutOfWork),
                        Allocation(seen.outcome, of: seen.opening.income))
                }
            ).recorders[0]
        }
    }

    /// - Throws: `ModelError`.
    func outcomes(_ state: TrainerState, episodes: Int, seed: UInt64) throws -> EpisodeOutcomes {
        let run = LifeRun(calendar: calendar, seed: seed, purpose: .evaluationShock)
        let player = LifePlayer(kind: .trained, decider: .agents(try agents(state)))
        return EpisodeOutcomes(run.play(player, 0..<episodes, team: WorkerTeam(count: threads)), in: calendar)
    }

    /// A player for whom nothing else is played; computes what it takes.
    private func player(_ kind: PolicyKind, seed: UInt64, team: WorkerTeam) throws -> LifePlayer {
        try player(
            kind, optimum: kind == .optimum ? optimum ?? LifeOptimum(calendar: calendar, team: team) : nil,
            tuned: kind == .tunedRule ? LifeRule.tuned(in: calendar, seed: seed, team: team) : nil)
    }

    private func player(_ kind: PolicyKind, optimum: LifeOptimum?, tuned: LifeRule?) throws -> LifePlayer {
        switch kind {
        case .trained:
            guard let state else { preconditionFailure("there are no trained agents") }
            return LifePlayer(kind: kind, decider: .agents(try agents(state)))
        case .untrained:
            return LifePlayer(kind: kind, decider: .agents(LifeAgents(calendar: calendar, seed: trainingSeed)))
        case .optimum:
            guard let optimum else { preconditionFailure("the optimum was not computed") }
            return LifePlayer(kind: kind, decider: .optimum(optimum))
        case .tunedRule:
            guard let tuned else { preconditionFailure("no rule was tuned") }
            return LifePlayer(kind: kind, settings: tuned.sentence, decider: .rule(tuned))
        default:
            guard let rule = LifeRule.named(in: calendar).first(where: { $0.kind == kind })?.rule else {
                throw PolicyUnknown(
                    policy: kind, known: [.optimum, .tunedRule] + LifeRule.named(in: calendar).map(\.kind))
            }
            return LifePlayer(kind: kind, settings: rule.sentence, decider: .rule(rule))
        }
    }

    private func agents(_ state: TrainerState) throws -> LifeAgents { try LifeAgents(calendar: calendar, state: state) }

    /// What the trained agents do with a household, and what that is worth against a rule.
    ///
    /// - Precondition: the trained agents are known.
    /// - Throws: `ModelError`, `PolicyUnknown`.
    func advice(for household: HouseholdState, against kind: PolicyKind, seed: UInt64) throws -> LifeMove {
        guard let state else { preconditionFailure("there are no trained agents") }
        let team = WorkerTeam(count: threads)
        guard case .rule(let rule) = try player(kind, seed: seed, team: team).decider else {
            preconditionFailure("\(kind) is no rule")
        }
        let advisor = LifeAdvisor(calendar: calendar, agents: try agents(state))
        return advisor.move(of: household, against: rule, kind: kind, seed: seed, team: team)
    }

    // MARK: - Other households

    /// What the policy is worth where one thing is different: it knows what it sees, and was not trained for it.
    ///
    /// - Parameter own: its lives in the household as it is, from the first on, under the same shocks.
    private func sensitivity(
        _ state: TrainerState, beside own: [LifeRecord], seed: UInt64, team: WorkerTeam,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [LifeSensitivity] {
        try LifeSensitivity.Change.allCases.compactMap { change in
            guard let changed = change.applied(to: scenario) else { return nil }
            let calendar = LifeCalendar(changed)
            let player = LifePlayer(kind: .trained, decider: .agents(try LifeAgents(calendar: calendar, state: state)))
            let lives = LifeRun(calendar: calendar, seed: seed, purpose: .evaluationShock).play(
                player, 0..<Self.sensitivityLives, team: team, isCancelled: isCancelled)
            if isCancelled() { throw EvaluationCancelled() }
            let records = lives.map(\.record)
            let statistics = LifeStatistics(of: records, in: calendar)
            let common = min(records.count, own.count)
            return LifeSensitivity(
                change: change, certaintyEquivalent: statistics.certaintyEquivalent.mean,
                standardError: statistics.certaintyEquivalent.standardError,
                ruinProbability: statistics.ruinProbability,
                // The changes leave utility as it is, and with it what a value is worth.
                difference: LifeStatistics.difference(
                    Array(records.prefix(common)), to: Array(own.prefix(common)), in: calendar))
        }
    }
}

/// What a trained policy of a household that lives for utility is measured by.
package struct LifeYardsticks: Sendable {
    let optimum: LifeOptimum
    let tunedRule: LifeRule
    let rivals: [PlayedLives]
}

/// Thrown where a policy is asked for that this household has not.
package struct PolicyUnknown: Error, Equatable {
    package var policy: PolicyKind
    package var known: [PolicyKind]
}

extension LifeAgents {
    /// The agents with the weights that count of a training's state.
    ///
    /// - Throws: `ModelError` where the tensors do not fit the scenario.
    package convenience init(calendar: LifeCalendar, state: TrainerState) throws {
        self.init(calendar: calendar, seed: 0)
        try strategist.load(weights: state.weights(of: .strategist))
        try executor.load(weights: state.weights(of: .executor))
    }
}

/// What policies of a household that lives for utility are compared with, on the same lives.
private struct LifeStandings {
    private let calendar: LifeCalendar
    private let optimum, tunedRule: [LifeRecord]?
    private let optimumEuros: Double?

    init(_ played: [PlayedLives], in calendar: LifeCalendar) {
        self.calendar = calendar
        optimum = played.first { $0.kind == .optimum }?.records
        tunedRule = played.first { $0.kind == .tunedRule }?.records
        optimumEuros = optimum.map { LifeStatistics(of: $0, in: calendar).certaintyEquivalent.mean }
    }

    func evaluation(of policy: PlayedLives, months: [MonthSummary], keepsOutcomes: Bool) -> PolicyEvaluation {
        let (records, metrics) = (policy.records, policy.lives.map(\.metrics))
        let statistics = LifeStatistics(of: records, in: calendar)
        let value = MeanEstimate(of: records.map(\.value))
        func mean(_ value: (EpisodeMetrics) -> Double) -> Double { metrics.map(value).mean }
        func difference(to others: [LifeRecord]?) -> MeanEstimate? {
            others.map { LifeStatistics.difference(records, to: $0, in: calendar) }
        }
        let euros = statistics.certaintyEquivalent
        // In euros of month 1, as all of it.
        let price = calendar.months[calendar.horizon - 1].priceLevel
        let outcomes = EpisodeOutcomes(policy.lives, in: calendar)
        var evaluation = PolicyEvaluation(
            policy: policy.kind, settings: policy.settings, meanReward: value.mean,
            rewardStandardError: value.standardError, normalizedReward: optimumEuros.map { euros.mean / $0 },
            monthlyCost: optimumEuros.map { $0 - euros.mean },
            differenceToTunedRule: policy.kind == .tunedRule ? nil : difference(to: tunedRule),
            insolvencyRate: statistics.ruinProbability, finalWealth: Quantiles(of: outcomes.finalWealth),
            finalCash: Quantiles(of: metrics.map { $0.finalCash / price }),
            monthsBelowThreshold: mean { Double($0.monthsBelowThreshold) }, totalConsumed: mean(\.totalConsumed),
            totalInvested: mean(\.totalInvested), cashStability: mean(\.cashStability),
            sharpeRatio: mean(\.sharpeRatio),
            policyStability: mean(\.policyStability),
            goalAdherence: policy.kind.hasAgents ? mean(\.goalAdherence) : nil, months: months,
            outcomes: keepsOutcomes ? outcomes : EpisodeOutcomes())
        evaluation.monthsNotLived = mean { Double(calendar.horizon - $0.length) }
        let solvent = zip(outcomes.finalWealth, records).filter { $1.ruinMonth == nil }.map(\.0)
        evaluation.solventWealth = solvent.isEmpty ? nil : Quantiles(of: solvent)
        evaluation.certaintyEquivalent = euros.mean
        evaluation.standardError = euros.standardError
        evaluation.differenceToOptimum = difference(to: optimum)
        evaluation.ruinProbability = statistics.ruinProbability
        evaluation.goalShare = statistics.goalShare
        evaluation.meanConsumption = statistics.meanConsumption
        evaluation.lowConsumption = statistics.lowConsumption
        evaluation.monthsOverdrawn = statistics.monthsOverdrawn
        evaluation.forcedSales = statistics.forcedSales
        evaluation.loanPaid = statistics.loanPaid
        return evaluation
    }
}

extension EpisodeOutcomes {
    /// Of lives that were lived for utility: ΣR discounted to month 1, wealth less what is owed in EUR of month 1.
    fileprivate init(_ lives: [PlayedLife], in calendar: LifeCalendar) {
        self.init(lives.map(\.metrics))
        let price = calendar.months[calendar.horizon - 1].priceLevel
        rewards = lives.map(\.record.value)
        finalWealth = lives.map { $0.record.finalWealth / price }
        insolvencyMonth = lives.map { $0.record.ruinMonth ?? 0 }
    }
}

extension LifeSensitivity.Change {
    /// Months by which retirement is moved.
    private static let moved = 24

    /// The household with the change; nil where there is nothing to be changed.
    func applied(to scenario: Scenario) -> Scenario? {
        var changed = scenario
        switch self {
        case .moreJobLoss:
            guard scenario.work.jobLossProbability > 0 else { return nil }
            changed.work.jobLossProbability = min(1, 2 * scenario.work.jobLossProbability)
        case .lowerReturns:
            guard scenario.environment.investmentReturnType != .none, scenario.portfolio.history == nil else {
                return nil
            }
            changed.environment.investmentReturnMean -= 0.01 / 12
        case .earlierRetirement:
            guard scenario.work.retirementMonth > Self.moved + 1 else { return nil }
            changed.work.retirementMonth -= Self.moved
        case .laterRetirement:
            let month = scenario.work.retirementMonth + Self.moved
            guard scenario.work.retirementMonth > 1, month <= scenario.environment.maxMonths else { return nil }
            changed.work.retirementMonth = month
        }
        return changed
    }
}

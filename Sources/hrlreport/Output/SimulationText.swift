import Households
import Jobs
import Reports
import RunStorage
import Statistics

/// A simulation as a person reads it: at most 80 characters to a line.
enum SimulationText {
    /// Everything that `simulate` tells of many lives.
    static func text(_ simulation: Simulation) -> String {
        let evaluation = simulation.evaluation
        let lives = DisplayFormat.count(evaluation.episodes, "simulated life", "simulated lives")
        let months = DisplayFormat.count(evaluation.horizon, "month", "months")
        var parts = [
            "\(simulation.scenario.name): \(lives) of \(months), seed \(evaluation.seed)\n"
                + origin(simulation.model, hasRivals: evaluation.policies.count > 1),
            rivals(simulation),
        ]
        if let subject = simulation.subject {
            parts.append(outcome(subject, horizon: evaluation.horizon))
            if !subject.months.isEmpty {
                parts.append(money(subject.months))
                parts.append(shares(subject.months))
            }
        }
        return parts.map(PrintableText.lines).joined(separator: "\n")
    }

    // MARK: - Where the agents come from

    private static func origin(_ model: Simulation.Model?, hasRivals: Bool) -> String {
        guard let model else { return "" }
        let episodes = DisplayFormat.count(model.episode, "episode", "episodes")
        var text = "Agents of \(model.run), trained for \(episodes) on \(model.trainedOn)"
        guard !model.differences.isEmpty else { return text + "\n" }
        text += ", not on this household:\n"
        for difference in model.differences {
            text += "  \(difference.key): trained with \(difference.trained), here \(difference.simulated)\n"
        }
        return text
            + "They see everything in shares of the household's own income and threshold, but were\n"
            + "not trained for it"
            + (hasRivals ? ": the untrained policy and the rules show what that is worth.\n" : ".\n")
    }

    // MARK: - All policies

    private static func rivals(_ simulation: Simulation) -> String {
        if simulation.scenario.objectiveKind == .utility { return lifeRivals(simulation) }
        let policies = simulation.evaluation.policies
        let lives = simulation.evaluation.episodes
        var table = ConsoleTable([
            .text("policy"), .number("reward ± s.e."), .number("less tuned rule (95 %)"), .number("norm"),
            .number("insolvent"), .number("wealth"),
        ])
        for policy in policies {
            let mark = policy.policy == simulation.policy ? "*" : ""
            table.add([
                policy.policy.label + mark,
                reward(policy, lives: lives),
                policy.differenceToTunedRule.map { difference($0, lives: lives) } ?? "",
                policy.normalizedReward.map { DisplayFormat.number($0, decimals: 4) } ?? "",
                DisplayFormat.percent(policy.insolvencyRate), DisplayFormat.euro(policy.finalWealth.p50),
            ])
        }
        var text = table.text
        let notes = policies.compactMap { policy in policy.settings.map { "\(policy.policy.label): \($0)." } }
        if policies.contains(where: { $0.normalizedReward != nil }) {
            text += "norm: 1 is the optimum, 0 acting at random. "
        }
        text += "wealth: median, bankrupt lives included.\n"
        return text + notes.map { $0 + "\n" }.joined()
    }

    /// Of a household that lives for utility, in euros of the first month.
    private static func lifeRivals(_ simulation: Simulation) -> String {
        let evaluation = simulation.evaluation
        let hasGoals = !simulation.scenario.goals.isEmpty
        var table = ConsoleTable(
            [.text("policy"), .number("EUR a month ± s.e."), .number("less optimum ± s.e."), .number("ruin")]
                + (hasGoals ? [.number("goals")] : []) + [.number("consumed"), .number("1 in 20")])
        func euros(_ value: Double?, _ error: Double?) -> String {
            guard let value else { return "" }
            let mean = DisplayFormat.number(value, decimals: 1)
            guard let error, evaluation.episodes > 1 else { return mean }
            return "\(mean) ± \(DisplayFormat.number(error, decimals: 1))"
        }
        for policy in evaluation.policies {
            let mark = policy.policy == simulation.policy ? "*" : ""
            let difference = policy.policy == .optimum ? nil : policy.differenceToOptimum
            table.add(
                [
                    policy.policy.label + mark, euros(policy.certaintyEquivalent, policy.standardError),
                    euros(difference?.mean, difference?.standardError),
                    DisplayFormat.percent(policy.insolvencyRate),
                ] + (hasGoals ? [policy.goalShare.map { DisplayFormat.percent($0, decimals: 0) } ?? ""] : [])
                    + [
                        policy.meanConsumption.map { DisplayFormat.number($0) } ?? "",
                        policy.lowConsumption.map { DisplayFormat.number($0) } ?? "",
                    ])
        }
        let notes = evaluation.policies.filter { $0.policy == .tunedRule }.compactMap { policy in
            policy.settings.map { "\(policy.policy.label): \($0)" }
        }
        let optimum =
            evaluation.optimumIsExact == false
            ? "The optimum takes the months of the history as independent: a strong policy, no bound.\n" : ""
        return table.text
            + "EUR a month: what would have to be consumed for certain to be as well off.\n"
            + "consumed: mean a month; 1 in 20: one life in twenty has less. Prices of month 1.\n" + optimum
            + notes.map { $0 + "\n" }.joined()
    }

    /// `1,215.2 ± 0.8`; a single life tells nothing about its error.
    private static func reward(_ policy: PolicyEvaluation, lives: Int) -> String {
        let mean = DisplayFormat.number(policy.meanReward, decimals: 1)
        return lives > 1 ? "\(mean) ± \(DisplayFormat.number(policy.rewardStandardError, decimals: 1))" : mean
    }

    /// `+3.2 (+2.8 to +3.6)`
    private static func difference(_ estimate: MeanEstimate, lives: Int) -> String {
        let decimals = estimate.mean.magnitude < 100 ? 1 : 0
        func signed(_ value: Double) -> String { DisplayFormat.signed(value, decimals: decimals) }
        guard lives > 1 else { return signed(estimate.mean) }
        let half = StandardNormal.quantile(0.975) * estimate.standardError
        return "\(signed(estimate.mean)) (\(signed(estimate.mean - half)) to \(signed(estimate.mean + half)))"
    }

    // MARK: - The policy that is looked at

    private static func outcome(_ policy: PolicyEvaluation, horizon: Int) -> String {
        var quantiles = ConsoleTable([
            .text("*" + policy.policy.label), .number("5 %"), .number("25 %"), .number("median"), .number("75 %"),
            .number("95 %"),
        ])
        quantiles.add(["final wealth"] + policy.finalWealth.all.map { DisplayFormat.euro($0) })
        quantiles.add(["final cash"] + policy.finalCash.all.map { DisplayFormat.euro($0) })
        var means = ConsoleTable([.text(""), .number("")])
        let below = policy.monthsUnsafe(horizon: horizon).map { DisplayFormat.number($0, decimals: 1) } ?? "–"
        means.add(["months below the safety threshold, or after a bankruptcy", below])
        means.add(["spent beside the bills", DisplayFormat.euro(policy.totalConsumed)])
        means.add(["invested", DisplayFormat.euro(policy.totalInvested)])
        means.add(["share of the months lived that end with cash", DisplayFormat.percent(policy.cashStability)])
        means.add(["Sharpe ratio", DisplayFormat.number(policy.sharpeRatio, decimals: 2)])
        if let adherence = policy.goalAdherence {
            means.add(["distance of the invested share from its goal", DisplayFormat.number(adherence, decimals: 3)])
        }
        return quantiles.text + "\nMeans over the lives\n" + means.text
    }

    // MARK: - Months

    /// Months that are printed at most; CSV has them all.
    private static let mostMonths = 13

    private static func shown(_ months: [MonthSummary]) -> [MonthSummary] {
        guard months.count > mostMonths else { return months }
        let last = months.count - 1
        return (0..<mostMonths).map { months[($0 * last + (mostMonths - 1) / 2) / (mostMonths - 1)] }
    }

    private static func money(_ months: [MonthSummary]) -> String {
        var table = ConsoleTable([
            .number("month"), .number("alive"), .number("cash 5 %"), .number("median"), .number("95 %"),
            .number("wealth 5 %"), .number("median"), .number("95 %"),
        ])
        for month in shown(months) {
            let amounts = [
                month.cash.p5, month.cash.p50, month.cash.p95, month.wealth.p5, month.wealth.p50, month.wealth.p95,
            ]
            table.add(
                [DisplayFormat.number(month.month), DisplayFormat.number(month.alive)]
                    + amounts.map { DisplayFormat.euro($0) })
        }
        return table.text
    }

    /// Where the income goes, and where there are goals, what was asked for beside what was done.
    private static func shares(_ months: [MonthSummary]) -> String {
        let hasGoals = months.contains { $0.targetInvestRatio != nil }
        var columns: [TextTable.Column] = [
            .number("month"), .number("invest"), .number("save"), .number("spend"), .number("invest, median"),
        ]
        if hasGoals { columns += [.number("its goal"), .number("cash, median"), .number("its goal")] }
        var table = ConsoleTable(columns)
        for month in shown(months) {
            var cells =
                [DisplayFormat.number(month.month)]
                + [month.meanInvestShare, month.meanSaveShare, month.meanConsumeShare, month.investShare.p50].map {
                    DisplayFormat.percent($0)
                }
            if hasGoals {
                cells += [
                    month.targetInvestRatio.map { DisplayFormat.percent($0.p50) } ?? "",
                    DisplayFormat.euro(month.cash.p50), month.safetyBuffer.map { DisplayFormat.euro($0.p50) } ?? "",
                ]
            }
            table.add(cells)
        }
        return table.text
    }

    // MARK: - One life

    /// One life, a line a month.
    static func life(_ life: SimulatedLife) -> String {
        let hasGoals = life.months.contains { $0.goal != nil }
        var columns: [TextTable.Column] = [
            .number("month"), .number("income"), .number("bills"), .number("invested"), .number("spent"),
            .number("cash"), .number("portfolio"), .number("reward"),
        ]
        if hasGoals { columns += [.number("goal"), .number("buffer")] }
        var table = ConsoleTable(columns)
        for month in life.months {
            let amounts = [
                month.income, month.bills + month.emergency, month.invested, month.consumed, month.cash,
                month.portfolio,
            ]
            var cells = [DisplayFormat.number(month.month)] + amounts.map { DisplayFormat.number($0) }
            cells.append(DisplayFormat.number(month.reward, decimals: 2))
            if hasGoals {
                cells += [
                    month.goal.map { DisplayFormat.percent($0.targetInvestRatio, decimals: 0) } ?? "",
                    month.goal.map { DisplayFormat.number($0.safetyBuffer) } ?? "",
                ]
            }
            table.add(cells)
        }
        let heading =
            "\(life.scenario.name): life \(life.episode), \(life.policy.label.lowercased()), seed \(life.seed)\n"
        return PrintableText.lines(heading + origin(life.model, hasRivals: false)) + "\n" + table.text + "\n"
            + ending(life)
    }

    private static func ending(_ life: SimulatedLife) -> String {
        guard let last = life.months.last else { return "" }
        let reward = DisplayFormat.number(life.months.reduce(0) { $0 + $1.reward }, decimals: 1)
        let emergencies = life.months.count { $0.emergency > 0 }
        let outcome = last.cash < 0 ? "Insolvent in month \(last.month)" : "Solvent to the end"
        return "\(outcome), with a wealth of \(DisplayFormat.euro(last.wealth)); emergencies: \(emergencies); "
            + "reward: \(reward). Amounts in EUR.\n"
    }
}

extension Simulation {
    /// The policy that is looked at closely.
    var subject: PolicyEvaluation? { evaluation.policies.first { $0.policy == policy } }
}

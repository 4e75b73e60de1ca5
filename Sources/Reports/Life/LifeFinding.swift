import Households
import ScenarioFiles
import Statistics

/// What the evaluation of a household that lives for utility found, in plain words with its numbers: true for every
/// outcome.
struct LifeFinding {
    let scenario: Scenario
    let evaluation: Evaluation

    /// What is said on top, and in lists: first who is ruined, where a rule is so less often.
    var sentence: String {
        guard let policy = evaluation.trained, let euros = policy.certaintyEquivalent else {
            return "The policy has not been evaluated: nothing can be said about how well it does."
        }
        var text = ""
        if let warning = Solvency(policy, in: evaluation).warning {
            text = "In \(lives) of \(evaluation.horizonText) the policy \(warning). "
        }
        text += "Lived by this policy, the household is as well off as with \(Self.euro(euros)) a month for certain"
        var rivals: [String] = []
        if let rule = evaluation.bestRule, let worth = rule.certaintyEquivalent {
            rivals.append("with the best rule of thumb, \(rule.policy.subject), \(Self.euro(worth))")
        }
        if let optimum = evaluation.optimum, let worth = optimum.certaintyEquivalent {
            rivals.append("with \(evaluation.optimumSubject) \(Self.euro(worth))")
        }
        return rivals.isEmpty ? text + "." : text + "; " + DisplayFormat.list(rivals) + "."
    }

    /// What a household has to know beside it.
    var warnings: [String] {
        [
            ScenarioRemarks.shortMonths(CashFlowOutlook(scenario)), evaluation.trained.flatMap(overdraft),
            ScenarioRemarks.highReturn(scenario.environment),
        ].compactMap { $0 }
    }

    var lead: String { ([sentence] + warnings).joined(separator: " ") }

    /// How the policy stands against rule and optimum, how often lives end in ruin, and what the figure counts.
    var verdicts: [String] {
        guard let policy = evaluation.trained, policy.certaintyEquivalent != nil else { return [] }
        return [
            verdictOnRule(policy), verdictOnOptimum(policy), ruin(policy), loan(policy), goals(policy), meaning,
        ].compactMap { $0 }
    }

    private var lives: String { DisplayFormat.count(evaluation.episodes, "simulated life", "simulated lives") }

    private func verdictOnRule(_ policy: PolicyEvaluation) -> String? {
        guard let rule = evaluation.bestRule, let worth = rule.certaintyEquivalent, let own = policy.certaintyEquivalent
        else { return nil }
        let error = evaluation.pairedError(policy, rule)
        let difference = MeanEstimate(mean: own - worth, standardError: error ?? 0)
        let name = rule.policy.subject + (rule.ruleWords.map { " (\($0.endingWithoutStop))" } ?? "")
        let amount = Self.amount(abs(difference.mean), error)
        // A rule that goes bankrupt often, or more often than another, is not to be taken.
        let takeIt = Solvency(policy, in: evaluation).mayBePraised(rule) ? " Take the rule." : ""
        guard evaluation.episodes > 1, let error else {
            return "The best rule of thumb is \(name): \(difference.mean >= 0 ? "less" : "more") by \(amount) a month."
        }
        if abs(difference.mean) <= 2 * error {
            return
                "The policy and the best rule of thumb, \(name), cannot be told apart: they differ by \(amount) a month."
                + takeIt
        }
        return difference.mean > 0
            ? "That is \(amount) a month more than with the best rule of thumb, \(name)."
            : "The best rule of thumb does better, by \(amount) a month: \(name)." + takeIt
    }

    private func verdictOnOptimum(_ policy: PolicyEvaluation) -> String? {
        guard let difference = policy.differenceToOptimum, let optimum = evaluation.optimum?.certaintyEquivalent,
            let own = policy.certaintyEquivalent, evaluation.episodes > 1
        else { return nil }
        let amount = Self.amount(abs(difference.mean), difference.standardError)
        if difference.mean > 0 {
            return "That is \(amount) a month more than with \(evaluation.optimumSubject)."
                + (evaluation.optimumIsExact == false
                    ? " It takes the months of the history as independent, so it is no bound."
                    : " More than the optimum is chance, or the coarseness of its grid.")
        }
        var text =
            "It falls \(amount) a month short of \(evaluation.optimumSubject), and reaches "
            + "\(DisplayFormat.percent(own / optimum)) of it"
        if evaluation.optimumIsExact == false {
            text += "; that one takes the months of the history as independent, so it is a strong policy and no bound"
        }
        return text + ". (± two standard errors, on the same \(lives).)"
    }

    private func ruin(_ policy: PolicyEvaluation) -> String {
        var text = "\(share(of: policy)) of \(lives) end in ruin under the policy"
        if let rule = evaluation.bestRule { text += ", \(share(of: rule)) under the best rule of thumb" }
        if let optimum = evaluation.optimum { text += ", \(share(of: optimum)) under \(evaluation.optimumSubject)" }
        let months = DisplayFormat.count(scenario.utility.ruinMonths, "month", "months")
        return text + ". Ruin is when bills cannot be paid although everything is sold; it counts as "
            + "\(DisplayFormat.euro(scenario.ruinConsumption)) a month for \(months), and "
            + "\(DisplayFormat.euro(scenario.necessities)) from then on."
    }

    private func overdraft(_ policy: PolicyEvaluation) -> String? {
        guard let months = policy.monthsOverdrawn, months >= Finding.notableMonths * Double(evaluation.horizon) else {
            return nil
        }
        let others = rivals.compactMap { rival in
            rival.monthsOverdrawn.map { (subject: evaluation.subject(of: rival), months: $0) }
        }
        return "Under the policy the account is overdrawn at the end of \(evaluation.someOfItsMonths(months)), at "
            + "\(DisplayFormat.percent(scenario.debt.overdraftRate)) a year\(evaluation.someOfItsMonths(under: others))."
    }

    /// The best rule of thumb and the optimum, as far as they were evaluated.
    private var rivals: [PolicyEvaluation] { [evaluation.bestRule, evaluation.optimum].compactMap { $0 } }

    private func loan(_ policy: PolicyEvaluation) -> String? {
        guard let paid = policy.loanPaid else { return nil }
        let others = rivals.compactMap { rival in
            rival.loanPaid.map { "\(when($0)) under \(evaluation.subject(of: rival))" }
        }
        return (["Under the policy the loan is \(when(paid))"] + (others.isEmpty ? [] : [DisplayFormat.list(others)]))
            .joined(separator: "; ") + "."
    }

    /// `never paid off`, `paid off in month 38 (median)`, `paid off in month 38 (median of the lives in which it is:
    /// 30.0 %)`.
    private func when(_ paid: LifeStatistics.LoanPaid) -> String {
        guard let month = paid.month else { return "never paid off" }
        let all = evaluation.episodes
        let text = "paid off in month \(DisplayFormat.number(month))"
        switch Int((paid.share * Double(all)).rounded()) {
        case _ where all == 1: return text
        case all: return "\(text) (median)"
        case ...1: return "\(text) (in one of \(lives))"
        case let count: return "\(text) (median of the lives in which it is: \(Solvency.share(count, of: all)))"
        }
    }

    private func goals(_ policy: PolicyEvaluation) -> String? {
        guard let share = policy.goalShare, !scenario.goals.isEmpty else { return nil }
        let goals = scenario.goals.map { goal in
            "\(DisplayFormat.euro(goal.amount)) in month \(DisplayFormat.number(goal.month))"
        }
        var text =
            "Of what is saved for, \(DisplayFormat.list(goals)), \(DisplayFormat.percent(share, decimals: 0)) is paid on average"
        if let optimum = evaluation.optimum?.goalShare {
            text += "; \(evaluation.optimumSubject) pays \(DisplayFormat.percent(optimum, decimals: 0))"
        }
        return text
            + ". Paid in full it counts as \(DisplayFormat.list(scenario.goals.map { DisplayFormat.euro($0.worth) })) "
            + "a month for the rest of the life: that figure decides how much saving for it is right."
    }

    private var meaning: String {
        var text =
            "The figure counts what is consumed freely and the \(DisplayFormat.euro(scenario.necessities)) a month of "
            + "consumption that ordinary bills contain"
        let after = scenario.utility.afterMonths
        if after > 0 {
            text +=
                ", and \(DisplayFormat.count(after, "month", "months")) after the last one, over which is spent what is left"
        }
        return text + ". All amounts are in euros of the first month."
    }

    private func share(of policy: PolicyEvaluation) -> String {
        let count = evaluation.insolvent(policy)
        let share = Double(count) / Double(max(evaluation.episodes, 1))
        if count > 0, share < 0.0005 { return DisplayFormat.number(count) }
        return DisplayFormat.percent(share)
    }

    /// `€85`, `€85 ± €8`.
    private static func amount(_ value: Double, _ error: Double?) -> String {
        let decimals = DisplayFormat.euroDecimals(value)
        let text = DisplayFormat.euro(value, decimals: decimals)
        guard let error else { return text }
        return "\(text) ± \(DisplayFormat.euro(2 * error, decimals: decimals))"
    }

    static func euro(_ value: Double) -> String { DisplayFormat.euro(value, decimals: 0) }
}

extension Evaluation {
    /// As the subject of a sentence: where months of a history are drawn, what is computed is no bound.
    var optimumSubject: String { optimumIsExact == false ? "a strong policy that is computed" : "the computed optimum" }

    /// As the subject of a sentence, of any policy.
    func subject(of policy: PolicyEvaluation) -> String {
        policy.policy == .optimum ? optimumSubject : policy.policy.subject
    }

    /// What a table calls a policy.
    func label(of policy: PolicyEvaluation) -> String {
        policy.policy == .optimum && optimumIsExact == false ? "Strong policy, computed" : policy.policy.label
    }

    /// Standard error of the difference of two policies' certainty equivalents on the same lives, EUR; nil where the
    /// lives of either were not stored.
    func pairedError(_ policy: PolicyEvaluation, _ other: PolicyEvaluation) -> Double? {
        if other.policy == .tunedRule { return policy.differenceToTunedRule?.standardError }
        if other.policy == .optimum { return policy.differenceToOptimum?.standardError }
        // Both are paired with the optimum; their errors add up at most.
        guard let own = policy.differenceToOptimum?.standardError, let theirs = other.differenceToOptimum?.standardError
        else { return nil }
        return (own * own + theirs * theirs).squareRoot()
    }
}

extension PolicyEvaluation {
    /// What a rule of thumb says, for the inside of a sentence that names it; nil where it has no settings.
    var ruleWords: String? { settings.map(\.lowercasedInitial) }
}

extension String {
    /// Without a full stop at the end, for the inside of a sentence.
    fileprivate var endingWithoutStop: String { hasSuffix(".") ? String(dropLast()) : self }
}

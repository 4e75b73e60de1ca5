import Households

/// What the evaluation found, in plain words with its numbers: true for every outcome.
package struct Finding: Sendable, Equatable {
    /// The one sentence on top.
    package var sentence: String
    /// How the policy stands against rule and optimum; a sentence each.
    package var verdicts: [String]

    package init(_ evaluation: Evaluation) {
        guard let policy = evaluation.trained, evaluation.episodes > 0 else {
            sentence = "The policy has not been evaluated: nothing can be said about how well it does."
            verdicts = []
            return
        }
        sentence = Self.sentence(for: policy, in: evaluation)
        verdicts = [
            Self.verdictOnRule(policy, in: evaluation), Self.verdictInEuros(policy, in: evaluation),
            Self.verdictOnOptimum(policy, in: evaluation),
            Self.verdictOnTraining(policy, in: evaluation),
        ].compactMap { $0 }
    }

    private static func sentence(for policy: PolicyEvaluation, in evaluation: Evaluation) -> String {
        let lives =
            evaluation.episodes == 1
            ? "In one simulated life of \(evaluation.horizonText)"
            : "In \(DisplayFormat.number(evaluation.episodes)) simulated lives of \(evaluation.horizonText)"
        let wealth = evaluation.episodes == 1 ? "wealth of" : "median wealth of"
        var text = "\(lives) the policy \(survival(of: policy, in: evaluation))"
        text += ", spends \(DisplayFormat.euro(policy.totalConsumed)) freely"
        if evaluation.episodes > 1 { text += " on average" }
        text += " and ends with a \(wealth) \(DisplayFormat.euro(policy.finalWealth.p50))"
        if let rival = evaluation.bestRule ?? evaluation.optimum {
            text += "; \(rival.policy.subject) "
            let survival = survival(of: rival, in: evaluation)
            if survival != self.survival(of: policy, in: evaluation) { text += survival + ", " }
            text +=
                "spends \(DisplayFormat.euro(rival.totalConsumed)) and ends with \(DisplayFormat.euro(rival.finalWealth.p50))"
        }
        return text + "."
    }

    /// The predicate: `stays solvent in 99.4 %`, `goes bankrupt in 63.0 %`, `always stays solvent`.
    private static func survival(of policy: PolicyEvaluation, in evaluation: Evaluation) -> String {
        let episodes = evaluation.episodes
        let insolvent = Int((policy.insolvencyRate * Double(episodes)).rounded())
        switch (episodes, insolvent) {
        case (1, 0): return "stays solvent"
        case (1, _): return "goes bankrupt"
        case (_, 0): return "always stays solvent"
        case (_, episodes): return "always goes bankrupt"
        default: break
        }
        let bankruptcyIsTheRule = policy.insolvencyRate >= 0.5
        let verb = bankruptcyIsTheRule ? "goes bankrupt" : "stays solvent"
        let exceptions = bankruptcyIsTheRule ? episodes - insolvent : insolvent
        let share = 1 - Double(exceptions) / Double(episodes)
        // 99.97 % would read as 100.0 %, which is not true.
        guard share < 0.9995 else { return "\(verb) in all but \(DisplayFormat.number(exceptions))" }
        return "\(verb) in \(DisplayFormat.percent(share))"
    }

    /// Whether the reward tells policy and best simple rule apart, and which is better; nil without a rule.
    private static func verdictOnRule(_ policy: PolicyEvaluation, in evaluation: Evaluation) -> String? {
        guard let rule = evaluation.bestRule else { return nil }
        let difference = RewardDifference(policy, rule)
        guard evaluation.episodes > 1 else {
            let word = difference.mean > 0 ? "more" : difference.mean < 0 ? "less" : "neither more nor less"
            return "In this one life the policy earns \(word) reward than the best simple rule, "
                + "\(rule.policy.subject); one life proves nothing."
        }
        switch difference.outcome {
        case .better:
            return "By the scenario’s own reward the policy beats the best simple rule, \(rule.policy.subject), by "
                + "\(difference.text) a life (± two standard errors)."
        case .worse:
            return "By the scenario’s own reward a simple rule does better than the policy: \(rule.policy.subject), "
                + "by \(difference.text) a life (± two standard errors)."
        case .undecided:
            return "By the scenario’s own reward the policy and the best simple rule, \(rule.policy.subject), cannot "
                + "be told apart: the difference is \(difference.signedText) a life (± two standard errors)."
        }
    }

    /// What the policy's mistakes cost, and how that compares with the rule's; nil where that is not known.
    private static func verdictInEuros(_ policy: PolicyEvaluation, in evaluation: Evaluation) -> String? {
        guard let cost = policy.monthlyCost, evaluation.episodes > 1 else { return nil }
        let rule = evaluation.bestRule?.monthlyCost
        let decimals = DisplayFormat.euroDecimals(for: [cost] + (rule.map { [$0, $0 - cost] } ?? []))
        func euro(_ value: Double) -> String { DisplayFormat.euro(value, decimals: decimals) }
        var text = "Measured in fixed bills, the policy "
        if let rule {
            text += "is worth \(euro(abs(rule - cost))) a month \(rule >= cost ? "more" : "less") than the best simple "
            text += "rule and "
        }
        return text + "falls \(euro(cost)) a month short of the best that is possible: by so much could the bills rise "
            + "before the optimum were no better."
    }

    private static func verdictOnOptimum(_ policy: PolicyEvaluation, in evaluation: Evaluation) -> String? {
        guard let norm = policy.normalizedReward else { return nil }
        var text =
            "On the scale from acting at random (\(DisplayFormat.percent(0, decimals: 0))) to the computed optimum "
            + "(\(DisplayFormat.percent(1, decimals: 0))) the policy reaches \(DisplayFormat.percent(norm))"
        if norm < 0 { return text + ": it does worse than acting at random." }
        if let rule = evaluation.bestRule, let ruleNorm = rule.normalizedReward {
            text += " and the best simple rule \(DisplayFormat.percent(ruleNorm))"
            if ruleNorm >= 0.99 {
                text += ": in this household that rule is nearly as good as anything can be"
            }
        }
        return text + "."
    }

    /// Whether the policy is better than the one that training began with; nil where that one was not evaluated.
    private static func verdictOnTraining(_ policy: PolicyEvaluation, in evaluation: Evaluation) -> String? {
        guard let untrained = evaluation.untrained, evaluation.episodes > 1 else { return nil }
        let difference = RewardDifference(policy, untrained)
        switch difference.outcome {
        case .better:
            return
                "Training was worth \(difference.text) of reward a life: so much more does the policy earn than it did "
                + "untrained."
        case .worse:
            return "Training did harm: the policy earns \(difference.text) less reward a life than it did untrained."
        case .undecided:
            return
                "Training made no difference that could be told: the policy earns \(difference.signedText) of reward "
                + "a life against what it did untrained."
        }
    }
}

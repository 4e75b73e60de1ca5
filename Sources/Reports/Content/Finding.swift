import Households

/// What the evaluation found, in plain words with its numbers: true for every outcome.
package struct Finding: Sendable, Equatable {
    /// What is said on top, and in lists: first who goes bankrupt, where a rule does so less often.
    package var sentence: String
    /// What a household has to know beside it: bills that it cannot pay, a threshold that is not kept, figures that are
    /// likely a mistake. A sentence each; they belong to the first paragraph.
    package var warnings: [String]
    /// How the policy stands against rule and optimum; a sentence each.
    package var verdicts: [String]

    /// - Parameter scenario: the household that the policies lived in.
    package init(_ evaluation: Evaluation, of scenario: Scenario) {
        if scenario.objectiveKind == .utility {
            let finding = LifeFinding(scenario: scenario, evaluation: evaluation)
            (sentence, warnings, verdicts) = (finding.sentence, finding.warnings, finding.verdicts)
            return
        }
        warnings = [
            ScenarioRemarks.noIncome(scenario), ScenarioRemarks.shortMonths(CashFlowOutlook(scenario)),
        ].compactMap { $0 }
        guard let policy = evaluation.trained, evaluation.episodes > 0 else {
            sentence = "The policy has not been evaluated: nothing can be said about how well it does."
            warnings += [ScenarioRemarks.highReturn(scenario.environment)].compactMap { $0 }
            verdicts = []
            return
        }
        let solvency = Solvency(policy, in: evaluation)
        sentence = Self.sentence(for: policy, in: evaluation, scenario.environment, solvency)
        warnings += [
            Self.threshold(policy, in: evaluation, scenario), ScenarioRemarks.highReturn(scenario.environment),
            ScenarioRemarks.rewardedLoss(scenario),
            Self.slowLearning(policy, in: evaluation, scenario),
        ].compactMap { $0 }
        // Where nothing comes in, no policy can do better than another.
        guard scenario.environment.income > 0 else {
            verdicts = []
            return
        }
        verdicts = [
            solvency.verdictOnReward(in: evaluation),
            Self.verdictOnRule(policy, in: evaluation), Self.verdictInEuros(policy, in: evaluation),
            Self.verdictOnOptimum(policy, in: evaluation, solvency),
            Self.verdictOnTraining(policy, in: evaluation),
        ].compactMap { $0 }
    }

    /// The first paragraph.
    package var lead: String { ([sentence] + warnings).joined(separator: " ") }

    private static func sentence(
        for policy: PolicyEvaluation, in evaluation: Evaluation, _ household: EnvironmentParameters,
        _ solvency: Solvency
    ) -> String {
        let lives =
            evaluation.episodes == 1
            ? "In one simulated life of \(evaluation.horizonText)"
            : "In \(DisplayFormat.number(evaluation.episodes)) simulated lives of \(evaluation.horizonText)"
        var text = "\(lives) the policy "
        if let warning = solvency.warning {
            text += warning + ". The policy "
        } else {
            text += "\(survival(of: policy, in: evaluation)), "
        }
        text += "spends \(DisplayFormat.euro(policy.totalConsumed)) freely"
        if evaluation.episodes > 1 { text += " on average" }
        text += " and \(end(of: policy, in: evaluation, isFirst: true))"
        if let wealth = policy.wealthOfSolvent, household.inflation != 0 {
            text += " (\(DisplayFormat.euro(wealth.p50 / household.lastPriceLevel)) at the prices of the first month)"
        }
        if let rival = evaluation.bestRule ?? evaluation.optimum {
            text += "; \(rival.policy.subject) "
            let survival = survival(of: rival, in: evaluation)
            if solvency.warning == nil, survival != self.survival(of: policy, in: evaluation) {
                text += survival + ", "
            }
            text += "spends \(DisplayFormat.euro(rival.totalConsumed)) and "
            text += end(of: rival, in: evaluation, isFirst: false)
        }
        return text + "."
    }

    /// `ends with a median wealth of €63,200`, counted over the lives that end solvent.
    private static func end(of policy: PolicyEvaluation, in evaluation: Evaluation, isFirst: Bool) -> String {
        let what = !isFirst ? "" : evaluation.episodes == 1 ? "a wealth of " : "a median wealth of "
        let solvent = evaluation.episodes - evaluation.insolvent(policy)
        if let wealth = policy.wealthOfSolvent {
            let euros = what + DisplayFormat.euro(wealth.p50)
            if solvent == evaluation.episodes { return "ends with \(euros)" }
            return solvent == 1
                ? "ends its one solvent life with \(euros)"
                : "ends its \(DisplayFormat.number(solvent)) solvent lives with \(euros)"
        }
        if solvent == 0 { return evaluation.episodes == 1 ? "does not reach the end" : "ends no life solvent" }
        return "ends with \(what)\(DisplayFormat.euro(policy.finalWealth.p50)), bankrupt lives included"
    }

    /// Share of the months from which on a threshold that is not kept, or an overdrawn account, is worth a sentence on
    /// top.
    static let notableMonths = 0.05

    private static func threshold(
        _ policy: PolicyEvaluation, in evaluation: Evaluation, _ scenario: Scenario
    ) -> String? {
        let unsafe = policy.monthsUnsafe(horizon: evaluation.horizon)
        let months = unsafe ?? policy.monthsBelowThreshold
        guard months >= notableMonths * Double(evaluation.horizon) else { return nil }
        var text =
            "Cash is below the household’s own safety threshold of \(DisplayFormat.euro(scenario.environment.safetyThreshold)) "
            + "at the end of \(evaluation.someOfItsMonths(months))"
        // What is missing is measured where there is an account; after the only month there is no other.
        let isCut = policy.insolvencyRate > 0 && evaluation.horizon > 1
        if isCut, unsafe != nil { text += ", those after a bankruptcy included" }
        if let shortfall = policy.meanShortfall {
            text += ", and \(DisplayFormat.euro(shortfall)) are missing to it"
            if evaluation.horizon > 1 {
                text += " in the mean of those " + (isCut ? "that are lived" : "months")
            } else if evaluation.episodes > 1 {
                text += " in the mean of those lives"
            }
        }
        return text + ": reward.beta says how much that weighs, \(DisplayFormat.exact(scenario.reward.beta)) here."
    }

    /// The predicate: `stays solvent in 99.4 %`, `goes bankrupt in 63.0 %`, `always stays solvent`.
    private static func survival(of policy: PolicyEvaluation, in evaluation: Evaluation) -> String {
        let episodes = evaluation.episodes
        let insolvent = evaluation.insolvent(policy)
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

    private static func verdictOnOptimum(
        _ policy: PolicyEvaluation, in evaluation: Evaluation, _ solvency: Solvency
    ) -> String? {
        guard let norm = policy.normalizedReward else { return nil }
        var text =
            "On the scale from acting at random (\(DisplayFormat.percent(0, decimals: 0))) to the computed optimum "
            + "(\(DisplayFormat.percent(1, decimals: 0))) the policy reaches \(DisplayFormat.shareOfOptimum(norm))"
        if norm < 0 { return text + ": it does worse than acting at random." }
        if let rule = evaluation.bestRule, let ruleNorm = rule.normalizedReward {
            text += " and the best simple rule \(DisplayFormat.shareOfOptimum(ruleNorm))"
            // Nothing is good about a rule that goes bankrupt often, or where another does not.
            if ruleNorm >= 0.99, solvency.mayBePraised(rule) {
                text += ": in this household that rule is nearly as good as anything can be"
            }
        }
        return text + "."
    }

    /// Of what lies between the untrained policy and the optimum: a training that covers less of it did not get far.
    private static let leastProgress = 0.9
    /// The share of it up to which a policy hardly moved.
    private static let hardlyAny = 0.3

    /// Why the policy hardly moved: learning rates that are small beside the defaults. Nil where it did move, or where
    /// they are not the cause.
    private static func slowLearning(
        _ policy: PolicyEvaluation, in evaluation: Evaluation, _ scenario: Scenario
    ) -> String? {
        guard let untrained = evaluation.untrained, let cause = ScenarioRemarks.slowLearning(scenario) else {
            return nil
        }
        let way = (evaluation.optimum?.meanReward).map { $0 - untrained.meanReward } ?? 0
        let moved = policy.meanReward - untrained.meanReward
        let hasMoved =
            way > 0 ? moved >= leastProgress * way : RewardDifference(policy, untrained).outcome != .undecided
        guard !hasMoved else { return nil }
        let covered =
            way > 0 && moved > 0
            ? "Training covered \(DisplayFormat.percent(moved / way)) of what lies between the untrained policy and the "
                + "optimum." : nil
        // What became worse is another matter.
        guard way <= 0 || moved >= 0 || RewardDifference(policy, untrained).outcome == .undecided else { return nil }
        let judgement = way > 0 && moved > Self.hardlyAny * way ? "did not get far" : "hardly moved"
        return [covered, "The policy \(judgement): \(cause).", ScenarioRemarks.shortSight(scenario)].compactMap { $0 }
            .joined(separator: " ")
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

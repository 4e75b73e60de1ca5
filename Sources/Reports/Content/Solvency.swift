import Households

/// How often policies go bankrupt, beside the rule that does so least.
struct Solvency {
    private let safest: PolicyEvaluation?
    /// `goes bankrupt in all (100 %); keeping everything in cash, the most solvent rule, in none (0 %)`: the predicate
    /// of a sentence on the policy. Nil where neither policy nor best rule goes bankrupt notably more often.
    let warning: String?

    init(_ policy: PolicyEvaluation, in evaluation: Evaluation) {
        let safest = evaluation.policies.filter(\.policy.isSimpleRule).min {
            ($0.insolvencyRate, -$0.meanReward) < ($1.insolvencyRate, -$1.meanReward)
        }
        self.safest = safest
        let praised = evaluation.bestRule
        guard let safest, [policy, praised].contains(where: { Self.isRisky($0, beside: safest) }) else {
            warning = nil
            return
        }
        guard evaluation.episodes > 1 else {
            func fate(_ policy: PolicyEvaluation) -> String {
                policy.insolvencyRate > 0 ? "goes bankrupt" : "stays solvent"
            }
            let other = praised.map { $0.policy == safest.policy ? "" : ", \($0.policy.subject) \(fate($0))" } ?? ""
            warning = fate(policy) + other + "; \(safest.policy.subject) stays solvent"
            return
        }
        var text = "goes bankrupt in \(Self.share(policy, in: evaluation))"
        if let praised, praised.policy != safest.policy {
            text += " and \(praised.policy.subject) in \(Self.share(praised, in: evaluation))"
        }
        warning = text + "; \(safest.policy.subject), the most solvent rule, in \(Self.share(safest, in: evaluation))"
    }

    /// Whether a policy goes bankrupt notably more often than the most solvent rule.
    func isRisky(_ policy: PolicyEvaluation?) -> Bool { Self.isRisky(policy, beside: safest) }

    /// That the reward itself is for going bankrupt; nil where it is not, or where no optimum is known.
    func verdictOnReward(in evaluation: Evaluation) -> String? {
        guard evaluation.episodes > 1, let optimum = evaluation.optimum, let safest, isRisky(optimum) else {
            return nil
        }
        return
            "This reward prefers going bankrupt to what staying solvent costs: the computed optimum goes bankrupt in "
            + "\(Self.share(optimum, in: evaluation)), \(safest.policy.subject) in \(Self.share(safest, in: evaluation)). "
            + "Whoever must not go bankrupt should not follow it; a larger reward.delta makes a bankruptcy dearer, "
            + "and a household with objective.kind: utility draws on its portfolio before it goes bankrupt."
    }

    /// What becomes of who follows the policy; nil where no rule is notably more solvent.
    func verdictOnAdvice(_ policy: PolicyEvaluation, in evaluation: Evaluation) -> String? {
        guard evaluation.episodes > 1, let safest, isRisky(policy) else { return nil }
        return
            "Whoever follows the policy goes bankrupt in \(Self.share(policy, in: evaluation)) of the simulated lives; "
            + "\(safest.policy.subject) does in \(Self.share(safest, in: evaluation))."
    }

    private static func isRisky(_ policy: PolicyEvaluation?, beside safest: PolicyEvaluation?) -> Bool {
        guard let policy, let safest else { return false }
        return policy.insolvencyRate > safest.insolvencyRate + Evaluation.notableInsolvency
    }

    /// `none (0 %)`, `3 of 10,000 (0.0 %)`, `63.0 %`, `all (100 %)`.
    private static func share(_ policy: PolicyEvaluation, in evaluation: Evaluation) -> String {
        let (lives, insolvent) = (evaluation.episodes, evaluation.insolvent(policy))
        if insolvent == 0 { return "none (\(DisplayFormat.percent(0, decimals: 0)))" }
        if insolvent == lives { return "all (\(DisplayFormat.percent(1, decimals: 0)))" }
        let share = Double(insolvent) / Double(lives)
        // 99.97 % would read as 100.0 %.
        if (0.0005..<0.9995).contains(share) { return DisplayFormat.percent(share) }
        return "\(DisplayFormat.number(insolvent)) of \(DisplayFormat.number(lives))"
    }
}

extension Evaluation {
    /// Lives of a policy that go bankrupt.
    func insolvent(_ policy: PolicyEvaluation) -> Int {
        Int((min(max(policy.insolvencyRate, 0), 1) * Double(episodes)).rounded())
    }
}

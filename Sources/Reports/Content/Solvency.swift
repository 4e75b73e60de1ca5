import Households

/// How often policies go bankrupt, beside the rule that does so least.
struct Solvency {
    /// Share of the lives from which on bankruptcies are many, whatever others do: nothing is good about such a rule.
    private static let manyBankruptcies = 0.05

    private let safest: PolicyEvaluation?
    /// `goes bankrupt in all (100 %); keeping everything in cash, the most solvent rule, in none (0 %)`: the predicate
    /// of a sentence on the policy. Nil where neither policy nor best rule goes bankrupt notably more often, and the
    /// most solvent rule does so rarely.
    let warning: String?

    init(_ policy: PolicyEvaluation, in evaluation: Evaluation) {
        let safest = evaluation.policies.filter(\.policy.isSimpleRule).min {
            ($0.insolvencyRate, -$0.meanReward) < ($1.insolvencyRate, -$1.meanReward)
        }
        self.safest = safest
        let praised = evaluation.bestRule
        let isBesideSafer = [policy, praised].contains { Self.isRisky($0, beside: safest) }
        // One life proves nothing of all rules, unless the policy shares their fate.
        let isShared = evaluation.episodes > 1 || policy.insolvencyRate > 0
        guard let safest else {
            warning = nil
            return
        }
        let fate = Self.fate(policy, in: evaluation)
        let other = praised.flatMap { $0.policy == safest.policy ? nil : $0 }
        switch (isBesideSafer, Self.everyRule(safest, in: evaluation)) {
        case (false, let everyRule?) where isShared: warning = "\(fate), and \(everyRule)"
        case (false, _): warning = nil
        case (true, _) where evaluation.episodes <= 1:
            let others = other.map { ", \($0.policy.subject) \(Self.fate($0, in: evaluation))" } ?? ""
            warning = "\(fate)\(others); \(safest.policy.subject) stays solvent"
        case (true, let everyRule):
            let others = other.map { " and \($0.policy.subject) in \(Self.share($0, in: evaluation))" } ?? ""
            warning =
                "\(fate)\(others); \(safest.policy.subject), the most solvent rule, in "
                + Self.share(safest, in: evaluation) + (everyRule.map { ": \($0)" } ?? "")
        }
    }

    /// Whether a policy goes bankrupt notably more often than the most solvent rule.
    func isRisky(_ policy: PolicyEvaluation?) -> Bool { Self.isRisky(policy, beside: safest) }

    /// Whether nothing speaks against a rule: it goes bankrupt rarely, and no other rule notably less.
    func mayBePraised(_ rule: PolicyEvaluation) -> Bool {
        !isRisky(rule) && rule.insolvencyRate <= Self.manyBankruptcies
    }

    /// `no rule stays solvent in more than 0.7 %`, `no rule ever stays solvent`; nil where one does nearly always.
    private static func everyRule(_ safest: PolicyEvaluation, in evaluation: Evaluation) -> String? {
        guard safest.insolvencyRate > manyBankruptcies else { return nil }
        let solvent = evaluation.episodes - evaluation.insolvent(safest)
        if solvent == 0 { return evaluation.episodes == 1 ? "no rule stays solvent" : "no rule ever stays solvent" }
        return "no rule stays solvent in more than \(share(solvent, of: evaluation.episodes))"
    }

    /// `goes bankrupt in 63.0 %`; of one life whether it does.
    private static func fate(_ policy: PolicyEvaluation, in evaluation: Evaluation) -> String {
        guard evaluation.episodes > 1 else { return policy.insolvencyRate > 0 ? "goes bankrupt" : "stays solvent" }
        return "goes bankrupt in \(share(policy, in: evaluation))"
    }

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

    /// What becomes of who follows the policy; nil where it goes bankrupt rarely and no rule is notably more solvent.
    func verdictOnAdvice(_ policy: PolicyEvaluation, in evaluation: Evaluation) -> String? {
        guard evaluation.episodes > 1, let safest else { return nil }
        guard isRisky(policy) || policy.insolvencyRate > Self.manyBankruptcies else { return nil }
        return
            "Whoever follows the policy goes bankrupt in \(Self.share(policy, in: evaluation)) of the simulated lives; "
            + "\(safest.policy.subject) does in \(Self.share(safest, in: evaluation))."
    }

    private static func isRisky(_ policy: PolicyEvaluation?, beside safest: PolicyEvaluation?) -> Bool {
        guard let policy, let safest else { return false }
        return policy.insolvencyRate > safest.insolvencyRate + Evaluation.notableInsolvency
    }

    /// In how many lives a policy goes bankrupt.
    private static func share(_ policy: PolicyEvaluation, in evaluation: Evaluation) -> String {
        share(evaluation.insolvent(policy), of: evaluation.episodes)
    }

    /// `none (0 %)`, `3 of 10,000`, `63.0 %`, `all (100 %)`.
    static func share(_ count: Int, of lives: Int) -> String {
        if count == 0 { return "none (\(DisplayFormat.percent(0, decimals: 0)))" }
        if count == lives { return "all (\(DisplayFormat.percent(1, decimals: 0)))" }
        let share = Double(count) / Double(lives)
        // 99.97 % would read as 100.0 %.
        if (0.0005..<0.9995).contains(share) { return DisplayFormat.percent(share) }
        return "\(DisplayFormat.number(count)) of \(DisplayFormat.number(lives))"
    }
}

extension Evaluation {
    /// Lives of a policy that go bankrupt.
    func insolvent(_ policy: PolicyEvaluation) -> Int {
        Int((min(max(policy.insolvencyRate, 0), 1) * Double(episodes)).rounded())
    }
}

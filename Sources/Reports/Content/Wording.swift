import Households

/// How policies are called, in headings and inside a sentence.
extension PolicyKind {
    /// In a table or beside a line.
    package var label: String { words.label }

    /// As the subject of a sentence.
    package var subject: String { words.subject }

    /// What the policy does; nil where the name says it.
    var explanation: String? { words.explanation }

    private var words: (label: String, subject: String, explanation: String?) {
        switch self {
        case .trained: ("Trained policy", "the policy", nil)
        case .untrained: ("Untrained policy", "the untrained policy", nil)
        case .optimum: ("Optimum", "the optimum", "the best that can be done, computed by dynamic programming")
        case .tunedRule:
            (
                "Tuned rule", "the tuned rule of thumb",
                "spends a fixed share κ of the income and invests what exceeds a buffer of B euros, both chosen on other "
                    + "episodes"
            )
        case .threshold:
            ("Fixed threshold", "keeping a fixed threshold", "invests what exceeds the safety threshold")
        case .fiftyThirtyTwenty:
            (
                "50/30/20 rule", "the 50/30/20 rule",
                "invests 20\u{00A0}% and spends up to 30\u{00A0}% of the income where the bills allow it"
            )
        case .allCash: ("All cash", "keeping everything in cash", "saves everything")
        case .equalThirds:
            ("Equal thirds", "splitting the income in thirds", "invests, saves and spends a third of the income each")
        case .random: ("Random", "acting at random", "random shares every month")
        case .spendAll: ("Spend all", "spending all that is free", nil)
        case .threeMonthFund: ("50/30/20, 3-month fund", "50/30/20 with a fund of three months", nil)
        case .sixMonthFund: ("50/30/20, 6-month fund", "50/30/20 with a fund of six months", nil)
        case .fiftyThirtyTwentyCash: ("50/30/20, all in cash", "50/30/20 with everything in cash", nil)
        case .halfInvested: ("50/30/20, half invested", "50/30/20 with half of the rest invested", nil)
        case .ageRule: ("50/30/20, 100 − age", "50/30/20 with 100 less the age invested", nil)
        case .tenthFirst: ("A tenth first", "putting a tenth aside first", nil)
        case .salary: ("Fixed salary", "a fixed salary", nil)
        case .fourPercent: ("4\u{00A0}% rule", "the 4\u{00A0}% rule", nil)
        case .fourPercentHalf: ("4\u{00A0}% rule, half invested", "the 4\u{00A0}% rule with half invested", nil)
        case .debtFirst: ("Debt first, 50/30/20", "paying off debt first, then 50/30/20", nil)
        case .debtFirstTenth: ("Debt first, a tenth", "paying off debt first, then a tenth", nil)
        }
    }

    /// Whether a person could follow it without a program.
    var isSimpleRule: Bool {
        switch self {
        case .trained, .untrained, .optimum, .random: false
        default: true
        }
    }
}

extension Evaluation {
    var trained: PolicyEvaluation? { policies.first { $0.policy == .trained } }
    var untrained: PolicyEvaluation? { policies.first { $0.policy == .untrained } }
    var optimum: PolicyEvaluation? { policies.first { $0.policy == .optimum } }
    /// The simple rule with the highest mean reward; of equal ones the first.
    package var bestRule: PolicyEvaluation? {
        policies.filter(\.policy.isSimpleRule).reduce(nil) { best, rule in
            guard let best else { return rule }
            return rule.meanReward > best.meanReward ? rule : best
        }
    }

    /// `120 months`, `one month`.
    var horizonText: String { DisplayFormat.count(horizon, "month", "months") }

    /// `34.6 of the 120 months on average`, `34 of the 120 months` of one life, `the one month in 34.6 % of the lives`:
    /// of which of its months something is true.
    func someOfItsMonths(_ months: Double) -> String {
        if horizon == 1 { return "the one month" + (episodes > 1 ? " in \(countOfMonths(months)) of the lives" : "") }
        return "\(countOfMonths(months)) of the \(horizonText)" + (episodes > 1 ? " on average" : "")
    }

    /// `; of 0.8 under the tuned rule of thumb and 4.2 under the computed optimum`: the same of others; empty without.
    func someOfItsMonths(under others: [(subject: String, months: Double)]) -> String {
        guard !others.isEmpty else { return "" }
        if horizon == 1, episodes == 1 {
            return "; " + DisplayFormat.list(others.map { "\($0.months > 0 ? "also" : "not") under \($0.subject)" })
        }
        return "; \(horizon == 1 ? "in" : "of") "
            + DisplayFormat.list(others.map { "\(countOfMonths($0.months)) under \($0.subject)" })
    }

    /// A mean over lives has decimals, and is a share of the lives where there is one month.
    private func countOfMonths(_ months: Double) -> String {
        horizon == 1 ? DisplayFormat.percent(months) : DisplayFormat.number(months, decimals: episodes > 1 ? 1 : 0)
    }
}

extension PolicyEvaluation {
    /// Share of the episodes that stay solvent.
    var solvencyRate: Double { 1 - insolvencyRate }
}

extension String {
    /// The text with a capital letter in front, for the beginning of a sentence.
    var capitalizedSentence: String { prefix(1).uppercased() + dropFirst() }

    /// `Tuned rule` → `tuned rule`, for the inside of a sentence; `50/30/20 rule` stays.
    var lowercasedInitial: String { prefix(1).lowercased() + dropFirst() }
}

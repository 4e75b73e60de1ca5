import Households

/// How policies are called, in headings and inside a sentence.
extension PolicyKind {
    /// In a table or beside a line.
    package var label: String {
        switch self {
        case .trained: "Trained policy"
        case .untrained: "Untrained policy"
        case .optimum: "Optimum"
        case .tunedRule: "Tuned rule"
        case .threshold: "Fixed threshold"
        case .fiftyThirtyTwenty: "50/30/20 rule"
        case .allCash: "All cash"
        case .equalThirds: "Equal thirds"
        case .random: "Random"
        }
    }

    /// As the subject of a sentence.
    var subject: String {
        switch self {
        case .trained: "the policy"
        case .untrained: "the untrained policy"
        case .optimum: "the optimum"
        case .tunedRule: "the tuned rule of thumb"
        case .threshold: "keeping a fixed threshold"
        case .fiftyThirtyTwenty: "the 50/30/20 rule"
        case .allCash: "keeping everything in cash"
        case .equalThirds: "splitting the income in thirds"
        case .random: "acting at random"
        }
    }

    /// What the policy does; nil where the name says it.
    var explanation: String? {
        switch self {
        case .trained, .untrained: nil
        case .optimum: "the best that can be done, computed by dynamic programming"
        case .tunedRule: "spends a fixed share and invests what exceeds a buffer, both chosen on other episodes"
        case .threshold: "invests what exceeds the safety threshold"
        case .fiftyThirtyTwenty:
            "invests 20\u{00A0}% and spends up to 30\u{00A0}% of the income where the bills allow it"
        case .allCash: "saves everything"
        case .equalThirds: "invests, saves and spends a third of the income each"
        case .random: "random shares every month"
        }
    }

    /// Whether a person could follow it without a program.
    var isSimpleRule: Bool {
        switch self {
        case .tunedRule, .threshold, .fiftyThirtyTwenty, .allCash, .equalThirds: true
        case .trained, .untrained, .optimum, .random: false
        }
    }
}

extension Evaluation {
    var trained: PolicyEvaluation? { policies.first { $0.policy == .trained } }
    var untrained: PolicyEvaluation? { policies.first { $0.policy == .untrained } }
    var optimum: PolicyEvaluation? { policies.first { $0.policy == .optimum } }
    /// The simple rule with the highest mean reward; of equal ones the first.
    var bestRule: PolicyEvaluation? {
        policies.filter(\.policy.isSimpleRule).reduce(nil) { best, rule in
            guard let best else { return rule }
            return rule.meanReward > best.meanReward ? rule : best
        }
    }

    /// `120 months`, `one month`.
    var horizonText: String { DisplayFormat.count(horizon, "month", "months") }
}

extension PolicyEvaluation {
    /// Share of the episodes that stay solvent.
    var solvencyRate: Double { 1 - insolvencyRate }
}

extension String {
    /// The text with a capital letter in front, for the beginning of a sentence.
    var capitalizedSentence: String { prefix(1).uppercased() + dropFirst() }
}

import Households
import Jobs
import Reports

/// What `advise --json` tells; amounts in EUR of the month.
struct AdviceDocument: Encodable {
    private let advice: Advice

    init(_ advice: Advice) {
        self.advice = advice
    }

    private enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case run, scenario, month, cash, portfolio, loan, income, bills, advised, rule
        case priceLevel = "price_level"
        case isOutOfWork = "out_of_work"
        case worthAgainstRule = "worth_against_rule"
        case lives
    }

    private struct Move: Encodable {
        var consume, trade, prepay, keep: Double
        var policy: String?
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let row = advice.move.advised
        try container.encode(1, forKey: .formatVersion)
        try container.encode(advice.run.description, forKey: .run)
        try container.encode(advice.scenario.name, forKey: .scenario)
        try container.encode(advice.month, forKey: .month)
        try container.encode(advice.priceLevel, forKey: .priceLevel)
        try container.encode(row.cash, forKey: .cash)
        try container.encode(row.portfolio, forKey: .portfolio)
        try container.encode(row.loan, forKey: .loan)
        try container.encode(row.isOutOfWork, forKey: .isOutOfWork)
        try container.encode(row.income, forKey: .income)
        try container.encode(row.bills, forKey: .bills)
        try container.encode(
            Move(consume: row.consume, trade: row.trade, prepay: row.prepay, keep: advice.kept(row.decision)),
            forKey: .advised)
        let rule = advice.move.ruleDecision
        try container.encode(
            Move(
                consume: rule.consume, trade: rule.trade, prepay: rule.prepay, keep: advice.kept(rule),
                policy: advice.move.rule.rawValue), forKey: .rule)
        try container.encode(advice.move.worth, forKey: .worthAgainstRule)
        try container.encode(advice.move.lives, forKey: .lives)
    }
}

extension Advice {
    /// What is in the account after a month whose ordinary bills are as expected.
    func kept(_ decision: LifeDecision) -> Double {
        let row = move.advised
        let yield = 1 - scenario.portfolio.saleCost
        let bought = max(decision.trade, 0), sold = max(-decision.trade, 0)
        return row.cash + row.income - row.bills - decision.consume - bought + yield * sold
            - decision.prepay * (1 + scenario.debt.prepaymentFee)
    }
}

/// Advice as a person reads it.
enum AdviceText {
    static func text(_ advice: Advice) -> String {
        let row = advice.move.advised
        func euro(_ value: Double) -> String { DisplayFormat.euro(value, decimals: 0) }
        var text =
            "\(advice.run), month \(DisplayFormat.number(advice.month)) of "
            + "\(DisplayFormat.number(advice.scenario.environment.maxMonths))\(row.isOutOfWork ? ", out of work" : "")\n"
        text += "Income \(euro(row.income)), bills to be expected \(euro(row.bills)).\n\n"
        var table = ConsoleTable([
            .text(""), .number("before"), .number("policy"), .number(advice.move.rule.label.lowercased()),
        ])
        let (own, rule) = (row.decision, advice.move.ruleDecision)
        func add(_ name: String, _ value: (LifeDecision) -> Double) {
            table.add([name, "", euro(value(own)), euro(value(rule))])
        }
        add("spend freely") { $0.consume }
        add("buy") { max($0.trade, 0) }
        add("sell") { max(-$0.trade, 0) }
        if advice.scenario.debt.loan > 0 { add("prepay") { $0.prepay } }
        table.add(["in the account", euro(row.cash), euro(advice.kept(own)), euro(advice.kept(rule))])
        table.add([
            "in the portfolio", euro(row.portfolio), euro(row.portfolio + own.trade), euro(row.portfolio + rule.trade),
        ])
        text += table.text + "\n"
        let (worth, error) = (advice.move.worth.mean, 2 * advice.move.worth.standardError)
        let decimals = DisplayFormat.euroDecimals(max(abs(worth), error))
        func amount(_ value: Double) -> String { DisplayFormat.euro(value, decimals: decimals) }
        let lives = DisplayFormat.number(advice.move.lives)
        if abs(worth) <= error {
            text += "Following \(advice.move.rule.subject) this month is worth the same: the difference is within\n"
            text += "± \(amount(error)), in \(lives) simulated lives that follow the policy afterwards.\n"
        } else {
            text += "Following \(advice.move.rule.subject) this month \(worth > 0 ? "costs" : "brings") "
            text += "\(amount(abs(worth))) ± \(amount(error)) once,\n"
            text += "counted over \(lives) simulated lives that follow the policy afterwards.\n"
        }
        return text + "Amounts in euros of the month. Before and after: ordinary bills as expected.\n"
    }
}

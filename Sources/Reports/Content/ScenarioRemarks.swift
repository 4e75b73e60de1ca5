import Foundation
import Households

/// What a household's figures imply, in sentences that are true of every month.
package enum ScenarioRemarks {
    /// Share a year from which on a return is likely to have been meant for a year.
    private static let unlikelyYearlyReturn = 0.15
    /// Of the default, below which a learning rate hardly moves anything within usual trainings.
    private static let slowStep = 0.1

    /// What is likely a mistake, a sentence each; empty for most households.
    package static func warnings(_ scenario: Scenario) -> [String] {
        let slow = slowLearning(scenario).map {
            "\($0): with so small steps a policy hardly moves in a usual training."
        }
        let loss = rewardedYearlyLoss(scenario).map { _ in
            "\(paysForInvesting(scenario)), although that loses money."
        }
        return [highReturn(scenario.environment), loss, slow, shortSight(scenario)].compactMap { $0 }
    }

    /// `Invested money earns 0.5 % a month in the mean, 6.2 % a year.`, without the mean where returns do not vary; nil
    /// where it does not grow.
    package static func returns(_ household: EnvironmentParameters) -> String? {
        household.yearlyReturn.map {
            growth(mean: household.investmentReturnMean, yearly: $0, varies: household.returnsVary) + "."
        }
    }

    /// `Invested money earns 0.5 % a month in the mean, 6.2 % a year`, or loses.
    ///
    /// - Parameters:
    ///   - mean: share a month.
    ///   - yearly: share a year.
    package static func growth(mean: Double, yearly: Double, varies: Bool) -> String {
        "Invested money \(mean < 0 ? "loses" : "earns") \(exactPercent(abs(mean))) a month"
            + (varies ? " in the mean" : "") + ", \(DisplayFormat.percent(abs(yearly))) a year"
    }

    /// That investing loses money, and is rewarded all the same; nil where it does not or is not.
    static func rewardedLoss(_ scenario: Scenario) -> String? {
        let household = scenario.environment
        return rewardedYearlyLoss(scenario).map {
            growth(mean: household.investmentReturnMean, yearly: $0, varies: household.returnsVary)
                + ": \(paysForInvesting(scenario)) all the same."
        }
    }

    private static func paysForInvesting(_ scenario: Scenario) -> String {
        "reward.alpha, \(DisplayFormat.exact(scenario.reward.alpha)) here, pays for what is invested"
    }

    /// The yearly return, where it is below 0 and investing is rewarded for itself; else nil.
    private static func rewardedYearlyLoss(_ scenario: Scenario) -> Double? {
        guard scenario.objectiveKind == .reward, scenario.reward.alpha > 0 else { return nil }
        return scenario.environment.yearlyReturn.flatMap { $0 < 0 ? $0 : nil }
    }

    static func highReturn(_ household: EnvironmentParameters) -> String? {
        guard let yearly = household.yearlyReturn, yearly > unlikelyYearlyReturn else { return nil }
        let mean = household.investmentReturnMean
        var text =
            "investment_return_mean is a share a month: \(DisplayFormat.exact(mean)) is "
            + "\(DisplayFormat.percent(yearly)) a year."
        if mean <= 0.3 {
            let monthly = (1_000_000 * (pow(1 + mean, 1.0 / 12) - 1)).rounded() / 1_000_000
            text += " If \(exactPercent(mean)) a year was meant, write \(DisplayFormat.exact(monthly))."
        }
        return text
    }

    /// Names the learning rates that are small beside their defaults; nil where there are none.
    static func slowLearning(_ scenario: Scenario) -> String? {
        let defaults = TrainingParameters()
        let rates: [(key: String, path: KeyPath<TrainingParameters, Double>)] = [
            ("learning_rate_low", \.learningRateLow), ("learning_rate_high", \.learningRateHigh),
        ]
        let slow = rates.filter { scenario.training[keyPath: $0.path] < slowStep * defaults[keyPath: $0.path] }
        guard !slow.isEmpty else { return nil }
        let words = slow.map {
            "\($0.key) is \(DisplayFormat.exact(scenario.training[keyPath: $0.path])) where the default is "
                + DisplayFormat.exact(defaults[keyPath: $0.path])
        }
        return DisplayFormat.list(words)
    }

    /// A discount by which the executor sees less than half of the horizon; nil where there is none.
    static func shortSight(_ scenario: Scenario) -> String? {
        let discount = scenario.training.gammaLow
        guard discount < 1 else { return nil }
        let months = 1 / (1 - discount)
        guard months < 0.5 * Double(scenario.environment.maxMonths) else { return nil }
        return "gamma_low is \(DisplayFormat.exact(discount)): the executor hardly weighs what comes after "
            + "\(DisplayFormat.count(Int(months.rounded()), "month", "months")), the evaluation weighs every month alike."
    }

    /// That there is nothing to decide; nil where there is.
    static func noIncome(_ scenario: Scenario) -> String? {
        scenario.environment.income > 0
            ? nil : "Nothing comes in, so there is nothing to divide: every policy does the same."
    }

    /// Months whose bills exceed their income; nil where there are none.
    package static func shortMonths(_ outlook: CashFlowOutlook) -> String? {
        func number(_ month: Int) -> String { DisplayFormat.number(month) }
        let when: String
        switch outlook.course {
        case .alwaysShort:
            when = outlook.last.month == 1 ? "In the one month" : "In each of \(number(outlook.last.month)) months"
        case .shortFrom(let month) where month == outlook.last.month: when = "In month \(number(month)), the last one,"
        case .shortFrom(let month): when = "From month \(number(month)) to the end"
        case .sometimesShort(let months, let first):
            when =
                months == 1
                ? "In month \(number(first))"
                : "In \(number(months)) of \(number(outlook.last.month)) months, the first of them month \(number(first)),"
        case .withinAYear, .shrinks, .lasts: return nil
        }
        return "\(when) the bills to be expected exceed the income" + ruin(outlook) + "."
    }

    private static func ruin(_ outlook: CashFlowOutlook) -> String {
        outlook.firstMonthWithoutCash.map {
            let verb = outlook.reserve == "cash" ? "runs" : "run"
            return ": even if nothing is invested or spent freely, \(outlook.reserve) \(verb) out in month "
                + "\(DisplayFormat.number($0)) on average"
        }
            ?? "; if nothing is invested or spent freely, \(outlook.reserve) \(outlook.reserve == "cash" ? "lasts" : "last") to the end "
            + "where every month is as expected"
    }

    private static func exactPercent(_ share: Double) -> String {
        DisplayFormat.exact(share * 100) + DisplayFormat.noBreakSpace + "%"
    }
}

extension ReportContent {
    /// What nobody should take a report for; the README says it, too.
    package static let whatThisIsNot = [
        "Not financial advice, and no forecast: it finds what is good in the household that the figures describe, by the reward that they weigh.",
        "The model leaves out taxes and the state (benefits, pensions), debt and interest, rent against buying, losing or changing one's work, "
            + "other people and what they decide, and selling investments: the portfolio is never drawn on, not even in an emergency.",
        "Where returns vary, those of different months are independent and normal, without crashes or trends; inflation is constant.",
        "Where the report names a rule of thumb that does as well, take the rule, unless it goes bankrupt often, or more often than another.",
    ]

    static func limitsSection(_ sentences: [String]) -> Section {
        Section(
            id: "what-this-is-not", title: "What this is not", blocks: [.paragraph(sentences.joined(separator: " "))])
    }

    /// In which euros amounts are.
    static func prices(_ household: EnvironmentParameters) -> String {
        household.inflation == 0
            ? "Prices do not change in this household: amounts of all months can be compared as they are."
            : "Amounts are nominal, in euros of their own month. Prices change by "
                + "\(DisplayFormat.exact(household.inflation * 100))\(DisplayFormat.noBreakSpace)% a year: what costs €100 in the "
                + "first month costs \(DisplayFormat.euro(100 * household.lastPriceLevel)) in the last."
    }
}

import Foundation
import Households
import Reports

/// What the figures of a household imply that lives for utility, a sentence each.
enum LifeText {
    /// What goes beyond the first month's cash flow, in the order in which a person asks for it.
    static func sentences(_ scenario: Scenario) -> [String] {
        let outlook = LifeOutlook(scenario)
        return [
            savings(outlook, scenario), pension(outlook, scenario), returns(outlook, scenario), jobLoss(outlook),
            benefit(scenario.work), loan(outlook, scenario.debt), after(scenario.utility),
            coinToss(outlook.coinToss, scenario.utility),
        ].compactMap { $0 }
    }

    private static func savings(_ outlook: LifeOutlook, _ scenario: Scenario) -> String? {
        guard let years = outlook.yearsOfBillsSaved else { return nil }
        guard years > 0 else { return "Nothing is saved." }
        let saved = DisplayFormat.euro(scenario.environment.initialCash + scenario.environment.initialInvestment)
        return "The savings of \(saved) are \(time(12 * years)) of bills."
    }

    private static func pension(_ outlook: LifeOutlook, _ scenario: Scenario) -> String? {
        guard let pension = outlook.pension else { return nil }
        let amount = DisplayFormat.euro(scenario.work.pension)
        let share = pension.shareOfBills.map { ": \(DisplayFormat.percent($0, decimals: 0)) of the bills" } ?? ""
        return "A pension of \(amount), in euros of the first month, begins in month \(pension.month), after "
            + "\(time(Double(pension.month - 1)))\(share)."
    }

    private static func returns(_ outlook: LifeOutlook, _ scenario: Scenario) -> String? {
        guard let mean = scenario.meanReturn, let yearly = outlook.yearlyReturn,
            let afterTax = outlook.yearlyReturnAfterTax
        else { return nil }
        // The mean of a file has as many digits as it happens to have.
        let monthly = (mean * 1e6).rounded() / 1e6
        let taxed =
            scenario.portfolio.gainsTax > 0
            ? ", \(DisplayFormat.percent(mean < 0 ? abs(afterTax) : afterTax)) after tax" : ""
        return ScenarioRemarks.growth(mean: monthly, yearly: yearly, varies: true) + taxed + "."
    }

    private static func jobLoss(_ outlook: LifeOutlook) -> String? {
        outlook.jobLoss.map {
            "Work is lost once in \(time($0.monthsAtWork)) of work on average; the next is found after "
                + "\(time($0.monthsOutOfWork)) on average."
        }
    }

    private static func benefit(_ work: WorkParameters) -> String? {
        guard work.jobLossProbability > 0 else { return nil }
        func share(_ share: Double) -> String {
            share > 0 ? "\(DisplayFormat.percent(share, decimals: 0)) of the income" : "nothing"
        }
        guard work.benefitMonths > 0 else {
            return "Out of work, what comes in is \(share(work.benefitShare))."
        }
        return "Out of work, what comes in is \(share(work.benefitShare)), and when the benefit ends, after "
            + "\(time(Double(work.benefitMonths))) on average, \(share(work.noBenefitShare))."
    }

    private static func loan(_ outlook: LifeOutlook, _ debt: DebtParameters) -> String? {
        guard debt.loan > 0 else { return nil }
        let loan = "The loan of \(DisplayFormat.euro(debt.loan))"
        let instalment = DisplayFormat.euro(debt.loanInstalment)
        guard let course = outlook.loan else {
            return "\(loan) is not repaid within a thousand years by instalments of \(instalment)."
        }
        return
            "\(loan) is repaid in month \(DisplayFormat.number(course.lastMonth)) by instalments of \(instalment) alone, "
            + "and costs \(DisplayFormat.euro(course.interest)) of interest in all."
    }

    private static func after(_ utility: UtilityParameters) -> String {
        utility.afterMonths == 0
            ? "What is left after the last month is worth nothing."
            : "What is left after the last month is spent evenly over \(time(Double(utility.afterMonths))) more."
    }

    private static func coinToss(_ toss: CoinToss, _ utility: UtilityParameters) -> String {
        "With a risk aversion of \(DisplayFormat.exact(utility.riskAversion)), a coin toss between "
            + "\(DisplayFormat.euro(toss.low)) and \(DisplayFormat.euro(toss.high)) a month to live on, beside the fixed "
            + "bills, is worth as much as \(DisplayFormat.euro(toss.certain)) for certain."
    }

    /// `8.3 months`, `two years` from two years on: as a person counts.
    private static func time(_ months: Double) -> String {
        let (value, unit) = months < 24 ? (months, "month") : (months / 12, "year")
        let rounded = (10 * value).rounded() / 10
        return rounded == 1
            ? DisplayFormat.count(1, unit, "")
            : DisplayFormat.exact(rounded) + DisplayFormat.noBreakSpace + unit + "s"
    }
}

import Foundation
import Households

/// A value that does not fit others.
struct BrokenRelation {
    /// The key to name.
    var key: String
    var problem: ScenarioProblem.Kind
    /// The other keys that it follows from.
    var others: [String] = []
}

/// Which values of a household that lives for utility make no sense together.
enum LifeLimits {
    /// The relations that `scenario` breaks, where each of its values lies in its range.
    static func problems(of scenario: Scenario) -> [BrokenRelation] {
        guard scenario.objectiveKind == .utility else { return [] }
        return utility(scenario) + returns(scenario) + work(scenario) + debt(scenario) + goals(scenario)
            + training(scenario)
    }

    /// Both agents learn from comparisons alone.
    private static func training(_ scenario: Scenario) -> [BrokenRelation] {
        guard scenario.training.shockPairs == 0 else { return [] }
        let rule = "1 or more with objective.kind: utility"
        return [
            .init(
                key: "training.shock_pairs", problem: .invalidValue(rule: rule, .plain("0")), others: ["objective.kind"]
            )
        ]
    }

    private static func utility(_ scenario: Scenario) -> [BrokenRelation] {
        let necessities = scenario.necessities
        guard necessities > 0 else {
            return [.init(key: "objective.necessities", problem: .necessitiesVanish, others: [meanBills])]
        }
        guard let ruin = scenario.utility.ruinConsumption, ruin >= necessities else { return [] }
        return [
            .init(
                key: "objective.ruin_consumption", problem: .ruinIsNoWorse(necessities: necessities, found: ruin),
                others: ["objective.necessities", meanBills])
        ]
    }

    private static let meanBills = "environment.variable_expense_mean"

    private static func returns(_ scenario: Scenario) -> [BrokenRelation] {
        let portfolio = scenario.portfolio
        var checks = Checks(scenario, section: "portfolio")
        let isHistory = portfolio.distribution == .history
        if isHistory { checks.add("distribution", portfolio.history == nil, .needs("history"), others: ["history"]) }
        for key in ["history", "block_months"] {
            checks.add(key, isGiven: true, !isHistory, .needs("distribution: history"), others: ["distribution"])
        }
        checks.add(
            "degrees_of_freedom", isGiven: true, portfolio.distribution != .student, .needs("distribution: student"),
            others: ["distribution"])
        if isHistory, let count = portfolio.history?.returns.count {
            checks.add(
                "block_months", portfolio.blockMonths > count,
                .blockTooLong(returns: count, found: portfolio.blockMonths), others: ["history"])
        }
        let crashes = portfolio.crashProbability > 0
        checks.add("crash_loss", isGiven: true, !crashes, .needs("crash_probability"), others: ["crash_probability"])
        checks.add(
            "crash_probability", isGiven: true, portfolio.crashLoss == 0, .needs("crash_loss"), others: ["crash_loss"])
        checks.add(
            "crash_probability", isGiven: true, isHistory, .contradicts("distribution: history"),
            others: ["distribution"])
        if crashes, !isHistory, scenario.environment.investmentReturnType != .none {
            let mean = 1 + scenario.environment.investmentReturnMean
            let left = mean - portfolio.crashProbability * (1 - portfolio.crashLoss)
            checks.add(
                "crash_probability", portfolio.crashProbability == 1 || left <= 0, .crashesLeaveNoMean,
                others: ["crash_loss"])
        }
        for key in ["distribution", "crash_probability"] {
            checks.add(
                key, isGiven: true, scenario.environment.investmentReturnType == .none,
                .contradicts("investment_return_type: none"))
        }
        checks.add(
            "distribution", isGiven: true, scenario.environment.investmentReturnType == .fixed,
            .contradicts("investment_return_type: fixed"))
        return checks.broken
    }

    private static func work(_ scenario: Scenario) -> [BrokenRelation] {
        let work = scenario.work
        var checks = Checks(scenario, section: "work")
        for key in ["job_finding_probability", "benefit_share", "benefit_months", "no_benefit_share"] {
            checks.add(
                key, isGiven: true, work.jobLossProbability == 0, .needs("job_loss_probability"),
                others: ["job_loss_probability"])
        }
        if work.jobLossProbability > 0 {
            checks.add(
                "benefit_months", isGiven: true, work.benefitShare == 0, .needs("benefit_share"),
                others: ["benefit_share"])
            checks.add(
                "no_benefit_share", isGiven: true, work.benefitMonths == 0, .needs("benefit_months"),
                others: ["benefit_months"])
        }
        checks.add("level_persistence", isGiven: true, work.levelStd == 0, .needs("level_std"), others: ["level_std"])
        checks.add(
            "retirement_month", isGiven: true, work.pension == 0, .needs("pension"), others: ["pension"])
        checks.add(
            "pension", isGiven: true, work.retirementMonth == 0, .needs("retirement_month"),
            others: ["retirement_month"])
        checks.add(
            "retirement_month", work.retirementMonth == 1,
            .invalidValue(rule: "from 2 to max_months, or 0 for none", .plain("1")))
        let months = scenario.environment.maxMonths
        checks.add(
            "retirement_month", work.retirementMonth > months,
            .exceedsHorizon(months: months, found: work.retirementMonth), others: [horizon])
        return checks.broken
    }

    private static let horizon = "environment.max_months"

    private static func debt(_ scenario: Scenario) -> [BrokenRelation] {
        let debt = scenario.debt
        var checks = Checks(scenario, section: "debt")
        checks.add(
            "overdraft_rate", isGiven: true, debt.overdraftLimit == 0, .needs("overdraft_limit"),
            others: ["overdraft_limit"])
        for key in ["loan_rate", "loan_instalment", "prepayment_fee"] {
            checks.add(key, isGiven: true, debt.loan == 0, .noLoan, others: ["loan"])
        }
        let interest = debt.loan * (pow(1 + debt.loanRate, 1.0 / 12) - 1)
        checks.add(
            "loan_instalment", debt.loan > 0 && debt.loanInstalment <= interest,
            .loanGrows(interest: interest, found: debt.loanInstalment), others: ["loan", "loan_rate"])
        return checks.broken
    }

    private static func goals(_ scenario: Scenario) -> [BrokenRelation] {
        let months = scenario.environment.maxMonths
        return scenario.goals.enumerated().flatMap { index, goal -> [BrokenRelation] in
            let key = "goals[\(index + 1)].month"
            if goal.month > months {
                return [
                    .init(key: key, problem: .exceedsHorizon(months: months, found: goal.month), others: [horizon])
                ]
            }
            guard let earlier = scenario.goals[..<index].firstIndex(where: { $0.month == goal.month }) else {
                return []
            }
            return [.init(key: key, problem: .goalMonthTwice(goal.month), others: ["goals[\(earlier + 1)].month"])]
        }
    }

    /// Collects what is broken in one section.
    private struct Checks {
        let scenario: Scenario
        let section: String
        var broken: [BrokenRelation] = []

        init(_ scenario: Scenario, section: String) {
            self.scenario = scenario
            self.section = section
        }

        /// - Parameters:
        ///   - isGiven: whether it matters only where the key has another value than its default.
        ///   - others: keys of the same section, or dotted ones.
        mutating func add(
            _ key: String, isGiven: Bool = false, _ isBroken: Bool, _ problem: ScenarioProblem.Kind,
            others: [String] = []
        ) {
            guard isBroken else { return }
            let dotted = "\(section).\(key)"
            if isGiven {
                guard let parameter = ScenarioParameter.all.first(where: { $0.dottedKey == dotted }),
                    !parameter.isDefault(in: scenario)
                else { return }
            }
            broken.append(
                .init(
                    key: dotted, problem: problem, others: others.map { $0.contains(".") ? $0 : "\(section).\($0)" }))
        }
    }
}

extension ScenarioReader {
    /// Checks a household that lives for utility; of one that does not, that nothing is said of it that only such a
    /// household has.
    mutating func checkLife() {
        guard !unresolved.contains("objective.kind") else { return }
        guard scenario.objectiveKind == .utility else { return refuseKeysOfUtility() }
        for relation in LifeLimits.problems(of: scenario)
        where unresolved.isDisjoint(with: [relation.key] + relation.others) {
            // A default that does not fit is the fault of who left it out, in the section or the file.
            let section = relation.key.prefix { $0 != "." }
            let line = lines[relation.key] ?? lines[String(section)] ?? lines["environment"]
            report(relation.problem, line: line, key: relation.key, override: overridden[relation.key])
        }
    }

    private mutating func refuseKeysOfUtility() {
        let needing = ScenarioParameter.Section.allCases.filter(\.needsUtility)
        for section in needing where section != .goals {
            for parameter in ScenarioParameter.all(in: section) where parameter.dottedKey != "objective.kind" {
                let key = parameter.dottedKey
                guard lines[key] != nil || overridden[key] != nil else { continue }
                report(.needsUtility, line: lines[key], key: key, override: overridden[key])
            }
        }
        if !scenario.goals.isEmpty {
            report(.needsUtility, line: lines["goals"], key: "goals")
        }
        // What a scenario had that lived for utility before, and is not stored.
        scenario.clearLife()
    }
}

extension Scenario {
    /// Forgets what only a household has that lives for utility.
    mutating func clearLife() {
        (utility, portfolio, work) = (UtilityParameters(), PortfolioParameters(), WorkParameters())
        (debt, goals) = (DebtParameters(), [])
    }
}

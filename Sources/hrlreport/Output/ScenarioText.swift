import Households
import Jobs
import Learning
import Reports
import ScenarioFiles

/// A scenario as a person reads it.
enum ScenarioText {
    /// Its values with their units, then the cash flow.
    static func text(_ summary: ScenarioSummary) -> String {
        let scenario = summary.scenario
        var text = "\(PrintableText.oneLine(scenario.name)): \(PrintableText.oneLine(summary.path))\n"
        if !scenario.description.isEmpty { text += PrintableText.oneLine(scenario.description) + "\n" }
        for section in ScenarioParameter.Section.allCases where section.isUsed(in: scenario) {
            if section == .reward, scenario.objectiveKind == .utility { continue }
            var table = ConsoleTable([.text(section.rawValue), .number("value"), .text("")])
            for parameter in ScenarioParameter.all(in: section, of: scenario) {
                let unit = parameter.unit.rawValue
                let key = parameter.entry.map { "\(parameter.key) of goal \($0)" } ?? parameter.key
                table.add([
                    key, parameter.text(in: scenario),
                    [unit, parameter.meaning(of: scenario.objectiveKind)].filter { !$0.isEmpty }.joined(
                        separator: "; "),
                ])
            }
            text += "\n" + table.text
        }
        if scenario.objectiveKind == .utility {
            text += "\nThe section reward and environment.risk_tolerance have no effect: objective.kind is utility.\n"
            if scenario.goals.isEmpty {
                text += "Nor has environment.safety_threshold: the household saves for no goal.\n"
            }
        }
        return text + "\nThe cash flow that follows, without chance\n" + cashFlow(scenario)
    }

    /// What the figures imply, in sentences.
    static func cashFlow(_ scenario: Scenario) -> String {
        let outlook = CashFlowOutlook(scenario)
        let means = [month(outlook.first), buffer(outlook, scenario), course(outlook, scenario)].compactMap { $0 }
        let others =
            scenario.objectiveKind == .utility
            ? LifeText.sentences(scenario) : [ScenarioRemarks.returns(scenario.environment)].compactMap { $0 }
        let warnings = ScenarioRemarks.warnings(scenario).map { "warning: \($0)" }
        let hints = [betterObjective(scenario)].compactMap { $0 }.map { "hint: \($0)" }
        return (means + others + warnings + hints).map { "  \($0)\n" }.joined()
    }

    /// Where to turn where the reward itself prefers what nobody wants; nil where it does not.
    private static func betterObjective(_ scenario: Scenario) -> String? {
        guard let solvency = RewardSolvency(scenario), solvency.prefersBankruptcy else { return nil }
        return "this reward prefers going bankrupt to what staying solvent costs: its optimum does so in "
            + "\(DisplayFormat.percent(solvency.optimum)) of the lives, keeping everything in cash in "
            + "\(DisplayFormat.percent(solvency.allCash)); objective: { kind: utility } draws on the portfolio first."
    }

    private static func month(_ month: CashFlowOutlook.Month) -> String {
        guard month.income > 0 else { return "No income, bills \(DisplayFormat.euro(month.bills)) in the first month." }
        let share = DisplayFormat.percent(month.free / month.income, decimals: 0)
        return "Income \(DisplayFormat.euro(month.income)) a month, bills \(DisplayFormat.euro(month.bills)), "
            + "free \(DisplayFormat.euro(month.free)) (\(share))."
    }

    /// nil where there is none.
    private static func buffer(_ outlook: CashFlowOutlook, _ scenario: Scenario) -> String? {
        guard scenario.environment.safetyThreshold > 0 else { return nil }
        let euros = DisplayFormat.euro(scenario.environment.safetyThreshold)
        // Who lives for utility needs no buffer but for what it is good for.
        if scenario.objectiveKind == .utility {
            return scenario.goals.isEmpty
                ? "The safety threshold of \(euros) has no effect: the household saves for no goal."
                : "When a goal is paid for, \(euros) stay in the account, in euros of the first month."
        }
        let buffer = "The buffer of \(euros)"
        switch outlook.monthsUntilBufferFull {
        case 0: return "\(buffer) is full at the start."
        case let months?:
            return
                "\(buffer) is full after \(DisplayFormat.count(months, "month", "months")), if all that is free is saved."
        case nil:
            let horizon = DisplayFormat.count(outlook.last.month, "month", "months")
            return "\(buffer) is never full within \(horizon), even if all that is free is saved."
        }
    }

    private static func course(_ outlook: CashFlowOutlook, _ scenario: Scenario) -> String {
        if let short = ScenarioRemarks.shortMonths(outlook) { return short }
        let real = "\(DisplayFormat.euro(outlook.lastFreeInFirstPrices)) in euros of the first month"
        let end = "In month \(outlook.last.month) \(DisplayFormat.euro(outlook.last.free)) are free, \(real)"
        let before =
            "in month \(outlook.comparable.month) it was \(DisplayFormat.euro(outlook.comparableFreeInFirstPrices)) in the same euros"
        let isMore = outlook.lastFreeInFirstPrices > outlook.comparableFreeInFirstPrices + 0.01
        return switch outlook.course {
        case .shrinks: "\(end); \(before): less is free than then."
        case .lasts: "\(end); \(before): \(isMore ? "more is free than" : "as much is free as") then."
        case .withinAYear, .alwaysShort, .shortFrom, .sometimesShort: "\(end)."
        }
    }
}

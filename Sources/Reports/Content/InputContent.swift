import Households
import ScenarioFiles

/// The scenario, the hyperparameters and the reward's weights, as they were used: after defaults.
extension ReportContent {
    static func inputs(_ scenario: Scenario) -> [Block] {
        let household = scenario.environment
        let returns = ScenarioRemarks.returns(household).map { "\($0) " } ?? ""
        return [
            .paragraph(
                returns
                    + "Risk tolerance and the volatility of returns are no part of the reward: neither changes what is best. "
                    + "Risk tolerance only shapes what the strategist is trained on."),
            .tables([
                inputTable("inputs-environment", "The household", .environment, scenario),
                inputTable("inputs-training", "The training", .training, scenario),
                inputTable("inputs-reward", "The reward’s weights", .reward, scenario),
            ]),
        ]
    }

    /// Keys that the report shows before another one, since they belong to what comes before that.
    private static let broughtForward = [
        ("income_growth", before: "fixed_expenses"), ("emergency_probability", before: "safety_threshold"),
        ("emergency_cost", before: "safety_threshold"), ("initial_cash", before: "max_months"),
        ("initial_investment", before: "max_months"), ("investment_return_type", before: "investment_return_mean"),
        ("value_coefficient", before: "target_kl"),
    ]

    static func inputTable(
        _ id: String, _ caption: String, _ section: ScenarioParameter.Section, _ scenario: Scenario
    ) -> TextTable {
        var parameters = ScenarioParameter.all(in: section, of: scenario)
        for (key, next) in broughtForward {
            guard let from = parameters.firstIndex(where: { $0.key == key }) else { continue }
            let parameter = parameters.remove(at: from)
            parameters.insert(parameter, at: parameters.firstIndex { $0.key == next } ?? from)
        }
        return TextTable(
            id: id, caption: caption, columns: [.text("What"), .number("Value"), .code("Key")],
            rows: parameters.map { TextTable.Row(cells: [$0.title, $0.displayed(in: scenario), $0.key]) })
    }
}

extension ScenarioParameter {
    /// The scenario's value as the report shows it.
    fileprivate func displayed(in scenario: Scenario) -> String {
        switch (domain, unit) {
        case (.real(let path, _), .euros), (.real(let path, _), .eurosAMonth):
            "€" + DisplayFormat.exact(scenario[keyPath: path])
        case (.real(let path, _), .shareAMonth), (.real(let path, _), .shareAYear):
            DisplayFormat.exact(scenario[keyPath: path] * 100) + DisplayFormat.noBreakSpace + "%"
        case (.real(let path, _), _): DisplayFormat.exact(scenario[keyPath: path])
        case (.integer(let path, _), _): DisplayFormat.number(scenario[keyPath: path])
        case (.derivedReal, _): "€" + text(in: scenario)
        case (.history(let path), _): scenario[keyPath: path]?.file ?? "none"
        case (.choice, _): text(in: scenario)
        }
    }
}

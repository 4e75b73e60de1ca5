import Households

/// A value that takes the place of the one in a scenario's file: `environment.income=2400`.
package struct ScenarioOverride: Sendable, Equatable {
    /// With its section.
    package let key: String
    /// As a file would write it.
    package let value: String

    /// Reads `KEY=VALUE`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        key = String(parts[0])
        value = String(parts[1])
    }

    package var text: String { "\(key)=\(value)" }

    /// The key that is meant; nil where there is none, or it is one of a goal.
    package var parameter: ScenarioParameter? { ScenarioParameter.all.first { $0.dottedKey == key } }

    /// The key that is meant; nil where the scenario has none of that name.
    func parameter(in scenario: Scenario) -> ScenarioParameter? {
        parameter ?? ScenarioParameter.all(in: .goals, of: scenario).first { $0.dottedKey == key }
    }

    /// What a file would hold.
    var node: YAMLNode { .scalar(YAMLScalar(text: value, isPlain: true, line: 0)) }
}

extension Scenario {
    /// The scenario with other values in some places.
    ///
    /// - Parameter histories: reads a file of returns that a value names.
    /// - Throws: `InvalidScenario`, as if a file had held the values.
    package func overriding(
        _ overrides: [ScenarioOverride], histories: @escaping ScenarioReader.Histories = ScenarioReader.noHistories
    ) throws(InvalidScenario) -> Scenario {
        try ScenarioReader.read(self, overrides: overrides, histories: histories)
    }
}

extension ScenarioReader {
    /// A scenario that was read before, with other values in some places.
    static func read(
        _ scenario: Scenario, overrides: [ScenarioOverride], histories: @escaping Histories
    ) throws(InvalidScenario) -> Scenario {
        var reader = ScenarioReader(overrides, histories)
        reader.scenario = scenario
        reader.readOverrides()
        reader.checkRelations()
        return try reader.result(file: scenario.name)
    }

    /// Takes over the values that take the place of the file's.
    mutating func readOverrides() {
        for override in overridden.values.sorted(by: { $0.key < $1.key }) {
            guard let parameter = override.parameter(in: scenario) else {
                let known = (ScenarioParameter.all + ScenarioParameter.all(in: .goals, of: scenario)).map(\.dottedKey)
                let elsewhere = ScenarioParameter.all.first { $0.key == override.key }?.dottedKey
                let suggestion = elsewhere ?? NearestName.of(override.key, among: known)
                report(.unknownKey(suggestion: suggestion), line: nil, key: override.key, override: override)
                continue
            }
            do {
                try parameter.set(override.node, in: &scenario)
                readHistory(of: parameter, line: nil, override: override)
            } catch {
                unresolved.insert(override.key)
                report(
                    .invalidValue(rule: error.rule, Self.found(override.node)), line: nil, key: override.key,
                    override: override)
            }
        }
    }
}

extension ScenarioReader {
    /// A scenario that was read before, with other values in some places.
    static func read(_ scenario: Scenario, overrides: [ScenarioOverride]) throws(InvalidScenario) -> Scenario {
        var reader = ScenarioReader(overrides)
        reader.scenario = scenario
        reader.readOverrides()
        reader.checkRelations()
        return try reader.result(file: scenario.name)
    }

    /// Takes over the values that take the place of the file's.
    mutating func readOverrides() {
        for override in overridden.values.sorted(by: { $0.key < $1.key }) {
            guard let parameter = override.parameter else {
                let known = ScenarioParameter.all.map(\.dottedKey)
                let elsewhere = ScenarioParameter.all.first { $0.key == override.key }?.dottedKey
                let suggestion = elsewhere ?? NearestName.of(override.key, among: known)
                problems.append(
                    ScenarioProblem(
                        line: nil, key: override.key, .unknownKey(suggestion: suggestion), override: override))
                continue
            }
            do {
                try parameter.set(override.node, in: &scenario)
            } catch {
                unresolved.insert(override.key)
                problems.append(
                    ScenarioProblem(
                        line: nil, key: override.key,
                        .invalidValue(rule: error.rule, Self.found(override.node)), override: override))
            }
        }
    }
}

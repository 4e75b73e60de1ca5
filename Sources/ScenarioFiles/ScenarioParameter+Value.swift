import Households

/// A value that a key does not take.
struct UnacceptableValue: Error, Equatable {
    /// What is allowed, as words that follow "must be".
    var rule: String
}

extension ScenarioParameter {
    /// Takes over the value that a file gives for this key.
    ///
    /// - Throws: `UnacceptableValue` where it is of another kind or out of range; the scenario is then unchanged.
    func set(_ node: YAMLNode, in scenario: inout Scenario) throws(UnacceptableValue) {
        guard case .scalar(let scalar) = node, !scalar.isNull else { throw UnacceptableValue(rule: kindAndRule) }
        switch domain {
        case .real(let path, let range):
            guard let value = number(scalar) else { throw UnacceptableValue(rule: kindAndRule) }
            guard range.contains(value) else { throw UnacceptableValue(rule: range.words(for: value)) }
            scenario[keyPath: path] = value
        case .integer(let path, let range):
            guard let value = number(scalar).flatMap(Int.init(exactly:)), range.contains(value) else {
                throw UnacceptableValue(rule: rule)
            }
            scenario[keyPath: path] = value
        case .choice(let path, let words):
            guard words.contains(scalar.text) else { throw UnacceptableValue(rule: rule) }
            scenario[keyPath: path] = scalar.text
        }
    }

    /// What is quoted is a text, not a number.
    private func number(_ scalar: YAMLScalar) -> Double? { scalar.isPlain ? DecimalText.number(scalar.text) : nil }

    /// The rule with the word that tells what kind of value is due.
    private var kindAndRule: String {
        guard case .real = domain else { return rule }
        return "a number, \(rule)"
    }
}

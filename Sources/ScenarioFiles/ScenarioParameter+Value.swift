import Households

/// A value that a key does not take.
struct UnacceptableValue: Error, Equatable {
    /// What is allowed, as words that follow "must be".
    var rule: String
}

extension ScenarioParameter {
    /// Why a file cannot give this key a value, as words that follow "must be"; nil where it can, as far as the value
    /// alone says.
    package func rule(against node: YAMLNode) -> String? {
        var scenario = Scenario.blank
        if let entry { scenario.goals = Array(repeating: SavingsGoal(), count: entry) }
        do {
            try set(node, in: &scenario)
            return nil
        } catch {
            return error.rule
        }
    }

    /// Takes over the value that a file gives for this key.
    ///
    /// A value that follows from others where it is left out may be left empty, too. A file of returns is named here,
    /// and read elsewhere.
    /// - Throws: `UnacceptableValue` where it is of another kind or out of range; the scenario is then unchanged.
    func set(_ node: YAMLNode, in scenario: inout Scenario) throws(UnacceptableValue) {
        if case .scalar(let scalar) = node, scalar.isNull {
            switch domain {
            case .derivedReal(let path, _, _): return scenario[keyPath: path] = nil
            case .history(let path): return scenario[keyPath: path] = nil
            default: break
            }
        }
        guard case .scalar(let scalar) = node, !scalar.isNull else { throw UnacceptableValue(rule: kindAndRule) }
        switch domain {
        case .real(let path, let range): scenario[keyPath: path] = try number(scalar, in: range)
        case .derivedReal(let path, let range, _): scenario[keyPath: path] = try number(scalar, in: range)
        case .integer(let path, let range):
            guard let value = number(scalar).flatMap(Int.init(exactly:)), range.contains(value) else {
                throw UnacceptableValue(rule: rule)
            }
            scenario[keyPath: path] = value
        case .choice(let path, let words):
            guard words.contains(scalar.text) else { throw UnacceptableValue(rule: rule) }
            scenario[keyPath: path] = scalar.text
        case .history(let path):
            guard !scalar.text.isEmpty, !scalar.text.contains(where: \.isNewline) else {
                throw UnacceptableValue(rule: rule)
            }
            scenario[keyPath: path] = ReturnHistory(file: scalar.text, returns: [])
        }
    }

    private func number(_ scalar: YAMLScalar, in range: RealRange) throws(UnacceptableValue) -> Double {
        guard let value = number(scalar) else { throw UnacceptableValue(rule: kindAndRule) }
        guard range.contains(value) else { throw UnacceptableValue(rule: range.words(for: value)) }
        return value
    }

    /// What is quoted is a text, not a number.
    private func number(_ scalar: YAMLScalar) -> Double? { scalar.isPlain ? DecimalText.number(scalar.text) : nil }

    /// The rule with the word that tells what kind of value is due.
    private var kindAndRule: String {
        switch domain {
        case .real, .derivedReal: "a number, \(rule)"
        default: rule
        }
    }
}

import Households

/// One key of a scenario file: what it means, which values it takes and where its value lives.
///
/// `ScenarioParameter.all` is the only place that knows the keys; reading, validating, writing, storing, hashing and
/// reporting are derived from it.
package struct ScenarioParameter: Sendable {
    /// The mapping of the file that holds the key.
    package enum Section: String, Sendable, CaseIterable {
        case objective, environment, portfolio, work, debt, goals, training, reward

        /// Whether a file must have the section.
        package var isRequired: Bool { self == .environment }

        /// Whether a file with the section must say `objective.kind: utility`.
        package var needsUtility: Bool {
            switch self {
            case .environment, .training, .reward: false
            case .objective, .portfolio, .work, .debt, .goals: true
            }
        }

        /// Whether the scenario has values in the section: those of the second objective only where it is chosen, so
        /// that a scenario without it is what it was before there was one.
        package func isUsed(in scenario: Scenario) -> Bool {
            !needsUtility || scenario.objectiveKind == .utility && (self != .goals || !scenario.goals.isEmpty)
        }
    }

    /// What a value is measured in.
    package enum Unit: String, Sendable {
        case euros = "EUR"
        case eurosAMonth = "EUR a month"
        case shareAMonth = "share a month"
        case shareAYear = "share a year"
        case months, episodes, steps, passes, units
        case pure = ""
    }

    package typealias RealPath = any WritableKeyPath<Scenario, Double> & Sendable
    package typealias IntegerPath = any WritableKeyPath<Scenario, Int> & Sendable
    package typealias WordPath = any WritableKeyPath<Scenario, String> & Sendable
    package typealias OptionalRealPath = any WritableKeyPath<Scenario, Double?> & Sendable
    package typealias HistoryPath = any WritableKeyPath<Scenario, ReturnHistory?> & Sendable

    /// The value of a key that is left out, where it depends on other values.
    package struct DerivedDefault: Sendable {
        package let value: any KeyPath<Scenario, Double> & Sendable
        /// For the reader.
        package let words: String
    }

    /// Which values are allowed, and the property of a scenario that holds them.
    package enum Domain: Sendable {
        case real(RealPath, RealRange)
        case integer(IntegerPath, ClosedRange<Int>)
        case choice(WordPath, [String])
        /// A number that follows from others where it is left out.
        case derivedReal(OptionalRealPath, RealRange, DerivedDefault)
        /// A file of monthly returns.
        case history(HistoryPath)
    }

    package let section: Section
    /// Which entry of a list the key belongs to, 1 for the first; nil where the section is no list.
    package let entry: Int?
    package let key: String
    package let unit: Unit
    package let domain: Domain
    /// One line for the reader, true whatever the household lives for.
    package let meaning: String
    /// What is said instead where it is known what the household lives for.
    private let meanings: [ObjectiveKind: String]
    /// What the report calls it.
    package let title: String
    /// Whether a file must give the value; else it has a default.
    package let isRequired: Bool
    /// Whether the value counts months that must fit into the horizon `max_months`.
    package let fitsHorizon: Bool
    /// The first format of stored runs that has the key.
    package let since: Int
    /// The value that leaves everything as it was without the key; nil: its default.
    package let before: String?

    package init(
        _ section: Section, _ key: String, _ unit: Unit, _ domain: Domain, required: Bool = false,
        fitsHorizon: Bool = false, since: Int = 1, before: String? = nil, entry: Int? = nil,
        of meanings: [ObjectiveKind: String] = [:], _ meaning: String, _ title: String
    ) {
        self.section = section
        self.entry = entry
        self.key = key
        self.unit = unit
        self.domain = domain
        self.isRequired = required
        self.fitsHorizon = fitsHorizon
        self.since = since
        self.before = before
        self.meaning = meaning
        self.meanings = meanings
        self.title = title
    }

    /// One line for the reader, of a household that lives for something.
    package func meaning(of objective: ObjectiveKind) -> String { meanings[objective] ?? meaning }

    /// The key with its section: `environment.income`, of a list `goals[1].month`.
    package var dottedKey: String { section.rawValue + (entry.map { "[\($0)]" } ?? "") + ".\(key)" }

    /// The default as it would be written in a file, or in words where it depends on other values; nil where the key is
    /// required.
    package var defaultText: String? { defaultText(of: .reward) }

    /// The default of a household that lives for something: that of the training depends on it.
    package func defaultText(of objective: ObjectiveKind) -> String? {
        if case .derivedReal(_, _, let missing) = domain { return missing.words }
        return isRequired ? nil : text(in: .blank(of: objective))
    }

    /// Whether the scenario has the default, which is shorter where the horizon is.
    package func isDefault(in scenario: Scenario) -> Bool { isDefault(in: scenario, of: scenario.objectiveKind) }

    private func isDefault(in scenario: Scenario, of objective: ObjectiveKind) -> Bool {
        switch domain {
        case .derivedReal(let path, _, _): scenario[keyPath: path] == nil
        case .integer(let path, _) where fitsHorizon:
            scenario[keyPath: path] == min(Scenario.blank(of: objective)[keyPath: path], scenario.environment.maxMonths)
        default: text(in: scenario) == defaultText(of: objective)
        }
    }

    /// Whether the value is stored with a run, and part of its identity: that of a younger key is where it changes
    /// anything, so that runs are what they were before there was the key.
    package func isStored(of scenario: Scenario) -> Bool {
        switch domain {
        case .derivedReal, .history: return !isDefault(in: scenario)
        default: guard since > 1 else { return true }
        }
        // What a stored run lacks is one value, whatever the household lives for.
        return before.map { text(in: scenario) != $0 } ?? !isDefault(in: scenario, of: .reward)
    }

    /// Gives the scenario of a run that is older than the key what it had without it.
    func setBefore(in scenario: inout Scenario) {
        guard let before else { return }
        switch domain {
        case .real(let path, _): Double(before).map { scenario[keyPath: path] = $0 }
        case .integer(let path, _): Int(before).map { scenario[keyPath: path] = $0 }
        case .choice(let path, _): scenario[keyPath: path] = before
        case .derivedReal(let path, _, _): scenario[keyPath: path] = Double(before)
        case .history: preconditionFailure("a history has no value before there was the key")
        }
        precondition(text(in: scenario) == before && isAllowed(in: scenario), "\(before) is no \(dottedKey)")
    }

    /// The scenario's value of this key as it would be written in a file.
    package func text(in scenario: Scenario) -> String {
        switch domain {
        case .real(let path, _): DecimalText.text(scenario[keyPath: path])
        case .integer(let path, _): String(scenario[keyPath: path])
        case .choice(let path, _): scenario[keyPath: path]
        case .derivedReal(let path, _, let missing):
            DecimalText.text(scenario[keyPath: path] ?? scenario[keyPath: missing.value])
        case .history(let path): scenario[keyPath: path].map { YAMLText.quoted($0.file) } ?? Self.noFile
        }
    }

    /// What stands for a file that is not given.
    static let noFile = "~"

    /// What is allowed, as words that follow "must be".
    package var rule: String {
        switch domain {
        case .real(_, let range), .derivedReal(_, let range, _): range.words
        case .history: "the name of a CSV file of monthly returns"
        case .integer(_, let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .choice(_, let words): "one of " + words.joined(separator: ", ")
        }
    }

    /// Whether the scenario's value of this key is one that a file could have given.
    package func isAllowed(in scenario: Scenario) -> Bool {
        switch domain {
        case .real(let path, let range): range.contains(scenario[keyPath: path])
        case .integer(let path, let range): range.contains(scenario[keyPath: path])
        case .choice(let path, let words): words.contains(scenario[keyPath: path])
        case .derivedReal(let path, let range, _): scenario[keyPath: path].map(range.contains) ?? true
        case .history(let path):
            scenario[keyPath: path].map { history in
                history.returns.count >= ReturnHistoryReader.fewestReturns
                    && history.returns.allSatisfy { ReturnHistoryReader.allowed.contains($0) }
            } ?? true
        }
    }
}

/// An interval of real numbers.
package struct RealRange: Sendable, Equatable {
    package let lower: Double
    /// Whether `lower` itself lies outside.
    package let excludesLower: Bool
    package let upper: Double
    /// Whether `upper` itself lies outside.
    package var excludesUpper = false
    /// Whether `upper` is only the bound that keeps arithmetic finite, not worth a word to who is below `lower`.
    package let upperIsGeneral: Bool

    /// The largest amount of money, and of everything that has no bound of its own.
    package static let largestAmount = 1e9

    /// `lower` or more, and at most the general bound.
    static func atLeast(_ lower: Double) -> RealRange {
        RealRange(lower: lower, excludesLower: false, upper: largestAmount, upperIsGeneral: true)
    }

    /// More than `lower`, and at most the general bound.
    static func above(_ lower: Double) -> RealRange {
        RealRange(lower: lower, excludesLower: true, upper: largestAmount, upperIsGeneral: true)
    }

    /// More than `lower`, at most `upper`.
    static func above(_ lower: Double, upTo upper: Double) -> RealRange {
        RealRange(lower: lower, excludesLower: true, upper: upper, upperIsGeneral: false)
    }

    /// From `range.lowerBound` to `range.upperBound`, both included.
    package static func within(_ range: ClosedRange<Double>) -> RealRange {
        RealRange(lower: range.lowerBound, excludesLower: false, upper: range.upperBound, upperIsGeneral: false)
    }

    package func contains(_ value: Double) -> Bool {
        (excludesLower ? value > lower : value >= lower) && (excludesUpper ? value < upper : value <= upper)
    }

    /// From `lower`, which is included, to `upper`, which is not.
    static func from(_ lower: Double, below upper: Double) -> RealRange {
        RealRange(lower: lower, excludesLower: false, upper: upper, excludesUpper: true, upperIsGeneral: false)
    }

    /// What is allowed, as words that follow "must be".
    package var words: String {
        if upperIsGeneral { return lowerWords }
        if excludesUpper { return "\(lowerWords) and less than \(DecimalText.text(upper))" }
        if excludesLower { return "\(lowerWords) and at most \(DecimalText.text(upper))" }
        return "from \(DecimalText.text(lower)) to \(DecimalText.text(upper))"
    }

    /// The words for a value that lies outside: they name the bound that it breaks.
    func words(for value: Double) -> String {
        upperIsGeneral && value > upper ? "at most \(DecimalText.text(upper))" : words
    }

    private var lowerWords: String {
        excludesLower ? "greater than \(DecimalText.text(lower))" : "\(DecimalText.text(lower)) or more"
    }
}

extension RawRepresentable where RawValue == String {
    /// The value as a word of a file.
    var word: String {
        get { rawValue }
        set {
            guard let value = Self(rawValue: newValue) else { preconditionFailure("\(newValue) is no \(Self.self)") }
            self = value
        }
    }
}

extension Scenario {
    /// A scenario in which every key that has a default has it, and the required ones are zero.
    static let blank = Scenario(
        name: "",
        environment: EnvironmentParameters(
            income: 0, fixedExpenses: 0, variableExpenseMean: 0, variableExpenseStd: 0, inflation: 0,
            safetyThreshold: 0, maxMonths: 0, initialCash: 0, riskTolerance: 0))

    /// As `blank`, with the defaults of a household that lives for something.
    static func blank(of objective: ObjectiveKind) -> Scenario {
        var scenario = blank
        if objective == .utility { scenario.training = .ofLives }
        return scenario
    }
}

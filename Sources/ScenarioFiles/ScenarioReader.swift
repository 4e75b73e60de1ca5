import Households

/// Turns the text of a scenario file into a `Scenario`, or into the list of everything that is wrong with it.
package struct ScenarioReader {
    /// Bytes of the largest file that is read.
    package static let largestFile = 64 * 1024
    /// Characters that a scenario's name can have.
    private static let longestName = 100

    var scenario = Scenario.blank
    var problems: [ScenarioProblem] = []
    /// Line of each value that the file gives, valid or not, under its dotted key.
    var lines: [String: Int] = [:]
    /// Dotted keys whose value is unknown, because it is missing or invalid.
    var unresolved: Set<String> = []
    /// Keys and sections that an unknown key probably was meant to be; they are not reported as missing, too.
    private var misspelled: Set<String> = []
    /// What takes the place of the file's values, under its dotted key.
    var overridden: [String: ScenarioOverride] = [:]
    /// Reads a file of returns.
    let histories: Histories

    /// Reads a file of monthly returns, by the name that the scenario gives it.
    package typealias Histories = (String) throws(ReturnHistoryProblem) -> ReturnHistory

    /// Where there is no file to be read.
    package static let noHistories: @Sendable (String) throws(ReturnHistoryProblem) -> ReturnHistory = {
        (_: String) throws(ReturnHistoryProblem) -> ReturnHistory in throw .notFound
    }

    /// Reads a scenario.
    ///
    /// - Parameters:
    ///   - bytes: the contents of the file.
    ///   - file: the file's name, for messages and, without folder and extension, as the scenario's name where the file
    ///     gives none.
    ///   - overrides: values that take the place of the file's; the last one counts of several for one key.
    ///   - histories: reads the files of returns that the scenario names.
    /// - Throws: `InvalidScenario` with all problems of the file and of what overrides it.
    package static func read(
        _ bytes: [UInt8], file: String, overrides: [ScenarioOverride] = [],
        histories: @escaping Histories = noHistories
    ) throws(InvalidScenario) -> Scenario {
        var reader = ScenarioReader(overrides, histories)
        reader.scenario.name = stem(file)
        reader.readFile(bytes)
        return try reader.result(file: file)
    }

    func result(file: String) throws(InvalidScenario) -> Scenario {
        guard problems.isEmpty else { throw InvalidScenario(file: file, problems: Self.sorted(problems)) }
        return scenario
    }

    /// The file's name without folder and extension.
    package static func stem(_ file: String) -> String {
        let component = file.split(separator: "/").last.map(String.init) ?? file
        guard let dot = component.lastIndex(of: "."), dot != component.startIndex else { return component }
        return String(component[..<dot])
    }

    init(_ overrides: [ScenarioOverride], _ histories: @escaping Histories) {
        self.histories = histories
        for override in overrides { overridden[override.key] = override }
    }

    // MARK: - The file

    private mutating func readFile(_ bytes: [UInt8]) {
        guard bytes.count <= Self.largestFile else {
            return report(.tooLarge(limit: Self.largestFile), line: nil)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return report(.notUTF8, line: bytes.firstLineThatIsNotUTF8)
        }
        let byteOrderMark: Unicode.Scalar = "\u{FEFF}"
        let content = text.unicodeScalars.first == byteOrderMark ? Array(bytes.dropFirst(3)) : bytes
        let document = YAMLReader.read(content)
        problems += document.problems
        switch document.root {
        case .mapping(let mapping): readTop(mapping)
        case .scalar(let scalar) where scalar.isNull: readTop(YAMLMapping(line: 1))
        case .scalar, .sequence, .refused:
            report(.notAMapping(Self.found(document.root)), line: document.root?.line)
        // An empty file is as good as one without keys; a file that is no YAML has said so.
        case nil: if document.problems.isEmpty { readTop(YAMLMapping(line: 1)) }
        }
    }

    private mutating func readTop(_ mapping: YAMLMapping) {
        let sections = ScenarioParameter.Section.allCases
        let known = ["name", "description"] + sections.map(\.rawValue)
        if livesForUtility(mapping) { scenario.training = .ofLives }
        for entry in uniqueEntries(of: mapping, in: nil) {
            switch entry.key.text {
            case "name": readName(entry.value)
            case "description": readDescription(entry.value)
            case let key:
                guard let section = ScenarioParameter.Section(rawValue: key) else {
                    reportUnknown(entry.key, section: nil, known: known)
                    continue
                }
                lines[key] = entry.key.line
                if section == .goals { readGoals(entry.value) } else { readSection(section, entry.value) }
            }
        }
        for section in sections where section.isRequired && lines[section.rawValue] == nil {
            guard !misspelled.contains(section.rawValue) else { continue }
            let keys = ScenarioParameter.all(in: section).filter(\.isRequired).map(\.key)
            report(.missingSection(keys: keys), line: mapping.line, key: section.rawValue)
        }
        readOverrides()
        let resolved = lines[ScenarioParameter.Section.environment.rawValue] != nil
        if resolved { checkRelations() }
    }

    /// Whether the file, or what takes the place of its values, asks for the second objective, on which the defaults of
    /// the training depend. What is wrong with it is told when it is read.
    private func livesForUtility(_ mapping: YAMLMapping) -> Bool {
        func value(_ key: String, in mapping: YAMLMapping?) -> YAMLNode? {
            mapping?.entries.first { $0.key.text == key }?.value
        }
        var node = overridden["objective.kind"]?.node
        if node == nil, case .mapping(let objective) = value(ScenarioParameter.Section.objective.rawValue, in: mapping)
        {
            node = value("kind", in: objective)
        }
        guard case .scalar(let kind) = node else { return false }
        return kind.text == ObjectiveKind.utility.rawValue
    }

    private mutating func readSection(_ section: ScenarioParameter.Section, _ node: YAMLNode) {
        readMapping(node, as: ScenarioParameter.all(in: section), section.rawValue, line: lines[section.rawValue])
    }

    /// - Parameters:
    ///   - name: what messages call the mapping.
    ///   - line: of what is said to be missing; nil for the mapping's own.
    private mutating func readMapping(
        _ node: YAMLNode, as parameters: [ScenarioParameter], _ name: String, line: Int?
    ) {
        var mapping = YAMLMapping(line: node.line)
        switch node {
        case .mapping(let given): mapping.entries = given.entries
        case .scalar(let scalar) where scalar.isNull: break
        case .refused: return markUnresolved(parameters)
        case .scalar, .sequence:
            report(.notAMapping(Self.found(node)), line: node.line, key: name)
            return markUnresolved(parameters)
        }
        for entry in uniqueEntries(of: mapping, in: name) {
            if let parameter = parameters.first(where: { $0.key == entry.key.text }) {
                lines[parameter.dottedKey] = entry.value.line
                readValue(entry.value, of: parameter)
            } else {
                reportUnknown(entry.key, section: name, known: parameters.map(\.key))
            }
        }
        for parameter in parameters where parameter.isRequired && lines[parameter.dottedKey] == nil {
            guard overridden[parameter.dottedKey] == nil else { continue }
            unresolved.insert(parameter.dottedKey)
            guard !misspelled.contains(parameter.dottedKey) else { continue }
            report(.missingValue(rule: parameter.rule), line: line ?? mapping.line, key: parameter.dottedKey)
        }
    }

    private mutating func readGoals(_ node: YAMLNode) {
        let section = ScenarioParameter.Section.goals.rawValue
        switch node {
        case .scalar(let scalar) where scalar.isNull: return
        case .refused: unresolved.insert(section)
        case .sequence(let line, let items):
            guard items.count <= SavingsGoal.most else {
                unresolved.insert(section)
                return report(.tooManyGoals(limit: SavingsGoal.most, found: items.count), line: line, key: section)
            }
            for item in items {
                scenario.goals.append(SavingsGoal())
                let number = scenario.goals.count
                lines["\(section)[\(number)]"] = item.line
                readMapping(item, as: ScenarioParameter.goal(number), "\(section)[\(number)]", line: nil)
            }
        case .scalar, .mapping:
            unresolved.insert(section)
            report(.notAList(Self.found(node)), line: node.line, key: section)
        }
    }

    private mutating func markUnresolved(_ parameters: [ScenarioParameter]) {
        unresolved.formUnion(parameters.map(\.dottedKey))
    }

    // MARK: - Keys

    /// The entries without those that repeat a key, which are reported.
    private mutating func uniqueEntries(
        of mapping: YAMLMapping, in section: String?
    ) -> [YAMLMapping.Entry] {
        var firstLines: [String: Int] = [:]
        return mapping.entries.filter { entry in
            guard let line = firstLines[entry.key.text] else {
                firstLines[entry.key.text] = entry.key.line
                return true
            }
            let key = Self.dotted(entry.key.text, in: section)
            report(.duplicateKey(firstLine: line), line: entry.key.line, key: key)
            return false
        }
    }

    private mutating func reportUnknown(_ key: YAMLScalar, section: String?, known: [String]) {
        let nearest = NearestName.of(key.text, among: known)
        if let nearest { misspelled.insert(Self.dotted(nearest, in: section)) }
        let elsewhere = ScenarioParameter.all.first { $0.key == key.text }?.dottedKey
        let suggestion = elsewhere ?? nearest.map { Self.dotted($0, in: section) }
        report(.unknownKey(suggestion: suggestion), line: key.line, key: Self.dotted(key.text, in: section))
    }

    private static func dotted(_ key: String, in section: String?) -> String {
        section.map { "\($0).\(key)" } ?? key
    }

    // MARK: - Values

    private mutating func readValue(_ node: YAMLNode, of parameter: ScenarioParameter) {
        if case .refused = node {
            unresolved.insert(parameter.dottedKey)
            return
        }
        do {
            try parameter.set(node, in: &scenario)
            if overridden[parameter.dottedKey] == nil { readHistory(of: parameter, line: node.line) }
        } catch {
            unresolved.insert(parameter.dottedKey)
            report(.invalidValue(rule: error.rule, Self.found(node)), line: node.line, key: parameter.dottedKey)
        }
    }

    /// Reads the file of returns that was named.
    mutating func readHistory(of parameter: ScenarioParameter, line: Int?, override: ScenarioOverride? = nil) {
        guard case .history(let path) = parameter.domain, let file = scenario[keyPath: path]?.file else { return }
        do {
            scenario[keyPath: path] = try histories(file)
        } catch {
            unresolved.insert(parameter.dottedKey)
            report(.history(file: file, error), line: line, key: parameter.dottedKey, override: override)
        }
    }

    private mutating func readName(_ node: YAMLNode) {
        guard let text = readText(node, key: "name") else { return }
        if let problem = Self.problem(ofName: text) {
            report(problem, line: node.line, key: "name")
        } else {
            scenario.name = text
        }
    }

    /// A name is shown in titles and messages, and must not look like a path.
    private static func problem(ofName text: String) -> ScenarioProblem.Kind? {
        let limit = longestName
        if text.isEmpty { return .emptyName }
        if text.contains(where: \.isNewline) { return .nameOfSeveralLines }
        if text.contains("/") || text.contains("\\") || text == "." || text == ".." { return .nameIsPath }
        return text.count > limit ? .nameTooLong(characters: text.count, limit: limit) : nil
    }

    /// What is wrong with the texts of a scenario that comes from elsewhere than a file; nil where nothing is.
    package static func problem(ofTexts scenario: Scenario) -> String? {
        // No name was ever refused that a file's stem gave.
        if scenario.name.utf8.count > 4 * longestName { return "name is longer than a name can be" }
        return scenario.description.utf8.count > largestFile ? "description is longer than a file can be" : nil
    }

    private mutating func readDescription(_ node: YAMLNode) {
        if case .scalar(let scalar) = node, scalar.isNull { return }
        scenario.description = readText(node, key: "description") ?? ""
    }

    /// The text without blanks at its ends, or nil where there is none, which is reported.
    private mutating func readText(_ node: YAMLNode, key: String) -> String? {
        switch node {
        case .refused: return nil
        case .scalar(let scalar) where !scalar.isNull:
            let forbidden = scalar.text.unicodeScalars.first {
                $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
            }
            guard let forbidden else { return scalar.text.trimmingBlanks }
            report(.controlCharacter(forbidden.value), line: node.line, key: key)
        default:
            report(.invalidValue(rule: "a text", Self.found(node)), line: node.line, key: key)
        }
        return nil
    }

    // MARK: - Reporting

    mutating func report(
        _ kind: ScenarioProblem.Kind, line: Int?, key: String = "", override: ScenarioOverride? = nil
    ) {
        problems.append(ScenarioProblem(line: line, key: key, kind, override: override))
    }

    package static func found(_ node: YAMLNode?) -> ScenarioProblem.Found {
        switch node {
        case .scalar(let scalar) where scalar.isNull: .nothing
        case .scalar(let scalar): scalar.isPlain ? .plain(scalar.text) : .quoted(scalar.text)
        case .sequence: .list
        case .mapping: .mapping
        case .refused, nil: .nothing
        }
    }

    /// By line; problems of one line stay in the order in which they were found.
    private static func sorted(_ problems: [ScenarioProblem]) -> [ScenarioProblem] {
        problems.enumerated().sorted { a, b in
            (a.element.line ?? 0, a.offset) < (b.element.line ?? 0, b.offset)
        }.map(\.element)
    }
}

extension String {
    /// Without white space at both ends.
    package var trimmingBlanks: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

import Households
import NumericKernels
import ScenarioFiles

/// Turns the text of a study's file into a `StudyFile`, or into the list of everything that is wrong with it.
package struct StudyReader {
    /// Bytes of the largest file that is read.
    package static let largestFile = 1 << 20
    /// Trainings that a study can have.
    package static let mostTrainings = 1_000_000
    /// Seeds below which the lowest score says too little to choose by.
    private static let fewestSeedsForLowest = 10

    var file = StudyFile()
    var problems: [StudyProblem] = []
    /// Line of each value that the file gives, under its dotted key.
    var lines: [String: Int] = [:]
    /// Line of each setting, in the order of `file.settings`.
    var settingLines: [Int] = [1]

    /// A file that was read, with the places of what it says.
    package struct Document: Sendable {
        package var file: StudyFile
        /// Of each scenario's name, in the order of `file.scenarios`.
        package var scenarioLine: Int?
        /// Of each setting, in the order of `file.settings`.
        package var settingLines: [Int]
        /// What is wrong: where there is something, the file is not whole.
        package var problems: [StudyProblem]
    }

    /// Reads a study, as far as it can be read without its scenarios.
    package static func read(_ bytes: [UInt8]) -> Document {
        var reader = StudyReader()
        reader.readFile(bytes)
        return Document(
            file: reader.file, scenarioLine: reader.lines["scenarios"], settingLines: reader.settingLines,
            problems: reader.problems)
    }

    // MARK: - The file

    private mutating func readFile(_ bytes: [UInt8]) {
        guard bytes.count <= Self.largestFile else {
            return report("is larger than the \(Self.largestFile) bytes that a study may have", line: nil)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { return report(.notUTF8, line: nil) }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let document = YAMLReader.read(hasMark ? Array(bytes.dropFirst(3)) : bytes)
        problems += document.problems.map { StudyProblem(line: $0.line, key: $0.key, $0.kind) }
        switch document.root {
        case .mapping(let mapping): readTop(mapping)
        case .scalar(let scalar) where scalar.isNull: report("is missing", line: 1, key: "scenarios")
        case .scalar, .sequence, .refused:
            report(.notAMapping(ScenarioReader.found(document.root)), line: document.root?.line)
        case nil where document.problems.isEmpty: report("is missing", line: 1, key: "scenarios")
        case nil: break
        }
    }

    private static let keys = [
        "description", "scenarios", "seeds", "lives", "episodes", "settings", "choose", "baselines", "difference",
        "keep",
    ]

    private mutating func readTop(_ mapping: YAMLMapping) {
        let entries = entries(of: mapping, in: nil, known: Self.keys)
        for (key, node) in entries {
            lines[key] = node.line
            switch key {
            case "description": file.description = text(node, key) ?? ""
            case "scenarios": readScenarios(node)
            case "seeds": readSeeds(node)
            case "lives": readLives(node)
            case "episodes": file.episodes = integer(node, key, 1...100_000_000)
            case "choose": readChoice(node)
            case "baselines": readBaselines(node)
            case "difference":
                guard let value = number(node, key) else { continue }
                if value > 0, value < 1 {
                    file.difference = value
                } else {
                    report(.invalidValue(rule: "greater than 0 and less than 1", ScenarioReader.found(node)), node, key)
                }
            case "keep": file.keepsModels = word(node, key, ["nothing", "models"]) == "models"
            default: break
            }
        }
        if let settings = entries.first(where: { $0.key == "settings" })?.node { readSettings(settings) }
        if lines["scenarios"] == nil {
            report("is missing; it must be a list of names or paths, or all", line: mapping.line, key: "scenarios")
        }
        checkWhole()
    }

    /// What is wrong with values that are right by themselves.
    private mutating func checkWhole() {
        if let choice = file.choice, let line = lines["choose"] {
            if file.settings.count < 2, !problems.contains(where: { $0.key.hasPrefix("settings") }) {
                report("there is nothing to choose from without settings", line: line, key: "choose")
            }
            if choice.by == .lowest, file.seeds.count < Self.fewestSeedsForLowest {
                report(
                    "lowest needs at least \(Self.fewestSeedsForLowest) seeds, found \(file.seeds.count)", line: line,
                    key: "choose.by")
            }
            if let largest = file.seeds.max(), UInt64(clamping: choice.confirm) > .max - largest {
                report(
                    "leaves no room for confirming seeds after it, found \(largest)", line: lines["seeds"], key: "seeds"
                )
            }
        }
        let trainings = file.scenarios.count.multipliedReportingOverflow(by: file.settings.count * file.seeds.count)
        if trainings.overflow || trainings.partialValue > Self.mostTrainings {
            report(
                "\(file.scenarios.count) scenarios, \(file.settings.count) settings and \(file.seeds.count) seeds are "
                    + "more than the \(Self.mostTrainings) trainings that a study may have", line: nil)
        }
    }

    private mutating func readScenarios(_ node: YAMLNode) {
        let key = "scenarios"
        switch node {
        case .scalar(let scalar) where !scalar.isNull: file.scenarios = [scalar.text]
        case .sequence(_, let items) where !items.isEmpty:
            for item in items {
                guard let name = text(item, key) else { continue }
                if file.scenarios.contains(name) {
                    report("\(name) twice", item, key)
                } else {
                    file.scenarios.append(name)
                }
            }
        case .refused: return
        default:
            report(.invalidValue(rule: "a list of names or paths, or all", ScenarioReader.found(node)), node, key)
        }
    }

    // MARK: - Seeds, lives, choice

    private mutating func readSeeds(_ node: YAMLNode) {
        let key = "seeds"
        let rule = "a number of seeds, a list of seeds, or a range like 101-120"
        var seeds: [UInt64] = []
        switch node {
        case .refused: return
        case .scalar(let scalar):
            if let range = Self.range(scalar.text) {
                seeds = range.count > Self.mostTrainings ? [] : Array(range)
            } else if let count = Int(scalar.text), (1...Self.mostTrainings).contains(count) {
                seeds = Array(1...UInt64(count))
            }
        case .sequence(_, let items):
            for item in items {
                guard case .scalar(let scalar) = item,
                    let range = Self.range(scalar.text) ?? UInt64(scalar.text).map({ $0...$0 }),
                    range.count <= Self.mostTrainings
                else {
                    return report(
                        .invalidValue(rule: "seeds, whole numbers of 0 or more", ScenarioReader.found(item)), item, key)
                }
                seeds += Array(range)
            }
        case .mapping: break
        }
        guard !seeds.isEmpty, seeds.count <= Self.mostTrainings else {
            return report(
                .invalidValue(rule: "\(rule), at most \(Self.mostTrainings)", ScenarioReader.found(node)), node, key)
        }
        var seen: Set<UInt64> = []
        if let twice = seeds.first(where: { !seen.insert($0).inserted }) { return report("\(twice) twice", node, key) }
        file.seeds = seeds
    }

    /// `101-120`
    private static func range(_ text: String) -> ClosedRange<UInt64>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map {
            UInt64(String($0).trimmingBlanks)
        }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, last - first < UInt64(Int32.max)
        else { return nil }
        return first...last
    }

    private mutating func readLives(_ node: YAMLNode) {
        guard let mapping = mapping(node, "lives") else { return }
        for (key, node) in entries(of: mapping, in: "lives", known: ["count", "seed"]) {
            if key == "count" {
                integer(node, "lives.count", 1...1_000_000).map { file.lives.count = $0 }
            } else if case .scalar(let scalar) = node, let seed = UInt64(scalar.text), seed < .max {
                file.lives.seed = seed
            } else {
                report(
                    .invalidValue(rule: "a whole number of 0 or more", ScenarioReader.found(node)), node, "lives.seed")
            }
        }
    }

    private mutating func readChoice(_ node: YAMLNode) {
        guard let mapping = mapping(node, "choose") else { return }
        var choice = StudyChoice()
        for (key, node) in entries(of: mapping, in: "choose", known: ["by", "confirm"]) {
            if key == "by" {
                let words = StudyChoice.Measure.allCases.map(\.rawValue)
                word(node, "choose.by", words).flatMap(StudyChoice.Measure.init).map { choice.by = $0 }
            } else {
                integer(node, "choose.confirm", 0...Self.mostTrainings).map { choice.confirm = $0 }
            }
        }
        file.choice = choice
    }

    /// The names in files, of what an evaluation calls otherwise.
    private static let baselines: [(name: String, kind: PolicyKind)] =
        [("tuned", .tunedRule)]
        + PolicyKind.allCases.filter { ![.trained, .tunedRule].contains($0) }.map { ($0.rawValue, $0) }

    private mutating func readBaselines(_ node: YAMLNode) {
        guard case .sequence(_, let items) = node else {
            return report(.notAList(ScenarioReader.found(node)), node, "baselines")
        }
        file.baselines = items.compactMap { item in
            let name = word(item, "baselines", Self.baselines.map(\.name))
            return Self.baselines.first { $0.name == name }?.kind
        }
    }

    // MARK: - Small things

    mutating func report(_ what: String, _ node: YAMLNode, _ key: String, hint: String? = nil) {
        problems.append(StudyProblem(line: node.line, key: key, what, hint: hint))
    }

    mutating func report(_ kind: ScenarioProblem.Kind, _ node: YAMLNode, _ key: String) {
        problems.append(StudyProblem(line: node.line, key: key, kind))
    }

    mutating func report(_ what: String, line: Int?, key: String = "") {
        problems.append(StudyProblem(line: line, key: key, what))
    }

    mutating func report(_ kind: ScenarioProblem.Kind, line: Int?, key: String = "") {
        problems.append(StudyProblem(line: line, key: key, kind))
    }

    /// The entries with a key that is known, each once; the others are reported.
    mutating func entries(
        of mapping: YAMLMapping, in section: String?, known: [String]?
    ) -> [(key: String, node: YAMLNode)] {
        var first: [String: Int] = [:]
        return mapping.entries.compactMap { entry in
            let key = entry.key.text
            let dotted = section.map { "\($0).\(key)" } ?? key
            if let line = first[key] {
                report(.duplicateKey(firstLine: line), line: entry.key.line, key: dotted)
                return nil
            }
            first[key] = entry.key.line
            if let known, !known.contains(key) {
                let nearest = NearestName.of(key, among: known).map { name in section.map { "\($0).\(name)" } ?? name }
                report(.unknownKey(suggestion: nearest), line: entry.key.line, key: dotted)
                return nil
            }
            return (key, entry.value)
        }
    }

    mutating func mapping(_ node: YAMLNode, _ key: String) -> YAMLMapping? {
        switch node {
        case .mapping(let mapping): return mapping
        case .scalar(let scalar) where scalar.isNull: return YAMLMapping(line: node.line)
        case .refused: return nil
        default:
            report(.notAMapping(ScenarioReader.found(node)), node, key)
            return nil
        }
    }

    mutating func text(_ node: YAMLNode, _ key: String) -> String? {
        if case .scalar(let scalar) = node, !scalar.isNull { return scalar.text.trimmingBlanks }
        if case .refused = node { return nil }
        report(.invalidValue(rule: "a text", ScenarioReader.found(node)), node, key)
        return nil
    }

    mutating func number(_ node: YAMLNode, _ key: String) -> Double? {
        if case .scalar(let scalar) = node, scalar.isPlain, let value = DecimalText.number(scalar.text) { return value }
        if case .refused = node { return nil }
        report(.invalidValue(rule: "a number", ScenarioReader.found(node)), node, key)
        return nil
    }

    mutating func integer(_ node: YAMLNode, _ key: String, _ range: ClosedRange<Int>) -> Int? {
        if case .scalar(let scalar) = node, scalar.isPlain,
            let value = DecimalText.number(scalar.text).flatMap(Int.init(exactly:)), range.contains(value)
        {
            return value
        }
        if case .refused = node { return nil }
        let rule = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        report(.invalidValue(rule: rule, ScenarioReader.found(node)), node, key)
        return nil
    }

    mutating func word(_ node: YAMLNode, _ key: String, _ words: [String]) -> String? {
        if case .scalar(let scalar) = node, words.contains(scalar.text) { return scalar.text }
        if case .refused = node { return nil }
        let found = ScenarioReader.found(node)
        var problem = StudyProblem(line: node.line, key: key, .invalidValue(rule: Self.oneOf(words), found))
        if case .scalar(let scalar) = node {
            problem.hint = NearestName.of(scalar.text, among: words).map { "did you mean \($0)?" }
        }
        problems.append(problem)
        return nil
    }

    private static func oneOf(_ words: [String]) -> String {
        words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " or \(words[words.count - 1])"
    }
}

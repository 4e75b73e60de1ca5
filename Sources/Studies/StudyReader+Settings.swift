import Foundation
import Households
import NumericKernels
import ScenarioFiles

/// Settings: what takes the place of the scenarios' values.
extension StudyReader {
    mutating func readSettings(_ node: YAMLNode) {
        guard let mapping = mapping(node, "settings") else { return }
        for (key, node) in entries(of: mapping, in: "settings", known: ["grid", "list", "random"]) {
            switch key {
            case "grid": readGrid(node)
            case "list": readList(node)
            default: readRandom(node)
            }
        }
    }

    // MARK: - All combinations

    private mutating func readGrid(_ node: YAMLNode) {
        guard let mapping = mapping(node, "settings.grid") else { return }
        var points: [[StudySetting.Value]] = [[]]
        var isWhole = true
        for (key, node) in entries(of: mapping, in: "settings.grid", known: nil) {
            guard let parameter = parameter(key, line: node.line, in: "settings.grid") else { continue }
            let items: [YAMLNode]
            switch node {
            case .sequence(_, let list): items = list
            case .scalar: items = [node]
            case .mapping, .refused: items = []
            }
            guard !items.isEmpty else {
                report(
                    .invalidValue(rule: "a list of values", ScenarioReader.found(node)), node, "settings.grid.\(key)")
                continue
            }
            let values = items.compactMap { value(of: parameter, $0, in: "settings.grid") }
            if values.count < items.count { isWhole = false }
            file.grid.append(StudyFile.GridKey(key: key, values: values.map(\.text)))
            guard points.count * values.count <= Self.mostTrainings else {
                return report(
                    "more combinations than the \(Self.mostTrainings) trainings of a study", node, "settings.grid")
            }
            points = points.flatMap { point in values.map { point + [$0] } }
        }
        guard isWhole, !file.grid.isEmpty else { return }
        for values in points { add(StudySetting(name: Self.name(of: values), values: values), line: node.line) }
    }

    /// `clip_range_low=0.1,epochs=5`; with its section where two sections have a key of that name.
    private static func name(of values: [StudySetting.Value]) -> String {
        let short = values.map { $0.key.split(separator: ".").last.map(String.init) ?? $0.key }
        return zip(values, short).map { value, name in
            (short.count { $0 == name } > 1 ? value.key : name) + "=\(value.text)"
        }.joined(separator: ",")
    }

    // MARK: - One by one

    private mutating func readList(_ node: YAMLNode) {
        guard case .sequence(_, let items) = node else {
            return report(.notAList(ScenarioReader.found(node)), node, "settings.list")
        }
        for (index, item) in items.enumerated() {
            let place = "settings.list[\(index + 1)]"
            guard let mapping = mapping(item, place) else { continue }
            var setting = StudySetting(name: "")
            let entries = entries(of: mapping, in: place, known: nil)
            for (key, node) in entries {
                if key == "name" {
                    setting.name = text(node, "\(place).name") ?? ""
                } else if let parameter = parameter(key, line: node.line, in: place) {
                    value(of: parameter, node, in: place).map { setting.values.append($0) }
                }
            }
            let isWhole = setting.values.count == entries.count { $0.key != "name" }
            if setting.values.isEmpty, isWhole {
                report("takes the place of nothing", item, place)
            } else if isWhole {
                if setting.name.isEmpty { setting.name = Self.name(of: setting.values) }
                add(setting, line: item.line)
            }
        }
    }

    // MARK: - At random

    /// From where to where a value is drawn.
    private struct Span {
        var from, to: Double
        var isLogarithmic = false
        var isWhole = false

        /// `share` is 0…1.
        func value(at share: Double) -> Double {
            if isWhole { return min((from + share * (to + 1 - from)).rounded(.down), to) }
            return isLogarithmic ? from * pow(to / from, share) : from + share * (to - from)
        }
    }

    private mutating func readRandom(_ node: YAMLNode) {
        let place = "settings.random"
        guard let mapping = mapping(node, place) else { return }
        var (count, seed): (Int?, UInt64) = (nil, 1)
        var spans: [(parameter: ScenarioParameter, span: Span)] = []
        var isWhole = true
        for (key, node) in entries(of: mapping, in: place, known: nil) {
            switch key {
            case "count": count = integer(node, "\(place).count", 1...Self.mostTrainings)
            case "seed": seed = UInt64(integer(node, "\(place).seed", 0...Int.max) ?? 1)
            default:
                guard let parameter = parameter(key, line: node.line, in: place), let span = span(node, of: parameter)
                else {
                    isWhole = false
                    continue
                }
                spans.append((parameter, span))
            }
        }
        guard let count else {
            if mapping.entries.allSatisfy({ $0.key.text != "count" }) { report("is missing", node, "\(place).count") }
            return
        }
        guard isWhole else { return }
        guard !spans.isEmpty else { return report("draws nothing: it needs keys with from and to", node, place) }
        let random = CounterRandom(seed: seed, purpose: .studyPoint)
        for point in 0..<count {
            let values = spans.enumerated().map { index, drawn in
                let share = random.uniforms(index: UInt64(point), counter: UInt32(index))[0]
                return StudySetting.Value(
                    key: drawn.parameter.dottedKey,
                    // So that a person can type it.
                    text: DecimalText.text(drawn.span.value(at: share).rounded(toDigits: 7)))
            }
            add(StudySetting(name: "random\(point + 1)", values: values), line: node.line)
        }
    }

    private mutating func span(_ node: YAMLNode, of parameter: ScenarioParameter) -> Span? {
        let place = "settings.random.\(parameter.dottedKey)"
        guard let mapping = mapping(node, place) else { return nil }
        var span = Span(from: .nan, to: .nan)
        for (key, value) in entries(of: mapping, in: place, known: ["from", "to", "scale", "whole"]) {
            switch key {
            case "from", "to":
                guard self.value(of: parameter, value, in: "settings.random") != nil,
                    let bound = number(value, "\(place).\(key)")
                else { return nil }
                if key == "from" { span.from = bound } else { span.to = bound }
            case "scale": span.isLogarithmic = word(value, "\(place).scale", ["linear", "log"]) == "log"
            default: span.isWhole = word(value, "\(place).whole", ["true", "false"]) == "true"
            }
        }
        if case .integer = parameter.domain, !span.isWhole {
            report("must be whole: add whole: true", node, place)
            return nil
        }
        guard span.from < span.to else {
            report("must have from below to, found from \(span.from) to \(span.to)", node, place)
            return nil
        }
        guard !span.isLogarithmic || (span.from > 0 && !span.isWhole) else {
            report("can only be logarithmic from a number greater than 0 on, and not whole", node, place)
            return nil
        }
        return span
    }

    // MARK: - Keys and values

    private mutating func parameter(_ key: String, line: Int, in place: String) -> ScenarioParameter? {
        if let override = ScenarioOverride("\(key)=0"), let parameter = override.parameter { return parameter }
        // The goals of each scenario are its own: whether it has one of that number shows when it is read.
        let goals = (1...SavingsGoal.most).lazy.flatMap { ScenarioParameter.goal($0) }
        if let parameter = goals.first(where: { $0.dottedKey == key }) { return parameter }
        let known = ScenarioParameter.all.map(\.dottedKey)
        let elsewhere = ScenarioParameter.all.first { $0.key == key }?.dottedKey
        report(
            .unknownKey(suggestion: elsewhere ?? NearestName.of(key, among: known)), line: line, key: "\(place).\(key)")
        return nil
    }

    private mutating func value(
        of parameter: ScenarioParameter, _ node: YAMLNode, in place: String
    ) -> StudySetting.Value? {
        let key = parameter.dottedKey
        if let rule = parameter.rule(against: node) {
            report(.invalidValue(rule: rule, ScenarioReader.found(node)), node, "\(place).\(key)")
            return nil
        }
        guard case .scalar(let scalar) = node else { return nil }
        // As everywhere: 0.10 is 0.1.
        let text = scalar.isPlain ? DecimalText.number(scalar.text).map(DecimalText.text) : nil
        return StudySetting.Value(key: key, text: text ?? scalar.text)
    }

    /// Adds a setting, unless its name or what it says is there already.
    private mutating func add(_ setting: StudySetting, line: Int) {
        let name = setting.name
        if let problem = Self.problem(ofName: name) { return report(problem, line: line, key: "settings") }
        if file.settings.contains(where: { $0.name == name }) {
            return report("\(name) twice", line: line, key: "settings")
        }
        let says = Set(setting.values.map { "\($0.key)=\($0.text)" })
        if let other = file.settings.first(where: { Set($0.values.map { "\($0.key)=\($0.text)" }) == says }) {
            return report("\(name) is the same as \(other.name)", line: line, key: "settings")
        }
        file.settings.append(setting)
        settingLines.append(line)
    }

    /// A name is shown in tables and messages.
    private static func problem(ofName name: String) -> String? {
        if name.count > 100 { return "a setting's name may have 100 characters, found \(name.count)" }
        let isOdd = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return isOdd || name.isEmpty ? "a setting's name must be one line of text" : nil
    }
}

import EventSockets
import Households
import RunStorage
import ScenarioFiles

/// What clients send of scenarios.
extension ScenarioLibrary {
    /// A scenario that a client sent.
    struct Draft: Sendable {
        var name: String
        var text: [UInt8]
        var description: String
    }

    /// Checks a body, and writes it as a file would be written.
    /// - Throws: `ServiceError` with everything that is wrong.
    static func draft(_ request: Request) throws -> Draft {
        var body = try BodyReader(request)
        let name = body.text("name", 1...100, required: true)
        if let name, RunName(rawValue: name) == nil {
            let pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$"
            body.report(
                "string_pattern_mismatch", "name", "String should match pattern '\(pattern)'", .string(name),
                ["pattern": .string(pattern)])
        }
        if name == "templates" {
            body.report(
                "value_error", "name", "Value error, must not be templates: that is a call of its own",
                .string("templates"))
        }
        let description = body.text("description", 0...500, required: false) ?? ""
        if description.unicodeScalars.contains(where: {
            $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
        }) {
            body.report(
                "value_error", "description", "Value error, must not contain control characters", .string(description))
        }
        var lines: [String] = []
        for section in ScenarioParameter.Section.allCases where section != .goals {
            guard var part = body.object(section.rawValue, required: section.isRequired) else { continue }
            let values = ScenarioParameter.all(in: section).compactMap { text(of: $0, in: &part) }
            body.take(problemsOf: part)
            if !values.isEmpty { lines += ["\(section.rawValue):"] + values.map { "  \($0)" } }
        }
        let goals = body.objects("goals", most: SavingsGoal.most)
        for (index, goal) in goals.enumerated() {
            var part = goal
            let values = ScenarioParameter.goal(index + 1).compactMap { text(of: $0, in: &part) }
            body.take(problemsOf: part)
            lines += (index == 0 ? ["goals:"] : []) + ["  - {\(values.joined(separator: ", "))}"]
        }
        try body.finish()
        guard let name else { preconditionFailure("a body without a name passed") }
        // Read as a file is, so that what single values cannot say is checked, too.
        let plain = lines.joined(separator: "\n") + "\n"
        do {
            var scenario = try ScenarioReader.read(Array(plain.utf8), file: "\(name).yaml")
            (scenario.name, scenario.description) = (name, description.trimmingBlanks)
            let text = Array(scenario.commentedYAML.utf8)
            let written = try ScenarioReader.read(text, file: "\(name).yaml")
            precondition(written == scenario, "a scenario that was written reads back as another one")
            return Draft(name: name, text: text, description: scenario.description)
        } catch {
            throw ServiceError.validation(error.problems.map { problem($0, in: body.root) })
        }
    }

    private static func problem(_ problem: ScenarioProblem, in body: JSONNode) -> JSONNode {
        var (place, input) = ([JSONNode.string("body")], body)
        for key in problem.key.split(separator: ".") {
            // `goals[1]` is the first of a list.
            let parts = key.split(whereSeparator: { "[]".contains($0) })
            place.append(.string(String(parts[0])))
            input = input[String(parts[0])] ?? .null
            if parts.count > 1, let number = Int(parts[1]) {
                place.append(.number(number - 1))
                if case .array(let elements) = input, elements.indices.contains(number - 1) {
                    input = elements[number - 1]
                } else {
                    input = .null
                }
            }
        }
        let text = problem.message(file: "").split(separator: ": ").last.map(String.init) ?? ""
        return .members([
            "type": "value_error", "loc": .array(place),
            "msg": .string("Value error, \(text)"), "input": input, "ctx": .members(["error": .string(text)]),
        ])
    }

    /// The line of a file that gives a key what the client sent; nil where it sent nothing, or something wrong.
    private static func text(of parameter: ScenarioParameter, in part: inout BodyReader) -> String? {
        var key = parameter.key
        if part.root[key] == nil { key = clientKey(parameter) }
        guard let value = part.root[key], value != .null || !parameter.canBeNone else {
            // Where the original has a default.
            if parameter.dottedKey == "environment.initial_cash" { return "\(parameter.key): 0" }
            if parameter.isRequired { part.reportMissing(key) }
            return nil
        }
        switch parameter.domain {
        case .choice(_, let words):
            if let text = value.string, words.contains(text) { return "\(parameter.key): \(text)" }
            let list = words.map { "'\($0)'" }
            let expected = list.dropLast().joined(separator: ", ") + " or \(list.last ?? "")"
            part.report(
                "literal_error", key, "Input should be \(expected)", value, ["expected": .string(expected)])
            return nil
        case .integer(_, let range):
            let before = part.problems.count
            let number = part.count(key, range, standard: range.lowerBound)
            return part.problems.count == before ? "\(parameter.key): \(number)" : nil
        case .history:
            part.report(
                "value_error", key, "Value error, a file of returns cannot be sent; name it in the scenario's file",
                value)
            return nil
        case .real(_, let range), .derivedReal(_, let range, _):
            return real(key, value, range, &part).map { "\(parameter.key): \(DecimalText.text($0))" }
        }
    }

    private static func real(
        _ key: String, _ value: JSONNode, _ range: RealRange, _ part: inout BodyReader
    ) -> Double? {
        guard case .number = value else {
            if case .string = value {
                part.report(
                    "float_parsing", key, "Input should be a valid number, unable to parse string as a number", value)
            } else {
                part.report("float_type", key, "Input should be a valid number", value)
            }
            return nil
        }
        guard let number = value.double else {
            part.report("finite_number", key, "Input should be a finite number", value)
            return nil
        }
        if range.contains(number) { return number }
        let (lower, upper) = (DecimalText.text(range.lower), DecimalText.text(range.upper))
        if number > range.upper {
            part.report(
                "less_than_equal", key, "Input should be less than or equal to \(upper)", value,
                ["le": .number(range.upper)])
        } else if range.excludesLower {
            part.report(
                "greater_than", key, "Input should be greater than \(lower)", value, ["gt": .number(range.lower)])
        } else {
            part.report(
                "greater_than_equal", key, "Input should be greater than or equal to \(lower)", value,
                ["ge": .number(range.lower)])
        }
        return nil
    }
}

extension ScenarioParameter {
    /// Whether a scenario can be without a value of its own, which clients know as null.
    fileprivate var canBeNone: Bool {
        switch domain {
        case .derivedReal, .history: true
        case .real, .integer, .choice: false
        }
    }
}

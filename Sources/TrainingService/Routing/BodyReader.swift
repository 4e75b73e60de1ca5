import EventSockets
import ScenarioFiles

/// Reads the values of a JSON body, and collects everything that is wrong with it: in the words of FastAPI, whose
/// clients know them.
struct BodyReader {
    let root: JSONNode
    /// Where `root` lies in the body.
    private let path: [JSONNode]
    private(set) var problems: [JSONNode] = []

    /// - Throws: `ServiceError` where the body is no JSON object.
    init(_ request: Request) throws {
        guard !request.body.isEmpty else {
            throw ServiceError.validation([Self.problem("missing", ["body"], "Field required", .null)])
        }
        let type = request.headers.first(name: "content-type") ?? ""
        let media = String(type.prefix { $0 != ";" }).trimmingBlanks.lowercased()
        guard media == "application/json" else { throw ServiceError.notJSON }
        do {
            root = try JSONNode(parsing: request.body)
        } catch let mistake {
            throw ServiceError.validation([
                Self.problem(
                    "json_invalid", ["body", .number(mistake.offset)], "JSON decode error", .object([]),
                    ["error": .string(mistake.message)])
            ])
        }
        path = ["body"]
        guard case .object = root else {
            throw ServiceError.validation([Self.noObject(path, root)])
        }
    }

    private init(root: JSONNode, path: [JSONNode]) {
        self.root = root
        self.path = path
    }

    private static func noObject(_ path: [JSONNode], _ value: JSONNode) -> JSONNode {
        problem(
            "model_attributes_type", path, "Input should be a valid dictionary or object to extract fields from", value)
    }

    private static func problem(
        _ type: String, _ path: [JSONNode], _ message: String, _ input: JSONNode,
        _ context: KeyValuePairs<String, JSONNode> = [:]
    ) -> JSONNode {
        let problem = JSONNode.members([
            "type": .string(type), "loc": .array(path), "msg": .string(message), "input": input,
        ])
        return context.isEmpty ? problem : problem.setting("ctx", .members(context))
    }

    mutating func report(
        _ type: String, _ key: String?, _ message: String, _ input: JSONNode,
        _ context: KeyValuePairs<String, JSONNode> = [:]
    ) {
        problems.append(Self.problem(type, path + (key.map { [.string($0)] } ?? []), message, input, context))
    }

    mutating func reportMissing(_ key: String) { report("missing", key, "Field required", root) }

    /// The object under a key.
    mutating func object(_ key: String, required: Bool) -> BodyReader? {
        guard let value = root[key] else {
            if required { reportMissing(key) }
            return nil
        }
        if value == .null, !required { return nil }
        guard case .object = value else {
            problems.append(Self.noObject(path + [.string(key)], value))
            return nil
        }
        return BodyReader(root: value, path: path + [.string(key)])
    }

    /// The objects of a list under a key; none where there is no list, or a wrong one.
    mutating func objects(_ key: String, most: Int) -> [BodyReader] {
        guard let value = root[key], value != .null else { return [] }
        guard case .array(let elements) = value else {
            report("list_type", key, "Input should be a valid list", value)
            return []
        }
        guard elements.count <= most else {
            report(
                "too_long", key, "List should have at most \(most) items after validation, not \(elements.count)",
                value,
                ["field_type": "List", "max_length": .number(most), "actual_length": .number(elements.count)])
            return []
        }
        return elements.enumerated().compactMap { index, element in
            let place = path + [.string(key), .number(index)]
            guard case .object = element else {
                problems.append(Self.noObject(place, element))
                return nil
            }
            return BodyReader(root: element, path: place)
        }
    }

    mutating func take(problemsOf part: BodyReader) { problems += part.problems }

    /// A text; nil where there is none, or a wrong one.
    /// - Parameter lengths: in characters.
    mutating func text(_ key: String, _ lengths: ClosedRange<Int>, required: Bool) -> String? {
        guard let value = root[key] else {
            if required { reportMissing(key) }
            return nil
        }
        if value == .null, !required { return nil }
        guard case .string(let text) = value else {
            report("string_type", key, "Input should be a valid string", value)
            return nil
        }
        let (count, least, most) = (text.unicodeScalars.count, lengths.lowerBound, lengths.upperBound)
        if count < least {
            report(
                "string_too_short", key, "String should have at least \(least) character\(least == 1 ? "" : "s")",
                value,
                ["min_length": .number(least)])
            return nil
        }
        if count > most {
            report(
                "string_too_long", key, "String should have at most \(most) characters", value,
                ["max_length": .number(most)])
            return nil
        }
        return text
    }

    /// As `count`; nil where there is none, and where it is a wrong one.
    mutating func optionalCount(_ key: String, _ range: ClosedRange<Int>) -> Int? {
        guard root[key] != nil else { return nil }
        let before = problems.count
        let number = count(key, range, standard: range.lowerBound)
        return problems.count == before ? number : nil
    }

    /// A whole number from 1 on; `standard` where there is none, and where it is a wrong one.
    mutating func count(_ key: String, _ range: ClosedRange<Int>, standard: Int) -> Int {
        guard let value = root[key] else { return standard }
        guard let number = integer(key, value) else { return standard }
        if number < Double(range.lowerBound) {
            if range.lowerBound == 1 {
                report("greater_than", key, "Input should be greater than 0", value, ["gt": .number(0)])
            } else {
                let least = range.lowerBound
                report(
                    "greater_than_equal", key, "Input should be greater than or equal to \(least)", value,
                    ["ge": .number(least)])
            }
            return standard
        }
        if number > Double(range.upperBound) {
            let most = range.upperBound
            report(
                "less_than_equal", key, "Input should be less than or equal to \(most)", value, ["le": .number(most)])
            return standard
        }
        return Int(number)
    }

    /// A seed; nil where there is none.
    mutating func seed(_ key: String) -> UInt64? {
        guard let value = root[key], value != .null else { return nil }
        guard case .number(let digits) = value else {
            _ = integer(key, value)
            return nil
        }
        // Digits that a Double would lose.
        if let exact = UInt64(digits) { return exact }
        guard let number = integer(key, value) else { return nil }
        if number < 0 {
            report("greater_than_equal", key, "Input should be greater than or equal to 0", value, ["ge": .number(0)])
            return nil
        }
        guard let seed = UInt64(exactly: number) else {
            report(
                "less_than_equal", key, "Input should be less than or equal to \(UInt64.max)", value,
                ["le": .number(UInt64.max)])
            return nil
        }
        return seed
    }

    /// The value of a number without fraction; what else there is, is reported.
    private mutating func integer(_ key: String, _ value: JSONNode) -> Double? {
        switch value {
        case .number(let digits):
            guard let number = Double(digits), number.isFinite else {
                report("finite_number", key, "Input should be a finite number", value)
                return nil
            }
            guard number == number.rounded() else {
                report(
                    "int_from_float", key, "Input should be a valid integer, got a number with a fractional part", value
                )
                return nil
            }
            return number
        case .string:
            report(
                "int_parsing", key, "Input should be a valid integer, unable to parse string as an integer", value)
        default: report("int_type", key, "Input should be a valid integer", value)
        }
        return nil
    }

    mutating func flag(_ key: String, standard: Bool) -> Bool {
        guard let value = root[key] else { return standard }
        guard case .bool(let flag) = value else {
            report("bool_type", key, "Input should be a valid boolean", value)
            return standard
        }
        return flag
    }

    /// - Throws: `ServiceError` where anything was wrong.
    func finish() throws {
        if !problems.isEmpty { throw ServiceError.validation(problems) }
    }
}

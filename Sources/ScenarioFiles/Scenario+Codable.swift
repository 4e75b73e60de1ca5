import Households

/// A key of a stored scenario that this version does not know.
package struct UnknownScenarioKey: Error, Equatable, Sendable {
    /// With all that it lies in.
    package var path: String

    package init(path: String) { self.path = path }
}

/// The stored form: the values after defaults, under the keys of the file.
///
/// A key that is missing has its default, or what leaves everything as it was in a run that is older than the key.
extension Scenario: Codable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ key: String) { stringValue = key }
        init(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }

        static let name = Key("name")
        static let description = Key("description")
        static let file = Key("file")
        static let returns = Key("returns")
    }

    /// - Throws: `UnknownScenarioKey`, `DecodingError`.
    package init(from decoder: any Decoder) throws {
        self = .blank
        let sections = ScenarioParameter.Section.allCases
        let container = try decoder.container(keyedBy: Key.self)
        try container.refuseKeys(
            besides: [Key.name.stringValue, Key.description.stringValue] + sections.map(\.rawValue))
        name = try container.decode(String.self, forKey: .name)
        description = try container.decode(String.self, forKey: .description)
        for section in sections where !section.needsUtility || container.contains(Key(section.rawValue)) {
            if section == .goals {
                try decodeGoals(from: container.nestedUnkeyedContainer(forKey: Key(section.rawValue)))
                continue
            }
            let parameters = ScenarioParameter.all(in: section)
            let values = try container.nestedContainer(keyedBy: Key.self, forKey: Key(section.rawValue))
            try values.refuseKeys(besides: parameters.map(\.key))
            for parameter in parameters { try decode(parameter, from: values) }
        }
    }

    private mutating func decodeGoals(from list: any UnkeyedDecodingContainer) throws {
        var list = list
        while !list.isAtEnd {
            guard goals.count < SavingsGoal.most else {
                throw DecodingError.dataCorruptedError(
                    in: list, debugDescription: "at most \(SavingsGoal.most) goals")
            }
            let values = try list.nestedContainer(keyedBy: Key.self)
            goals.append(SavingsGoal())
            let parameters = ScenarioParameter.goal(goals.count)
            try values.refuseKeys(besides: parameters.map(\.key))
            for parameter in parameters { try decode(parameter, from: values) }
        }
    }

    private mutating func decode(_ parameter: ScenarioParameter, from values: KeyedDecodingContainer<Key>) throws {
        let key = Key(parameter.key)
        guard parameter.isRequired || values.contains(key) else {
            parameter.setBefore(in: &self)
            return fitIntoHorizon(parameter)
        }
        switch parameter.domain {
        case .real(let path, _): self[keyPath: path] = try values.decode(Double.self, forKey: key)
        case .integer(let path, _): self[keyPath: path] = try values.decode(Int.self, forKey: key)
        case .choice(let path, let words):
            let word = try values.decode(String.self, forKey: key)
            guard words.contains(word) else {
                throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: parameter.rule)
            }
            self[keyPath: path] = word
        case .derivedReal(let path, _, _): self[keyPath: path] = try values.decode(Double.self, forKey: key)
        case .history(let path):
            let stored = try values.nestedContainer(keyedBy: Key.self, forKey: key)
            try stored.refuseKeys(besides: [Key.file, .returns].map(\.stringValue))
            self[keyPath: path] = ReturnHistory(
                file: try stored.decode(String.self, forKey: .file),
                returns: try stored.decode([Double].self, forKey: .returns))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(description, forKey: .description)
        for section in ScenarioParameter.Section.allCases where section.isUsed(in: self) {
            if section == .goals {
                var list = container.nestedUnkeyedContainer(forKey: Key(section.rawValue))
                for index in goals.indices {
                    var values = list.nestedContainer(keyedBy: Key.self)
                    for parameter in ScenarioParameter.goal(index + 1) { try encode(parameter, into: &values) }
                }
                continue
            }
            var values = container.nestedContainer(keyedBy: Key.self, forKey: Key(section.rawValue))
            for parameter in ScenarioParameter.all(in: section) where parameter.isStored(of: self) {
                try encode(parameter, into: &values)
            }
        }
    }

    private func encode(_ parameter: ScenarioParameter, into values: inout KeyedEncodingContainer<Key>) throws {
        let key = Key(parameter.key)
        switch parameter.domain {
        case .real(let path, _): try values.encode(self[keyPath: path], forKey: key)
        case .integer(let path, _): try values.encode(self[keyPath: path], forKey: key)
        case .choice(let path, _): try values.encode(self[keyPath: path], forKey: key)
        case .derivedReal(let path, _, _): try values.encodeIfPresent(self[keyPath: path], forKey: key)
        case .history(let path):
            guard let history = self[keyPath: path] else { return }
            var stored = values.nestedContainer(keyedBy: Key.self, forKey: key)
            try stored.encode(history.file, forKey: .file)
            try stored.encode(history.returns, forKey: .returns)
        }
    }
}

extension KeyedDecodingContainer {
    /// - Throws: `UnknownScenarioKey` where there is any other key.
    fileprivate func refuseKeys(besides known: [String]) throws {
        // The container has no order: the first of them by name.
        let unknown = allKeys.map(\.stringValue).filter { !known.contains($0) }.sorted().first
        guard let unknown else { return }
        throw UnknownScenarioKey(path: (codingPath.map(\.stringValue) + [unknown]).joined(separator: "."))
    }
}

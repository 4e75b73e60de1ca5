/// A value of a YAML file, with the line where it begins.
package indirect enum YAMLNode: Sendable, Equatable {
    case scalar(YAMLScalar)
    case sequence(line: Int, items: [YAMLNode])
    case mapping(YAMLMapping)
    /// Something that was reported already, such as an alias.
    case refused(line: Int)

    package var line: Int {
        switch self {
        case .scalar(let scalar): scalar.line
        case .sequence(let line, _), .refused(let line): line
        case .mapping(let mapping): mapping.line
        }
    }
}

/// A text of a YAML file.
package struct YAMLScalar: Sendable, Equatable {
    package var text: String
    /// Without quotes, and no block either: such a text may mean a number or nothing.
    package var isPlain: Bool
    package var line: Int

    /// Whether the value was left out, or written `~` or `null`.
    package var isNull: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(text) }
}

/// Keys and values in the order of the file, duplicates included.
package struct YAMLMapping: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var key: YAMLScalar
        package var value: YAMLNode
    }

    package var line: Int
    package var entries: [Entry]

    package init(line: Int, entries: [Entry] = []) {
        self.line = line
        self.entries = entries
    }
}

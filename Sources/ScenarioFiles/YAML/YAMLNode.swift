/// A value of a YAML file, with the line where it begins.
indirect enum YAMLNode: Equatable {
    case scalar(YAMLScalar)
    case sequence(line: Int, items: [YAMLNode])
    case mapping(YAMLMapping)
    /// Something that was reported already, such as an alias.
    case refused(line: Int)

    var line: Int {
        switch self {
        case .scalar(let scalar): scalar.line
        case .sequence(let line, _), .refused(let line): line
        case .mapping(let mapping): mapping.line
        }
    }
}

/// A text of a YAML file.
struct YAMLScalar: Equatable {
    var text: String
    /// Without quotes, and no block either: such a text may mean a number or nothing.
    var isPlain: Bool
    var line: Int

    /// Whether the value was left out, or written `~` or `null`.
    var isNull: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(text) }
}

/// Keys and values in the order of the file, duplicates included.
struct YAMLMapping: Equatable {
    struct Entry: Equatable {
        var key: YAMLScalar
        var value: YAMLNode
    }

    var line: Int
    var entries: [Entry] = []
}

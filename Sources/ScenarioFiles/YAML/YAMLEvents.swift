// libyaml's events, and not a tree of values: that would hide anchors, aliases and duplicate keys.
internal import CYaml

/// What libyaml says about the next piece of a file.
struct YAMLEvent {
    enum Kind {
        case documentStart, documentEnd, mappingEnd, sequenceEnd, streamStart, streamEnd
        case alias(String)
        case scalar(text: String, isPlain: Bool)
        case mappingStart, sequenceStart
    }

    var kind: Kind
    /// 1 for the first line.
    var line: Int
    var anchor: String?
    var tag: String?
}

/// A file that libyaml cannot read.
struct YAMLSyntaxError: Error {
    /// 1 for the first line.
    var line: Int
    /// libyaml's own words.
    var words: String
}

/// The events of a YAML text, one after the other.
final class YAMLEvents {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    /// On the heap: libyaml keeps pointers into it.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)

    /// Starts at the beginning of `bytes`, which are UTF-8.
    init(_ bytes: [UInt8]) {
        self.bytes = UnsafeMutableBufferPointer.allocate(capacity: bytes.count)
        _ = self.bytes.initialize(from: bytes)
        let initialized = yaml_parser_initialize(parser)
        precondition(initialized == 1, "out of memory")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, self.bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        bytes.deallocate()
    }

    /// The next event; the last is `.streamEnd`, after which there must be no further call.
    func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError }
        defer { yaml_event_delete(&event) }
        return Self.decode(event)
    }

    private var syntaxError: YAMLSyntaxError {
        let state = parser.pointee
        let words = state.problem.map { String(cString: $0) } ?? "cannot be read as YAML"
        guard state.error == YAML_READER_ERROR else {
            return YAMLSyntaxError(line: Int(state.problem_mark.line) + 1, words: words)
        }
        // The reader knows the offset only.
        let before = bytes.prefix(Int(state.problem_offset))
        return YAMLSyntaxError(line: before.count { $0 == UInt8(ascii: "\n") } + 1, words: words)
    }

    private static func decode(_ event: yaml_event_t) -> YAMLEvent {
        let line = Int(event.start_mark.line) + 1
        let data = event.data
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, line: line)
        case YAML_DOCUMENT_END_EVENT: return YAMLEvent(kind: .documentEnd, line: line)
        case YAML_STREAM_START_EVENT: return YAMLEvent(kind: .streamStart, line: line)
        case YAML_MAPPING_END_EVENT: return YAMLEvent(kind: .mappingEnd, line: line)
        case YAML_SEQUENCE_END_EVENT: return YAMLEvent(kind: .sequenceEnd, line: line)
        case YAML_ALIAS_EVENT: return YAMLEvent(kind: .alias(text(data.alias.anchor) ?? ""), line: line)
        case YAML_MAPPING_START_EVENT:
            let start = data.mapping_start
            return YAMLEvent(kind: .mappingStart, line: line, anchor: text(start.anchor), tag: text(start.tag))
        case YAML_SEQUENCE_START_EVENT:
            let start = data.sequence_start
            return YAMLEvent(kind: .sequenceStart, line: line, anchor: text(start.anchor), tag: text(start.tag))
        case YAML_SCALAR_EVENT:
            let scalar = data.scalar
            // By length, since an escape may put a NUL into the text.
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let kind = YAMLEvent.Kind.scalar(
                text: String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            return YAMLEvent(kind: kind, line: line, anchor: text(scalar.anchor), tag: text(scalar.tag))
        default: return YAMLEvent(kind: .streamEnd, line: line)
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}

/// Reads the small part of YAML that scenarios and studies are written in: mappings, lists and texts.
///
/// Anchors, aliases and tags are refused as their events come, before anything could be expanded; so are further
/// documents and deep nesting. Reading goes on after most of these, so that one pass finds all problems.
package struct YAMLReader {
    /// Levels of mappings and lists within each other; a scenario has three.
    static let deepestNesting = 16

    private let events: YAMLEvents
    private(set) var problems: [ScenarioProblem] = []

    /// Reads `bytes`, which are UTF-8 without a byte order mark.
    ///
    /// - Returns: the only document, nil where there is none or the text is no YAML, and everything that was refused.
    package static func read(_ bytes: [UInt8]) -> (root: YAMLNode?, problems: [ScenarioProblem]) {
        var reader = YAMLReader(events: YAMLEvents(bytes))
        do {
            let root = try reader.readStream()
            return (root, reader.problems)
        } catch {
            return (nil, reader.problems + [error.problem])
        }
    }

    /// Something after which reading cannot go on.
    private struct Abort: Error {
        var problem: ScenarioProblem
    }

    private mutating func readStream() throws(Abort) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try next()
            switch event.kind {
            case .documentStart where root == nil: root = try readNode(startingWith: next(), depth: 0)
            case .documentStart: throw Abort(problem: ScenarioProblem(line: event.line, .secondDocument))
            case .streamEnd: return root
            default: continue
            }
        }
    }

    private mutating func readNode(startingWith event: YAMLEvent, depth: Int) throws(Abort) -> YAMLNode {
        guard depth <= Self.deepestNesting else {
            throw Abort(problem: ScenarioProblem(line: event.line, .nestedTooDeeply(levels: Self.deepestNesting)))
        }
        if let anchor = event.anchor { problems.append(ScenarioProblem(line: event.line, .anchor(anchor))) }
        if let tag = event.tag { problems.append(ScenarioProblem(line: event.line, .tag(tag))) }
        switch event.kind {
        case .scalar(let text, let isPlain):
            return .scalar(YAMLScalar(text: text, isPlain: isPlain, line: event.line))
        case .sequenceStart:
            var items: [YAMLNode] = []
            while let item = try nextUnlessEnd() { items.append(try readNode(startingWith: item, depth: depth + 1)) }
            return .sequence(line: event.line, items: items)
        case .mappingStart: return try readMapping(line: event.line, depth: depth)
        case .alias(let name):
            problems.append(ScenarioProblem(line: event.line, .alias(name)))
            return .refused(line: event.line)
        default: return .refused(line: event.line)
        }
    }

    private mutating func readMapping(line: Int, depth: Int) throws(Abort) -> YAMLNode {
        var mapping = YAMLMapping(line: line)
        while let first = try nextUnlessEnd() {
            let key = try readNode(startingWith: first, depth: depth + 1)
            let value = try readNode(startingWith: next(), depth: depth + 1)
            switch key {
            case .scalar(let scalar): mapping.entries.append(YAMLMapping.Entry(key: scalar, value: value))
            case .refused: break
            case .mapping, .sequence: problems.append(ScenarioProblem(line: key.line, .keyIsNoText))
            }
        }
        return .mapping(mapping)
    }

    /// The next event, or nil where it closes the list or mapping that is open.
    private func nextUnlessEnd() throws(Abort) -> YAMLEvent? {
        let event = try next()
        switch event.kind {
        case .mappingEnd, .sequenceEnd: return nil
        default: return event
        }
    }

    private func next() throws(Abort) -> YAMLEvent {
        do {
            return try events.next()
        } catch {
            // libyaml looks ahead and has a bound of its own.
            let isTooDeep = error.words.hasPrefix("Maximum nesting level")
            let kind =
                isTooDeep ? ScenarioProblem.Kind.nestedTooDeeply(levels: Self.deepestNesting) : .syntax(error.words)
            throw Abort(problem: ScenarioProblem(line: error.line, kind))
        }
    }
}

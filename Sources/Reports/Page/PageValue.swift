import Mustache

/// What a variable of a template stands for.
package enum PageValue: Equatable, Sendable {
    /// Escaped where the template says `{{name}}`.
    case text(String)
    /// Markup made here, for `{{{name}}}`.
    case markup(String)
    /// Nothing: a section is not rendered, an inverted one is.
    case absent
    case flag(Bool)
    case list([PageRecord])

    /// The text, or nothing where it is empty.
    static func optional(_ text: String) -> PageValue { text.isEmpty ? .absent : .text(text) }

    /// As the template engine understands it.
    fileprivate var rendered: Any {
        switch self {
        case .text(let text): text.replacingControlCharacters.separatingMarkup
        case .markup(let markup): markup
        case .absent: AbsentValue()
        case .flag(let flag): flag
        case .list(let records): records
        }
    }
}

/// Named values; a name that is not found here is looked for in the record around it.
package struct PageRecord: Equatable, Sendable, MustacheParent {
    package private(set) var fields: [String: PageValue]

    package init(_ fields: [String: PageValue]) {
        self.fields = fields
    }

    package func child(named name: String) -> Any? { fields[name]?.rendered }

    /// Every name in the record and in those below it, ascending.
    var names: [String] {
        var found = Set(fields.keys)
        for case .list(let records) in fields.values {
            for record in records { found.formUnion(record.names) }
        }
        return found.sorted()
    }
}

/// The outermost record: a name that is not even found here is unknown. The template engine renders unknown names as
/// nothing, so they are remembered and made an error afterwards.
final class PageRoot: MustacheParent {
    private let record: PageRecord
    /// In the order in which they came up.
    private(set) var unknownNames: [String] = []

    init(_ record: PageRecord) {
        self.record = record
    }

    func child(named name: String) -> Any? {
        let value = record.child(named: name)
        if value == nil { unknownNames.append(name) }
        return value
    }
}

/// A known name without a value.
private struct AbsentValue: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
}

extension String {
    /// The template engine escapes by `Character`, so a quotation mark with a combining accent would escape escaping: a
    /// zero-width space keeps the two apart.
    var separatingMarkup: String {
        guard contains(where: \.hidesMarkup) else { return self }
        var scalars = UnicodeScalarView()
        for character in self {
            guard character.hidesMarkup else {
                scalars.append(contentsOf: character.unicodeScalars)
                continue
            }
            for scalar in character.unicodeScalars {
                if !scalars.isEmpty { scalars.append("\u{200B}") }
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}

extension Character {
    fileprivate var hidesMarkup: Bool {
        unicodeScalars.count > 1 && unicodeScalars.contains { ["<", ">", "&", "\"", "'"].contains($0) }
    }
}

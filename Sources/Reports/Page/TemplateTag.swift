/// One `{{…}}` of a template, and where it stands.
struct TemplateTag: Equatable {
    enum Kind: Equatable {
        /// `{{name}}`, `{{{name}}}`, `{{&name}}`.
        case variable
        /// `{{#name}}`, `{{^name}}`.
        case section
        case close
        /// `{{>name}}`, `{{<name}}`.
        case partial
        /// `{{$name}}`.
        case block
        case comment
        /// `{{=…=}}`, `{{%…}}`, `{{>*…}}`.
        case unsupported
    }

    var kind: Kind
    /// Without the sign in front.
    var name: String
    /// As it is written.
    var text: String
    /// From 1.
    var line: Int
    /// Whether it is a `{{<name}}`, which has an end of its own.
    var isParent = false

    /// The tags of a template in their order; a tag without an end is left to the parser's error.
    static func tags(in template: String) -> [TemplateTag] {
        var tags: [TemplateTag] = []
        var line = 1
        var rest = Substring(template)
        while let start = rest.firstIndex(where: { $0.isNewline || $0 == "{" }) {
            if rest[start].isNewline {
                line += 1
                rest = rest[rest.index(after: start)...]
                continue
            }
            rest = rest[start...]
            guard rest.hasPrefix("{{") else {
                rest = rest.dropFirst()
                continue
            }
            let isTriple = rest.hasPrefix("{{{")
            let closing = isTriple ? "}}}" : "}}"
            let content = rest.dropFirst(isTriple ? 3 : 2)
            guard let end = content.firstRange(of: closing) else { return tags }
            let inner = content[..<end.lowerBound]
            tags.append(TemplateTag(content: inner, text: rest[..<end.upperBound], isTriple: isTriple, line: line))
            line += inner.filter(\.isNewline).count
            rest = rest[end.upperBound...]
        }
        return tags
    }

    private init(content: Substring, text: Substring, isTriple: Bool, line: Int) {
        self.text = String(text)
        self.line = line
        let trimmed = content.drop(while: \.isWhitespace)
        let sign = isTriple ? nil : trimmed.first
        kind =
            switch sign {
            case "!": .comment
            case "#", "^": .section
            case "/": .close
            case ">", "<": .partial
            case "$": .block
            case "=", "%": .unsupported
            default: .variable
            }
        let hasSign = kind != .variable || sign == "&"
        let name = (hasSign ? trimmed.dropFirst() : trimmed).drop(while: \.isWhitespace)
        self.name = String(name.reversed().drop(while: \.isWhitespace).reversed())
        if kind == .partial, self.name.hasPrefix("*") { kind = .unsupported }
        isParent = sign == "<"
    }

    /// What to do instead of a tag that is not supported; nil for those that are.
    var hint: String? {
        switch kind {
        case .unsupported:
            return "only variables, sections, partials, blocks and comments can be used"
        case .variable, .section:
            if name == "." || name.isEmpty { return nil }
            if name.contains("(") {
                let isPosition = ["first()", "last()", "index()", "even()", "odd()"].contains(name)
                return isPosition ? nil : "only first(), last(), index(), even() and odd() can be used"
            }
            return name.contains(".") ? "use a section, {{#a}}{{b}}{{/a}}, instead of {{a.b}}" : nil
        case .close, .partial, .block, .comment:
            return nil
        }
    }
}

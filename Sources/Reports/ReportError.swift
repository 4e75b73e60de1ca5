/// Why a report could not be rendered. `description` words it; where there is a place, it names file and line.
package enum ReportError: Error, Equatable {
    /// The template does not parse; `reason` comes from the parser.
    case templateSyntax(file: String, line: Int, column: Int, reason: String)
    /// A template that the renderer starts from is not there; `known` are the ones that are.
    case templateMissing(file: String, known: [String])
    /// A template that would cost without bound.
    case templateTooLarge(file: String, line: Int, reason: TemplateExcess)
    /// `{{> partial}}` names a file that is not there.
    case partialMissing(file: String, line: Int, partial: String, known: [String])
    /// Partials that include each other; `path` begins and ends with the same file.
    case partialCycle(path: [String])
    /// A tag of a kind that is not supported.
    case tagUnsupported(file: String, line: Int, tag: String, hint: String)
    /// Names that the renderer does not provide where they are used.
    case variableUnknown(file: String, line: Int, name: String, nearest: String?)
    /// The start of the training is not written as `2026-11-22T10:30:00Z`.
    case startTimeMalformed(String)
    /// The drawn PDF is not built as expected: a defect of this program, or an unknown version of Cairo.
    case unexpectedPDF(reason: String, offset: Int)
}

/// What a template has too much of.
package enum TemplateExcess: Equatable, Sendable {
    case bytes(limit: Int)
    case tags(limit: Int)
    case braces(limit: Int)
    /// Characters between `{{` and `}}`.
    case tagLength(limit: Int)
    case depth(limit: Int)
    /// A section of this name within one of the same name.
    case sectionInItself(String)
    /// Templates that it consists of.
    case partials(limit: Int)
}

extension TemplateExcess: CustomStringConvertible {
    package var description: String {
        switch self {
        case .bytes(let limit): "the template is larger than \(limit) bytes"
        case .tags(let limit): "the template has more than \(limit) tags"
        case .braces(let limit): "the template has more than \(limit) braces"
        case .tagLength(let limit): "a tag has more than \(limit) characters, or no end"
        case .depth(let limit): "tags lie more than \(limit) deep in each other"
        case .sectionInItself(let name): "the section \(name) lies within itself"
        case .partials(let limit): "the template consists of more than \(limit) partials"
        }
    }
}

extension ReportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .templateSyntax(let file, let line, let column, let reason):
            "\(file):\(line):\(column): the template does not parse: \(reason)"
        case .templateMissing(let file, let known):
            "\(file): there is no such template (there are: \(known.joined(separator: ", ")))"
        case .templateTooLarge(let file, let line, let reason): "\(file):\(line): \(reason)"
        case .partialMissing(let file, let line, let partial, let known):
            "\(file):\(line): there is no partial \(partial).mustache (there are: \(known.joined(separator: ", ")))"
        case .partialCycle(let path):
            "\(path[0]): the partials include each other: \(path.joined(separator: " → "))"
        case .tagUnsupported(let file, let line, let tag, let hint):
            "\(file):\(line): \(tag) is not supported: \(hint)"
        case .variableUnknown(let file, let line, let name, let nearest):
            "\(file):\(line): unknown variable \(name)" + (nearest.map { " (did you mean \($0)?)" } ?? "")
        case .startTimeMalformed(let text):
            "the start of the training is to be written as 2026-11-22T10:30:00Z, found \(text)"
        case .unexpectedPDF(let reason, let offset):
            "the drawn PDF cannot be completed: \(reason) at byte \(offset)"
        }
    }
}

/// Why a report could not be rendered. `description` words it; where there is a place, it names file and line.
package enum ReportError: Error, Equatable {
    /// The template does not parse; `reason` comes from the parser.
    case templateSyntax(file: String, line: Int, column: Int, reason: String)
    /// A template that the renderer starts from is not there; `known` are the ones that are.
    case templateMissing(file: String, known: [String])
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

extension ReportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .templateSyntax(let file, let line, let column, let reason):
            "\(file):\(line):\(column): the template does not parse: \(reason)"
        case .templateMissing(let file, let known):
            "\(file): there is no such template (there are: \(known.joined(separator: ", ")))"
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

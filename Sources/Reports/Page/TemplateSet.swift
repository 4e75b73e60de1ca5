import Households
import Mustache

/// The templates of pages, checked whole: what the engine would render as nothing is an error with file and line.
package struct TemplateSet: Sendable {
    /// File names such as `page.mustache`, and what they hold.
    private let sources: [String: String]
    private let library: MustacheLibrary

    /// Ending of a template's file name.
    package static let suffix = ".mustache"

    /// - Parameter sources: file name → Mustache text; other endings than `.mustache` are left alone.
    /// - Throws: `ReportError` for the first template that does not parse, or names a partial that is not there.
    package init(_ sources: [String: String]) throws(ReportError) {
        self.sources = sources.filter { $0.key.hasSuffix(Self.suffix) }
        var library = MustacheLibrary()
        for (file, text) in self.sources.sorted(by: { $0.key < $1.key }) {
            library.register(try Self.parse(text, file: file), named: String(file.dropLast(Self.suffix.count)))
        }
        self.library = library
        for (file, text) in self.sources.sorted(by: { $0.key < $1.key }) {
            try checkTags(of: text, file: file)
        }
        for file in self.sources.keys.sorted() { try checkCycles(from: file, path: [file]) }
    }

    /// Renders the template `name`, without its ending.
    ///
    /// - Throws: `ReportError.templateMissing`, `ReportError.variableUnknown`.
    package func render(_ name: String, _ record: PageRecord) throws(ReportError) -> String {
        let file = name + Self.suffix
        let root = PageRoot(record)
        guard let text = library.render(root, withTemplate: name) else {
            throw .templateMissing(file: file, known: sources.keys.sorted())
        }
        if let unknown = root.unknownNames.first {
            let place = place(of: unknown, from: file)
            throw .variableUnknown(
                file: place.file, line: place.line, name: unknown,
                nearest: NearestName.of(unknown, among: record.names))
        }
        return text
    }

    private static func parse(_ text: String, file: String) throws(ReportError) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: text)
        } catch let error as MustacheTemplate.ParserError {
            throw .templateSyntax(
                file: file, line: error.context.lineNumber, column: error.context.columnNumber,
                reason: words(for: error.error))
        } catch {
            throw .templateSyntax(file: file, line: 1, column: 1, reason: "\(error)")
        }
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case MustacheTemplate.Error.sectionCloseNameIncorrect: "a section is closed by another name than it was opened"
        case MustacheTemplate.Error.unfinishedName: "a tag has no end"
        case MustacheTemplate.Error.expectedSectionEnd: "a section is not closed"
        default: "\(error)"
        }
    }

    private func checkTags(of text: String, file: String) throws(ReportError) {
        for tag in TemplateTag.tags(in: text) {
            if let hint = tag.hint {
                throw .tagUnsupported(file: file, line: tag.line, tag: tag.text, hint: hint)
            }
            if tag.kind == .partial, sources[tag.name + Self.suffix] == nil {
                throw .partialMissing(file: file, line: tag.line, partial: tag.name, known: sources.keys.sorted())
            }
        }
    }

    private func checkCycles(from file: String, path: [String]) throws(ReportError) {
        for partial in partials(of: file) {
            if let start = path.firstIndex(of: partial) { throw .partialCycle(path: path[start...] + [partial]) }
            try checkCycles(from: partial, path: path + [partial])
        }
    }

    private func partials(of file: String) -> [String] {
        TemplateTag.tags(in: sources[file] ?? "").filter { $0.kind == .partial }.map { $0.name + Self.suffix }
    }

    /// Where a name is used first, in `file` or in what it includes.
    private func place(of name: String, from file: String) -> (file: String, line: Int) {
        var waiting = [file]
        var seen: Set<String> = []
        while !waiting.isEmpty {
            let file = waiting.removeFirst()
            guard seen.insert(file).inserted else { continue }
            let tags = TemplateTag.tags(in: sources[file] ?? "")
            let uses = tags.first { ($0.kind == .variable || $0.kind == .section) && $0.name == name }
            if let uses { return (file, uses.line) }
            waiting += tags.filter { $0.kind == .partial }.map { $0.name + Self.suffix }
        }
        return (file, 1)
    }
}

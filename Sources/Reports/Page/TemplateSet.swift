import Households
import Mustache
import ScenarioFiles

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
        let ordered = self.sources.sorted { $0.key < $1.key }
        // Before the engine sees it: it goes as deep into a template as that is nested.
        for (file, text) in ordered { try Self.checkNesting(of: text, file: file) }
        var library = MustacheLibrary()
        for (file, text) in ordered {
            library.register(try Self.parse(text, file: file), named: String(file.dropLast(Self.suffix.count)))
        }
        self.library = library
        for (file, text) in ordered { try checkTags(of: text, file: file) }
        var sizes: [String: Int] = [:]
        for (file, _) in ordered { _ = try expandedCount(of: file, path: [file], known: &sizes) }
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

    /// Templates that a template consists of, itself included; each is counted as often as it is included.
    private func expandedCount(
        of file: String, path: [String], known: inout [String: Int]
    ) throws(ReportError) -> Int {
        if let count = known[file] { return count }
        var count = 1
        for tag in TemplateTag.tags(in: sources[file] ?? "") where tag.kind == .partial {
            let partial = tag.name + Self.suffix
            if let start = path.firstIndex(of: partial) { throw .partialCycle(path: path[start...] + [partial]) }
            count += try expandedCount(of: partial, path: path + [partial], known: &known)
            guard count <= Self.largestExpansion else {
                throw .templateTooLarge(file: file, line: tag.line, reason: .partials(limit: Self.largestExpansion))
            }
        }
        known[file] = count
        return count
    }

    private static func checkNesting(of text: String, file: String) throws(ReportError) {
        func refuse(_ isTooMuch: Bool, line: Int = 1, _ reason: TemplateExcess) throws(ReportError) {
            if isTooMuch { throw .templateTooLarge(file: file, line: line, reason: reason) }
        }
        try refuse(text.utf8.count > largestTemplate, .bytes(limit: largestTemplate))
        // A single brace, too, makes the engine copy the line so far.
        let braces = text.utf8.count { $0 == UInt8(ascii: "{") }
        try refuse(braces > mostBraces, .braces(limit: mostBraces))
        let longTag = lineOfLongTag(in: Array(text.utf8))
        try refuse(longTag != nil, line: longTag ?? 1, .tagLength(limit: longestTag))
        var open: [String] = []
        for (index, tag) in TemplateTag.tags(in: text).enumerated() {
            // The engine's time grows with the square of their number.
            try refuse(index >= mostTags, line: tag.line, .tags(limit: mostTags))
            switch tag.kind {
            // Other delimiters would hide what follows.
            case .unsupported:
                throw .tagUnsupported(file: file, line: tag.line, tag: tag.text, hint: tag.hint ?? "")
            case .section, .block, .partial:
                // In itself a section would be repeated as often as its list is long, to the power of the depth.
                let isInItself = tag.kind == .section && open.contains(tag.name)
                try refuse(isInItself, line: tag.line, .sectionInItself(tag.name))
                if tag.kind == .partial, !tag.isParent { continue }
                open.append(tag.name)
                try refuse(open.count > deepestNesting, line: tag.line, .depth(limit: deepestNesting))
            case .close: _ = open.popLast()
            case .variable, .comment: break
            }
        }
    }

    /// The line of the first tag, ended or not, that is longer than any name; comments may be.
    private static func lineOfLongTag(in bytes: [UInt8]) -> Int? {
        var line = 1
        var start: Int?
        for index in bytes.indices {
            let (byte, next) = (bytes[index], index + 1 < bytes.count ? bytes[index + 1] : 0)
            if byte == UInt8(ascii: "\n") { line += 1 }
            if start == nil, byte == UInt8(ascii: "{"), next == byte { start = index }
            guard let opening = start else { continue }
            if byte == UInt8(ascii: "}"), next == byte { start = nil }
            if index - opening > longestTag {
                let content = bytes[opening...].drop { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: " ") }
                if content.first != UInt8(ascii: "!") { return line }
            }
        }
        return nil
    }

    /// Tags of a template, its bytes; tags within each other; templates that one consists of: many times what a page
    /// needs.
    private static let mostTags = 2000
    private static let mostBraces = 10_000
    private static let longestTag = 200
    package static let largestTemplate = 1 << 18
    private static let deepestNesting = 32
    private static let largestExpansion = 1000

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

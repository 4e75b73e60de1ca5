import Reports
import Testing

@Suite struct TemplateSetTests {
    private func render(_ templates: [String: String], _ fields: [String: PageValue] = [:]) throws -> String {
        try TemplateSet(templates).render("page", PageRecord(fields))
    }

    @Test func rendersSectionsAndPartials() throws {
        let templates = [
            "page.mustache": "{{#items}}{{> item}}{{/items}}{{^none}}nothing{{/none}}",
            "item.mustache": "<{{name}}/{{outer}}>", "notes.txt": "{{",
        ]
        let items = PageValue.list([PageRecord(["name": .text("a&b")]), PageRecord(["name": .text("c")])])
        #expect(
            try render(templates, ["items": items, "outer": .text("o"), "none": .absent])
                == "<a&amp;b/o><c/o>nothing")
    }

    @Test func unknownVariableNamesFileLineAndTheNearestName() {
        let templates = ["page.mustache": "{{title}}\n{{> part}}", "part.mustache": "\n\n{{titel}}"]
        #expect(throws: ReportError.variableUnknown(file: "part.mustache", line: 3, name: "titel", nearest: "title")) {
            try render(templates, ["title": .text("x")])
        }
    }

    @Test func unknownSectionIsAnErrorToo() {
        #expect(throws: ReportError.variableUnknown(file: "page.mustache", line: 1, name: "zzz", nearest: nil)) {
            try render(["page.mustache": "{{#zzz}}x{{/zzz}}"], ["title": .text("x")])
        }
    }

    @Test func unknownVariableInsideAList() {
        let items = PageValue.list([PageRecord(["name": .text("a")])])
        #expect(throws: ReportError.variableUnknown(file: "page.mustache", line: 2, name: "nam", nearest: "name")) {
            try render(["page.mustache": "{{#items}}\n{{nam}}{{/items}}"], ["items": items])
        }
    }

    @Test func missingPartialNamesFileAndLine() {
        #expect(
            throws: ReportError.partialMissing(
                file: "page.mustache", line: 2, partial: "gone", known: ["page.mustache"])
        ) { try render(["page.mustache": "x\n{{> gone }}"]) }
    }

    @Test func missingTemplateNamesTheOnesThereAre() {
        #expect(throws: ReportError.templateMissing(file: "page.mustache", known: ["index.mustache"])) {
            try render(["index.mustache": ""])
        }
        #expect(throws: ReportError.templateMissing(file: "page.mustache", known: [])) { try render([:]) }
    }

    @Test(arguments: ["line\n{{#a}}\nx", "line\n{{#a}}{{/b}}", "line\n{{a"])
    func whatDoesNotParseNamesItsFile(text: String) throws {
        let error = #expect(throws: ReportError.self) { try render(["page.mustache": text]) }
        guard case .templateSyntax(let file, let line, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(file == "page.mustache")
        #expect(line >= 2)
    }

    @Test(arguments: ["{{=<% %>=}}", "{{a.b}}", "{{>*name}}", "{{% CONTENT_TYPE:TEXT}}", "{{upper(a)}}"])
    func tagsThatWouldFailSilentlyAreRefused(tag: String) {
        let error = #expect(throws: ReportError.self) { try render(["page.mustache": "\n" + tag]) }
        guard case .tagUnsupported("page.mustache", 2, tag, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func partialsThatIncludeEachOther() {
        let templates = ["page.mustache": "{{> a}}", "a.mustache": "{{> b}}", "b.mustache": "{{> a}}"]
        #expect(throws: ReportError.partialCycle(path: ["a.mustache", "b.mustache", "a.mustache"])) {
            try render(templates)
        }
    }

    /// What would cost without bound is refused before the engine sees it.
    @Test func templatesAreBounded() {
        func excess(_ page: String, _ others: [String: String] = [:]) -> TemplateExcess? {
            let error = #expect(throws: ReportError.self) {
                try render(others.merging(["page.mustache": page]) { $1 })
            }
            guard case .templateTooLarge("page.mustache", _, let reason) = error else { return nil }
            return reason
        }
        let deep = (0..<1000).map { "{{#a\($0)}}" }.joined()
        #expect(excess(deep) == .depth(limit: 32))
        #expect(excess("{{#t}}{{#u}}{{#t}}{{/t}}{{/u}}{{/t}}") == .sectionInItself("t"))
        #expect(excess(String(repeating: "{{t}}", count: 2001)) == .tags(limit: 2000))
        #expect(excess(String(repeating: "x", count: 262_145)) == .bytes(limit: 262_144))
        #expect(excess(String(repeating: "a{", count: 10_001)) == .braces(limit: 10_000))
        #expect(excess("{{" + String(repeating: "(", count: 300)) == .tagLength(limit: 200))
        #expect(excess("{{{t" + String(repeating: "(", count: 300) + "}}}") == .tagLength(limit: 200))
        // Each partial includes the next one ten times.
        var partials: [String: String] = ["p9.mustache": ""]
        for level in 1..<9 {
            partials["p\(level).mustache"] = String(repeating: "{{> p\(level + 1)}}", count: 10)
        }
        let error = #expect(throws: ReportError.self) {
            try render(partials.merging(["page.mustache": "{{> p1}}"]) { $1 })
        }
        guard case .templateTooLarge(_, 1, .partials(limit: 1000)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// The engine escapes whole characters: a mark that joins a bracket would take it along unescaped.
    @Test(arguments: ["\"\u{301}x", "<\u{338}script>", "\u{600}<img>", "&\u{20DD}lt;"])
    func combiningMarksDoNotEscapeEscaping(text: String) throws {
        let rendered = try render(["page.mustache": "{{t}}"], ["t": .text(text)])
        #expect(!rendered.unicodeScalars.contains { ["<", ">", "\""].contains($0) })
        #expect(!rendered.unicodeScalars.split(separator: "&").dropFirst().contains { $0.first == "\u{20DD}" })
    }

    @Test func errorsAreWorded() {
        let error = ReportError.variableUnknown(file: "page.mustache", line: 3, name: "titel", nearest: "title")
        #expect(error.description == "page.mustache:3: unknown variable titel (did you mean title?)")
    }
}

/// What `templates/README.md` promises to those who change the templates.
@Suite struct TemplateDocumentationTests {
    @Test func everyVariableOfTheShippedTemplatesIsDocumented() throws {
        let files = try SampleReports.templates()
        let documentation = try #require(files["README.md"])
        for (file, text) in files where file.hasSuffix(".mustache") {
            for tag in text.matches(of: /\{\{\{?[#^\/]?([a-z_]+)\}?\}\}/) {
                #expect(documentation.contains("`\(tag.1)`"), "\(file): \(tag.1)")
            }
        }
    }
}

import Foundation
import Households
import ScenarioFiles
import Testing

/// What the README and the articles name is there, and the tables of the reference are whole.
@Suite("Names in documents")
struct DocumentReferenceTests {
    private let documents: [Document]
    private let reference: Document

    init() throws {
        documents = try Document.all()
        reference = try Document("\(Document.catalogue)/Reference.md")
    }

    @Test func everyKeyIsInTheReference() throws {
        let lines = Set(reference.lines)
        for parameter in ScenarioParameter.all {
            let unit = parameter.unit == .pure ? "" : "\(parameter.unit.rawValue); "
            let cells = [
                "`\(parameter.key)`", parameter.defaultText ?? "required", parameter.rule, unit + parameter.meaning,
            ]
            let row = "| \(cells.joined(separator: " | ")) |"
            #expect(lines.contains(row), "Reference.md lacks: \(row)")
        }
    }

    @Test func everySeriesIsInTheReference() {
        let named = Set(reference.codeSpans)
        for series in HistorySeries.all {
            #expect(named.contains(series.column), "Reference.md lacks \(series.column)")
            guard let scalar = series.scalar?.replacing(/\/(executor|strategist)$/, with: "") else { continue }
            #expect(named.contains(scalar), "Reference.md lacks \(scalar)")
        }
    }

    @Test func everyExitCodeIsInTheReference() throws {
        let help = try Program.run(["--help"]).output.split(separator: "\n")
        let codes = help.drop { $0 != "EXIT CODES:" }.dropFirst().prefix { $0.hasPrefix("  ") }
        try #require(codes.count > 5)
        let rows = codes.map { line in
            let cells = line.matches(of: /(\S+(?: \S+)*)/).map { String($0.1) }
            return "| \(cells.joined(separator: " | ")) |"
        }
        #expect(reference.section("Exit codes").filter { $0.hasPrefix("| ") }.dropFirst() == rows[...])
    }

    /// The page that the README shows has no dead links.
    @Test func linksOfTheSampleLeadSomewhere() throws {
        let folder = Program.root.appending(path: ".github/sample")
        let page = try String(contentsOf: folder.appending(path: "index.html"), encoding: .utf8)
        let targets = page.matches(of: /href="([^"#][^"]*)"/).map { String($0.1) }.filter { !$0.contains("://") }
        #expect(targets.contains("updates.csv"))
        for target in targets where !target.hasPrefix("data:") {
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: target).path), "\(target)")
        }
    }

    @Test func linksLeadSomewhere() throws {
        for document in documents {
            let folder = Program.root.appending(path: document.path).deletingLastPathComponent()
            for link in document.links where !link.target.hasPrefix("https://") {
                let file = folder.appending(path: link.target).standardizedFileURL
                #expect(FileManager.default.fileExists(atPath: file.path), "\(document.path): \(link.target)")
                guard !link.names.isEmpty else { continue }
                let source = String(decoding: FileManager.default.contents(atPath: file.path) ?? Data(), as: UTF8.self)
                for name in link.names {
                    #expect(
                        try source.contains(Regex("(func|var|let|case|init) \(name)\\b|func `\(name)`")),
                        "\(document.path): \(link.target) has no \(name)")
                }
            }
        }
    }

    /// Swift files, suites, and verbs of `./dev`, wherever their names stand.
    @Test func whatIsNamedExists() throws {
        let sources = try ["Sources", "Tests"].flatMap {
            try FileManager.default.subpathsOfDirectory(atPath: Program.root.appending(path: $0).path)
        }
        let files = Set(sources.map { URL(filePath: $0).lastPathComponent } + ["Package.swift"])
        let usage = try Program.shell("'\(Program.root.path)/dev'; '\(Program.root.path)/dev' bench").output
        for document in documents {
            for span in document.codeSpans {
                if span.contains(/^[A-Z][\w+]*\.swift$/) {
                    #expect(files.contains(span), "\(document.path): \(span)")
                } else if let suite = span.firstMatch(of: /(?:^|--filter )([A-Z]\w*Tests)$/)?.1 {
                    #expect(files.contains("\(suite).swift") || suite == "CommandTests", "\(document.path): \(span)")
                }
                if let verb = span.firstMatch(of: /^\.\/dev (?:bench )?(\w+)/)?.1 {
                    #expect(usage.contains("\n  \(verb) "), "\(document.path): \(span)")
                }
            }
        }
    }

    @Test func everyModuleIsInTheArchitecture() throws {
        let package = try String(contentsOf: Program.root.appending(path: "Package.swift"), encoding: .utf8)
        let targets = package.matches(of: /\.(?:target|executableTarget|systemLibrary)\(\s*name: "(\w+)"/)
        try #require(targets.count > 10)
        let named = Set(try Document("\(Document.catalogue)/Architecture.md").codeSpans)
        for target in targets { #expect(named.contains(String(target.1)), "Architecture.md lacks \(target.1)") }
    }
}

import Foundation
import Testing

/// What a user changes about a report without touching the program.
@Suite("Customising reports on the command line")
struct CustomisingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        let outcome = try Program.run(
            ["train", scenario, "--output", folder.path + "/out", "--quiet"] + SmallScenario.options)
        try #require(outcome.status == 0, "\(outcome.errors)")
        try FileManager.default.copyItem(
            at: Program.root.appending(path: "templates"), to: folder.url.appending(path: "mine"))
    }

    private func report(_ arguments: [String]) throws -> Program.Outcome {
        try Program.run(["report", "small", "--output", folder.path + "/out", "--format", "html"] + arguments)
    }

    private func reportWithTemplates() throws -> Program.Outcome {
        try report(["--templates", folder.path + "/mine"])
    }

    private var page: String { folder.text("out/reports/small/index.html") }

    /// Changes one of the copied templates.
    private func edit(_ name: String, _ change: (String) -> String) throws {
        _ = try folder.write(change(folder.text("mine/" + name)), to: "mine/" + name)
    }

    @Test func aCopiedTemplateChangesThePage() throws {
        try edit("page.mustache") { $0.replacing("Skip to the report", with: "Über {{run}} hinweg") }
        try edit("style.mustache") { $0 + "h1{color:rebeccapurple}\n" }
        let outcome = try reportWithTemplates()
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(page.contains("Über small hinweg") && page.contains("h1{color:rebeccapurple}"))
    }

    @Test func anUnknownVariableIsNamedWithItsPlace() throws {
        try edit("section.mustache") { "{{! first line }}\n{{titel}}\n" + $0 }
        let outcome = try reportWithTemplates()
        #expect(outcome.status == 65)
        #expect(
            outcome.errors.hasPrefix("error: ") && outcome.errors.contains("section.mustache:2: unknown variable titel")
        )
        #expect(outcome.errors.contains("title"), "the nearest name is a hint")
        #expect(try !folder.files().keys.contains { $0.hasPrefix("out/reports") })
    }

    @Test func aTemplateThatDoesNotParseIsNamedWithItsPlace() throws {
        try edit("figure.mustache") { $0 + "{{#chart}}\n" }
        let lines = folder.text("mine/figure.mustache").split(separator: "\n").count
        let outcome = try reportWithTemplates()
        #expect(outcome.status == 65)
        let place = try #require(outcome.errors.firstMatch(of: #/figure\.mustache:(\d+):\d+: /#))
        #expect(try abs(#require(Int(place.1)) - lines) <= 1)
        #expect(outcome.errors.contains("a section is not closed"))
    }

    /// The index page shows a deleted report. A command that renders nothing of the user's does its work all the same.
    @Test func aBrokenTemplateStopsOnlyWhatNeedsIt() throws {
        #expect(try reportWithTemplates().status == 0)
        try edit("index.mustache") { $0 + "{{titel}}\n" }
        let options = ["--output", folder.path + "/out", "--templates", folder.path + "/mine"]
        let warning = ": unknown variable titel"
        let deleted = try Program.run(["models", "delete", "small", "--yes"] + options)
        #expect(deleted.status == 0 && deleted.errors.hasPrefix("warning: ") && deleted.errors.contains(warning))
        for command in [["train"], ["simulate", "--policy", "cash", "--episodes", "10", "--scenario"]] {
            let quick = command == ["train"] ? SmallScenario.options + ["--progress", "none"] : []
            let outcome = try Program.run(command + [folder.path + "/small.yaml"] + options + quick)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(
                outcome.errors.contains(warning)
                    && outcome.errors.hasSuffix("; index.html shows a report that was deleted\n"))
        }
        let report = try Program.run(["report", "small", "--format", "html"] + options)
        #expect(report.status == 65 && report.errors.contains("error: ") && report.errors.contains(warning))
    }

    @Test func aMissingPartialIsNamed() throws {
        try FileManager.default.removeItem(at: folder.url.appending(path: "mine/table.mustache"))
        let outcome = try reportWithTemplates()
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("there is no partial table.mustache"))
    }

    @Test func aFolderWithoutTemplatesIsRefused() throws {
        let outcome = try report(["--templates", folder.path + "/nowhere"])
        #expect(outcome.status == 66, "\(outcome.errors)")
        #expect(outcome.errors.contains("nowhere"))
    }

    @Test func sectionsAreThoseAskedForInTheirOwnOrder() throws {
        #expect(try report(["--sections", "risk,finding"]).status == 0)
        let sections = page.matches(of: #/<section id="([a-z-]+)"/#).map { String($0.1) }
        // What a report is not stands in every one of them.
        #expect(sections == ["finding", "risk", "what-this-is-not"])
        let wrong = try report(["--sections", "finding,weather"])
        #expect(wrong.status == 64)
        #expect(wrong.errors.contains("weather"))
    }

    @Test func theTitleIsTheUsersInPageAndIndex() throws {
        #expect(try report(["--title", "Our <first> year & more"]).status == 0)
        let escaped = "Our &lt;first&gt; year &amp; more"
        #expect(page.contains("<title>\(escaped)") && page.contains(">\(escaped)</h1>"))
        #expect(folder.text("out/index.html").contains(">\(escaped)</a>"))
    }

    /// A font that has every character would make this pass the wrong way; no font has the last private one.
    @Test func charactersWithoutAGlyphAreWarnedOfOnce() throws {
        let text = SmallScenario.text.replacing("One year, small networks", with: "A \u{10FFFD} household")
        let scenario = try folder.write(text, to: "strange.yaml")
        let outcome = try Program.run(
            ["train-and-report", scenario, "--output", folder.path + "/out", "--progress", "none"]
                + SmallScenario.options)
        #expect(outcome.status == 0)
        #expect(outcome.errors.matches(of: #/U\+10FFFD/#).count == 1, "\(outcome.errors)")
    }

    /// The whole job, twice: elsewhere, in another language and time zone, with other threads.
    @Test func everythingIsTheSameAnywhere() throws {
        func files(_ name: String, _ environment: [String: String], _ threads: String) throws -> [String: Data] {
            let place = try TemporaryFolder()
            let scenario = try place.write(SmallScenario.text, to: "\(name)/small.yaml")
            let outcome = try Program.run(
                [
                    "train-and-report", scenario, "--output", "results", "--quiet", "--eval-episodes", "20",
                    "--save-interval", "20", "--format", "html,pdf,png", "--threads", threads,
                ], in: place.url.appending(path: name),
                environment: environment.merging(["SOURCE_DATE_EPOCH": "1795343400"]) { $1 })
            try #require(outcome.status == 0, "\(outcome.errors)")
            return try place.files().reduce(into: [:]) { $0[String($1.key.dropFirst(name.count))] = $1.value }
        }
        let here = try files("here", ["TZ": "UTC", "LC_ALL": "C"], "1")
        let there = try files(
            "a place elsewhere", ["TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "LANG": "ar_EG"], "2")
        #expect(here.keys.sorted() == there.keys.sorted())
        #expect(here.keys.contains { $0.hasSuffix(".pdf") } && here.keys.contains { $0.hasSuffix(".png") })
        for (name, bytes) in here { #expect(there[name] == bytes, "\(name) differs") }
    }
}

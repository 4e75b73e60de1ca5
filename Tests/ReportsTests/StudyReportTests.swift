import Foundation
import Households
import Reports
import Studies
import Testing

/// Page, PDF and entry of a study.
@Suite struct StudyReportTests {
    private func page(_ study: StudyReportInput) throws -> String {
        String(decoding: try SampleReports.renderer().studyPage(PreparedStudyReport(study)).bytes, as: UTF8.self)
    }

    private func pdf(_ study: StudyReportInput) throws -> [UInt8] {
        try SampleReports.renderer().studyPDF(PreparedStudyReport(study)).bytes
    }

    private func ids(_ study: SampleStudies) -> [String] { ReportContent(study.input).sections.map(\.id) }

    // MARK: Sections

    @Test func everySectionIsThereInItsOrder() throws {
        let html = try page(SampleStudies.grid.input)
        let sections = html.matches(of: /<section id="([^"]*)"/).map { String($0.1) }
        #expect(sections == StudySection.allCases.map(\.rawValue) + ["what-this-is-not"])
        for word in ["interval", "distance to the optimum", "probability", "confirm", "seeds"] {
            #expect(html.localizedCaseInsensitiveContains(word), "\(word)")
        }
    }

    /// A study without settings compares and chooses nothing.
    @Test func whatAStudyDoesNotDoHasNoSection() {
        #expect(
            ids(SampleStudies()) == [
                "finding", "key-figures", "scores", "profiles", "training", "spread", "failures", "inputs",
                "provenance",
                "what-this-is-not",
            ])
        var empty = SampleStudies()
        empty.change = { _, _, _, _ in .missing }
        #expect(ids(empty).contains("failures") && !ids(empty).contains("scores"))
    }

    private func means(_ study: SampleStudies) throws -> TextTable {
        let tables = ReportContent(study.input).sections.flatMap(\.blocks).flatMap { block in
            if case .tables(let tables) = block { tables } else { [] as [TextTable] }
        }
        return try #require(tables.first { $0.id == "scores-means" })
    }

    /// What mistakes cost in euros stands beside what those of the rule cost, and how often either goes bankrupt.
    @Test(arguments: [false, true])
    func mistakesAreToldInEuros(utility: Bool) throws {
        var study = SampleStudies()
        study.utility = utility
        study.change = { _, _, _, _ in .score(0.9985) }
        let table = try means(study)
        let cells = ["€1.50", "€4.70", "2.0\u{A0}%", "–"]
        #expect(table.rows.map { Array($0.cells.dropFirst()) } == [cells + (utility ? [] : ["0.030"])])
        #expect(table.columns.count == table.rows[0].cells.count)
        #expect(table.note.contains("fixed bills") != utility && !table.note.contains("dash"))
        study.change = { _, _, _, _ in .score(0.2) }
        #expect(try means(study).rows.map { $0.cells[1] } == ["–"] && means(study).note.contains("A dash"))
    }

    @Test func chosenSectionsOnly() {
        var input = SampleStudies.grid.input
        input.sections = [.comparisons, .finding]
        #expect(ReportContent(input).sections.map(\.id) == ["finding", "comparisons", "what-this-is-not"])
    }

    @Test func everyTrainingIsADotAndFewSeedsHaveNoInterval() throws {
        for seeds in [4, 20] {
            var study = SampleStudies()
            study.seeds = seeds
            let figure = try #require(ReportContent(study.input).figures.first)
            #expect(figure.id.hasPrefix("scores"))
            let dots = figure.chart.layers.map { layer in
                if case .dots(let dots) = layer { dots.x.count } else { 0 }
            }
            #expect(dots.contains(seeds) && dots.contains(1))
            let lines = figure.chart.layers.count { if case .line = $0 { true } else { false } }
            #expect(lines == (seeds < 5 ? 0 : 1))
            #expect(figure.caption.contains("No intervals are shown: 4 seeds give none.") == (seeds < 5))
            let labels = figure.chart.layers.compactMap { layer in
                if case .reference(let line) = layer { line.label } else { nil }
            }
            #expect(labels == ["tuned rule", "optimum"])
        }
    }

    /// What would leave nothing to be seen of the others is named instead.
    @Test func lostTrainingsAreNamedWhereTheyAreNotShown() throws {
        var study = SampleStudies()
        study.change = { _, _, _, seed in seed == 13 ? .score(0.886) : seed == 17 ? .diverged : .none }
        let figure = try #require(ReportContent(study.input).figures.first)
        #expect(figure.caption.contains("Not shown, further left: seed 17, 0; seed 13, .8860."))
        #expect((figure.chart.xAxis.atMost?.lowerBound ?? 0) > 0.99)
    }

    @Test func chartsHaveAtMostTwelveRows() {
        for study in [
            SampleStudies.large(), SampleStudies.grid, SampleStudies.large(scenarios: 30, settings: 1, seeds: 5),
        ] {
            let figures = ReportContent(study.input).figures
            #expect(figures.allSatisfy { ($0.chart.yAxis.marks?.count ?? 0) <= 12 })
            #expect(Set(figures.map(\.id)).count == figures.count)
            #expect(figures.allSatisfy { !$0.alternativeText.isEmpty && $0.table.rows.count <= 25 })
        }
    }

    @Test func whatFailedIsNamed() throws {
        var study = SampleStudies.grid
        study.change = { _, scenario, setting, seed in
            guard scenario == 1, setting == 2 else { return .none }
            return switch seed {
            case 3: .diverged
            case 7: .failed("out of memory & <more>")
            case 10...12, 15: .missing
            default: .none
            }
        }
        let content = ReportContent(study.input)
        let section = try #require(content.sections.first { $0.id == "failures" })
        guard case .tables(let tables)? = section.blocks.first else {
            Issue.record("no table")
            return
        }
        let cell = ["bologna_shocks", "clip_range_low=0.1,epochs=10", "the comparison"]
        #expect(
            tables[0].rows.map(\.cells) == [
                ["diverged"] + cell + ["3", "a weight is not finite"],
                ["failed"] + cell + ["7", "out of memory & <more>"],
                ["missing"] + cell + ["10–12, 15", "–"],
            ])
        #expect(try page(study.input).contains("out of memory &amp; &lt;more&gt;"))
    }

    @Test func theFileIsShownAsItIs() throws {
        let html = try page(SampleStudies().input)
        #expect(html.contains(">\u{A0}\u{A0}- bologna_coppia   # a couple<"))
        #expect(html.contains(">hrlreport study run clip.yaml<"))
    }

    @Test func aHouseholdThatLivesForUtilityHasNoCurves() throws {
        var study = SampleStudies()
        study.utility = true
        let content = ReportContent(study.input)
        #expect(content.figures.map(\.id) == ["scores-1-1", "profile"])
        let figures = content.sections.first { $0.id == "key-figures" }?.blocks.first
        guard case .keyFigures(let values)? = figures else {
            Issue.record("no key figures")
            return
        }
        #expect(values[0].label == "As well off as with" && values[0].value.hasPrefix("€1,89"))
    }

    // MARK: Page

    @Test func samePageEveryTime() throws {
        let input = SampleStudies.grid.input
        #expect(try page(input) == page(input))
        #expect(try pdf(input) == pdf(input))
    }

    @Test func thePageIsSelfContained() throws {
        let html = try page(SampleStudies.grid.input)
        #expect(!html.contains("<script") && !html.contains("src=") && !html.contains("url("))
        let links = html.matches(of: /href="([^"]*)"/).map { String($0.1) }
        #expect(links.allSatisfy { $0.hasPrefix("#") || ["clip.pdf", "results.csv", "../../index.html"].contains($0) })
        #expect(["clip.pdf", "results.csv", "../../index.html"].allSatisfy(links.contains))
        let ids = html.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
        #expect(Set(ids).count == ids.count && ids.count > 40)
        let bare = try SampleReports.renderer().studyPage(
            PreparedStudyReport(SampleStudies().input), hasDocument: false)
        #expect(!String(decoding: bare.bytes, as: UTF8.self).contains("clip.pdf"))
    }

    @Test func namesCannotWriteMarkup() throws {
        var study = SampleStudies.grid
        study.scenarios = [AwkwardReports.hostileName, "calm"]
        study.settings[1].name = "</svg><img src=x onerror=alert(1)>"
        study.settings[1].values[0].text = "<b>bold"
        study.change = { _, _, _, seed in seed == 4 ? .failed("{{run}} <i>why</i>") : .none }
        var input = study.input
        input.title = AwkwardReports.hostileName
        input.studyYAML = "]]> <b>bold</b>\n\u{0}{{{svg}}}"
        let html = try page(input)
        for markup in ["<script", "<img", "<b>", "<i>"] { #expect(!html.contains(markup), "\(markup)") }
        #expect(html.contains("{{run}}") && !html.unicodeScalars.contains { $0.value == 0 })
        #expect(try UpdatedPDF(pdf(input)).attachments().count == 3)
    }

    // MARK: PDF

    @Test func thePDFIsTaggedAndCarriesTheResults() throws {
        let input = SampleStudies.grid.input
        let file = try UpdatedPDF(pdf(input))
        let content = ReportContent(input)
        #expect(
            try file.elements(ofType: "Figure").map { $0["Alt"]?.textValue }
                == content.figures.map { $0.alternativeText.replacing("\u{A0}", with: " ") })
        #expect(try file.elements(ofType: "H1").count == 1)
        #expect(try file.elements(ofType: "H2").count == content.sections.count)
        let files = try file.attachments()
        #expect(files.map(\.name) == ["results.csv", "results.json", "study.yaml"])
        #expect(files.map(\.bytes) == [input.resultsCSV, input.resultsJSON, Array(input.studyYAML.utf8)])
        let info = try #require(try file.resolve(file.trailer["Info"])?.dictionaryValue)
        #expect(info["Title"]?.textValue == "clip")
        #expect(info["Keywords"]?.textValue?.contains("identity \(input.plan.identity)") == true)
        let dates = String(decoding: file.bytes, as: UTF8.self).matches(of: /D:(\d{14})/).map { String($0.1) }
        #expect(Set(dates) == ["20261122103000"])
    }

    /// Of 11 scenarios with 20 settings.
    @Test func budgets() throws {
        let report = PreparedStudyReport(SampleStudies.large().input)
        let renderer = try SampleReports.renderer()
        #expect(try renderer.studyPage(report).bytes.count < 1_500_000)
        #expect(try renderer.studyPDF(report, hasAttachments: false).bytes.count < 350_000)
    }

    @Test(arguments: [1, 2, 4, 5, 20])
    func anyNumberOfSeedsRenders(seeds: Int) throws {
        var study = SampleStudies.grid
        study.seeds = seeds
        study.choice = nil
        study.change = { _, _, _, seed in seed == 2 ? .diverged : .none }
        let html = try page(study.input)
        #expect(html.hasSuffix("</html>\n") && !html.contains("NaN"))
        #expect(try pdf(study.input).starts(with: Array("%PDF-1.".utf8)))
    }

    // MARK: Front page

    @Test func theFrontPageListsIt() throws {
        let entry = IndexEntry(PreparedStudyReport(SampleStudies.grid.input))
        #expect(entry.pagePath == "reports/clip/index.html" && entry.documentPath == "reports/clip/clip.pdf")
        #expect(
            entry.standing.replacing("\u{A0}", with: " ").hasPrefix(
                "Study of 2 scenarios, 5 settings, 20 seeds, 10 seeds"))
        let html = String(decoding: try SampleReports.renderer().index([entry]).bytes, as: UTF8.self)
        #expect(html.contains("reports/clip/index.html") && !html.contains("<svg role"))
        #expect(try JSONDecoder().decode(IndexEntry.self, from: JSONEncoder().encode(entry)) == entry)
    }
}

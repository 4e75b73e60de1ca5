import Foundation
import Households
import Reports
import Testing

@Suite struct ReportPageTests {
    private func page(_ input: ReportInput) throws -> String {
        String(decoding: try SampleReports.renderer().page(PreparedReport(input)).bytes, as: UTF8.self)
    }

    @Test func sameInputSameBytes() throws {
        let input = SampleReports.bologna(episodes: 300)
        #expect(try page(input) == page(input))
    }

    @Test func isSelfContained() throws {
        let html = try page(SampleReports.bologna(episodes: 300))
        #expect(html.contains("Content-Security-Policy"))
        #expect(!html.contains("<script"))
        #expect(!html.contains("src="))
        #expect(!html.contains("url("))
        let links = html.matches(of: /href="([^"]*)"/).map { String($0.1) }
        let files = ["history.csv", "updates.csv", "bologna_coppia.pdf", "../../index.html"]
        #expect(links.allSatisfy { $0.hasPrefix("#") || files.contains($0) })
        #expect(links.contains("history.csv") && links.contains("../../index.html"))
    }

    @Test func everySectionAndFigureIsThere() throws {
        let input = SampleReports.bologna(episodes: 300)
        let html = try page(input)
        for section in ReportSection.allCases {
            #expect(html.contains("<section id=\"\(section.rawValue)\""))
            #expect(html.contains("<a href=\"#\(section.rawValue)\">"))
        }
        for figure in ReportContent(input).figures {
            #expect(html.contains("id=\"figure-\(figure.id)\""))
            #expect(html.contains("aria-label=\"\(figure.alternativeText)\""))
        }
    }

    @Test func idsAreUnique() throws {
        let ids = try page(SampleReports.bologna(episodes: 300)).matches(of: /\sid="([^"]*)"/).map { String($0.1) }
        #expect(ids.count > 40)
        #expect(Set(ids).count == ids.count)
    }

    @Test func anchorsLeadSomewhere() throws {
        let html = try page(SampleReports.bologna(episodes: 300))
        let ids = Set(html.matches(of: /\sid="([^"]*)"/).map { String($0.1) })
        let anchors = html.matches(of: /href="#([^"]*)"/).map { String($0.1) }
        #expect(anchors.allSatisfy(ids.contains))
    }

    @Test func scenariosCannotWriteMarkup() throws {
        let html = try page(AwkwardReports.hostile)
        #expect(!html.contains("<script"))
        #expect(!html.contains("<img"))
        #expect(!html.contains("<b>bold"))
        #expect(!html.contains("body{display" + ":none}</style>"))
        #expect(html.contains("&lt;script&gt;"))
        #expect(html.contains("{{run}}"), "a name is no template")
        #expect(!html.unicodeScalars.contains { $0.value == 0 || $0.value == 7 })
    }

    @Test func budgetOfThePage() throws {
        #expect(try page(SampleReports.bologna()).utf8.count < 700_000)
    }

    /// What scrolls has to be reachable with the keyboard.
    @Test func tablesOfHugeNumbersCanBeScrolled() throws {
        var input = SampleReports.bologna(episodes: 50)
        let frame = "<div class=\"table\" id=\"advice-month-1\">\n<div class=\"frame\""
        #expect(try page(input).contains(frame + ">"))
        for index in input.evaluation.advice[0].rows.indices { input.evaluation.advice[0].rows[index].save = 1e12 }
        #expect(try page(input).contains(frame + " tabindex=\"0\""))
    }

    @Test func chosenSectionsOnly() throws {
        var input = SampleReports.bologna(episodes: 300)
        input.sections = [.finding, .provenance]
        let html = try page(input)
        // What this is not is always there.
        #expect(html.matches(of: /<section\s/).count == 3)
    }

    @Test(arguments: AwkwardReports.all.map(\.name))
    func awkwardReportsRender(name: String) throws {
        let input = try #require(AwkwardReports.all.first { $0.name == name }).input
        let html = try page(input)
        #expect(html.hasSuffix("</html>\n"))
        #expect(!html.contains("NaN"))
    }

    @Test func indexShowsTheNewestFirst() throws {
        var older = IndexEntry(SampleReports.bologna(episodes: 50))
        older.startTime = "2025-01-01T00:00:00Z"
        older.title = "Older"
        var twin = older
        twin.runName = "a_twin"
        twin.title = "Twin"
        let newer = IndexEntry(SampleReports.bologna(episodes: 50))
        let renderer = try SampleReports.renderer()
        let html = String(decoding: try renderer.index([older, newer, twin]).bytes, as: UTF8.self)
        let order = html.matches(of: /index.html">([^<]*)</).map { String($0.1) }
        #expect(order == ["Bologna: a couple", "Twin", "Older"])
        #expect(html.contains("3\u{A0}reports"))
        #expect(String(decoding: try renderer.index([]).bytes, as: UTF8.self).contains("No report has been rendered"))
    }

    @Test func pagesOfTheIndexLeadToTheirNeighbours() throws {
        let entries = [IndexEntry(SampleReports.bologna(episodes: 50))]
        let renderer = try SampleReports.renderer()
        func html(_ page: RenderedDocument) -> String { String(decoding: page.bytes, as: UTF8.self) }
        let only = try html(renderer.index(entries))
        #expect(only.contains(">one\u{A0}report, newest") && !only.contains("<nav"))
        let front = try html(renderer.index(entries, total: 230, older: "index_3.html"))
        #expect(front.contains(">230\u{A0}reports, newest") && front.contains("<h1>Training reports</h1>"))
        #expect(front.contains(#"<a href="index_3.html">Older reports</a>"#) && !front.contains("Newer reports"))
        let older = try html(
            renderer.index(entries, total: 230, number: 3, newer: "index.html", older: "index_2.html"))
        #expect(older.contains(">one\u{A0}report, newest") && older.contains("<h1>Training reports, part 3</h1>"))
        #expect(older.contains("<title>Training reports, part 3</title>"))
        #expect(older.contains(#"<a href="index.html">Newer reports</a> <a href="index_2.html">Older reports</a>"#))
    }

    @Test func indexSaysWhatItsPicturesShow() throws {
        var entry = IndexEntry(SampleReports.bologna(episodes: 50))
        entry.rewards = [-12.25, 40, 1215.06]
        let renderer = try SampleReports.renderer()
        let html = String(decoding: try renderer.index([entry]).bytes, as: UTF8.self)
        #expect(html.contains(">Reward over the training, from −12.3 to 1,215.1<"))
        #expect(entry.figures.map(\.label).contains("Share of the optimum"))
        entry.rewards = []
        #expect(!String(decoding: try renderer.index([entry]).bytes, as: UTF8.self).contains("<svg role"))
    }

    @Test func indexEntrySurvivesStorage() throws {
        let entry = IndexEntry(SampleReports.bologna())
        #expect(entry.rewards.count <= 120)
        #expect(try JSONDecoder().decode(IndexEntry.self, from: JSONEncoder().encode(entry)) == entry)
    }

    @Test func withoutADocumentNothingLinksToIt() throws {
        let input = SampleReports.bologna(episodes: 50)
        let renderer = try SampleReports.renderer()
        #expect(
            !String(decoding: try renderer.page(PreparedReport(input), hasDocument: false).bytes, as: UTF8.self)
                .contains(".pdf"))
        let index = try renderer.index([IndexEntry(input, hasDocument: false)])
        #expect(!String(decoding: index.bytes, as: UTF8.self).contains(".pdf"))
    }

    @Test func chartsAsPictures() throws {
        let charts = try SampleReports.renderer().pngCharts(PreparedReport(AwkwardReports.checkpoint))
        #expect(charts.map(\.name).prefix(2) == ["reward.png", "stability.png"])
        // Width and height, at twice the size of a chart that stands alone.
        for chart in charts {
            let sizes = [16, 20].map { start in chart.bytes[start..<start + 4].reduce(0) { $0 << 8 + Int($1) } }
            #expect(sizes == [880, 520])
        }
        #expect(charts.allSatisfy { $0.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) })
    }
}

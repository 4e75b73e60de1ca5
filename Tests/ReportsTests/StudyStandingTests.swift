import Foundation
import Households
import Reports
import Studies
import Testing

/// The report of a run, with trainings like it beside it.
@Suite struct StudyStandingTests {
    private func page(_ input: ReportInput) throws -> String {
        String(decoding: try SampleReports.renderer().page(PreparedReport(input)).bytes, as: UTF8.self)
            .replacing("\u{A0}", with: " ")
    }

    private func input(_ study: StudyStanding?) -> ReportInput {
        var input = SampleReports.bologna(episodes: 1000, evaluated: 100)
        input.study = study
        return input
    }

    @Test func whereTheRunStands() throws {
        let html = try page(input(SampleStudies.standing()))
        #expect(
            html.contains(
                try Regex(
                    "over 20 seeds: IQM \\.99\\d\\d \\[\\.99\\d\\d, \\.99\\d\\d\\], worst \\.99\\d\\d; this one, on the same lives, is "
                        + "7th of 20")))
        #expect(!html.contains("luckier"))
        #expect(html.contains(String(repeating: "5c1d", count: 16)))
        let five = try page(input(SampleStudies.standing(seeds: 5, rank: nil)))
        #expect(five.contains("over 5 seeds: IQM") && !five.contains("this one, on the same lives"))
    }

    @Test(arguments: [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (113, "113th")])
    func ranks(rank: Int, text: String) throws {
        let content = ReportContent(input(SampleStudies.standing(seeds: 200, rank: rank)))
        let blocks = content.sections.first { $0.id == "key-figures" }?.blocks.first
        guard case .keyFigures(let figures)? = blocks else {
            Issue.record("no key figures")
            return
        }
        #expect(figures.last?.meaning.contains("is \(text) of 200") == true)
    }

    /// Above the upper quartile the finding says so; on other lives nothing can be said.
    @Test func luckIsCalledLuck() throws {
        let lucky = try page(input(SampleStudies.standing(rank: 2, score: 0.9985)))
        #expect(
            lucky.contains("This run is luckier than three in four trainings like it: it reaches .9985; over 20 seeds,")
        )
        #expect(!(try page(input(SampleStudies.standing(rank: nil))).contains("luckier")))
    }

    @Test func fourChartsShowTheOthers() {
        let figures = ReportContent(input(SampleStudies.standing())).figures
        let shown = figures.filter { $0.caption.contains("the IQM of 20 seeds of this training, with its 95") }
        #expect(shown.map(\.id) == ["reward", "stability", "sharpe", "goal-adherence"])
        #expect(shown.allSatisfy { $0.alternativeText.contains("IQM of 20 seeds") })
        let bands = shown.map { $0.chart.layers.count { if case .band = $0 { true } else { false } } }
        #expect(bands == [2, 2, 2, 2])
        // Without an interval there is no band.
        let few = ReportContent(input(SampleStudies.standing(seeds: 4))).figures.prefix(4)
        #expect(few.map { $0.chart.layers.count { if case .band = $0 { true } else { false } } } == [1, 1, 1, 1])
    }

    /// A report says nothing of studies unless it is given one.
    @Test func withoutAStudyNothingChanges() throws {
        let plain = try page(input(nil))
        #expect(!plain.contains("seeds: IQM") && !plain.contains("Dash-dotted"))
        let renderer = try SampleReports.renderer()
        let files = try UpdatedPDF(renderer.pdf(PreparedReport(input(nil))).bytes).attachments()
        #expect(files.count == 5)
    }

    @Test func thePDFCarriesTheStudy() throws {
        let standing = SampleStudies.standing()
        let bytes = try SampleReports.renderer().pdf(PreparedReport(input(standing))).bytes
        let files = try UpdatedPDF(bytes).attachments()
        let file = try #require(files.first { $0.name == "study.json" })
        #expect(try JSONDecoder().decode(StudyStanding.self, from: Data(file.bytes)) == standing)
        #expect(try ArchivedDocument(bytes).history == input(standing).historyJSON)
    }
}

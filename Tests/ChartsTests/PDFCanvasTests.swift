import Charts
import Testing

@Suite("PDF canvas")
struct PDFCanvasTests {
    private let metadata = PDFMetadata(
        title: "A title", author: "An author", subject: "A subject", keywords: "words", creator: "hrlreport 1.0",
        date: "2026-01-02T03:04:05Z")

    private func document(pages: Int = 2) throws -> [UInt8] {
        let typesetter = try Typesetter()
        let canvas = try PDFCanvas(metadata: metadata, typesetter: typesetter)
        let text = String(repeating: "Text that goes over several lines, and from page to page. ", count: 30)
        let paragraph = typesetter.paragraph(text, TextStyle(size: 10), width: 400, lineSpacing: 1.3)
        let half = paragraph.lines.count / 2
        try canvas.begin(.document)
        for page in 0..<pages {
            try canvas.beginPage(label: "\(page + 1) / \(pages)")
            try canvas.addDestination("it's page \(page)", at: Point(x: 56, y: 56))
            try canvas.addOutlineEntry("Page \(page + 1)", to: "it's page \(page)")
            try canvas.tagged(.heading1) {
                try canvas.draw(
                    typesetter.line("Heading", TextStyle(size: 20, weight: .semibold)), at: Point(x: 56, y: 56))
            }
            try canvas.tagged(.paragraph) {
                let lines = page == 0 ? 0..<half : half..<paragraph.lines.count
                try canvas.draw(paragraph, lines: lines, at: Point(x: 56, y: 100))
            }
            try canvas.tagged(.figure) {
                let chart = SampleCharts.fan(months: 60).layout(typesetter: typesetter)
                try canvas.draw(chart, at: Point(x: 56, y: 400))
            }
            try canvas.tagged(.paragraph) {
                try canvas.link(to: "it's page 0") {
                    try canvas.draw(
                        typesetter.line("back", TextStyle(size: 10)), at: Point(x: 56, y: 700), color: .series1)
                }
            }
            try canvas.endPage()
        }
        try canvas.end(.document)
        return try canvas.finish()
    }

    @Test("PDF 1.4 with tags, outline, labels and metadata")
    func structure() throws {
        let text = String(decoding: try document(), as: Unicode.ASCII.self)
        #expect(text.hasPrefix("%PDF-1.4"))
        for part in [
            "/StructTreeRoot", "/S /H1", "/S /Figure", "/S /Link", "/Outlines", "/PageLabels", "/Title (A title)",
            "/CreationDate (20260102030405Z)", "/ModDate (20260102030405Z)", "/Author (An author)",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("Twenty charts as in a report of 1,000 episodes stay within their budget")
    func size() throws {
        let typesetter = try Typesetter()
        let canvas = try PDFCanvas(metadata: metadata, typesetter: typesetter)
        for index in 0..<20 {
            let chart =
                switch index % 5 {
                case 0, 1: SampleCharts.training(SampleCharts.rewards(count: 1000, seed: UInt64(index)))
                case 2: SampleCharts.fan(months: 120)
                case 3: SampleCharts.shares(months: 120)
                default: SampleCharts.histogram()
                }
            try canvas.beginPage(label: "\(index + 1)")
            try canvas.draw(chart.layout(typesetter: typesetter), at: Point(x: 56, y: 56))
            try canvas.endPage()
        }
        #expect(try canvas.finish().count < 250_000)
    }

    @Test("The same document has the same bytes")
    func deterministic() throws {
        #expect(try document() == document())
    }

    @Test("A link to nowhere is an error, not a broken document")
    func danglingLink() throws {
        let typesetter = try Typesetter()
        let canvas = try PDFCanvas(metadata: metadata, typesetter: typesetter)
        try canvas.beginPage(label: "1")
        try canvas.link(to: "nowhere") {
            try canvas.draw(typesetter.line("there", TextStyle(size: 10)), at: Point(x: 56, y: 56))
        }
        try canvas.endPage()
        #expect(throws: ChartsError.missingDestinations(["nowhere"])) { try canvas.finish() }
    }
}

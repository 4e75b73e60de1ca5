import Charts
import Testing

@Suite("Rendering speed")
struct RenderingSpeedTests {
    /// Twenty charts as in a report of 1,000 episodes.
    private static let charts: [Chart] = (0..<20).map { index in
        switch index % 5 {
        case 0, 1: SampleCharts.training(SampleCharts.rewards(count: 1000, seed: UInt64(index)))
        case 2: SampleCharts.fan(months: 120)
        case 3: SampleCharts.shares(months: 120)
        default: SampleCharts.histogram()
        }
    }

    @Test("Twenty charts, laid out once and drawn as SVG and PDF, take a small part of a second")
    func twenty() throws {
        let clock = ContinuousClock()
        let charts = Self.charts
        let time = try clock.measure {
            let typesetter = try Typesetter()
            let drawings = charts.map { $0.layout(typesetter: typesetter) }
            var glyphs = SVGGlyphSheet()
            let fragments = try drawings.map {
                try SVGFragment($0, typesetter: typesetter, glyphs: &glyphs).svg()
            }
            #expect(fragments.allSatisfy { !$0.isEmpty })
            let metadata = PDFMetadata(
                title: "t", author: "a", subject: "s", keywords: "k", creator: "c", date: "2026-01-02T03:04:05Z")
            let canvas = try PDFCanvas(metadata: metadata, typesetter: typesetter)
            for (page, drawing) in drawings.enumerated() {
                try canvas.beginPage(label: "\(page + 1)")
                try canvas.draw(drawing, at: Point(x: 56, y: 56))
                try canvas.endPage()
            }
            #expect(try canvas.finish().count < 250_000)
        }
        print("twenty charts as SVG and PDF: \(time)")
        // Far above what it takes, since other tests run beside this one; a quadratic step would exceed it.
        #expect(time < .seconds(3))
    }
}

import Charts
import Testing

@Suite("PNG images")
struct PNGImageTests {
    private func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    @Test("Twice the size in pixels, without an alpha channel")
    func header() throws {
        let typesetter = try Typesetter()
        let drawing = SampleCharts.fan(months: 12).layout(typesetter: typesetter, parts: .titled)
        let png = try PNGImage.encode(drawing, typesetter: typesetter)
        #expect(Array(png[..<8]) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(number(png[16..<20]) == 880)
        #expect(number(png[20..<24]) == 520)
        #expect(png[24] == 8)
        #expect(png[25] == 2)
    }

    @Test("The same drawing gives the same bytes, another theme others")
    func deterministic() throws {
        for (_, chart) in SampleCharts.all {
            let first = try Typesetter()
            let second = try Typesetter()
            let drawing = chart.layout(typesetter: first, parts: .titled)
            #expect(try PNGImage.encode(drawing, typesetter: first) == PNGImage.encode(drawing, typesetter: second))
            #expect(
                try PNGImage.encode(drawing, typesetter: first)
                    != PNGImage.encode(drawing, typesetter: first, theme: .dark))
        }
    }
}

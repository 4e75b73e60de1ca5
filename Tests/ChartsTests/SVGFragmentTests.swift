import Charts
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("SVG fragments")
struct SVGFragmentTests {
    private let typesetter: Typesetter

    init() throws {
        typesetter = try Typesetter()
    }

    private func page() throws -> (sheet: String, charts: [String]) {
        var glyphs = SVGGlyphSheet(prefix: "glyph")
        let charts = try SampleCharts.all.map { _, chart in
            try SVGFragment(chart.layout(typesetter: typesetter), typesetter: typesetter, glyphs: &glyphs)
                .svg(attributes: [("role", "img"), ("aria-label", "a < \"b\" & c")])
        }
        return (glyphs.svg, charts)
    }

    @Test("Charts and sheet are well-formed; ids are unique over the page and every reference has its glyph")
    func wellFormed() throws {
        let (sheet, charts) = try page()
        var ids: [String] = []
        var references: Set<String> = []
        for text in charts + [sheet] {
            let reader = ElementReader()
            let parser = XMLParser(data: Data(text.utf8))
            parser.delegate = reader
            #expect(parser.parse())
            ids += reader.elements.compactMap { $0["id"] }
            references.formUnion(reader.elements.compactMap { $0["href"] })
        }
        #expect(Set(ids).count == ids.count)
        #expect(!ids.isEmpty)
        #expect(references == Set(ids.map { "#" + $0 }))
    }

    @Test("Colours are custom properties of roles, and nothing else")
    func colours() throws {
        let known = Set(ThemeColor.allCases.map { "var(\($0.cssVariable))" })
        for text in try page().charts {
            let reader = ElementReader()
            let parser = XMLParser(data: Data(text.utf8))
            parser.delegate = reader
            #expect(parser.parse())
            for element in reader.elements.dropFirst() {
                for paint in [element["fill"], element["stroke"]].compactMap({ $0 }) {
                    #expect(known.contains(paint), "\(paint)")
                }
                #expect(element["style"] == nil)
            }
            #expect(!text.contains("rgb(") && !text.contains("xlink") && !text.contains("<?xml"))
        }
    }

    @Test("The same drawing gives the same bytes")
    func deterministic() throws {
        let first = try page()
        let second = try page()
        #expect(first.sheet == second.sheet)
        #expect(first.charts == second.charts)
    }

    @Test("A page of charts stays within its budget")
    func size() throws {
        var glyphs = SVGGlyphSheet()
        let charts = try (0..<20).map { index in
            let chart = SampleCharts.training(SampleCharts.rewards(count: 100_000, seed: UInt64(index)))
            return try SVGFragment(chart.layout(typesetter: typesetter), typesetter: typesetter, glyphs: &glyphs).svg()
        }
        for chart in charts { #expect(chart.utf8.count <= 25_000) }
        #expect(glyphs.svg.utf8.count <= 30_000)
    }

    @Test("Positions in the fragment are those of the drawing, to a tenth")
    func positions() throws {
        let line = Polyline(
            points: [Point(x: 10.04, y: 20), Point(x: 30.26, y: 20), Point(x: 30.26, y: 5.5)],
            stroke: Stroke(color: .series2, width: 1.75, dash: .dashed))
        let drawing = Drawing(
            size: Size(width: 100, height: 50),
            items: [
                .rectangle(Rectangle(rect: Rect(x: 1, y: 2, width: 3.5, height: 4), fill: .tint1)), .polyline(line),
            ])
        var glyphs = SVGGlyphSheet()
        let svg = try SVGFragment(drawing, typesetter: typesetter, glyphs: &glyphs).svg()
        #expect(
            svg == """
                <svg viewBox="0 0 100 50" fill="none" stroke-linejoin="round">\
                <path fill="var(--tint1)" d="m1 2h3.5v4h-3.5z"/>\
                <path stroke="var(--series2)" stroke-width="1.75" stroke-dasharray="6.13 4.38" d="m10 20h20.3v-14.5"/>\
                </svg>
                """)
    }

    @Test("Attributes are escaped")
    func escaping() throws {
        #expect(try page().charts[0].contains("aria-label=\"a &lt; &quot;b&quot; &amp; c\""))
    }

    @Test(
        "What Cairo would not write is refused",
        arguments: [
            "<svg><image/></svg>", "<svg><path d=\"M 0 0\" style=\"fill:rgb(1%,2%,3%);\"/></svg>", "<svg", "text",
            "<svg><path style=\"fill:none;\" d=\"M 0 0 A 1 2 3\"/></svg>",
            "<svg><use xlink:href=\"#x\" x=\"1\" y=\"2\"/></svg>",
            "<svg><path style=\"opacity:0.5;\" d=\"\"/></svg>", "<svg a=\"&amp;\"/>",
        ])
    func refused(text: String) {
        var glyphs = SVGGlyphSheet()
        var cleaner = SVGCleaner(Array(text.utf8))
        #expect(throws: ChartsError.self) { try cleaner.clean(glyphs: &glyphs) }
    }
}

/// Collects the attributes of all elements.
private final class ElementReader: NSObject, XMLParserDelegate {
    private(set) var elements: [[String: String]] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append(attributes)
    }
}

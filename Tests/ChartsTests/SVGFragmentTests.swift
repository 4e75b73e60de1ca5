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
        var glyphs = SVGGlyphSheet()
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
        let line = DrawingItem.polyline(
            [Point(x: 10.04, y: 20), Point(x: 30.26, y: 20), Point(x: 30.26, y: 5.5)],
            Stroke(color: .series2, width: 1.75, dash: .dashed))
        let drawing = Drawing(
            size: Size(width: 100, height: 50),
            items: [.rectangle(Rect(x: 1, y: 2, width: 3.5, height: 4), .tint1), line])
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

    @Test("Neighbours of one ink are one path, a marker is two discs")
    func grouping() throws {
        let thin = Stroke(color: .grid, width: 1)
        func line(_ y: Double, _ stroke: Stroke) -> DrawingItem {
            .polyline([Point(x: 0, y: y), Point(x: 9, y: y)], stroke)
        }
        let triangle = [Point(x: 1, y: 1), Point(x: 2, y: 1), Point(x: 2, y: 2)]
        let drawing = Drawing(
            size: Size(width: 9, height: 9),
            items: [
                line(1, thin), line(2, thin), line(3, Stroke(color: .grid, width: 2, dash: .dotted)),
                .polygon(triangle, .tint2), .polygon(triangle, .tint2),
                .marker(Point(x: 4, y: 5), radius: 2.4, .series1),
                .dots([Point(x: 4, y: 5), Point(x: 6, y: 7.24)], radius: 1.5, .raw),
            ])
        var glyphs = SVGGlyphSheet()
        #expect(
            try SVGFragment(drawing, typesetter: typesetter, glyphs: &glyphs).body == """
                <path stroke="var(--grid)" d="m0 1h9m-9 1h9"/>\
                <path stroke="var(--grid)" stroke-width="2" stroke-dasharray="2 4" stroke-linecap="round" d="m0 3h9"/>\
                <path fill="var(--tint2)" d="m1 1h1v1z"/><path fill="var(--tint2)" d="m1 1h1v1z"/>\
                <circle fill="var(--background)" cx="4" cy="5" r="3.2"/>\
                <circle fill="var(--series1)" cx="4" cy="5" r="2.4"/>\
                <path stroke="var(--raw)" stroke-width="3" stroke-linecap="round" d="m4 5h.1m1.9 2.2h.1"/>
                """)
    }

    @Test("Each glyph lies where the text before it ends; blanks are left out, texts of one colour share a group")
    func text() throws {
        let style = TextStyle(size: 10)
        let items = [(TextItem.Anchor.start, ThemeColor.ink), (.middle, .ink), (.end, .axis)].map { anchor, color in
            DrawingItem.text(TextItem("la l", at: Point(x: 50, y: 20), anchor: anchor, style: style, color: color))
        }
        var glyphs = SVGGlyphSheet()
        let body = try SVGFragment(
            Drawing(size: Size(width: 100, height: 30), items: items), typesetter: typesetter, glyphs: &glyphs
        ).body
        func use(_ glyph: Int, after text: String, from start: Double) -> String {
            let x = SVGNumber.string(start + typesetter.measure(text, style).width, decimals: 1)
            return "<use href=\"#g\(glyph)\" x=\"\(x)\" y=\"20\"/>"
        }
        let width = typesetter.measure("la l", style).width
        let uses = [50, 50 - width / 2, 50 - width].map { start in
            use(0, after: "", from: start) + use(1, after: "l", from: start) + use(0, after: "la ", from: start)
        }
        #expect(
            body == "<g fill=\"var(--ink)\">\(uses[0])\(uses[1])</g><g fill=\"var(--axis)\">\(uses[2])</g>")
        #expect(glyphs.svg.components(separatedBy: "<path ").count == 3)
    }

    @Test("Attributes are escaped")
    func escaping() throws {
        #expect(try page().charts[0].contains("aria-label=\"a &lt; &quot;b&quot; &amp; c\""))
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

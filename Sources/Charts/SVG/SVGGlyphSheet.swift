/// The outlines of all glyphs that the charts of one page use, each written once.
package struct SVGGlyphSheet {
    /// Begins every id of the sheet; no other id of the page begins with it.
    private static let prefix = "g"
    private var outlines: [String] = []
    private var numbers: [String: Int] = [:]

    package init() {}

    /// An `svg` element that draws nothing by itself and must stand somewhere in the page. Not hidden by CSS, since
    /// some browsers then leave out what refers to it.
    package var svg: String {
        let paths = outlines.enumerated().map { number, outline in
            "<path id=\"\(Self.prefix)\(number)\" d=\"\(outline)\"/>"
        }
        return "<svg width=\"0\" height=\"0\" class=\"glyph-sheet\" aria-hidden=\"true\" focusable=\"false\"><defs>"
            + paths.joined() + "</defs></svg>"
    }

    /// The id of a glyph with this path data.
    mutating func id(of outline: String) -> String {
        if let number = numbers[outline] { return "\(Self.prefix)\(number)" }
        let number = outlines.count
        outlines.append(outline)
        numbers[outline] = number
        return "\(Self.prefix)\(number)"
    }
}

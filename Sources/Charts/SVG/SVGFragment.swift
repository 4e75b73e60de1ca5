import CCairo

/// The outlines of all glyphs that the charts of one page use, each written once.
package struct SVGGlyphSheet {
    /// - Parameter prefix: begins every id of the sheet; no other id of the page begins with it.
    package init(prefix: String = "g") {}

    /// An `svg` element that draws nothing and must stand somewhere in the page.
    package var svg: String { "" }
}

/// A chart to be inlined in a page of HTML. It needs the page's `SVGGlyphSheet` and the colours of a `Theme` as CSS
/// custom properties (`Theme.cssDeclarations`), and has no id of its own.
package struct SVGFragment: Equatable, Sendable {
    package var size: Size
    /// What stands in the `svg` element.
    package var body: String

    /// - Throws: `ChartsError.cairo`, `ChartsError.unexpectedSVG`.
    package init(
        _ drawing: Drawing, typesetter: Typesetter, glyphs: inout SVGGlyphSheet
    ) throws(ChartsError) {
        size = drawing.size
        body = ""
    }

    /// The whole element with attributes such as `("role", "img")` and `("aria-labelledby", "reward-title")`.
    package func svg(attributes: [(name: String, value: String)] = []) -> String { "" }
}

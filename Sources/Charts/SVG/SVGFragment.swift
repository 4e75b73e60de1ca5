/// A chart to be inlined in a page of HTML. It needs the page's `SVGGlyphSheet` and the colours of a `Theme` as CSS
/// custom properties (`Theme.cssDeclarations`), and has no id of its own.
package struct SVGFragment: Equatable, Sendable {
    /// In units; the fragment's `viewBox`.
    package let size: Size
    /// What stands in the `svg` element.
    package let body: String

    /// - Parameter glyphs: gains the glyphs of the drawing's texts.
    /// - Throws: `ChartsError.cairo`.
    package init(
        _ drawing: Drawing, typesetter: Typesetter, glyphs: inout SVGGlyphSheet
    ) throws(ChartsError) {
        var writer = try SVGWriter(typesetter: typesetter)
        try writer.write(drawing, glyphs: &glyphs)
        size = drawing.size
        body = writer.body
    }

    /// The whole element with attributes such as `("role", "img")` and `("aria-labelledby", "reward-title")`.
    package func svg(attributes: [(name: String, value: String)] = []) -> String {
        let width = SVGNumber.string(size.width, decimals: 1)
        let height = SVGNumber.string(size.height, decimals: 1)
        let others = attributes.map { " \($0.name)=\"\($0.value.escapedForXML(isQuoted: true))\"" }.joined()
        return "<svg viewBox=\"0 0 \(width) \(height)\" fill=\"none\" stroke-linejoin=\"round\"\(others)>\(body)</svg>"
    }
}

extension String {
    /// The text as it stands in XML.
    ///
    /// - Parameter isQuoted: whether it stands in double quotes.
    package func escapedForXML(isQuoted: Bool = false) -> String {
        var escaped = ""
        // By scalar: a combining mark after a bracket must not hide it.
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"" where isQuoted: escaped += "&quot;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

/// Turns a file of Cairo's SVG surface into elements of which many can stand in one page: glyphs go to the page's
/// sheet, sentinel colours become CSS custom properties, coordinates are rounded to a tenth.
package struct SVGCleaner {
    private var tokenizer: SVGTokenizer
    private var body = ""
    /// Path data of glyphs by the ids they have in this file.
    private var outlines: [String: String] = [:]
    /// The fill of the group of glyphs that is still open in `body`.
    private var openFill: String?

    package init(_ file: [UInt8]) {
        tokenizer = SVGTokenizer(file)
    }

    /// - Throws: `ChartsError.unexpectedSVG` for an element that a drawing cannot have led to.
    package mutating func clean(glyphs: inout SVGGlyphSheet) throws(ChartsError) -> String {
        while let tag = try tokenizer.next() {
            switch (tag.name, tag.kind) {
            case ("svg", _), ("defs", _), ("g", .closing): break
            case ("symbol", .opening): try readGlyph(tag)
            case ("g", .opening): try openGroup(tag)
            case ("use", .empty): try use(tag, &glyphs)
            case ("path", .empty): try path(tag)
            default: throw .unexpectedSVG(detail: "the element \(tag.name)", offset: tag.offset)
            }
        }
        closeGroup()
        return body
    }

    private mutating func readGlyph(_ symbol: SVGTag) throws(ChartsError) {
        guard let id = symbol.string("id"), let path = try tokenizer.next(), path.name == "path",
            let data = path.bytes("d"), let end = try tokenizer.next(), end.name == "symbol", end.kind == .closing
        else { throw .unexpectedSVG(detail: "a glyph without outline", offset: symbol.offset) }
        // A hundredth: the sheet is written once a page, and outlines show roundings that positions do not.
        outlines[id] = String(decoding: try SVGPath(data, decimals: 2).text, as: UTF8.self)
    }

    /// Groups with a style hold glyphs; neighbours of one colour become one.
    private mutating func openGroup(_ tag: SVGTag) throws(ChartsError) {
        guard let style = tag.string("style") else { return }
        let paint = try SVGPaint(style: style, offset: tag.offset)
        guard openFill != paint.attributes else { return }
        closeGroup()
        body += "<g\(paint.attributes)>"
        openFill = paint.attributes
    }

    private mutating func closeGroup() {
        if openFill != nil { body += "</g>" }
        openFill = nil
    }

    private mutating func use(_ tag: SVGTag, _ glyphs: inout SVGGlyphSheet) throws(ChartsError) {
        guard let reference = tag.string("xlink:href"), let outline = outlines[String(reference.dropFirst())],
            let x = tag.bytes("x").flatMap(SVGNumber.parse), let y = tag.bytes("y").flatMap(SVGNumber.parse)
        else { throw .unexpectedSVG(detail: "a use of no glyph", offset: tag.offset) }
        guard !outline.isEmpty else { return }
        let place = "x=\"\(SVGNumber.string(x, decimals: 1))\" y=\"\(SVGNumber.string(y, decimals: 1))\""
        body += "<use href=\"#\(glyphs.id(of: outline))\" \(place)/>"
    }

    private mutating func path(_ tag: SVGTag) throws(ChartsError) {
        guard let data = tag.bytes("d"), let style = tag.string("style"), tag.bytes("transform") == nil else {
            throw .unexpectedSVG(detail: "a path without data or style, or moved", offset: tag.offset)
        }
        let paint = try SVGPaint(style: style, offset: tag.offset)
        let text = try SVGPath(data, decimals: 1).text
        guard !text.isEmpty else { return }
        closeGroup()
        body += "<path\(paint.attributes) d=\"\(String(decoding: text, as: UTF8.self))\"/>"
    }
}

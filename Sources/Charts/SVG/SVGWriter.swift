import CCairo

/// Writes a drawing as SVG elements of which many can stand in one page: glyphs are those of the page's sheet, colours
/// its CSS custom properties, places are rounded to a tenth.
struct SVGWriter {
    /// The elements written so far.
    private(set) var body = ""
    private let typesetter: Typesetter
    /// Makes outlines of glyphs; nothing is drawn on it.
    private let canvas: CairoContext
    /// The colour of the group of glyphs that is still open in `body`.
    private var openFill: ThemeColor?

    /// - Throws: `ChartsError.cairo`.
    init(typesetter: Typesetter) throws(ChartsError) {
        self.typesetter = typesetter
        canvas = try CairoContext(.image(width: 1, height: 1), theme: .light)
    }

    /// - Parameter glyphs: gains the glyphs of the drawing's texts.
    /// - Throws: `ChartsError.cairo`.
    mutating func write(_ drawing: Drawing, glyphs: inout SVGGlyphSheet) throws(ChartsError) {
        for items in drawing.itemsByInk { write(items, &glyphs) }
        closeGroup()
        try canvas.check(.draw)
    }

    /// Items of one ink make one path.
    private mutating func write(_ items: ArraySlice<DrawingItem>, _ glyphs: inout SVGGlyphSheet) {
        var path = SVGPath(decimals: 1)
        for item in items {
            switch item {
            case .polyline(let points, _): path.add(points)
            case .polygon(let points, _):
                path.add(points)
                path.close()
            case .rectangle(let rect, _):
                path.add(rect.corners)
                path.close()
            case .marker(let center, let radius, let fill):
                circle(center, radius: radius + DrawingItem.markerRim, .background)
                circle(center, radius: radius, fill)
            case .dots(let centers, let radius, let color): dots(centers, radius: radius, color)
            case .text(let text): write(text, &glyphs)
            }
        }
        switch items.first {
        case .polyline(_, let stroke): append(path, stroke.attributes)
        case .polygon(_, let fill), .rectangle(_, let fill): append(path, fill.fillAttribute)
        case .marker, .dots, .text, nil: break
        }
    }

    private mutating func append(_ path: SVGPath, _ attributes: String) {
        let data = path.data
        guard !data.isEmpty else { return }
        closeGroup()
        body += "<path\(attributes) d=\"\(data)\"/>"
    }

    private mutating func circle(_ center: Point, radius: Double, _ fill: ThemeColor) {
        closeGroup()
        let (x, y) = (Self.place(center.x), Self.place(center.y))
        body += "<circle\(fill.fillAttribute) cx=\"\(x)\" cy=\"\(y)\" r=\"\(SVGNumber.string(radius, decimals: 2))\"/>"
    }

    /// Lines of the least length whose ends are round.
    private mutating func dots(_ centers: [Point], radius: Double, _ color: ThemeColor) {
        var path = SVGPath(decimals: 1)
        for center in centers {
            path.add([Point(x: center.x - 0.05, y: center.y), Point(x: center.x + 0.05, y: center.y)])
        }
        let width = SVGNumber.string(2 * radius, decimals: 2)
        append(path, " stroke=\"var(\(color.cssVariable))\" stroke-width=\"\(width)\" stroke-linecap=\"round\"")
    }

    private static func place(_ coordinate: Double) -> String { SVGNumber.string(coordinate, decimals: 1) }

    // MARK: Text

    private mutating func write(_ text: TextItem, _ glyphs: inout SVGGlyphSheet) {
        let layout = typesetter.line(text.string, text.style)
        let start = text.start(width: layout.lines[0].width)
        for glyph in layout.glyphs(ofLine: 0) {
            let outline = outline(of: glyph)
            guard !outline.isEmpty else { continue }
            openGroup(text.color)
            let (x, y) = (Self.place(start.x + glyph.offset.x), Self.place(start.y + glyph.offset.y))
            body += "<use href=\"#\(glyphs.id(of: outline))\" x=\"\(x)\" y=\"\(y)\"/>"
        }
    }

    /// Texts of one colour that follow each other stand in one group.
    private mutating func openGroup(_ fill: ThemeColor) {
        guard openFill != fill else { return }
        closeGroup()
        body += "<g\(fill.fillAttribute)>"
        openFill = fill
    }

    private mutating func closeGroup() {
        if openFill != nil { body += "</g>" }
        openFill = nil
    }

    /// Path data of a glyph whose origin is (0, 0); empty for a blank.
    private func outline(of glyph: TextLayout.Glyph) -> String {
        cairo_set_scaled_font(canvas.handle, glyph.font)
        var origin = cairo_glyph_t(index: glyph.index, x: 0, y: 0)
        cairo_new_path(canvas.handle)
        cairo_glyph_path(canvas.handle, &origin, 1)
        let path = cairo_copy_path(canvas.handle)
        defer { cairo_path_destroy(path) }
        // A hundredth: the sheet is written once a page, and outlines show roundings that positions do not.
        var outline = SVGPath(decimals: 2)
        if let path = path?.pointee { outline.append(path) }
        return outline.data
    }
}

extension SVGPath {
    fileprivate mutating func append(_ path: cairo_path_t) {
        var index = 0
        while index < Int(path.num_data) {
            let header = path.data[index].header
            func point(_ offset: Int) -> Point {
                let place = path.data[index + offset].point
                return Point(x: place.x, y: place.y)
            }
            switch header.type {
            case CAIRO_PATH_MOVE_TO: move(to: point(1))
            case CAIRO_PATH_LINE_TO: line(to: point(1))
            case CAIRO_PATH_CURVE_TO: curve(point(1), point(2), to: point(3))
            default: close()
            }
            index += Int(header.length)
        }
    }
}

extension ThemeColor {
    fileprivate var fillAttribute: String { " fill=\"var(\(cssVariable))\"" }
}

extension Stroke {
    /// What differs from the element around the drawing, which has round joins and no fill.
    fileprivate var attributes: String {
        var text = " stroke=\"var(\(color.cssVariable))\""
        let width = SVGNumber.string(width, decimals: 2)
        if width != "1" { text += " stroke-width=\"\(width)\"" }
        if dash != .solid {
            let lengths = dash.pattern.map { SVGNumber.string($0 * self.width, decimals: 2) }.joined(separator: " ")
            text += " stroke-dasharray=\"\(lengths)\""
        }
        if dash.hasRoundCaps { text += " stroke-linecap=\"round\"" }
        return text
    }
}

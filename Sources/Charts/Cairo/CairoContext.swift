import CCairo

/// Owns a Cairo drawing context.
final class CairoContext {
    /// How text is put onto a surface.
    enum TextMode {
        /// As characters of a font.
        case glyphs
        /// As filled outlines: Cairo's image surface moves glyphs to whole pixels, outlines stay where they are.
        case outlines
    }

    /// A `cairo_t`.
    let handle: OpaquePointer
    let theme: Theme
    private let textMode: TextMode
    private let surface: CairoSurface

    init(_ surface: CairoSurface, theme: Theme, textMode: TextMode = .glyphs) throws(ChartsError) {
        guard let handle = cairo_create(surface.handle) else {
            throw .cairo(status: 1, words: "no context", during: .createSurface)
        }
        self.handle = handle
        self.surface = surface
        self.theme = theme
        self.textMode = textMode
        cairo_set_line_join(handle, CAIRO_LINE_JOIN_ROUND)
        cairo_set_line_cap(handle, CAIRO_LINE_CAP_BUTT)
        try check(.createSurface)
    }

    deinit {
        cairo_destroy(handle)
    }

    func check(_ operation: ChartsError.Operation) throws(ChartsError) {
        try ChartsError.check(cairo_status(handle), operation)
    }

    func setColor(_ role: ThemeColor) {
        let color = theme[role]
        cairo_set_source_rgb(
            handle, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255)
    }

    /// Draws with the origin at `origin` and everything `scale` times as large.
    func translated(to origin: Point, scale: Double, _ body: () throws(ChartsError) -> Void) throws(ChartsError) {
        cairo_save(handle)
        defer { cairo_restore(handle) }
        cairo_translate(handle, origin.x, origin.y)
        cairo_scale(handle, scale, scale)
        try body()
    }

    /// Fills the current path.
    func fill(_ color: ThemeColor) {
        setColor(color)
        cairo_fill(handle)
    }

    func addPath(_ rect: Rect) {
        cairo_rectangle(handle, rect.x, rect.y, rect.width, rect.height)
    }

    func addPath(_ points: [Point]) {
        guard let first = points.first else { return }
        cairo_move_to(handle, first.x, first.y)
        for point in points.dropFirst() { cairo_line_to(handle, point.x, point.y) }
    }

    /// Strokes the current path.
    func stroke(_ stroke: Stroke) {
        setColor(stroke.color)
        cairo_set_line_width(handle, stroke.width)
        cairo_set_line_cap(handle, stroke.dash.hasRoundCaps ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
        let pattern = stroke.dash.pattern.map { $0 * stroke.width }
        cairo_set_dash(handle, pattern, Int32(pattern.count), 0)
        cairo_stroke(handle)
    }

    /// Discs as lines without length whose ends are round: a disc by itself takes four curves.
    func dots(_ centers: [Point], radius: Double, _ color: ThemeColor) {
        for center in centers {
            cairo_move_to(handle, center.x, center.y)
            cairo_line_to(handle, center.x, center.y)
        }
        setColor(color)
        cairo_set_line_width(handle, 2 * radius)
        cairo_set_line_cap(handle, CAIRO_LINE_CAP_ROUND)
        cairo_set_dash(handle, nil, 0, 0)
        cairo_stroke(handle)
    }

    /// Draws some lines of a text, the first of them with its top at `origin`.
    func draw(_ layout: TextLayout, lines: Range<Int>, at origin: Point, _ color: ThemeColor) {
        guard let first = lines.first else { return }
        let top = layout.lines[first].top
        for index in lines {
            let line = layout.lines[index]
            draw(layout, line: index, baseline: Point(x: origin.x + line.x, y: origin.y + line.baseline - top), color)
        }
    }

    /// Draws one line of a text with its baseline's left end at `baseline`.
    func draw(_ layout: TextLayout, line: Int, baseline: Point, _ color: ThemeColor) {
        guard let pangoLine = pango_layout_get_line_readonly(layout.handle, Int32(line)) else { return }
        setColor(color)
        cairo_move_to(handle, baseline.x, baseline.y)
        switch textMode {
        case .glyphs:
            pango_cairo_show_layout_line(handle, pangoLine)
        case .outlines:
            pango_cairo_layout_line_path(handle, pangoLine)
            cairo_fill(handle)
        }
    }
}

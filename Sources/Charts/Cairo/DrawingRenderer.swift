import CCairo

/// Draws a `Drawing` onto any Cairo surface.
struct DrawingRenderer {
    let context: CairoContext
    let typesetter: Typesetter

    /// - Throws: `ChartsError.cairo`, where the surface refuses.
    func draw(_ drawing: Drawing) throws(ChartsError) {
        for items in drawing.itemsByInk { draw(items) }
        try context.check(.draw)
    }

    /// Items of one ink make one path.
    private func draw(_ items: ArraySlice<DrawingItem>) {
        for item in items {
            switch item {
            case .polyline(let points, _): context.addPath(points)
            case .polygon(let points, _):
                context.addPath(points)
                cairo_close_path(context.handle)
            case .rectangle(let rect, _): context.addPath(rect)
            case .marker(let center, let radius, let fill):
                disc(center, radius: radius + DrawingItem.markerRim, .background)
                disc(center, radius: radius, fill)
            case .dots(let centers, let radius, let fill): context.dots(centers, radius: radius, fill)
            case .text(let text):
                let layout = typesetter.line(text.string, text.style)
                context.draw(layout, line: 0, baseline: text.start(width: layout.lines[0].width), text.color)
            }
        }
        switch items.first {
        case .polyline(_, let stroke): context.stroke(stroke)
        case .polygon(_, let fill), .rectangle(_, let fill): context.fill(fill)
        case .marker, .dots, .text, nil: break
        }
    }

    private func disc(_ center: Point, radius: Double, _ fill: ThemeColor) {
        cairo_new_sub_path(context.handle)
        cairo_arc(context.handle, center.x, center.y, radius, 0, 2 * .pi)
        cairo_close_path(context.handle)
        context.fill(fill)
    }
}

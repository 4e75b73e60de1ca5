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
            case .polyline(let line):
                context.addPath(line.points)
            case .polygon(let polygon):
                context.addPath(polygon.points)
                cairo_close_path(context.handle)
            case .rectangle(let rectangle):
                context.addPath(rectangle.rect)
            case .marker(let marker):
                disc(marker, radius: marker.radius + Marker.rim, .background)
                disc(marker, radius: marker.radius, marker.fill)
            case .text(let text):
                let layout = typesetter.line(text.string, text.style)
                context.draw(layout, line: 0, baseline: text.start(width: layout.lines[0].width), text.color)
            }
        }
        switch items.first {
        case .polyline(let line): context.stroke(line.stroke)
        case .polygon(let polygon): context.fill(polygon.fill)
        case .rectangle(let rectangle): context.fill(rectangle.fill)
        case .marker, .text, nil: break
        }
    }

    private func disc(_ marker: Marker, radius: Double, _ fill: ThemeColor) {
        cairo_new_sub_path(context.handle)
        cairo_arc(context.handle, marker.center.x, marker.center.y, radius, 0, 2 * .pi)
        cairo_close_path(context.handle)
        context.fill(fill)
    }
}

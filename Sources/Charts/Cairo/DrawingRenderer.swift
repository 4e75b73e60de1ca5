import CCairo

/// Draws a `Drawing` onto any Cairo surface.
struct DrawingRenderer {
    let context: CairoContext
    let typesetter: Typesetter

    /// - Throws: `ChartsError.cairo`, where the surface refuses.
    func draw(_ drawing: Drawing) throws(ChartsError) {
        var index = 0
        while index < drawing.items.count {
            index = draw(drawing.items, at: index)
        }
        try context.check(.draw)
    }

    /// Draws the item at `index` with those after it that share its ink; returns the index after them.
    private func draw(_ items: [DrawingItem], at index: Int) -> Int {
        switch items[index] {
        case .polyline(let line):
            return stroke(items, from: index, line.stroke)
        case .polygon(let polygon):
            context.setColor(polygon.fill)
            context.addPath(polygon.points)
            cairo_close_path(context.handle)
            cairo_fill(context.handle)
        case .rectangle(let rectangle):
            return fill(items, from: index, rectangle.fill)
        case .marker(let marker):
            draw(marker)
        case .text(let text):
            draw(text)
        }
        return index + 1
    }

    /// Lines of one stroke that follow each other make one path: grid lines and parts between gaps.
    private func stroke(_ items: [DrawingItem], from start: Int, _ stroke: Stroke) -> Int {
        var index = start
        while index < items.count, case .polyline(let line) = items[index], line.stroke == stroke {
            context.addPath(line.points)
            index += 1
        }
        context.stroke(stroke)
        return index
    }

    private func fill(_ items: [DrawingItem], from start: Int, _ color: ThemeColor) -> Int {
        var index = start
        context.setColor(color)
        while index < items.count, case .rectangle(let rectangle) = items[index], rectangle.fill == color {
            let rect = rectangle.rect
            cairo_rectangle(context.handle, rect.x, rect.y, rect.width, rect.height)
            index += 1
        }
        cairo_fill(context.handle)
        return index
    }

    /// The rim keeps a marker apart from the lines it lies on.
    private func draw(_ marker: Marker) {
        let rim = 0.8
        outline(marker, radius: marker.radius + rim)
        context.setColor(.background)
        cairo_fill(context.handle)
        outline(marker, radius: marker.radius)
        context.setColor(marker.fill)
        cairo_fill(context.handle)
    }

    private func outline(_ marker: Marker, radius: Double) {
        let center = marker.center
        guard marker.shape != .circle else {
            cairo_new_sub_path(context.handle)
            cairo_arc(context.handle, center.x, center.y, radius, 0, 2 * .pi)
            cairo_close_path(context.handle)
            return
        }
        context.addPath(
            marker.shape.corners.map { Point(x: center.x + radius * $0.x, y: center.y + radius * $0.y) })
        cairo_close_path(context.handle)
    }

    private func draw(_ text: TextItem) {
        let layout = typesetter.line(text.string, text.style)
        let width = layout.lines[0].width
        let x =
            switch text.anchor {
            case .start: text.position.x
            case .middle: text.position.x - width / 2
            case .end: text.position.x - width
            }
        context.draw(layout, line: 0, baseline: Point(x: x, y: text.position.y), text.color)
    }
}

extension Marker.Shape {
    /// For a radius of 1, of about equal areas; none for a circle.
    fileprivate var corners: [Point] {
        switch self {
        case .circle: []
        case .square: [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)].map { Point(x: $0.0, y: $0.1) }
        case .triangle: [(0, -1.25), (1.2, 0.85), (-1.2, 0.85)].map { Point(x: $0.0, y: $0.1) }
        case .diamond: [(0, -1.3), (1.2, 0), (0, 1.3), (-1.2, 0)].map { Point(x: $0.0, y: $0.1) }
        }
    }
}

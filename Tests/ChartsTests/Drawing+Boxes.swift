import Charts

extension Rect {
    /// Whether `other` lies inside, give or take `tolerance`.
    func contains(_ other: Rect, tolerance: Double) -> Bool {
        other.x >= x - tolerance && other.y >= y - tolerance
            && other.maxX <= maxX + tolerance && other.maxY <= maxY + tolerance
    }
}

extension DrawingItem {
    /// The space that the item takes, without the width of its lines.
    func box(_ typesetter: Typesetter) -> Rect {
        switch self {
        case .polyline(let points, _), .polygon(let points, _): Self.box(of: points)
        case .rectangle(let rect, _): rect
        case .marker(let center, let radius, _):
            Rect(x: center.x - radius, y: center.y - radius, width: 2 * radius, height: 2 * radius)
        case .dots(let centers, _, _): Self.box(of: centers)
        case .text(let text): text.box(typesetter)
        }
    }

    private static func box(of points: [Point]) -> Rect {
        let xs = points.map(\.x)
        let ys = points.map(\.y)
        let (left, top) = (xs.min() ?? .nan, ys.min() ?? .nan)
        return Rect(x: left, y: top, width: (xs.max() ?? .nan) - left, height: (ys.max() ?? .nan) - top)
    }
}

extension TextItem {
    /// From the tops of tall letters to the bottoms of deep ones.
    func box(_ typesetter: Typesetter) -> Rect {
        let width = typesetter.measure(string, style).width
        return Rect(
            x: start(width: width).x, y: position.y - 0.76 * style.size, width: width, height: 0.98 * style.size)
    }
}

extension Drawing {
    var texts: [TextItem] {
        items.compactMap { item in
            if case .text(let text) = item { text } else { nil }
        }
    }

    var strings: [String] { texts.map(\.string) }

    func polylines(_ color: ThemeColor, width: Double? = nil) -> [(points: [Point], stroke: Stroke)] {
        items.compactMap { item in
            guard case .polyline(let points, let stroke) = item, stroke.color == color else { return nil }
            return width == nil || stroke.width == width ? (points, stroke) : nil
        }
    }

    var polygons: [(points: [Point], fill: ThemeColor)] {
        items.compactMap { item in
            if case .polygon(let points, let fill) = item { (points, fill) } else { nil }
        }
    }

    var markers: [DrawingItem] {
        items.filter { item in
            if case .marker = item { true } else { false }
        }
    }
}

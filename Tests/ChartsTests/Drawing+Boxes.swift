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
        case .polyline(let line): Self.box(of: line.points)
        case .polygon(let polygon): Self.box(of: polygon.points)
        case .rectangle(let rectangle): rectangle.rect
        case .marker(let marker):
            Rect(
                x: marker.center.x - marker.radius, y: marker.center.y - marker.radius, width: 2 * marker.radius,
                height: 2 * marker.radius)
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

    func polylines(_ color: ThemeColor, width: Double? = nil) -> [Polyline] {
        items.compactMap { item in
            guard case .polyline(let line) = item, line.stroke.color == color else { return nil }
            return width == nil || line.stroke.width == width ? line : nil
        }
    }

    var polygons: [Polygon] {
        items.compactMap { item in
            if case .polygon(let polygon) = item { polygon } else { nil }
        }
    }

    var markers: [Marker] {
        items.compactMap { item in
            if case .marker(let marker) = item { marker } else { nil }
        }
    }
}

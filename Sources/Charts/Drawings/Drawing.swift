/// A finished picture as a plain list, drawn from first to last: what tests compare and every backend draws.
package struct Drawing: Equatable, Sendable {
    /// The extent, in units (points).
    package var size: Size
    package var items: [DrawingItem]

    package init(size: Size, items: [DrawingItem] = []) {
        self.size = size
        self.items = items
    }

    /// The drawing with an empty margin on all sides.
    package func framed(by margin: Double) -> Drawing {
        Drawing(
            size: Size(width: size.width + 2 * margin, height: size.height + 2 * margin),
            items: items.map { $0.moved(x: margin, y: margin) })
    }

    /// The items, with neighbours of one ink together: grid lines and the parts of a line between gaps make one path.
    var itemsByInk: [ArraySlice<DrawingItem>] {
        var groups: [ArraySlice<DrawingItem>] = []
        for (index, item) in items.enumerated() {
            if let last = groups.last?.last, last.hasInk(of: item) {
                groups[groups.count - 1] = items[groups[groups.count - 1].startIndex...index]
            } else {
                groups.append(items[index...index])
            }
        }
        return groups
    }
}

/// One thing in a drawing.
package enum DrawingItem: Equatable, Sendable {
    /// An open line through points.
    case polyline([Point], Stroke)
    /// A filled area with a closed outline.
    case polygon([Point], ThemeColor)
    /// A filled rectangle.
    case rectangle(Rect, ThemeColor)
    /// A disc at a point, with a rim of the background's colour; the radius is without the rim, in units.
    case marker(Point, radius: Double, ThemeColor)
    /// Many discs of one size and colour, without rims: what one path can draw.
    case dots([Point], radius: Double, ThemeColor)
    case text(TextItem)

    /// The width of a marker's rim, which keeps it apart from the lines it lies on.
    static let markerRim = 0.8

    /// Whether both are lines or both rectangles, and look the same.
    fileprivate func hasInk(of other: DrawingItem) -> Bool {
        switch (self, other) {
        case (.polyline(_, let stroke), .polyline(_, let other)): stroke == other
        case (.rectangle(_, let fill), .rectangle(_, let other)): fill == other
        default: false
        }
    }

    /// The same thing further right and further down.
    func moved(x: Double, y: Double) -> DrawingItem {
        func moved(_ point: Point) -> Point { Point(x: point.x + x, y: point.y + y) }
        switch self {
        case .polyline(let points, let stroke): return .polyline(points.map(moved), stroke)
        case .polygon(let points, let fill): return .polygon(points.map(moved), fill)
        case .rectangle(var rect, let fill):
            rect.x += x
            rect.y += y
            return .rectangle(rect, fill)
        case .marker(let center, let radius, let fill): return .marker(moved(center), radius: radius, fill)
        case .dots(let centers, let radius, let fill): return .dots(centers.map(moved), radius: radius, fill)
        case .text(var text):
            text.position = moved(text.position)
            return .text(text)
        }
    }
}

/// How a line is drawn.
package struct Stroke: Equatable, Sendable {
    package var color: ThemeColor
    /// In units.
    package var width: Double
    package var dash: Dash

    package init(color: ThemeColor, width: Double, dash: Dash = .solid) {
        self.color = color
        self.width = width
        self.dash = dash
    }
}

/// Dash patterns, so that lines differ by more than their colour.
package enum Dash: String, Equatable, Sendable, CaseIterable {
    case solid
    case dashed
    case dotted
    case dashDotted
    case longDashed

    /// Lengths on and off, in multiples of the line's width; empty for a solid line.
    package var pattern: [Double] {
        switch self {
        case .solid: []
        case .dashed: [3.5, 2.5]
        case .dotted: [1, 2]
        case .dashDotted: [5, 2, 1, 2]
        case .longDashed: [7, 2.5]
        }
    }

    /// Whether what is on ends in half circles.
    var hasRoundCaps: Bool { self == .dotted }
}

/// One line of horizontal text.
package struct TextItem: Equatable, Sendable {
    /// Which point of the text's baseline `position` is.
    package enum Anchor: String, Equatable, Sendable, CaseIterable {
        case start
        case middle
        case end
    }

    package var string: String
    /// On the baseline.
    package var position: Point
    package var anchor: Anchor
    package var style: TextStyle
    package var color: ThemeColor

    package init(
        _ string: String, at position: Point, anchor: Anchor = .start, style: TextStyle, color: ThemeColor
    ) {
        self.string = string
        self.position = position
        self.anchor = anchor
        self.style = style
        self.color = color
    }

    /// The left end of the baseline.
    ///
    /// - Parameter width: the text's.
    package func start(width: Double) -> Point {
        switch anchor {
        case .start: position
        case .middle: Point(x: position.x - width / 2, y: position.y)
        case .end: Point(x: position.x - width, y: position.y)
        }
    }
}

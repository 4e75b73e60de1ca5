import Charts

extension Drawing {
    /// The drawing at another size, with its points on a grid of an eighth of a unit: Cairo counts in powers of two, so
    /// that such numbers are short in a file, and on paper nobody sees the difference.
    func scaled(by factor: Double) -> Drawing {
        Drawing(
            size: Size(width: size.width * factor, height: size.height * factor),
            items: items.map { $0.scaled(by: factor) })
    }
}

extension DrawingItem {
    fileprivate func scaled(by factor: Double) -> DrawingItem {
        func onGrid(_ value: Double) -> Double { (value * factor * 8).rounded() / 8 }
        func onGrid(_ point: Point) -> Point { Point(x: onGrid(point.x), y: onGrid(point.y)) }
        switch self {
        case .polyline(let points, var stroke):
            stroke.width *= factor
            return .polyline(points.map(onGrid), stroke)
        case .polygon(let points, let fill): return .polygon(points.map(onGrid), fill)
        case .rectangle(let rect, let fill):
            let corner = onGrid(Point(x: rect.x, y: rect.y))
            let opposite = onGrid(Point(x: rect.maxX, y: rect.maxY))
            return .rectangle(
                Rect(x: corner.x, y: corner.y, width: opposite.x - corner.x, height: opposite.y - corner.y), fill)
        case .marker(let center, let radius, let fill):
            return .marker(onGrid(center), radius: radius * factor, fill)
        case .dots(let centers, let radius, let fill):
            return .dots(centers.map(onGrid), radius: radius * factor, fill)
        case .text(var text):
            text.position = Point(x: text.position.x * factor, y: text.position.y * factor)
            text.style.size *= factor
            return .text(text)
        }
    }
}

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
        case .polyline(var line):
            line.points = line.points.map(onGrid)
            line.stroke.width *= factor
            return .polyline(line)
        case .polygon(var polygon):
            polygon.points = polygon.points.map(onGrid)
            return .polygon(polygon)
        case .rectangle(var rectangle):
            let corner = onGrid(Point(x: rectangle.rect.x, y: rectangle.rect.y))
            let opposite = onGrid(Point(x: rectangle.rect.maxX, y: rectangle.rect.maxY))
            rectangle.rect = Rect(
                x: corner.x, y: corner.y, width: opposite.x - corner.x, height: opposite.y - corner.y)
            return .rectangle(rectangle)
        case .marker(var marker):
            marker.center = onGrid(marker.center)
            marker.radius *= factor
            return .marker(marker)
        case .text(var text):
            text.position = Point(x: text.position.x * factor, y: text.position.y * factor)
            text.style.size *= factor
            return .text(text)
        }
    }
}

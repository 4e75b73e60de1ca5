extension Drawing {
    /// The drawing without those points of lines and outlines that lie within `tolerance` of what is drawn without
    /// them: smooth curves keep a few points, jagged ones nearly all.
    ///
    /// - Parameter tolerance: in units; what nobody sees at the size at which the drawing is shown.
    package func simplified(within tolerance: Double) -> Drawing {
        Drawing(
            size: size,
            items: items.map { item in
                switch item {
                case .polyline(let points, let stroke):
                    .polyline(PathSimplification.simplified(points, within: tolerance), stroke)
                case .polygon(let points, let fill):
                    .polygon(PathSimplification.simplified(points, within: tolerance), fill)
                case .rectangle, .marker, .dots, .text: item
                }
            })
    }
}

/// Thins out the points of a path (Ramer 1972; Douglas and Peucker 1973).
package enum PathSimplification {
    /// Some of `points`, the first and the last among them, such that each of the others lies within `tolerance` of the
    /// path through those that are kept.
    package static func simplified(_ points: [Point], within tolerance: Double) -> [Point] {
        guard points.count > 2 else { return points }
        var isKept = [Bool](repeating: false, count: points.count)
        isKept[0] = true
        isKept[points.count - 1] = true
        var waiting = [(first: 0, last: points.count - 1)]
        while let (first, last) = waiting.popLast() {
            guard let farthest = farthest(from: first, to: last, in: points), farthest.distance > tolerance else {
                continue
            }
            isKept[farthest.index] = true
            waiting += [(first, farthest.index), (farthest.index, last)]
        }
        return points.indices.filter { isKept[$0] }.map { points[$0] }
    }

    /// The point between two others that lies farthest from the line segment between them; nil where there is none.
    private static func farthest(
        from first: Int, to last: Int, in points: [Point]
    ) -> (index: Int, distance: Double)? {
        var farthest: (index: Int, distance: Double)?
        for index in first + 1..<max(first + 1, last) {
            let distance = points[index].distance(toSegmentFrom: points[first], to: points[last])
            if distance > farthest?.distance ?? -1 { farthest = (index, distance) }
        }
        return farthest
    }
}

extension Point {
    fileprivate func distance(toSegmentFrom start: Point, to end: Point) -> Double {
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let square = dx * dx + dy * dy
        let part = square > 0 ? min(1, max(0, ((x - start.x) * dx + (y - start.y) * dy) / square)) : 0
        let (offsetX, offsetY) = (x - start.x - part * dx, y - start.y - part * dy)
        return (offsetX * offsetX + offsetY * offsetY).squareRoot()
    }
}

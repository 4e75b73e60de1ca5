/// Cuts off what leaves a horizontal strip.
enum LineClipping {
    /// The parts of a line that lie between two heights, in their order; the whole line where it never leaves them.
    ///
    /// - Parameters:
    ///   - top: the smaller y.
    ///   - bottom: the larger y.
    static func visible(_ points: [Point], from top: Double, to bottom: Double) -> [[Point]] {
        // What an axis was made for lies in it but for rounding.
        let slack = 1e-6
        let strip = top - slack...bottom + slack
        guard !points.allSatisfy({ strip.contains($0.y) }) else { return [points] }
        var parts: [[Point]] = []
        var part: [Point] = points.first.map { strip.contains($0.y) ? [$0] : [] } ?? []
        for (start, end) in zip(points, points.dropFirst()) {
            guard let (entry, exit) = inside(start, end, top, bottom) else { continue }
            if part.last != entry {
                if !part.isEmpty { parts.append(part) }
                part = [entry]
            }
            if exit != entry { part.append(exit) }
        }
        if !part.isEmpty { parts.append(part) }
        return parts
    }

    /// The part of a line segment inside the strip; nil where it lies outside.
    private static func inside(_ start: Point, _ end: Point, _ top: Double, _ bottom: Double) -> (Point, Point)? {
        guard max(start.y, end.y) >= top, min(start.y, end.y) <= bottom else { return nil }
        func cut(_ point: Point, towards other: Point) -> Point {
            let y = min(max(point.y, top), bottom)
            guard y != point.y else { return point }
            return Point(x: point.x + (other.x - point.x) * (y - point.y) / (other.y - point.y), y: y)
        }
        return (cut(start, towards: end), cut(end, towards: start))
    }
}

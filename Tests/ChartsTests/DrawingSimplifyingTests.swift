import Charts
import Foundation
import Testing

@Suite struct DrawingSimplifyingTests {
    @Test func straightLinesKeepTheirEnds() {
        let points = (0...250).map { Point(x: Double($0), y: 2 * Double($0)) }
        #expect(PathSimplification.simplified(points, within: 0.01) == [points[0], points[250]])
    }

    @Test func cornersStay() {
        let points = [(0, 0), (1, 0), (2, 0), (2, 5), (2, 9), (7, 9)].map { Point(x: $0.0, y: $0.1) }
        #expect(
            PathSimplification.simplified(points, within: 0.01)
                == [points[0], points[2], points[4], points[5]])
    }

    @Test func fewPointsStay() {
        let point = Point(x: 1, y: 1)
        for count in 0...2 {
            let points = Array(repeating: point, count: count)
            #expect(PathSimplification.simplified(points, within: 9) == points)
        }
        #expect(PathSimplification.simplified([point, point, point], within: 0) == [point, point])
    }

    /// A spike that returns to where it began is farther from its ends than from the line through them.
    @Test func spikesStay() {
        let points = [(0, 0), (10, 0), (0, 0), (0, 3), (0, 0)].map { Point(x: $0.0, y: $0.1) }
        let kept = PathSimplification.simplified(points, within: 0.5)
        #expect(kept.contains(points[1]) && kept.contains(points[3]))
    }

    @Test(arguments: [0.01, 0.1, 1])
    func everyPointLiesNearWhatIsLeft(tolerance: Double) throws {
        // A wave that becomes ever faster, with a kink.
        let points = (0..<500).map { index in
            let x = Double(index) / 5
            return Point(x: x, y: (x * x / 20).truncatingRemainder(dividingBy: 7) + (index.isMultiple(of: 3) ? 0.3 : 0))
        }
        let kept = PathSimplification.simplified(points, within: tolerance)
        #expect(kept.count <= points.count && (tolerance < 0.1 || kept.count < points.count))
        for point in points {
            let distances: [Double] = zip(kept, kept.dropFirst()).map { distance(point, $0, $1) }
            let nearest = try #require(distances.min())
            #expect(nearest <= tolerance * 1.001 + 1e-9)
        }
    }

    @Test func textsAndMarkersAreLeftAlone() {
        let stroke = Stroke(color: .ink, width: 1)
        let line = DrawingItem.polyline((0...9).map { Point(x: Double($0), y: 0) }, stroke)
        let text = DrawingItem.text(
            TextItem("a", at: Point(x: 1, y: 2), style: TextStyle(size: 9), color: .ink))
        let drawing = Drawing(size: Size(width: 9, height: 9), items: [line, text]).simplified(within: 0.1)
        #expect(drawing.items.count == 2 && drawing.items[1] == text)
        #expect(drawing.items[0] == .polyline([Point(x: 0, y: 0), Point(x: 9, y: 0)], stroke))
    }

    private func distance(_ point: Point, _ start: Point, _ end: Point) -> Double {
        // Outside of the strip above the segment an end is nearest.
        let length = ((end.x - start.x) * (end.x - start.x) + (end.y - start.y) * (end.y - start.y)).squareRoot()
        let along = ((point.x - start.x) * (end.x - start.x) + (point.y - start.y) * (end.y - start.y)) / length
        let across = ((point.x - start.x) * (end.y - start.y) - (point.y - start.y) * (end.x - start.x)) / length
        if along < 0 { return hypot(point.x - start.x, point.y - start.y) }
        return along > length ? hypot(point.x - end.x, point.y - end.y) : abs(across)
    }
}

import Charts
import Testing

@Suite("Chart layout")
struct ChartLayoutTests {
    private let typesetter: Typesetter

    init() throws {
        typesetter = try Typesetter()
    }

    private func drawing(_ layers: [ChartLayer], x: Axis = .counted("Episode"), y: Axis = Axis("Value")) -> Drawing {
        Chart("Title", xAxis: x, yAxis: y, layers: layers).layout(typesetter: typesetter)
    }

    @Test("A small chart as the list it is")
    func list() throws {
        let drawing = drawing([.line(LineLayer(Series(values: [0, 2, 1]), label: "done"))])
        let muted = TextStyle(size: 11)
        let tick = TextStyle(size: 11, tabularFigures: true)
        let label = TextStyle(size: 11, weight: .semibold)
        let grid = Stroke(color: .grid, width: 0.75)
        let axis = Stroke(color: .axis, width: 1)
        let left = typesetter.measure("0.5", tick).width + 7
        let right = 440 - typesetter.measure("done", label).width - 9
        let (top, bottom, middle) = (22.0, 260 - 2.3 * 14, (left + right) / 2)
        let heights = (0...4).map { bottom - (bottom - top) * Double($0) / 4 }
        func line(_ points: [(Double, Double)], _ stroke: Stroke) -> DrawingItem {
            .polyline(points.map { Point(x: $0.0, y: $0.1) }, stroke)
        }
        func text(_ string: String, _ x: Double, _ y: Double, _ anchor: TextItem.Anchor, _ style: TextStyle)
            -> DrawingItem
        {
            .text(TextItem(string, at: Point(x: x, y: y), anchor: anchor, style: style, color: .mutedInk))
        }
        let end = Point(x: right, y: heights[2])
        var expected: [DrawingItem] = [text("Value", 0, 10.5, .start, muted)]
        expected += heights.map { line([(left, $0), (right, $0)], grid) }
        expected.append(line([(left, bottom), (right, bottom)], axis))
        expected += [left, middle, right].map { line([($0, bottom), ($0, bottom + 4)], axis) }
        let strong = Stroke(color: .series1, width: 1.75)
        expected.append(line([(left, bottom), (middle, top), (end.x, end.y)], strong))
        expected.append(.marker(end, radius: 2.4, .series1))
        expected += zip(["0.0", "0.5", "1.0", "1.5", "2.0"], heights).map { text($0, left - 7, $1 + 4, .end, tick) }
        expected += zip(["1", "2", "3"], [left, middle, right]).map { text($0, $1, bottom + 14.5, .middle, tick) }
        expected.append(text("Episode", middle, bottom + 28.5, .middle, tick))
        let labelPosition = Point(x: right + 9, y: end.y - 7 + 10.5)
        expected.append(.text(TextItem("done", at: labelPosition, style: label, color: .series1)))
        #expect(drawing.items.count == expected.count)
        for (item, wanted) in zip(drawing.items, expected) {
            #expect(Self.rounded(item) == Self.rounded(wanted))
        }
    }

    @Test("Rows have names, the first on top, and the height they need")
    func rows() {
        let long = String(repeating: "setting ", count: 20) + "the end"
        let names = ["first", long, "last"]
        let drawing = drawing(
            [
                .dots(DotLayer(x: [0.2, 0.9, 5], y: [3, 1, 2], emphasis: .faint)),
                .line(LineLayer(Series(x: [0.3, 0.6], y: [2, 2]))), .dots(DotLayer(x: [0.5], y: [2], color: .series2)),
            ],
            x: Axis("Score", atLeast: 0...1, atMost: 0...1, isTight: true), y: .rows(names))
        let heights = ["first", "last"].compactMap { name in drawing.texts.first { $0.string == name }?.position.y }
        #expect(heights.count == 2 && heights[0] < heights[1])
        // Its end is kept, too.
        #expect(drawing.strings.contains { $0.hasPrefix("setting") && $0.contains("…") && $0.hasSuffix("the end") })
        let dots = drawing.items.flatMap { item -> [Point] in
            if case .dots(let centers, _, _) = item { centers } else { [] }
        }
        // What lies beyond the axis is not drawn.
        #expect(dots.count == 2 && drawing.markers.count == 1)
        #expect(abs(dots[0].y - (heights[0] - 4)) < 1e-6 && abs(dots[1].y - (heights[1] - 4)) < 1e-6)
        let few = self.drawing([.dots(DotLayer(x: [1], y: [1]))], y: .rows(["one"]))
        #expect(few.size.height < drawing.size.height && drawing.size.height < 260)
    }

    @Test("Falling powers of ten from left to right")
    func fallingPowers() {
        let axis = Axis.fallingPowers("Distance", decades: 4)
        let strings = drawing([.line(LineLayer(Series(x: [0, 2, 4], y: [1, 0.5, 0])))], x: axis).strings
        for label in ["1", "0.1", "0.01", "0.001", "0.0001", "Distance"] { #expect(strings.contains(label)) }
        #expect(AxisScale(axis: axis, data: 0...4).marks.map(\.value) == [0, 1, 2, 3, 4])
    }

    /// Sums of the same terms in another order differ in their last bits.
    private static func rounded(_ item: DrawingItem) -> DrawingItem {
        func rounded(_ point: Point) -> Point {
            Point(x: (point.x * 1e6).rounded() / 1e6, y: (point.y * 1e6).rounded() / 1e6)
        }
        switch item {
        case .polyline(let points, let stroke): return .polyline(points.map(rounded), stroke)
        case .marker(let center, let radius, let fill): return .marker(rounded(center), radius: radius, fill)
        case .text(var text):
            text.position = rounded(text.position)
            return .text(text)
        default: return item
        }
    }

    @Test("Everything lies inside the drawing", arguments: SampleCharts.all.indices)
    func inside(index: Int) {
        let (name, chart) = SampleCharts.all[index]
        let cases: [(Size, Chart.Parts)] = [
            (Chart.standardSize, .plot), (SampleCharts.titledSize, .titled), (Size(width: 320, height: 200), .plot),
            (Size(width: 160, height: 48), .sparkline),
        ]
        for (size, parts) in cases {
            let drawing = chart.layout(size: size, typesetter: typesetter, parts: parts)
            #expect(drawing.size == size)
            let frame = Rect(x: 0, y: 0, width: size.width, height: size.height)
            for item in drawing.items {
                #expect(frame.contains(item.box(typesetter), tolerance: 0.01), "\(name), \(parts): \(item)")
            }
        }
    }

    @Test("No text lies on another", arguments: SampleCharts.all.indices)
    func apart(index: Int) {
        let (name, chart) = SampleCharts.all[index]
        let texts = chart.layout(size: SampleCharts.titledSize, typesetter: typesetter, parts: .titled).texts
        for first in texts.indices {
            for second in 0..<first {
                var one = texts[first].box(typesetter)
                one.y += 1
                one.height -= 2
                #expect(
                    !one.intersects(texts[second].box(typesetter)),
                    "\(name): \(texts[first].string) and \(texts[second].string)")
            }
        }
    }

    @Test("The same chart gives the same drawing, with a new typesetter as well")
    func deterministic() throws {
        let other = try Typesetter()
        for (_, chart) in SampleCharts.all {
            #expect(chart.layout(typesetter: typesetter) == chart.layout(typesetter: other))
        }
    }

    @Test("No data is said, not drawn")
    func empty() {
        for layer in [
            ChartLayer.line(LineLayer(Series(values: []))), .line(LineLayer(Series(values: [.nan, .infinity]))),
            .bars(BarLayer(edges: [], heights: [])), .stack(StackLayer(x: [], parts: [])),
            .band(BandLayer(x: [], lower: [], upper: [])),
        ] {
            #expect(drawing([layer]).strings.contains("No data"))
            #expect(!drawing([layer]).strings.contains("0"))
        }
        #expect(drawing([]).strings.contains("No data"))
        #expect(!drawing([.line(LineLayer(Series(values: [1])))]).strings.contains("No data"))
    }

    @Test("One value is a marker, two are a line")
    func fewPoints() {
        let one = drawing([.line(LineLayer(Series(values: [7])))])
        #expect(one.markers.count == 1)
        #expect(one.polylines(.series1).isEmpty)
        let two = drawing([.line(LineLayer(Series(values: [7, 9])))])
        #expect(two.polylines(.series1).map(\.points.count) == [2])
        #expect(two.markers.isEmpty)
    }

    @Test("A gap parts a line, and a value alone in gaps is a marker")
    func gaps() {
        let drawing = drawing([.line(LineLayer(Series(values: [1, 2, .nan, 4, .nan, 5, 6, 7])))])
        #expect(drawing.polylines(.series1).map(\.points.count) == [2, 3])
        #expect(drawing.markers.count == 1)
    }

    @Test("A million points cost what a few thousand do, and reach the same extremes")
    func million() throws {
        var values = SampleCharts.rewards(count: 1_000_000)
        values[654_321] = 5000
        values[123_456] = -4000
        let line = try #require(drawing([.line(.raw(Series(values: values)))]).polylines(.raw).first)
        #expect(line.points.count <= 4 * 440)
        let ys = line.points.map(\.y)
        let few = drawing([.line(.raw(Series(x: [1, 2, 3, 1_000_000], y: [values[0], 5000, -4000, values[999_999]])))])
        let extremes = try #require(few.polylines(.raw).first).points.map(\.y)
        #expect(ys.min() == extremes.min())
        #expect(ys.max() == extremes.max())
    }

    @Test("Stacked parts lie on each other and fill the plot")
    func stack() throws {
        let drawing = SampleCharts.shares(months: 12).layout(typesetter: typesetter)
        let areas = drawing.polygons
        #expect(areas.map(\.fill) == [.tint1, .tint3, .tint2])
        for (below, above) in zip(areas, areas.dropFirst()) {
            #expect(Array(below.points[..<12]) == Array(above.points[12...].reversed()))
        }
        let ys = areas.flatMap { $0.points.map(\.y) }
        #expect(ys.min() == 22)
        #expect(Array(drawing.strings.suffix(3)) == ["invested", "saved", "spent"])
    }

    @Test("A band encloses what lies between its edges")
    func band() throws {
        let band = BandLayer(x: [1, 2, 3], lower: [0, 1, 2], upper: [4, 5, 6])
        let polygon = try #require(drawing([.band(band)]).polygons.first)
        #expect(polygon.points.count == 6)
        #expect(polygon.points[0].x == polygon.points[5].x && polygon.points[0].y < polygon.points[5].y)
        let gap = BandLayer(x: [1, 2, 3, 4, 5], lower: [0, 1, .nan, 1, 1], upper: [4, 5, 6, 7, 8])
        #expect(drawing([.band(gap)]).polygons.count == 2)
    }

    @Test("Bars stand on zero, negative ones hang from it")
    func bars() throws {
        let layer = BarLayer(edges: [0, 1, 2], heights: [3, -2])
        let drawing = drawing([.bars(layer)], x: Axis("x", isTight: true))
        let outline = try #require(drawing.polylines(.series1).first).points
        let zero = try #require(drawing.polylines(.axis, width: 0.75).first).points[0].y
        #expect(outline.first?.y == zero && outline.last?.y == zero)
        #expect(outline[1].y < zero && outline[3].y > zero)
    }

    @Test("A long title takes two lines and ends in an ellipsis")
    func title() throws {
        let chart = SampleCharts.training([1, 2, 3], title: SampleCharts.longTitle + ", as can be seen")
        for width in [200.0, 300, 700] {
            let drawing = chart.layout(
                size: Size(width: width, height: 260), typesetter: typesetter, parts: .titled)
            let title = drawing.texts.filter { $0.style.size > 11 }
            #expect(title.count == 2)
            #expect((title.last?.string.hasSuffix("…") ?? false) == (width < 700))
            #expect(title.allSatisfy { $0.box(typesetter).maxX <= width - 16 + 0.01 })
        }
    }

    @Test("Labels are where the lines end")
    func endLabels() throws {
        let chart = SampleCharts.crowded.layout(typesetter: typesetter)
        let labels = chart.texts.suffix(6)
        #expect(labels.map(\.string) == (1...6).map { "policy number \($0)" })
        let ys = labels.map(\.position.y)
        for (one, next) in zip(ys, ys.dropFirst()) { #expect(one - next >= 14 - 1e-9) }
        // Those that had to move are tied to their lines.
        #expect(chart.polylines(.series1, width: 0.6).count == 1)
    }

    @Test("Where there is no room for all labels, those of lines stay")
    func tooManyLabels() {
        let lines = (0..<9).map { index in
            ChartLayer.line(.init(Series(values: [1, Double(index)]), color: .series(index), label: "line \(index)"))
        }
        let references = (0..<12).map { ChartLayer.reference(.init(at: Double($0), label: "reference \($0)")) }
        let strings = drawing(references + lines).strings
        for index in 0..<9 { #expect(strings.contains("line \(index)")) }
        #expect(!strings.contains("reference 11"))
    }

    @Test("The names of two histograms are apart, above all bars")
    func barLabels() throws {
        let drawing = SampleCharts.histogram().layout(typesetter: typesetter)
        let labels = drawing.texts.filter { ["this policy", "best simple rule"].contains($0.string) }
        #expect(labels.count == 2)
        let outlines = drawing.polylines(.series1, width: 1.25) + drawing.polylines(.series2, width: 1.25)
        #expect(outlines.count == 2)
        for label in labels {
            let box = label.box(typesetter)
            for line in outlines {
                for (one, next) in zip(line.points, line.points.dropFirst()) where one.x < box.maxX && next.x > box.x {
                    #expect(min(one.y, next.y) >= box.maxY - 3)
                }
            }
        }
    }

    @Test("A histogram's name stands beside the line that goes through its highest bar")
    func barLabelBesideLine() throws {
        let bars = BarLayer(edges: [0, 10, 20, 30], heights: [2, 9, 2], label: "policy")
        let median = ReferenceLayer(at: 15, orientation: .vertical, label: "median")
        let drawing = drawing([.bars(bars), .reference(median)], x: Axis("Euros", isTight: true))
        let label = try #require(drawing.texts.first { $0.string == "policy" }).box(typesetter)
        let line = try #require(drawing.polylines(.mutedInk, width: 1).first).points[0].x
        #expect(label.maxX < line || line < label.x)
    }

    @Test("Beyond its limits an axis shows nothing, and lines are cut off there")
    func limits() throws {
        let axis = Axis("Value", atMost: -1...3)
        let series = Series(values: [0, 1, 97, 1, 2, -50, 0])
        let band = BandLayer(x: series.x, lower: series.y.map { $0 - 1 }, upper: series.y.map { $0 + 1 })
        let reference = ReferenceLayer(at: 60, label: "far away")
        let drawing = drawing([.band(band), .line(LineLayer(series)), .reference(reference)], y: axis)
        let grid = drawing.polylines(.grid).map { $0.points[0].y }
        let plot = try #require(grid.min())...(try #require(grid.max()))
        let lines = drawing.polylines(.series1)
        #expect(lines.count == 3)
        for point in lines.flatMap(\.points) + drawing.polygons.flatMap(\.points) {
            #expect(plot.lowerBound - 8 <= point.y && point.y <= plot.upperBound + 8)
        }
        #expect(!drawing.strings.contains("far away"))
        #expect(!drawing.strings.contains("97"))
    }

    @Test("The last label of the x axis keeps its distance where the edge pushes it aside")
    func lastTick() throws {
        let bars = BarLayer(edges: [40_000, 80_000, 120_000], heights: [1, 2])
        for width in stride(from: 150.0, through: 440, by: 10) {
            let drawing = Chart("Wealth", xAxis: Axis("", unit: .euros), yAxis: Axis(""), layers: [.bars(bars)])
                .layout(size: Size(width: width, height: 160), typesetter: typesetter)
            let boxes = drawing.texts.filter { $0.string.hasPrefix("€") }.map { $0.box(typesetter) }
            for (left, right) in zip(boxes, boxes.dropFirst()) { #expect(left.maxX + 6 <= right.x) }
        }
    }

    @Test("Numbers on axes are in English, whatever the unit")
    func numbers() {
        let drawing = SampleCharts.fan(months: 120).layout(typesetter: typesetter)
        #expect(drawing.strings.contains("€20,000"))
        #expect(
            SampleCharts.training(SampleCharts.rewards(count: 1000)).layout(typesetter: typesetter).strings
                .contains("\u{2212}100"))
    }
}

/// Places one chart in a rectangle: decides where the plot lies, then draws grid, layers, axes and labels.
struct ChartComposer {
    let chart: Chart
    let size: Size
    let typesetter: Typesetter
    var items: [DrawingItem] = []
    /// What the x axis must hold; found once, since a chart can hold a million points.
    private let xRange: ClosedRange<Double>?

    init(_ chart: Chart, size: Size, typesetter: Typesetter) {
        self.chart = chart
        self.size = size
        self.typesetter = typesetter
        xRange = chart.xRange
    }

    /// Lines and areas in the whole rectangle.
    mutating func sparkline() -> Drawing {
        let inset = ChartStyle.endMarker + 1
        let area = Rect(
            x: inset, y: inset, width: max(1, size.width - 2 * inset), height: max(1, size.height - 2 * inset))
        var tight = (chart.xAxis, chart.yAxis)
        tight.0.isTight = true
        tight.1.isTight = true
        let frame = PlotFrame(
            area: area, x: AxisScale(axis: tight.0, data: xRange),
            y: AxisScale(axis: tight.1, data: chart.yRange))
        items = paintLayers(frame).items
        return Drawing(size: size, items: items)
    }

    /// The whole chart.
    mutating func drawing(titled: Bool) -> Drawing {
        var top = titled ? addTitle() : 0
        let y = AxisScale(axis: chart.yAxis, data: chart.yRange)
        top = addHeading(y.heading(of: chart.yAxis), top: top)
        let frame = makeFrame(top: top, y: y)
        addGrid(frame)
        let painter = paintLayers(frame)
        // Axes lie over areas, which would hide them, and under lines, which they would hide.
        let areas = (painter.items.lastIndex(where: \.isArea) ?? -1) + 1
        items += painter.items[..<areas]
        addAxisLines(frame)
        items += painter.items[areas...]
        addTickLabels(frame)
        addLabels(painter.labels, frame)
        if chart.isEmpty { addNoData(frame) }
        return Drawing(size: size, items: items)
    }

    private func paintLayers(_ frame: PlotFrame) -> LayerPainter {
        let hasRawData = chart.layers.contains { layer in
            if case .line(let line) = layer { line.emphasis == .faint } else { false }
        }
        var painter = LayerPainter(frame: frame, hasRawData: hasRawData)
        for layer in chart.layers { painter.add(layer) }
        return painter
    }

    // MARK: Frame

    /// The plot takes what headings, tick labels and labels leave.
    private func makeFrame(top: Double, y: AxisScale) -> PlotFrame {
        let left = (y.marks.map { width(tickText($0.label), ChartStyle.tick) }.max() ?? 0) + ChartStyle.tickGap
        let labels = endLabelTexts.map { labelLines($0).map { width($0, ChartStyle.label) }.max() ?? 0 }.max()
        let right = labels.map { $0 + ChartStyle.labelGap } ?? ChartStyle.rowHeight
        let bottom = ChartStyle.rowHeight * (xHeading(nil).isEmpty ? 1.3 : 2.3)
        let plotTop = top + Double(topLabelRows(left: left, right: right)) * ChartStyle.rowHeight
        let area = Rect(
            x: left, y: plotTop, width: max(1, size.width - left - right),
            height: max(1, size.height - plotTop - bottom))
        return PlotFrame(area: area, x: xScale(for: area), y: y)
    }

    /// As many ticks as have room for their labels, which the drawing's edges may push aside.
    func xScale(for area: Rect) -> AxisScale {
        for target in [5, 4, 3] {
            let scale = AxisScale(axis: chart.xAxis, data: xRange, tickTarget: target)
            let labels = scale.marks.map { self.width($0.label, ChartStyle.tick) }
            let places = zip(scale.marks, labels).map { mark, label in
                middle(of: label, at: area.x + scale.position(of: mark.value) * area.width)
            }
            let fits = labels.indices.dropFirst().allSatisfy { index in
                places[index] - places[index - 1] > (labels[index] + labels[index - 1]) / 2 + 8
            }
            if fits { return scale }
        }
        return AxisScale(axis: chart.xAxis, data: xRange, tickTarget: 2)
    }

    /// What stands left of the plot, shortened where it is a long name.
    private func tickText(_ label: String) -> String {
        typesetter.shortenedInside(label, ChartStyle.tick, width: size.width * ChartStyle.nameShare)
    }

    private func xHeading(_ frame: PlotFrame?) -> String {
        let scale = frame?.x ?? AxisScale(axis: chart.xAxis, data: xRange)
        return scale.heading(of: chart.xAxis)
    }

    // MARK: Title and axes

    /// Two lines at most; returns where they end.
    private mutating func addTitle() -> Double {
        let lines = typesetter.wrapped(chart.title, ChartStyle.title, width: size.width, maximumLines: 2)
        for (index, line) in lines.enumerated() {
            let baseline = Double(index) * ChartStyle.titleLineHeight + ChartStyle.title.size
            add(line, Point(x: 0, y: baseline), .start, ChartStyle.title, .ink)
        }
        return Double(lines.count) * ChartStyle.titleLineHeight + ChartStyle.titleGap
    }

    /// The y axis's title stands above it, since upright text is hard to read; returns where the plot can begin.
    private mutating func addHeading(_ heading: String, top: Double) -> Double {
        guard !heading.isEmpty else { return top + ChartStyle.rowHeight / 2 }
        let text = typesetter.shortened(heading, ChartStyle.heading, width: size.width)
        add(text, Point(x: 0, y: top + ChartStyle.ascent), .start, ChartStyle.heading, .mutedInk)
        return top + ChartStyle.rowHeight + 8
    }

    private mutating func addGrid(_ frame: PlotFrame) {
        let stroke = Stroke(color: .grid, width: ChartStyle.gridLine)
        for mark in frame.y.marks {
            let y = frame.y(mark.value)
            addLine([Point(x: frame.area.x, y: y), Point(x: frame.area.maxX, y: y)], stroke)
        }
    }

    private mutating func addAxisLines(_ frame: PlotFrame) {
        let stroke = Stroke(color: .axis, width: ChartStyle.axisLine)
        let area = frame.area
        if frame.y.domain.lowerBound < 0, frame.y.domain.upperBound > 0 {
            let zero = Stroke(color: .axis, width: ChartStyle.gridLine)
            addLine([Point(x: area.x, y: frame.y(0)), Point(x: area.maxX, y: frame.y(0))], zero)
        }
        addLine([Point(x: area.x, y: area.maxY), Point(x: area.maxX, y: area.maxY)], stroke)
        guard !chart.isEmpty else { return }
        for mark in frame.x.marks {
            let x = frame.x(mark.value)
            addLine([Point(x: x, y: area.maxY), Point(x: x, y: area.maxY + 4)], stroke)
        }
    }

    private mutating func addTickLabels(_ frame: PlotFrame) {
        guard !chart.isEmpty else { return }
        let area = frame.area
        for mark in frame.y.marks {
            let position = Point(x: area.x - ChartStyle.tickGap, y: frame.y(mark.value) + ChartStyle.halfCapHeight)
            add(tickText(mark.label), position, .end, ChartStyle.tick, .mutedInk)
        }
        for mark in frame.x.marks {
            addCentered(mark.label, x: frame.x(mark.value), y: area.maxY + 4 + ChartStyle.ascent, .mutedInk)
        }
        let heading = typesetter.shortened(xHeading(frame), ChartStyle.heading, width: size.width)
        let y = area.maxY + 4 + ChartStyle.rowHeight + ChartStyle.ascent
        addCentered(heading, x: area.x + area.width / 2, y: y, .mutedInk)
    }

    private mutating func addLabels(_ labels: ChartLabels, _ frame: PlotFrame) {
        addTopLabels(frame)
        addBarLabels(labels, frame)
        addEndLabels(labels.ends, frame)
    }

    private mutating func addNoData(_ frame: PlotFrame) {
        let middle = Point(x: frame.area.x + frame.area.width / 2, y: frame.area.y + frame.area.height / 2)
        addCentered("No data", x: middle.x, y: middle.y + ChartStyle.halfCapHeight, .mutedInk)
    }

    // MARK: Items

    func width(_ string: String, _ style: TextStyle) -> Double { typesetter.measure(string, style).width }

    mutating func add(
        _ string: String, _ position: Point, _ anchor: TextItem.Anchor, _ style: TextStyle, _ color: ThemeColor
    ) {
        guard !string.isEmpty else { return }
        items.append(.text(TextItem(string, at: position, anchor: anchor, style: style, color: color)))
    }

    mutating func addLine(_ points: [Point], _ stroke: Stroke) {
        items.append(.polyline(points, stroke))
    }

    /// Centred on `x`, but inside the drawing.
    private mutating func addCentered(_ string: String, x: Double, y: Double, _ color: ThemeColor) {
        let middle = middle(of: width(string, ChartStyle.tick), at: x)
        add(string, Point(x: middle, y: y), .middle, ChartStyle.tick, color)
    }

    /// Where the middle of a text of a width comes to lie that is to be centred on `x`, but inside the drawing.
    private func middle(of width: Double, at x: Double) -> Double {
        min(max(x, width / 2), max(width / 2, size.width - width / 2))
    }
}

extension DrawingItem {
    fileprivate var isArea: Bool {
        if case .polygon = self { true } else { false }
    }
}

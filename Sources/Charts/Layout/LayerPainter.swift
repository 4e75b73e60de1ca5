/// Turns the layers of a chart into drawing items, and collects what is to be labelled.
struct LayerPainter {
    let frame: PlotFrame
    /// Whether raw data lies behind the lines, from which they need to stand out.
    let hasRawData: Bool
    private(set) var items: [DrawingItem] = []
    private(set) var labels = ChartLabels()

    mutating func add(_ layer: ChartLayer) {
        switch layer {
        case .line(let line): add(line)
        case .band(let band): add(band)
        case .reference(let reference): add(reference)
        case .stack(let stack): add(stack)
        case .bars(let bars): add(bars)
        case .dots(let dots): add(dots)
        }
    }

    private mutating func add(_ line: LineLayer) {
        let isStrong = line.emphasis == .strong
        let thinned = Downsampling.thinned(line.series, range: frame.x.domain, columns: frame.columns)
        let segments = Self.segments(thinned).flatMap { segment in
            LineClipping.visible(
                segment.map { frame.point(thinned.x[$0], thinned.y[$0]) }, from: frame.area.y, to: frame.area.maxY)
        }
        let lines = segments.filter { $0.count > 1 }
        if isStrong, hasRawData {
            let casing = Stroke(color: .background, width: ChartStyle.casing)
            items += lines.map { .polyline($0, casing) }
        }
        let width = isStrong ? ChartStyle.strongLine : ChartStyle.faintLine
        let stroke = Stroke(color: line.color, width: width, dash: line.dash)
        items += lines.map { .polyline($0, stroke) }
        let radius = isStrong ? ChartStyle.endMarker : ChartStyle.faintMarker
        for segment in segments where segment.count == 1 {
            items.append(.marker(segment[0], radius: radius, line.color))
        }
        guard let label = line.label, let end = segments.last?.last else { return }
        if isStrong, segments.last?.count != 1 {
            items.append(.marker(end, radius: ChartStyle.endMarker, line.color))
        }
        let color = isStrong ? line.color : .mutedInk
        labels.ends.append(EndLabel(text: label, color: color, end: end, priority: isStrong ? .line : .raw))
    }

    private mutating func add(_ band: BandLayer) {
        let extremes = [band.lower, band.upper].flatMap { edge in
            Downsampling.columnExtremes(Series(x: band.x, y: edge), range: frame.x.domain, columns: frame.columns)
        }
        let kept = Set(extremes).sorted()
        let spread = Series(x: kept.map { band.x[$0] }, y: kept.map { band.upper[$0] - band.lower[$0] })
        let segments = Self.segments(spread).map { segment in segment.map { kept[$0] } }
        for segment in segments { items.append(.polygon(outline(of: band, segment), band.color)) }
        guard let label = band.label, let last = segments.last?.last else { return }
        let end = frame.point(band.x[last], band.upper[last])
        labels.ends.append(EndLabel(text: label, color: .mutedInk, end: end, priority: .band))
    }

    /// A band at a single place is a narrow upright bar.
    private func outline(of band: BandLayer, _ segment: [Int]) -> [Point] {
        func edge(_ values: [Double]) -> [Point] {
            segment.map { index in
                let point = frame.point(band.x[index], values[index])
                return Point(x: point.x, y: min(max(point.y, frame.area.y), frame.area.maxY))
            }
        }
        let (upper, lower) = (edge(band.upper), edge(band.lower))
        guard segment.count == 1 else { return upper + lower.reversed() }
        let half = min(10, frame.area.width / 2)
        let left = min(max(upper[0].x - half, frame.area.x), frame.area.maxX - 2 * half)
        let (top, bottom) = (upper[0].y, lower[0].y)
        return [(left, top), (left + 2 * half, top), (left + 2 * half, bottom), (left, bottom)].map {
            Point(x: $0.0, y: $0.1)
        }
    }

    private mutating func add(_ reference: ReferenceLayer) {
        let axis = reference.orientation == .horizontal ? frame.y : frame.x
        guard AxisScale.isDrawable(reference.value), axis.domain.contains(reference.value) else { return }
        let stroke = Stroke(color: reference.color, width: ChartStyle.referenceLine, dash: reference.dash)
        let area = frame.area
        switch reference.orientation {
        case .horizontal:
            let y = frame.y(reference.value)
            let end = Point(x: area.maxX, y: y)
            items.append(.polyline([Point(x: area.x, y: y), end], stroke))
            labels.ends.append(
                EndLabel(text: reference.label, color: reference.color, end: end, priority: .reference))
        case .vertical:
            let x = frame.x(reference.value)
            items.append(.polyline([Point(x: x, y: area.y), Point(x: x, y: area.maxY)], stroke))
        }
    }

    private mutating func add(_ stack: StackLayer) {
        var below = [Double](repeating: 0, count: stack.x.count)
        for (part, boundary) in zip(stack.parts, stack.boundaries) {
            add(BandLayer(x: stack.x, lower: below, upper: boundary, color: part.color.tint))
            let middles = zip(below, boundary).map { $0 / 2 + $1 / 2 }
            if let last = middles.lastIndex(where: AxisScale.isDrawable) {
                let end = Point(x: frame.x(stack.x[last]), y: frame.y(middles[last]))
                labels.ends.append(EndLabel(text: part.label, color: part.color, end: end, priority: .line))
            }
            below = boundary
        }
        for (part, boundary) in zip(stack.parts, stack.boundaries) {
            let stroke = Stroke(color: part.color, width: ChartStyle.boundaryLine)
            let series = Downsampling.thinned(
                Series(x: stack.x, y: boundary), range: frame.x.domain, columns: frame.columns)
            for segment in Self.segments(series) where segment.count > 1 {
                items.append(.polyline(segment.map { frame.point(series.x[$0], series.y[$0]) }, stroke))
            }
        }
    }

    private mutating func add(_ bars: BarLayer) {
        guard !bars.heights.isEmpty else { return }
        let baseline = frame.baseline
        let steps = bars.heights.enumerated().map { index, height in
            BarLabelPlacement.Step(
                left: frame.x(bars.edges[index]), right: frame.x(bars.edges[index + 1]),
                top: AxisScale.isDrawable(height) ? frame.y(height) : baseline)
        }
        let tops = steps.flatMap { [Point(x: $0.left, y: $0.top), Point(x: $0.right, y: $0.top)] }
        let ends = [steps[0].left, steps[steps.count - 1].right].map { Point(x: $0, y: baseline) }
        let outline = [ends[0]] + tops + [ends[1]]
        if bars.style == .filled { items.append(.polygon(outline, bars.color.tint)) }
        let stroke = Stroke(color: bars.color, width: ChartStyle.boundaryLine, dash: bars.dash)
        items.append(.polyline(outline, stroke))
        labels.bars.append(steps)
        guard let label = bars.label else { return }
        labels.barLabels.append(BarLabel(text: label, color: bars.color, layer: labels.bars.count - 1))
    }

    /// Those that lie on both axes.
    private mutating func add(_ dots: DotLayer) {
        let shown = zip(dots.x, dots.y).filter { frame.x.domain.contains($0) && frame.y.domain.contains($1) }
            .map { frame.point($0, $1) }
        switch dots.emphasis {
        case .strong: items += shown.map { .marker($0, radius: ChartStyle.dot, dots.color) }
        case .faint: items.append(.dots(shown, radius: ChartStyle.faintDot, dots.color))
        }
    }

    /// The places between gaps.
    static func segments(_ series: Series) -> [[Int]] {
        var segments: [[Int]] = []
        var current: [Int] = []
        for index in 0..<series.count {
            if AxisScale.isDrawable(series.y[index]), AxisScale.isDrawable(series.x[index]) {
                current.append(index)
            } else if !current.isEmpty {
                segments.append(current)
                current = []
            }
        }
        if !current.isEmpty { segments.append(current) }
        return segments
    }
}

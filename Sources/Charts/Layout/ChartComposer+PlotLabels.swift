/// Labels above the plot, at vertical lines, and in it.
extension ChartComposer {
    /// A vertical line and its name, shortened where it is long.
    private struct TopLabel {
        var text: String
        var color: ThemeColor
        var value: Double
        var width: Double
    }

    private var topLabels: [TopLabel] {
        chart.layers.compactMap { layer in
            guard case .reference(let line) = layer, line.orientation == .vertical,
                AxisScale.isDrawable(line.value)
            else { return nil }
            let text = typesetter.shortened(line.label, ChartStyle.label, width: size.width * 0.6)
            return TopLabel(text: text, color: line.color, value: line.value, width: width(text, ChartStyle.label))
        }
    }

    /// How many rows of labels stand above a plot of this width.
    func topLabelRows(left: Double, right: Double) -> Int {
        let labels = topLabels
        guard !labels.isEmpty else { return 0 }
        let area = Rect(x: left, y: 0, width: max(1, size.width - left - right), height: 1)
        let scale = xScale(for: area)
        return (places(of: labels, in: area, scale).map(\.row).max() ?? -1) + 1
    }

    private func places(of labels: [TopLabel], in area: Rect, _ scale: AxisScale) -> [TopLabelPlacement.Place] {
        TopLabelPlacement.places(
            lines: labels.map { area.x + area.width * scale.position(of: $0.value) }, widths: labels.map(\.width),
            maximumX: size.width)
    }

    mutating func addTopLabels(_ frame: PlotFrame) {
        let labels = topLabels
        let places = places(of: labels, in: frame.area, frame.x)
        for (label, place) in zip(labels, places) where place.row > 0 {
            let x = frame.x(label.value)
            let top = frame.area.y - Double(place.row) * ChartStyle.rowHeight
            let stroke = Stroke(color: label.color, width: ChartStyle.leaderLine)
            addLine([Point(x: x, y: top), Point(x: x, y: frame.area.y)], stroke)
        }
        let needsCover = places.contains { $0.row > 0 }
        for (label, place) in zip(labels, places) {
            let top = frame.area.y - Double(place.row + 1) * ChartStyle.rowHeight
            let box = Rect(x: place.left, y: top, width: label.width, height: ChartStyle.rowHeight - 1)
            // The leader of a label further up goes on behind this one.
            if needsCover { items.append(.rectangle(box, .background)) }
            addLabel(label.text, in: box, label.color)
        }
    }

    mutating func addBarLabels(_ labels: ChartLabels, _ frame: PlotFrame) {
        var taken: [Rect] = []
        var bounds = frame.area
        bounds.width = size.width - bounds.x
        let placement = BarLabelPlacement(
            layers: labels.bars, lines: topLabels.map { frame.x($0.value) }, bounds: bounds)
        for label in labels.barLabels {
            let text = typesetter.shortened(label.text, ChartStyle.label, width: bounds.width * 0.5)
            let extent = Size(width: width(text, ChartStyle.label), height: ChartStyle.rowHeight)
            guard let box = placement.box(forLayer: label.layer, size: extent, taken: taken) else { continue }
            taken.append(box)
            addLabel(text, in: box, label.color)
        }
    }

    private mutating func addLabel(_ text: String, in box: Rect, _ color: ThemeColor) {
        add(text, Point(x: box.x, y: box.y + ChartStyle.ascent), .start, ChartStyle.label, color)
    }
}

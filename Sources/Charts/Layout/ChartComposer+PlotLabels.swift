/// Labels above the plot, at vertical lines, and in it.
extension ChartComposer {
    private var topLabels: [(text: String, color: ThemeColor, value: Double)] {
        chart.layers.compactMap { layer in
            guard case .reference(let line) = layer, line.orientation == .vertical,
                AxisScale.isDrawable(line.value)
            else { return nil }
            return (line.label, line.color, line.value)
        }
    }

    func topLabelRows(left: Double, right: Double) -> Int {
        let area = Rect(x: left, y: 0, width: max(1, size.width - left - right), height: 1)
        let scale = xScale(width: area.width)
        return (topLabelPlaces(in: area, scale).map(\.row).max() ?? -1) + 1
    }

    /// Each label centred on its line, as far as the drawing's edges allow, in the lowest row that is free there.
    private func topLabelPlaces(in area: Rect, _ scale: AxisScale) -> [(text: String, left: Double, row: Int)] {
        var rowEnds: [Double] = []
        var places = [(text: String, left: Double, row: Int)](repeating: ("", 0, 0), count: topLabels.count)
        let labels = topLabels
        let order = labels.indices.sorted { (labels[$0].value, $0) < (labels[$1].value, $1) }
        for index in order {
            let text = typesetter.shortened(labels[index].text, ChartStyle.label, width: size.width * 0.6)
            let width = self.width(text, ChartStyle.label)
            let line = area.x + area.width * scale.position(of: labels[index].value)
            let left = max(0, min(line - width / 2, size.width - width))
            let row = rowEnds.firstIndex { $0 + 8 <= left } ?? rowEnds.count
            if row == rowEnds.count { rowEnds.append(0) }
            rowEnds[row] = left + width
            places[index] = (text, left, row)
        }
        return places
    }

    mutating func addTopLabels(_ frame: PlotFrame) {
        let places = topLabelPlaces(in: frame.area, frame.x)
        for (label, place) in zip(topLabels, places) where place.row > 0 {
            let x = frame.x(label.value)
            let top = frame.area.y - Double(place.row) * ChartStyle.rowHeight
            let stroke = Stroke(color: label.color, width: ChartStyle.leaderLine)
            addLine([Point(x: x, y: top), Point(x: x, y: frame.area.y)], stroke)
        }
        for (label, place) in zip(topLabels, places) {
            let top = frame.area.y - Double(place.row + 1) * ChartStyle.rowHeight
            let width = self.width(place.text, ChartStyle.label)
            // A leader of a label further up ends behind this one.
            items.append(
                .rectangle(
                    Rectangle(
                        rect: Rect(x: place.left, y: top, width: width, height: ChartStyle.rowHeight - 1),
                        fill: .background)))
            add(place.text, Point(x: place.left, y: top + ChartStyle.ascent), .start, ChartStyle.label, label.color)
        }
    }

    /// Each label above what it names and above the labels already there.
    mutating func addPlotLabels(_ labels: [PlotLabel], _ frame: PlotFrame) {
        var taken: [Rect] = []
        for label in labels.sorted(by: { $0.anchor.y > $1.anchor.y }) {
            let text = typesetter.shortened(label.text, ChartStyle.label, width: size.width * 0.5)
            let width = self.width(text, ChartStyle.label)
            let left = max(0, min(label.anchor.x - width / 2, size.width - width))
            var box = Rect(
                x: left, y: label.anchor.y - ChartStyle.rowHeight - 1, width: width, height: ChartStyle.rowHeight)
            box.y = max(0, box.y)
            while let other = taken.first(where: box.intersects), other.y - box.height >= 0 {
                box.y = other.y - box.height
            }
            taken.append(box)
            add(text, Point(x: left, y: box.y + ChartStyle.ascent), .start, ChartStyle.label, label.color)
        }
    }
}

/// Labels in the column right of the plot, at the ends of lines, bands and parts.
extension ChartComposer {
    var endLabelTexts: [String] {
        chart.layers.flatMap { layer -> [String] in
            switch layer {
            case .line(let line): [line.label].compactMap { $0 }
            case .band(let band): [band.label].compactMap { $0 }
            case .reference(let line): line.orientation == .horizontal ? [line.label] : []
            case .stack(let stack): stack.parts.map(\.label)
            case .bars, .dots: []
            }
        }
    }

    func labelLines(_ text: String) -> [String] {
        typesetter.wrapped(text, ChartStyle.label, width: size.width * ChartStyle.labelShare, maximumLines: 2)
    }

    mutating func addEndLabels(_ labels: [EndLabel], _ frame: PlotFrame) {
        let bounds = (frame.area.y - ChartStyle.rowHeight / 2)...(frame.area.maxY + ChartStyle.rowHeight / 2)
        let shown = fitting(labels, height: bounds.upperBound - bounds.lowerBound)
        let lines = shown.map { labelLines($0.text) }
        let heights = lines.map { Double($0.count) * ChartStyle.rowHeight }
        let tops = LabelStack.tops(centers: shown.map(\.end.y), heights: heights, bounds: bounds)
        for (index, label) in shown.enumerated() {
            addLeader(label, to: tops[index] + heights[index] / 2, frame)
            for (number, line) in lines[index].enumerated() {
                let y = tops[index] + Double(number) * ChartStyle.rowHeight + ChartStyle.ascent
                add(line, Point(x: frame.area.maxX + ChartStyle.labelGap, y: y), .start, ChartStyle.label, label.color)
            }
        }
    }

    /// A line from the end of a thing to its label, where the label is not right beside it.
    private mutating func addLeader(_ label: EndLabel, to y: Double, _ frame: PlotFrame) {
        let edge = frame.area.maxX
        let isBeside = abs(y - label.end.y) <= ChartStyle.leaderDistance && label.end.x > edge - 4
        guard !isBeside else { return }
        var points = [Point(x: edge + ChartStyle.labelGap - 2, y: y)]
        // Through the plot it is dotted, lest it be taken for data.
        let isLong = label.end.x < edge - 4
        if isLong { points.insert(Point(x: edge, y: label.end.y), at: 0) }
        points.insert(label.end, at: 0)
        addLine(points, Stroke(color: label.color, width: ChartStyle.leaderLine, dash: isLong ? .dotted : .solid))
    }

    /// The labels there is room for, the least important left out first.
    private func fitting(_ labels: [EndLabel], height: Double) -> [EndLabel] {
        let ranked = labels.indices.sorted {
            (-labels[$0].priority.rawValue, $0) < (-labels[$1].priority.rawValue, $1)
        }
        var rest = height
        var kept: [Int] = []
        for index in ranked {
            let needed = Double(labelLines(labels[index].text).count) * ChartStyle.rowHeight
            guard needed <= rest else { continue }
            rest -= needed
            kept.append(index)
        }
        return kept.sorted().map { labels[$0] }
    }
}

extension Chart {
    /// Places everything the chart shows: the same chart, size and fonts give an equal drawing.
    ///
    /// - Parameter size: nil for the standard width, and the height that is usual or that the chart's rows need.
    package func layout(
        size: Size? = nil, typesetter: Typesetter, parts: Parts = .plot
    ) -> Drawing {
        let size = size ?? Size(width: Chart.standardSize.width, height: height(insteadOf: Chart.standardSize.height))
        // What stands alone brings its margin.
        let margin = parts == .titled ? ChartStyle.margin : 0
        let inner = Size(width: size.width - 2 * margin, height: size.height - 2 * margin)
        var composer = ChartComposer(self, size: inner, typesetter: typesetter)
        switch parts {
        case .plot: return composer.drawing(titled: false)
        case .titled: return composer.drawing(titled: true).framed(by: margin)
        case .sparkline: return composer.sparkline()
        }
    }

    /// Whether no layer has anything to be drawn (a reference line alone has no data to refer to).
    var isEmpty: Bool {
        layers.allSatisfy { layer in
            switch layer {
            case .line(let line): !line.series.hasDrawablePoint
            case .band(let band): AxisScale.range(of: band.lower) == nil || AxisScale.range(of: band.upper) == nil
            case .reference: true
            case .stack(let stack): stack.x.isEmpty || stack.parts.isEmpty
            case .bars(let bars): bars.heights.isEmpty
            case .dots(let dots): AxisScale.range(of: dots.x) == nil || AxisScale.range(of: dots.y) == nil
            }
        }
    }
}

extension Series {
    fileprivate var hasDrawablePoint: Bool {
        y.indices.contains { AxisScale.isDrawable(y[$0]) && AxisScale.isDrawable(x[$0]) }
    }
}
